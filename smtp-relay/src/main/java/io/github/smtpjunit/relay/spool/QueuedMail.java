package io.github.smtpjunit.relay.spool;

import static java.util.Objects.requireNonNull;

import io.github.smtpjunit.smtp.Envelope;
import io.github.smtpjunit.smtp.Envelope.Recipient;
import io.github.smtpjunit.smtp.EsmtpParameters;
import io.github.smtpjunit.smtp.given.Given;
import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;

/**
 * A mail in the queue, and how far its delivery has come.
 *
 * @param id its name in the spool and in the log
 * @param envelope the envelope as it was accepted
 * @param acceptedAt when it came in
 * @param size its content in octets
 * @param eightBit whether an octet of its content is above 127
 * @param attempts how often its delivery was attempted, the running attempt included
 * @param nextAttempt when the next attempt is due
 * @param held whether it waits for an operator
 * @param delayReported whether its sender has been told that it takes long
 * @param givenUp whether an operator has given it up: in place of the next attempt, its sender gets a report
 * @param recipients the state of each recipient of the envelope, in its order
 */
public record QueuedMail(
        String id,
        Envelope envelope,
        Instant acceptedAt,
        long size,
        boolean eightBit,
        int attempts,
        Instant nextAttempt,
        boolean held,
        boolean delayReported,
        boolean givenUp,
        List<RecipientState> recipients) {

    private static final long MAIL_OCTETS = 600;
    private static final long RECIPIENT_OCTETS = 200;
    private static final long STATE_OCTETS = 150;
    private static final long PARAMETER_OCTETS = 150;

    /**
     * Copies the list of states.
     *
     * @param id its name
     * @param envelope the envelope
     * @param acceptedAt when it came in
     * @param size its content in octets
     * @param eightBit whether an octet of its content is above 127
     * @param attempts how often its delivery was attempted
     * @param nextAttempt when the next attempt is due
     * @param held whether it waits for an operator
     * @param delayReported whether its sender has been told that it takes long
     * @param givenUp whether an operator has given it up
     * @param recipients the state of each recipient
     * @throws IllegalArgumentException if there is not one state for each recipient
     */
    public QueuedMail {
        requireNonNull(id, "id");
        requireNonNull(envelope, "envelope");
        requireNonNull(acceptedAt, "acceptedAt");
        requireNonNull(nextAttempt, "nextAttempt");
        recipients = Given.each("recipients", recipients);
        if (recipients.size() != envelope.recipients().size()) {
            throw new IllegalArgumentException("A mail to "
                    + envelope.recipients().size() + " recipients has as many states, not " + recipients.size());
        }
    }

    /**
     * Makes a mail that has just come in, for a spool of your own.
     *
     * @param id its name in the spool
     * @param envelope the envelope
     * @param acceptedAt when it came in
     * @param size its content in octets
     * @param eightBit whether an octet of its content is above 127
     * @param due when its first attempt is due
     * @return the mail, with recipients of whom nothing is known yet
     */
    public static QueuedMail accepted(
            String id, Envelope envelope, Instant acceptedAt, long size, boolean eightBit, Instant due) {
        List<RecipientState> waiting = envelope.recipients().stream()
                .map(recipient -> RecipientState.PENDING)
                .toList();
        return new QueuedMail(id, envelope, acceptedAt, size, eightBit, 0, due, false, false, false, waiting);
    }

    QueuedMail withAttempts(int count) {
        return changed(count, nextAttempt, held, delayReported, givenUp, recipients);
    }

    QueuedMail withAcceptedAt(Instant time) {
        return new QueuedMail(
                id, envelope, time, size, eightBit, attempts, nextAttempt, held, delayReported, givenUp, recipients);
    }

    /**
     * Sets when the next attempt is due.
     *
     * @param time when it is due
     * @return a copy with it
     */
    public QueuedMail withNextAttempt(Instant time) {
        return changed(attempts, time, held, delayReported, givenUp, recipients);
    }

    /**
     * Sets whether the mail waits for an operator.
     *
     * @param hold whether it does
     * @return a copy with it
     */
    public QueuedMail withHeld(boolean hold) {
        return changed(attempts, nextAttempt, hold, delayReported, givenUp, recipients);
    }

    /**
     * Records that the sender has been told that delivery takes long.
     *
     * @return a copy with it
     */
    public QueuedMail withDelayReported() {
        return changed(attempts, nextAttempt, held, true, givenUp, recipients);
    }

    /** The mail as an operator gives it up: due at once, and not on hold. */
    QueuedMail withGivenUp(Instant now) {
        return changed(attempts, now.isBefore(nextAttempt) ? now : nextAttempt, false, delayReported, true, recipients);
    }

    /**
     * Sets the states of the recipients.
     *
     * @param states the state of each recipient of the envelope, in its order
     * @return a copy with them
     * @throws IllegalArgumentException if there is not one state for each recipient
     */
    public QueuedMail withRecipients(List<RecipientState> states) {
        return changed(attempts, nextAttempt, held, delayReported, givenUp, states);
    }

    private QueuedMail changed(
            int count, Instant next, boolean hold, boolean told, boolean isGivenUp, List<RecipientState> states) {
        return new QueuedMail(id, envelope, acceptedAt, size, eightBit, count, next, hold, told, isGivenUp, states);
    }

    /** About how many octets of memory it takes in the queue; as measured, and rather more than less. */
    long weight() {
        long weight = weight(envelope);
        for (RecipientState state : recipients) {
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

    /**
     * Finds the recipients that still wait for an attempt.
     *
     * @return their places in the envelope, the first of which is 0
     */
    public List<Integer> pending() {
        return IntStream.range(0, recipients.size())
                .filter(i -> recipients.get(i).status() == RecipientState.Status.PENDING)
                .boxed()
                .toList();
    }
}
