package io.github.smtpjunit.relay.spool;

import static java.util.Objects.requireNonNull;

import io.github.smtpjunit.smtp.Envelope;
import io.github.smtpjunit.smtp.Envelope.Recipient;
import io.github.smtpjunit.smtp.EsmtpParameters;
import io.github.smtpjunit.smtp.given.Given;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A mail in the queue, and how far its delivery has come. Immutable: each {@code with..} method returns a copy. Two are
 * equal if all their facts are.
 */
public final class QueuedMail {

    private static final long MAIL_OCTETS = 600;
    private static final long RECIPIENT_OCTETS = 200;
    private static final long STATE_OCTETS = 150;
    private static final long PARAMETER_OCTETS = 150;

    private final Arrival arrival;
    private final Progress progress;

    /**
     * What does not change while the mail waits.
     *
     * @param id its name in the spool and in the log
     * @param envelope the envelope as it was accepted
     * @param acceptedAt when it came in
     * @param size its content in octets
     * @param eightBit whether an octet of its content is above 127
     */
    private record Arrival(String id, Envelope envelope, Instant acceptedAt, long size, boolean eightBit) {}

    /**
     * How far the delivery has come.
     *
     * @param attempts the number of attempts, the running one included
     * @param next when the next one is due
     * @param held whether the mail waits for an operator
     * @param delayReported whether the sender has got a report on the delay
     * @param givenUp whether an operator has given the mail up
     * @param recipients the state of each recipient
     */
    private record Progress(
            int attempts,
            Instant next,
            boolean held,
            boolean delayReported,
            boolean givenUp,
            List<RecipientState> recipients) {}

    private QueuedMail(Arrival arrival, Progress progress) {
        this.arrival = arrival;
        this.progress = progress;
    }

    /**
     * Makes a mail that has just come in, for a spool of your own. A spool that reads a mail again adds what has
     * happened since by the {@code with..} methods.
     *
     * @param id its name in the spool
     * @param envelope the envelope
     * @param acceptedAt when it came in
     * @param size its content in octets
     * @param eightBit whether an octet of its content is above 127
     * @param due when its first attempt is due
     * @return the mail, each of whose recipients is {@link RecipientState#PENDING}
     */
    public static QueuedMail accepted(
            String id, Envelope envelope, Instant acceptedAt, long size, boolean eightBit, Instant due) {
        requireNonNull(id, "id");
        requireNonNull(envelope, "envelope");
        requireNonNull(acceptedAt, "acceptedAt");
        requireNonNull(due, "due");
        List<RecipientState> waiting = Collections.nCopies(envelope.recipients().size(), RecipientState.PENDING);
        return new QueuedMail(
                new Arrival(id, envelope, acceptedAt, size, eightBit),
                new Progress(0, due, false, false, false, waiting));
    }

    // What came in

    /**
     * Returns the mail's name in the spool and in the log.
     *
     * @return letters and digits
     */
    public String id() {
        return arrival.id();
    }

    /**
     * Returns the envelope as it was accepted.
     *
     * @return the envelope
     */
    public Envelope envelope() {
        return arrival.envelope();
    }

    /**
     * Returns when the mail came in.
     *
     * @return the time, by the relay's clock
     */
    public Instant acceptedAt() {
        return arrival.acceptedAt();
    }

    /**
     * Returns the size of the content.
     *
     * @return octets
     */
    public long size() {
        return arrival.size();
    }

    /**
     * Returns whether an octet of the content is above 127.
     *
     * @return whether the next hop has to support 8BITMIME (RFC 6152)
     */
    public boolean eightBit() {
        return arrival.eightBit();
    }

    // How far its delivery has come

    /**
     * Returns how often delivery was attempted.
     *
     * @return the number of attempts, the running one included
     */
    public int attempts() {
        return progress.attempts();
    }

    /**
     * Returns when the next attempt is due.
     *
     * @return the time, by the relay's clock
     */
    public Instant nextAttempt() {
        return progress.next();
    }

    /**
     * Returns whether the mail waits for an operator.
     *
     * @return whether it is on hold
     */
    public boolean held() {
        return progress.held();
    }

    /**
     * Returns whether the sender has got a report that delivery takes long.
     *
     * @return whether no other such report follows
     */
    public boolean delayReported() {
        return progress.delayReported();
    }

    /**
     * Returns whether an operator has given the mail up: in place of the next attempt, its sender gets a report.
     *
     * @return whether there is no further attempt
     */
    public boolean givenUp() {
        return progress.givenUp();
    }

    /**
     * Returns the state of each recipient.
     *
     * @return the states, in the order of the envelope
     */
    public List<RecipientState> recipients() {
        return progress.recipients();
    }

    /**
     * Finds the recipients that still wait for an attempt.
     *
     * @return their places in the envelope, the first of which is 0
     */
    public List<Integer> pending() {
        List<RecipientState> recipients = recipients();
        List<Integer> pending = new ArrayList<>(recipients.size());
        for (int place = 0; place < recipients.size(); place++) {
            if (recipients.get(place).status() == RecipientState.Status.PENDING) {
                pending.add(place);
            }
        }
        return Collections.unmodifiableList(pending);
    }

    // Changes

    QueuedMail withAcceptedAt(Instant time) {
        return new QueuedMail(new Arrival(id(), envelope(), time, size(), eightBit()), progress);
    }

    /**
     * Sets how often delivery was attempted.
     *
     * @param count the number of attempts, the running one included
     * @return a copy with it
     */
    public QueuedMail withAttempts(int count) {
        return with(new Progress(count, nextAttempt(), held(), delayReported(), givenUp(), recipients()));
    }

    /**
     * Sets when the next attempt is due.
     *
     * @param time when it is due
     * @return a copy with it
     */
    public QueuedMail withNextAttempt(Instant time) {
        requireNonNull(time, "time");
        return with(new Progress(attempts(), time, held(), delayReported(), givenUp(), recipients()));
    }

    /**
     * Sets whether the mail waits for an operator.
     *
     * @param hold whether it does
     * @return a copy with it
     */
    public QueuedMail withHeld(boolean hold) {
        return with(new Progress(attempts(), nextAttempt(), hold, delayReported(), givenUp(), recipients()));
    }

    /**
     * Records that the sender has got a report that delivery takes long.
     *
     * @return a copy with it
     */
    public QueuedMail withDelayReported() {
        return with(new Progress(attempts(), nextAttempt(), held(), true, givenUp(), recipients()));
    }

    /**
     * Records that an operator has given the mail up: it is due at once, and not on hold.
     *
     * @param now the present
     * @return a copy with it
     */
    public QueuedMail withGivenUp(Instant now) {
        requireNonNull(now, "now");
        Instant next = now.isBefore(nextAttempt()) ? now : nextAttempt();
        return with(new Progress(attempts(), next, false, delayReported(), true, recipients()));
    }

    /**
     * Sets the states of the recipients.
     *
     * @param states the state of each recipient, in the order of the envelope
     * @return a copy with them
     * @throws IllegalArgumentException if there is not one state for each recipient
     */
    public QueuedMail withRecipients(List<RecipientState> states) {
        List<RecipientState> copy = Given.each("states", states);
        if (copy.size() != envelope().recipients().size()) {
            throw new IllegalArgumentException("A mail to "
                    + envelope().recipients().size() + " recipients has as many states, not " + copy.size());
        }
        return with(new Progress(attempts(), nextAttempt(), held(), delayReported(), givenUp(), copy));
    }

    private QueuedMail with(Progress changed) {
        return new QueuedMail(arrival, changed);
    }

    // Memory

    /** About how many octets of memory it takes in the queue; as measured, and rather more than less. */
    long weight() {
        long weight = weight(envelope());
        for (RecipientState state : recipients()) {
            if (!state.reply().isEmpty()) {
                weight += STATE_OCTETS + state.reply().length() + state.host().length();
            }
        }
        return weight;
    }

    /** About how many octets of memory a mail takes that has just come in. */
    static long weight(Envelope envelope) {
        long weight = MAIL_OCTETS + length(envelope.parameters());
        for (Recipient recipient : envelope.recipients()) {
            weight += RECIPIENT_OCTETS + recipient.path().address().length() + length(recipient.parameters());
        }
        return weight;
    }

    private static long length(EsmtpParameters parameters) {
        long length = 0;
        for (EsmtpParameters.Parameter parameter : parameters.list()) {
            length += PARAMETER_OCTETS + parameter.toString().length();
        }
        return length;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof QueuedMail mail && arrival.equals(mail.arrival) && progress.equals(mail.progress);
    }

    @Override
    public int hashCode() {
        return id().hashCode();
    }

    /** Returns all facts on one line. */
    @Override
    public String toString() {
        return "QueuedMail[" + arrival + ", " + progress + "]";
    }
}
