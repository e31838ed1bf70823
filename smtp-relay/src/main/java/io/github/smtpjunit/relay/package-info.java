/**
 * A mail relay as a library. Start with {@link io.github.smtpjunit.relay.SmtpRelay}, the relay, and {@link
 * io.github.smtpjunit.relay.SmtpRelayBuilder}, which configures it.
 *
 * <p>Inside, {@code QueueRunner} is the spine: it claims what is due, and splits it by {@code Destination};
 * {@code Conclusion} decides what becomes of a mail after an attempt. HACKING.md has the way of a mail through this
 * package.
 */
@NullMarked
package io.github.smtpjunit.relay;

import org.jspecify.annotations.NullMarked;
