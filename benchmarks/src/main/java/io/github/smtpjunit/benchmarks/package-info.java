/** What costs how much. */
@NullMarked
package io.github.smtpjunit.benchmarks;

import org.jspecify.annotations.NullMarked;
