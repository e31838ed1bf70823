/**
 * Compares our servers with others, end to end. Start with {@link
 * io.github.smtpjunit.benchmarks.comparison.Comparison}.
 */
@NullMarked
package io.github.smtpjunit.benchmarks.comparison;

import org.jspecify.annotations.NullMarked;
