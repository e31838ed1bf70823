package io.github.smtpjunit.relay;

import io.github.smtpjunit.relay.spool.QueuedMail;
import io.github.smtpjunit.relay.spool.RecipientState;
import java.time.Instant;

/** What came of one attempt to deliver a mail to one recipient. Immutable. */
public final class Delivery {

    private final String mailId;
    private final String recipient;
    private final int attempt;
    private final RecipientState state;
    private final String tls;
    private final Instant at;

    /** What came of an attempt. */
    public enum Outcome {
        /** The next hop has accepted the mail. */
        DELIVERED,
        /** There will be another attempt, at the time of {@link QueuedMail#nextAttempt()}. */
        DEFERRED,
        /** There will be no other attempt: a report goes to the sender, if it wants one. */
        FAILED
    }

    /**
     * Makes the record of an attempt.
     *
     * @param mail the mail
     * @param place the recipient's place in the envelope
     * @param state what came of it
     * @param tls the version of TLS, empty without TLS
     * @param at when it ended
     */
    Delivery(QueuedMail mail, int place, RecipientState state, String tls, Instant at) {
        this.mailId = mail.id();
        this.recipient = mail.envelope().recipients().get(place).path().address();
        this.attempt = mail.attempts();
        this.state = state;
        this.tls = tls;
        this.at = at;
    }

    /**
     * Returns the mail's name in the queue.
     *
     * @return letters and digits
     */
    public String mailId() {
        return mailId;
    }

    /**
     * Returns the recipient's address.
     *
     * @return the address as it is in the envelope
     */
    public String recipient() {
        return recipient;
    }

    /**
     * Returns what came of the attempt.
     *
     * @return the outcome
     */
    public Outcome outcome() {
        return switch (state.status()) {
            case DELIVERED -> Outcome.DELIVERED;
            case FAILED -> Outcome.FAILED;
            case PENDING -> Outcome.DEFERRED;
        };
    }

    /**
     * Returns the peer's last reply, or what kept the relay from getting one.
     *
     * @return one line of printable characters
     */
    public String reply() {
        return state.reply();
    }

    /**
     * Returns the host that replied.
     *
     * @return such as {@code mx.example.org[192.0.2.1]:25}; empty if no host did
     */
    public String host() {
        return state.host();
    }

    /**
     * Returns the version of TLS by which the mail was delivered.
     *
     * @return such as {@code TLSv1.3}; empty in clear text, or if the mail was not delivered
     */
    public String tls() {
        return tls;
    }

    /**
     * Returns the number of the attempt.
     *
     * @return 1 for the first one
     */
    public int attempt() {
        return attempt;
    }

    /**
     * Returns when the attempt ended.
     *
     * @return the time, by the relay's clock
     */
    public Instant at() {
        return at;
    }

    /** Returns recipient, outcome, reply and host on one line. */
    @Override
    public String toString() {
        return "attempt " + attempt + " of mail " + mailId + " to <" + recipient + ">: " + outcome() + " " + reply()
                + (host().isEmpty() ? "" : " (" + host() + ")");
    }
}
