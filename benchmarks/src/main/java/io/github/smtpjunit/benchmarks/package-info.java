/** Measures the cost of operations. */
@NullMarked
package io.github.smtpjunit.benchmarks;

import org.jspecify.annotations.NullMarked;
