package io.github.smtpjunit.smtp.server;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What happened in one session, while it lasts and afterwards: its facts, its dialogue, what failed in it and how it ended.
 * Thread-safe.
 */
public final class SessionRecord {

    private static final int MAX_TEXT = 500;
    private static final int MAX_ATTEMPTS = 1_000;

    private final List<Transcript.Line> lines = new ArrayList<>();
    private final List<Attempt> attempts = new ArrayList<>();
    private final int maxLines;
    private int omitted;
    private int mails;
    private boolean inTransaction;
    private SessionInfo info;
    private @Nullable Ending ending;

    /** The record of a session that has just been opened, with at most so many lines of dialogue. */
    SessionRecord(SessionInfo info, int maxLines) {
        this.maxLines = maxLines;
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
        if (lines.size() < maxLines) {
            lines.add(line);
        } else {
            omitted++;
        }
    }

    /** Bounded, and with escapes for what could forge a line or steer a terminal: controls, line separators, marks of direction. */
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

    synchronized void add(Attempt attempt) {
        if (attempts.size() < Math.min(MAX_ATTEMPTS, maxLines)) { // each holds an envelope
            attempts.add(attempt);
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
        return new Transcript(lines, omitted);
    }

    /**
     * Returns what was refused or broken off so far.
     *
     * @return a copy, in order of time
     */
    public synchronized List<Attempt> attempts() {
        return List.copyOf(attempts);
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
     * Tells whether a mail is under way: MAIL has been accepted, and neither the mail nor a refusal, RSET or the end of the session has
     * come since.
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
