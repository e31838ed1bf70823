/**
 * SASL (RFC 4422) for SMTP AUTH (RFC 4954), both sides: a server runs a {@link SaslExchange}, a client a
 * {@link SaslClientExchange}, each for a {@link SaslMechanism}. Start with {@link SaslAuthenticator}, which decides who
 * a client is.
 */
@NullMarked
package io.github.smtpjunit.smtp.sasl;

import org.jspecify.annotations.NullMarked;
