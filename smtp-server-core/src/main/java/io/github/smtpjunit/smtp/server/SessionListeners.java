package io.github.smtpjunit.smtp.server;

/**
 * Two listeners as one.
 *
 * @param first told first
 * @param second told second, also when the first one throws
 */
record SessionListeners(SessionListener first, SessionListener second) implements SessionListener {

    private static final String FAILED = "The session listener failed";

    @Override
    public void opened(SessionRecord session) {
        UserCode.tell(() -> first.opened(session), FAILED);
        second.opened(session);
    }

    @Override
    public void said(SessionRecord session, Transcript.Line line) {
        UserCode.tell(() -> first.said(session, line), FAILED);
        second.said(session, line);
    }

    @Override
    public void failed(SessionRecord session, Attempt attempt) {
        UserCode.tell(() -> first.failed(session, attempt), FAILED);
        second.failed(session, attempt);
    }

    @Override
    public void closed(SessionRecord session) {
        UserCode.tell(() -> first.closed(session), FAILED);
        second.closed(session);
    }
}
