package io.github.smtpjunit.smtp.server;

import io.github.smtpjunit.smtp.Leniency;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What happened in one session, while it lasts and afterwards: its facts, its dialogue, what failed in it and how it
 * ended. Thread-safe.
 */
public final class SessionRecord {

    private static final int MAX_TEXT = 500;
    private static final int MAX_COMMANDS = 10_000;
    private static final int MAX_IN_CLEAR = 100;

    private final List<Transcript.Line> lines = new ArrayList<>(); // the first half of those that are kept
    private final Deque<Transcript.Line> latestLines =
            new ArrayDeque<>(); // the other half: how a session ends tells most
    private final List<FailedAttempt> attempts = new ArrayList<>();
    private final List<String> commands = new ArrayList<>();
    private final List<String> credentialsInClear = new ArrayList<>();
    private final List<String> mailInClear = new ArrayList<>();
    private final Set<Leniency> leniencies = EnumSet.noneOf(Leniency.class);
    private final int maxLines;
    private final int maxAttempts;
    private int attemptCount;
    private int commandCount;
    private boolean pipelining;
    private int omitted;
    private int mails;
    private boolean inTransaction;
    private SessionInfo info;
    private @Nullable Ending ending;

    /**
     * The record of a session that has just been opened, with at most these numbers of lines of dialogue and of
     * attempts.
     */
    SessionRecord(SessionInfo info, int maxLines, int maxAttempts) {
        this.maxLines = maxLines;
        this.maxAttempts = maxAttempts;
        this.info = info;
    }

    /** How a session ended. */
    public enum Ending {
        /** By QUIT, as it should. */
        QUIT,
        /** The client closed the connection, or it broke. */
        CLIENT_GONE,
        /** The client was silent or slow for too long. */
        TIMED_OUT,
        /** The server refused to go on. */
        REFUSED,
        /** The server broke it off on purpose, by a rule of {@link Faults}. */
        FAULT,
        /** The TLS handshake failed. */
        TLS_FAILED,
        /** The server was stopped. */
        STOPPED
    }

    synchronized void add(Transcript.Line line) {
        if (lines.size() < maxLines / 2) {
            lines.add(line);
            return;
        }
        latestLines.add(line);
        if (lines.size() + latestLines.size() > maxLines) {
            latestLines.remove();
            omitted++;
        }
    }

    /**
     * Bounded, and with escapes for what could forge a line or steer a terminal: controls, line separators, marks of
     * direction.
     */
    static String printable(String text) {
        if (text.length() <= MAX_TEXT && isSeen(text)) {
            return text;
        }
        StringBuilder printable = new StringBuilder();
        text.substring(0, Math.min(text.length(), MAX_TEXT)).chars().forEach(c -> {
            if (isUnseen(c)) {
                printable.append(String.format(c <= 0xff ? "\\x%02x" : "\\u%04x", c));
            } else {
                printable.append((char) c);
            }
        });
        return text.length() > MAX_TEXT ? printable + "..." : printable.toString();
    }

    private static boolean isSeen(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (isUnseen(text.charAt(i))) {
                return false;
            }
        }
        return true;
    }

    private static boolean isUnseen(int c) {
        return switch (Character.getType(c)) {
            case Character.CONTROL, Character.FORMAT, Character.LINE_SEPARATOR, Character.PARAGRAPH_SEPARATOR -> true;
            default -> false;
        };
    }

    synchronized void add(FailedAttempt attempt) {
        attemptCount++;
        addBounded(attempts, attempt, maxAttempts);
    }

    synchronized void addCommand(String verb, boolean pipelined) {
        commandCount++;
        pipelining |= pipelined;
        addBounded(commands, verb, MAX_COMMANDS);
    }

    synchronized void add(Leniency leniency) {
        leniencies.add(leniency);
    }

    synchronized void addCredentialsInClear(String line) {
        addBounded(credentialsInClear, line, MAX_IN_CLEAR);
    }

    synchronized void addMailInClear(String line) {
        addBounded(mailInClear, line, MAX_IN_CLEAR);
    }

    private static <T> void addBounded(List<T> list, T element, int max) {
        if (list.size() < max) {
            list.add(element);
        }
    }

    synchronized void addMail() {
        mails++;
    }

    synchronized void update(SessionInfo latest, boolean transactionOpen) {
        info = latest;
        inTransaction = transactionOpen;
    }

    synchronized void end(Ending how) {
        ending = how;
        inTransaction = false;
    }

    /**
     * Returns the facts of the session as they are now.
     *
     * @return the latest facts
     */
    public synchronized SessionInfo info() {
        return info;
    }

    /**
     * Returns the dialogue so far.
     *
     * @return a copy that does not grow
     */
    public synchronized Transcript transcript() {
        List<Transcript.Line> kept = new ArrayList<>(lines);
        kept.addAll(latestLines);
        return new Transcript(kept, omitted);
    }

    /**
     * Returns what was refused or broken off so far: one attempt for each command that failed, and one for a mail or an
     * AUTH exchange that was broken off for another reason than a command that failed.
     *
     * @return a copy, in the order in which it happened; the first of {@link #failedAttemptCount()}, as many as
     *     {@link SmtpServerBuilder#maxKeptFailedAttempts} allows
     */
    public synchronized List<FailedAttempt> failedAttempts() {
        return List.copyOf(attempts);
    }

    /**
     * Returns how often something was refused or broken off so far.
     *
     * @return the number of all attempts, also of those that {@link #failedAttempts()} leaves out
     */
    public synchronized int failedAttemptCount() {
        return attemptCount;
    }

    /**
     * Returns the commands that the client has sent so far, whatever became of them and however long the
     * {@link #transcript()} may be. The lines of an AUTH exchange are no commands.
     *
     * @return a copy: the verbs in upper case, of lines that are no command the first word, {@code ***} if it may be
     *     secret; the first 10,000 of {@link #commandCount()}
     */
    public synchronized List<String> commands() {
        return List.copyOf(commands);
    }

    /**
     * Returns how many commands the client has sent so far.
     *
     * @return the number of all commands, also of those that {@link #commands()} leaves out
     */
    public synchronized int commandCount() {
        return commandCount;
    }

    /**
     * Tells whether the client has sent a command without waiting for the reply to the one before (RFC 2920).
     *
     * @return true from the first such command on
     */
    public synchronized boolean usedPipelining() {
        return pipelining;
    }

    /**
     * Returns how the client has handed a password or a token to anybody who listens: AUTH commands before TLS, by
     * PLAIN, LOGIN, OAUTHBEARER, XOAUTH2, or a mechanism of which that is not known (RFC 4954 section 4). Those count
     * too that were refused, or thrown away because they came with STARTTLS.
     *
     * @return a copy: the lines as the transcript shows them, secrets masked, in order; the first 100, empty if absent
     */
    public synchronized List<String> credentialsInClear() {
        return List.copyOf(credentialsInClear);
    }

    /**
     * Returns what the client has sent before TLS that one which demands TLS does not send: AUTH, MAIL, RCPT, DATA and
     * BDAT commands (RFC 8314 section 5.1). Those count too that were refused, or thrown away because they came with
     * STARTTLS.
     *
     * @return a copy: the lines as the transcript shows them, secrets masked, in order; the first 100, empty if absent
     */
    public synchronized List<String> mailInClear() {
        return List.copyOf(mailInClear);
    }

    /**
     * Returns what the client has sent against the grammar of SMTP, and a
     * {@linkplain SmtpServerBuilder#lenient() lenient} server has accepted.
     *
     * @return a copy, in the order of {@link Leniency}; empty if the client kept to the grammar, or the server is not
     *     lenient
     */
    public synchronized Set<Leniency> leniencies() {
        return Collections.unmodifiableSet(EnumSet.copyOf(leniencies));
    }

    /**
     * Returns how many mails were accepted in this session.
     *
     * @return the number so far
     */
    public synchronized int mailCount() {
        return mails;
    }

    /**
     * Tells whether a mail is under way: MAIL has been accepted, and neither the mail nor a refusal, RSET or the end of
     * the session has come since.
     *
     * @return true in the middle of a mail transaction
     */
    public synchronized boolean isInTransaction() {
        return inTransaction;
    }

    /**
     * Returns how the session ended.
     *
     * @return empty while it lasts
     */
    public synchronized Optional<Ending> ending() {
        return Optional.ofNullable(ending);
    }

    /** Returns the facts, the ending and the dialogue. */
    @Override
    public synchronized String toString() {
        return info + (ending == null ? ", open" : ", ended: " + ending) + "\n" + transcript();
    }
}
