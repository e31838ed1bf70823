/**
 * The vocabulary of SMTP as immutable values: mailboxes, paths, envelopes, replies and service extensions.
 *
 * <p>Nothing in this package does I/O, and every type is safe for use by any number of threads. Start with {@link
 * io.github.smtpjunit.smtp.Envelope Envelope} and {@link io.github.smtpjunit.smtp.Reply Reply}.
 */
@NullMarked
package io.github.smtpjunit.smtp;

import org.jspecify.annotations.NullMarked;
