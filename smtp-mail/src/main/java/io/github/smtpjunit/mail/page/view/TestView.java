package io.github.smtpjunit.mail.page.view;

import io.github.smtpjunit.smtp.server.SessionRecord;
import java.util.List;
import java.util.stream.IntStream;

/**
 * A test, by its page or in the index of an album.
 *
 * @param testClass the simple name of its class
 * @param inPackage the package of the class; may be empty
 * @param name its name
 * @param failure what reports show of its failure; empty if it has passed
 * @param page its page, as a path from where this is shown
 * @param mails its mails
 * @param mailCount how many mails there were
 * @param sessions its sessions
 */
record TestView(
        String testClass,
        String inPackage,
        String name,
        Cut<String> failure,
        String page,
        Cut<List<MailCard>> mails,
        int mailCount,
        Cut<List<Session>> sessions) {

    private static final int MAX_FAILURE = 10_000;
    private static final int MAX_NAME = 500;

    /**
     * A session.
     *
     * @param title which one it is, and how it went
     * @param dialogue what was said
     */
    record Session(String title, DialogueView dialogue) {}

    static TestView of(ShownTest test, String place) {
        List<ShownMail> mails = test.shownMails();
        List<SessionRecord> sessions = test.shownSessions();
        int dot = test.testClass().lastIndexOf('.');
        return new TestView(
                Cut.line(simpleName(test), MAX_NAME),
                Cut.line(test.testClass().substring(0, Math.max(dot, 0)), MAX_NAME),
                Cut.line(test.name(), MAX_NAME),
                Cut.text(test.failure(), MAX_FAILURE),
                place + test.start(),
                new Cut<>(
                        IntStream.range(0, mails.size())
                                .mapToObj(i -> MailCard.of(mails.get(i), i, place))
                                .toList(),
                        leftOut(mails.size(), test.mails().size(), "mails")),
                test.mails().size(),
                new Cut<>(
                        sessions.stream().map(TestView::session).toList(),
                        leftOut(sessions.size(), test.sessions().size(), "sessions")));
    }

    /** Names a test in a line. */
    static String title(ShownTest test) {
        return Cut.line(simpleName(test) + ": " + test.name(), MAX_NAME);
    }

    private static String simpleName(ShownTest test) {
        return test.testClass().substring(test.testClass().lastIndexOf('.') + 1);
    }

    private static Session session(SessionRecord session) {
        return new Session(session.info().toString(), DialogueView.of(session));
    }

    private static String leftOut(int shown, int all, String plural) {
        return shown == all ? "" : "These are the first " + shown + " of " + Words.number(all) + " " + plural + ".";
    }

    boolean hasFailed() {
        return !failure.shown().isEmpty();
    }

    String css() {
        return hasFailed() ? "test failed" : "test passed";
    }

    String outcome() {
        return hasFailed() ? "failed" : "passed";
    }

    /** What the search of the index looks at, besides the mails. */
    String words() {
        return testClass + " " + name;
    }

    /** The beginning of the failure, for the index. */
    String failureLine() {
        return Cut.line(failure.shown().strip(), MAX_NAME);
    }
}
