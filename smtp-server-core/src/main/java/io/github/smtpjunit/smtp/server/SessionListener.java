package io.github.smtpjunit.smtp.server;

import io.github.smtpjunit.smtp.Leniency;

/**
 * Watches the sessions of a server, for tests and logs. The methods are called on the threads of the connections; they
 * must be quick and must not throw.
 */
public interface SessionListener {

    /** Watches nothing; no transcript is kept then. */
    SessionListener NONE = new SessionListener() {};

    /**
     * Learns of a new connection, before the greeting.
     *
     * @param session the record of the session, which grows with it
     */
    default void opened(SessionRecord session) {}

    /**
     * Learns what is said, line by line, while the session lasts: more than its {@link Transcript}, whose length is
     * bounded.
     *
     * @param session the record of the session
     * @param line the latest line, shown as in the transcript
     */
    default void said(SessionRecord session, Transcript.Line line) {}

    /**
     * Learns that a lenient server has accepted a line that breaks the grammar, before it replies.
     *
     * @param session the record of the session
     * @param leniency what broke the grammar; a line that breaks it in several ways is passed once for each
     * @param line the client's line, shown as in the transcript
     */
    default void tolerated(SessionRecord session, Leniency leniency, String line) {}

    /**
     * Learns that something was refused or broken off.
     *
     * @param session the record of the session
     * @param attempt the last of its attempts
     */
    default void failed(SessionRecord session, FailedAttempt attempt) {}

    /**
     * Learns that a session is over.
     *
     * @param session the record of the session, which does not change any more
     */
    default void closed(SessionRecord session) {}
}
