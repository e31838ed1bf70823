package io.github.smtpjunit.relay.spool;

import static java.util.Objects.requireNonNull;

/**
 * How far the delivery of a mail to one recipient has come.
 *
 * @param status whether it is over, and how
 * @param reply the last reply or problem, on one line of printable characters, for example
 *     {@code 451 4.7.1 Greylisted}; empty before the first attempt
 * @param host the host that replied, as {@code mx.example.org[192.0.2.1]:25}; empty if no host did
 */
public record RecipientState(Status status, String reply, String host) {

    /**
     * Makes a state.
     *
     * @param status how far the delivery has come
     * @param reply the reply
     * @param host the host
     */
    public RecipientState {
        requireNonNull(status, "status");
        requireNonNull(reply, "reply");
        requireNonNull(host, "host");
    }

    /** Nothing has happened yet. */
    public static final RecipientState PENDING = new RecipientState(Status.PENDING, "", "");

    /** How far the delivery to a recipient has come. */
    public enum Status {
        /** An attempt is still due. */
        PENDING,
        /** The next hop has accepted the mail. */
        DELIVERED,
        /** It cannot be delivered. The sender gets a report when the attempt ends. */
        FAILED
    }
}
