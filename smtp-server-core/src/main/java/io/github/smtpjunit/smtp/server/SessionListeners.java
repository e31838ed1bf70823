package io.github.smtpjunit.smtp.server;

import static io.github.smtpjunit.smtp.server.ServerConfig.USER_CODE;

import io.github.smtpjunit.smtp.Leniency;
import java.util.function.Supplier;

/**
 * Two listeners as one.
 *
 * @param first told first
 * @param second told second, also when the first one throws
 */
record SessionListeners(SessionListener first, SessionListener second) implements SessionListener {

    static final Supplier<String> FAILED = () -> "The session listener failed";

    @Override
    public void opened(SessionRecord session) {
        USER_CODE.tell(() -> first.opened(session), FAILED);
        second.opened(session);
    }

    @Override
    public void said(SessionRecord session, Transcript.Line line) {
        USER_CODE.tell(() -> first.said(session, line), FAILED);
        second.said(session, line);
    }

    @Override
    public void tolerated(SessionRecord session, Leniency leniency, String line) {
        USER_CODE.tell(() -> first.tolerated(session, leniency, line), FAILED);
        second.tolerated(session, leniency, line);
    }

    @Override
    public void failed(SessionRecord session, FailedAttempt attempt) {
        USER_CODE.tell(() -> first.failed(session, attempt), FAILED);
        second.failed(session, attempt);
    }

    @Override
    public void closed(SessionRecord session) {
        USER_CODE.tell(() -> first.closed(session), FAILED);
        second.closed(session);
    }
}
