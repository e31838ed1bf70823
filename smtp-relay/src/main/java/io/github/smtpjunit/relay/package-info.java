/** The mail relay. */
@NullMarked
package io.github.smtpjunit.relay;

import org.jspecify.annotations.NullMarked;
