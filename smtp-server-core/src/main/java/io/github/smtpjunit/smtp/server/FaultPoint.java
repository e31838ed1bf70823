package io.github.smtpjunit.smtp.server;

import io.github.smtpjunit.smtp.Envelope;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** The point in a session at which the rules of {@link Faults} are asked: what a {@link FaultMatcher} looks at. */
public final class FaultPoint {

    private final Phase phase;
    private final Instant at;
    private final SessionInfo session;
    private final @Nullable Envelope envelope;
    private final String line;
    private final String mechanism;
    private final int recipientNumber;
    private final int openConnections;
    private final boolean pipelined;
    private final @Nullable ReceivedMail mail;
    private final boolean lenient;

    FaultPoint(
            Phase phase,
            Instant at,
            SessionInfo session,
            @Nullable Envelope envelope,
            String line,
            String mechanism,
            int recipientNumber,
            int openConnections,
            boolean pipelined,
            @Nullable ReceivedMail mail,
            boolean lenient) {
        this.phase = phase;
        this.at = at;
        this.session = session;
        this.envelope = envelope;
        this.line = line;
        this.mechanism = mechanism;
        this.recipientNumber = recipientNumber;
        this.openConnections = openConnections;
        this.pipelined = pipelined;
        this.mail = mail;
        this.lenient = lenient;
    }

    /**
     * Returns where in the session this is.
     *
     * @return the phase
     */
    public Phase phase() {
        return phase;
    }

    /**
     * Returns when this is.
     *
     * @return the time by the server's clock
     */
    public Instant at() {
        return at;
    }

    /**
     * Returns the facts of the session, as they are before the server answers.
     *
     * @return the facts
     */
    public SessionInfo session() {
        return session;
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
     * Returns the name that the client gives: at EHLO the one in the command, later the one that it gave.
     *
     * @return empty if it has not given one
     */
    public Optional<String> heloName() {
        return phase == Phase.EHLO ? Optional.of(argument()) : session.heloName();
    }

    /**
     * Returns the sender: at MAIL the one in the command, later that of the envelope.
     *
     * @return the address without angle brackets, {@code ""} for the null reverse-path; empty outside a mail
     *     transaction
     */
    public Optional<String> sender() {
        return phase == Phase.MAIL
                ? path("FROM:", text -> PathArgument.sender(text, lenient))
                : Optional.ofNullable(envelope).map(Envelope::from);
    }

    /**
     * Returns the recipients: at RCPT the one in the command, later those of the envelope.
     *
     * @return the addresses without angle brackets
     */
    public List<String> recipients() {
        if (phase == Phase.RCPT) {
            return path("TO:", text -> PathArgument.recipient(text, lenient)).stream()
                    .toList();
        }
        return envelope == null ? List.of() : envelope.to();
    }

    /**
     * Returns which RCPT command of its mail transaction this is, refused ones included.
     *
     * @return 1 for the first one, 0 in other phases
     */
    public int recipientNumber() {
        return recipientNumber;
    }

    /**
     * Returns which mail transaction of the session this is; at MAIL the one that the command would start.
     *
     * @return 1 for the first one, 0 before it
     */
    public int transactionNumber() {
        return session.transactionNumber() + (phase == Phase.MAIL ? 1 : 0);
    }

    /**
     * Returns the AUTH mechanism that the client has chosen last.
     *
     * @return its name in upper case, empty before AUTH
     */
    public Optional<String> mechanism() {
        return Optional.of(mechanism).filter(name -> !name.isEmpty());
    }

    /**
     * Returns how many clients are connected to the server, this one included.
     *
     * @return 1 or more
     */
    public int openConnections() {
        return openConnections;
    }

    /**
     * Tells whether the line came before the reply to the one before it had gone out (RFC 2920).
     *
     * @return false where there is no line
     */
    public boolean isPipelined() {
        return pipelined;
    }

    /**
     * Returns the mail, its content in memory.
     *
     * @return empty outside {@link Phase#END_OF_DATA}
     */
    public Optional<ReceivedMail> mail() {
        return Optional.ofNullable(mail);
    }

    private String argument() {
        return Command.parse(line).argument();
    }

    private Optional<String> path(String prefix, UnaryOperator<String> address) {
        String argument = argument();
        return PathArgument.parse(prefix, PathArgument.standard(prefix, argument, lenient))
                .map(parsed -> address.apply(argument));
    }

    /** Returns phase and session. */
    @Override
    public String toString() {
        return phase + " of " + session;
    }
}
