/**
 * The SMTP client of the relay. Start with {@link io.github.smtpjunit.relay.client.SmtpClient}, a session with a next
 * hop, and {@link io.github.smtpjunit.relay.client.MailTransaction}, one mail in it. The package is not exported.
 */
@NullMarked
package io.github.smtpjunit.relay.client;

import org.jspecify.annotations.NullMarked;
