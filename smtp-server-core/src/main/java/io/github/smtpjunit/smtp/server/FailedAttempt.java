package io.github.smtpjunit.smtp.server;

import io.github.smtpjunit.smtp.Envelope;
import io.github.smtpjunit.smtp.Reply;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Something that a client tried and that did not end in a stored mail: a refused command, a failed handshake, or a
 * transaction that the client broke off.
 */
public final class FailedAttempt {

    private final long order = EventOrder.next();
    private final Instant at;
    private final Phase phase;
    private final SessionInfo session;
    private final @Nullable Envelope envelope;
    private final String line;
    private final @Nullable String sender;
    private final @Nullable String recipient;
    private final @Nullable Reply reply;
    private final String reason;

    FailedAttempt(
            Instant at,
            Phase phase,
            SessionInfo session,
            @Nullable Envelope envelope,
            String line,
            @Nullable String sender,
            @Nullable String recipient,
            @Nullable Reply reply,
            String reason) {
        this.at = at;
        this.phase = phase;
        this.session = session;
        this.envelope = envelope;
        this.line = line;
        this.sender = sender;
        this.recipient = recipient;
        this.reply = reply;
        this.reason = reason;
    }

    /**
     * Returns when it failed.
     *
     * @return the time by the server's clock
     */
    public Instant at() {
        return at;
    }

    /**
     * Returns when it failed, by its place among all events of this JVM: MAIL commands and failed attempts of all
     * sessions. Unlike the time it tells earlier from later also while the clock stands still.
     *
     * @return a number comparable with other attempts' and with {@link SessionInfo#transactionOrder()}, no count of
     *     anything
     */
    public long order() {
        return order;
    }

    /**
     * Returns where in the session it failed.
     *
     * @return the phase
     */
    public Phase phase() {
        return phase;
    }

    /**
     * Returns the facts of the session at that time.
     *
     * @return the facts
     */
    public SessionInfo session() {
        return session;
    }

    /**
     * Returns the envelope as far as it had come, without what was refused.
     *
     * @return empty outside a mail transaction
     */
    public Optional<Envelope> envelope() {
        return Optional.ofNullable(envelope);
    }

    /**
     * Returns the client's line, secrets masked.
     *
     * @return the line, {@code ""} if absent
     */
    public String line() {
        return line;
    }

    /**
     * Returns whose mail it was: the sender of the envelope, or of the MAIL command that failed.
     *
     * @return the address without angle brackets, {@code ""} for the null reverse-path; what stands there if it is no
     *     address; empty outside of both
     */
    public Optional<String> sender() {
        return Optional.ofNullable(sender);
    }

    /**
     * Returns the recipient of the RCPT command that failed.
     *
     * @return the address without angle brackets and source route; what stands there if it is no address; empty for
     *     other commands
     */
    public Optional<String> recipient() {
        return Optional.ofNullable(recipient);
    }

    /**
     * Returns the refusal.
     *
     * @return the reply, empty if it was the client that gave up, or a handshake failed
     */
    public Optional<Reply> reply() {
        return Optional.ofNullable(reply);
    }

    /**
     * Returns why it failed, in words.
     *
     * @return the reply's text, or what happened to the connection
     */
    public String reason() {
        return reason;
    }

    /** Returns phase, line and reason on one line. */
    @Override
    public String toString() {
        return phase + (line.isEmpty() ? "" : " \"" + line + "\"") + ": " + reason.replace('\n', ' ');
    }
}
