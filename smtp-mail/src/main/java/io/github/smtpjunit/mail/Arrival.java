package io.github.smtpjunit.mail;

import static java.util.Objects.requireNonNull;

import io.github.smtpjunit.smtp.Envelope;
import java.time.Instant;

/**
 * How a mail arrived: what the mail itself does not say.
 *
 * @param envelope the sender, the recipients and their parameters, as the client named them to the server
 * @param time when it arrived
 * @param overTls whether the client used TLS
 */
public record Arrival(Envelope envelope, Instant time, boolean overTls) {

    /**
     * Describes an arrival.
     *
     * @param envelope the envelope
     * @param time when the mail arrived
     * @param overTls whether the client used TLS
     */
    public Arrival {
        requireNonNull(envelope, "envelope");
        requireNonNull(time, "time");
    }
}
