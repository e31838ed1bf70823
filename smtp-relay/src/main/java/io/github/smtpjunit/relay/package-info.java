/**
 * A mail relay as a library. Start with {@link io.github.smtpjunit.relay.SmtpRelay}, the relay, and {@link
 * io.github.smtpjunit.relay.SmtpRelayBuilder}, which configures it.
 */
@NullMarked
package io.github.smtpjunit.relay;

import org.jspecify.annotations.NullMarked;
