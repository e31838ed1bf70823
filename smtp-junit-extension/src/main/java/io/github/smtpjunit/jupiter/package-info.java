/** The JUnit extension, the inbox and the assertions. */
@NullMarked
package io.github.smtpjunit.jupiter;

import org.jspecify.annotations.NullMarked;
