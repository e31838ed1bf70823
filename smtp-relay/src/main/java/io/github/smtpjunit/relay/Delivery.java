package io.github.smtpjunit.relay;

import static java.util.Objects.requireNonNull;

import io.github.smtpjunit.relay.spool.QueuedMail;
import java.time.Instant;

/**
 * What came of one attempt to deliver a mail to one recipient.
 *
 * @param mailId the mail's name in the queue
 * @param recipient the recipient's address
 * @param outcome what came of it
 * @param reply the peer's last reply, or what kept the relay from getting one; on one line of printable characters
 * @param host the host that replied, as {@code mx.example.org[192.0.2.1]:25}; empty if none did
 * @param tls the version of TLS by which the mail went there, such as {@code TLSv1.3}; empty in clear text, or if it went nowhere
 * @param attempt 1 for the first attempt
 * @param at when it ended, by the relay's clock
 */
public record Delivery(
        String mailId,
        String recipient,
        Outcome outcome,
        String reply,
        String host,
        String tls,
        int attempt,
        Instant at) {

    /**
     * Makes the record of an attempt.
     *
     * @param mailId the mail
     * @param recipient the recipient
     * @param outcome what came of it
     * @param reply the reply
     * @param host the host
     * @param tls the version of TLS
     * @param attempt the attempt
     * @param at when
     */
    public Delivery {
        requireNonNull(mailId, "mailId");
        requireNonNull(recipient, "recipient");
        requireNonNull(outcome, "outcome");
        requireNonNull(reply, "reply");
        requireNonNull(host, "host");
        requireNonNull(tls, "tls");
        requireNonNull(at, "at");
    }

    /** What came of an attempt. */
    public enum Outcome {
        /** The next hop has taken the mail. */
        DELIVERED,
        /** There will be another attempt, at the time of {@link QueuedMail#nextAttempt()}. */
        DEFERRED,
        /** There will be no other attempt: a report goes to the sender, if it wants one. */
        FAILED
    }
}
