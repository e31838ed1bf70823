/** The tests that {@code JunitPart} runs, each in a process of its own with the class path of one server. */
@NullMarked
package io.github.smtpjunit.benchmarks.comparison.tests;

import org.jspecify.annotations.NullMarked;
