package io.github.smtpjunit.jupiter;

import io.github.smtpjunit.smtp.server.Attempt;
import io.github.smtpjunit.smtp.server.Quiet;
import io.github.smtpjunit.smtp.server.SessionRecord;
import io.github.smtpjunit.smtp.server.Transcript;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;

/** The text of a failed assertion on an inbox: what was expected, what did arrive, and if nothing did, why. */
final class FailureReport {

    private static final int MAX_ATTEMPTS = 5;
    private static final int MAX_DIALOGUE_LINES = 25;
    private static final int MAX_LINE_CHARS = 130;

    private FailureReport() {}

    static String of(Inbox inbox, String headline) {
        List<CapturedMail> mails = inbox.mails();
        return headline + inbox.closing().map(words -> "\n" + words).orElse("") + "\n\n"
                + (mails.isEmpty() ? whyNothing(inbox) : received(mails) + attempts(inbox));
    }

    /** That a mail of these clients may be on its way, so that nothing can be said about all mails. */
    static String cannotTell(List<Quiet.Client> busy, Duration waited) {
        return "Cannot tell whether more mail is on its way after " + text(waited) + ":\n" + Texts.items(busy);
    }

    private static String received(List<CapturedMail> mails) {
        String count = mails.size() == 1 ? "1 mail has" : mails.size() + " mails have";
        return count + " arrived:\n" + indented(MailTable.of(mails));
    }

    private static String attempts(Inbox inbox) {
        List<Attempt> attempts = inbox.attempts();
        if (attempts.isEmpty()) {
            return "";
        }
        List<Attempt> last = attempts.subList(Math.max(0, attempts.size() - MAX_ATTEMPTS), attempts.size());
        return "\n\nThe last attempts that failed:\n"
                + indented(last.stream().map(attempt -> cut(attempt.toString())).collect(Collectors.joining("\n")));
    }

    private static String whyNothing(Inbox inbox) {
        List<SessionRecord> sessions = inbox.sessions();
        if (sessions.isEmpty()) {
            return "No mail has arrived: no client has connected"
                    + (inbox.server().isRunning() ? " to " + inbox.host() + ":" + inbox.port() : "") + ".";
        }
        SessionRecord telling = telling(sessions);
        return "No mail has arrived, although "
                + (sessions.size() == 1 ? "a client has" : sessions.size() + " clients have")
                + " connected." + attempts(inbox) + "\n\nThe dialogue of session "
                + telling.info().id() + " (" + state(telling) + "):\n" + indented(dialogue(telling.transcript()));
    }

    /** The session to look at: the last one in which something failed, else the last one. */
    private static SessionRecord telling(List<SessionRecord> sessions) {
        for (int i = sessions.size() - 1; i >= 0; i--) {
            if (!sessions.get(i).attempts().isEmpty()) {
                return sessions.get(i);
            }
        }
        return sessions.get(sessions.size() - 1);
    }

    static String state(SessionRecord session) {
        return session.ending()
                .map(ending -> switch (ending) {
                    case QUIT -> "ended by QUIT";
                    case CLIENT_GONE -> "the client closed the connection without QUIT";
                    case TIMED_OUT -> "the client was silent or slow for too long";
                    case REFUSED -> "ended by the server's refusal";
                    case FAULT -> "broken off by a fault rule";
                    case TLS_FAILED -> "the TLS handshake failed";
                    case STOPPED -> "ended when the server was stopped";
                })
                .orElse("still open");
    }

    static String dialogue(Transcript transcript) {
        List<String> lines =
                transcript.toString().lines().map(FailureReport::cut).toList();
        int before = Math.max(0, lines.size() - MAX_DIALOGUE_LINES);
        String last = String.join("\n", lines.subList(before, lines.size()));
        return before == 0 ? last : "(" + before + " lines before)\n" + last;
    }

    private static String cut(String line) {
        return line.length() <= MAX_LINE_CHARS ? line : line.substring(0, MAX_LINE_CHARS) + "...";
    }

    static String indented(String text) {
        return text.lines().map(line -> "  " + line).collect(Collectors.joining("\n"));
    }

    static String text(Duration duration) {
        long millis = duration.toMillis();
        return millis % 1_000 == 0 ? millis / 1_000 + " s" : millis + " ms";
    }
}
