package io.github.smtpjunit.inbox;

import io.github.smtpjunit.smtp.server.FailedAttempt;
import io.github.smtpjunit.smtp.server.Quiet;
import io.github.smtpjunit.smtp.server.SessionRecord;
import io.github.smtpjunit.smtp.server.Transcript;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** The text of a failed assertion on an inbox: what was expected, what did arrive, and if nothing did, why. */
final class FailureReport {

    private static final int MAX_ATTEMPTS = 5;
    private static final int MAX_DIALOGUE_LINES = 25;
    private static final int MAX_DIALOGUES = 3;
    private static final int MAX_LINE_CHARS = 130;

    /** A line of the server's: all before, whether it goes on, and the text. */
    private static final Pattern REPLY = Pattern.compile("( *\\d+ ms  S: \\d{3})([- ])(.*)");

    private FailureReport() {}

    static String of(Inbox inbox, String headline) {
        return of(inbox, headline, List.of());
    }

    /** That a mail of these clients may be on its way, so that nothing can be said about all mails. */
    static String cannotTell(List<Quiet.Client> busy, Duration waited) {
        return "Cannot tell whether more mail is on its way after " + text(waited) + ":\n" + Texts.items(busy);
    }

    /** The same with the dialogues of these clients, and what has arrived. */
    static String cannotTell(Inbox inbox, List<Quiet.Client> busy, Duration waited) {
        List<Long> ids = busy.stream().map(Quiet.Client::session).toList();
        String dialogues = inbox.sessions().stream()
                .filter(session -> ids.contains(session.info().id()))
                .limit(MAX_DIALOGUES)
                .map(session -> "\n\n" + dialogue(session))
                .collect(Collectors.joining());
        List<CapturedMail> mails = inbox.arrived();
        String more = mails.isEmpty() ? "" : "\n\n" + received(mails, List.of());
        return cannotTell(busy, waited)
                + (dialogues.isEmpty() && mails.isEmpty()
                        ? "\n\n" + whyNothing(inbox)
                        : dialogues + more + attempts(inbox) + hints(inbox));
    }

    /**
     * Reports a failure on certain mails.
     *
     * @param about those that the headline talks about, which are shown first; none if it talks about all
     */
    static String of(Inbox inbox, String headline, Collection<CapturedMail> about) {
        List<CapturedMail> mails = inbox.arrived();
        return headline + inbox.closing().map(words -> "\n" + words).orElse("") + "\n\n"
                + (mails.isEmpty()
                        ? whyNothing(inbox)
                        : received(mails, about) + Hints.aboutEarlierTests(inbox) + attempts(inbox) + hints(inbox))
                + inbox.stragglers().map(words -> "\n\n" + words).orElse("");
    }

    /** That mails have arrived which are those of an earlier test. */
    static String stragglers(String earlierTest, List<CapturedMail> mails) {
        return (mails.size() == 1 ? "1 mail has" : mails.size() + " mails have")
                + " arrived in this test that " + earlierTest
                + " had left under way, and that this test does not count:\n" + indented(MailTable.of(mails));
    }

    private static String received(List<CapturedMail> mails, Collection<CapturedMail> about) {
        Set<CapturedMail> ordered = new LinkedHashSet<>(about);
        ordered.retainAll(Set.copyOf(mails));
        ordered.addAll(mails);
        List<CapturedMail> shown = List.copyOf(ordered);
        String count = mails.size() == 1 ? "1 mail has" : mails.size() + " mails have";
        return count + " arrived" + (shown.equals(mails) ? "" : ", first those that this is about") + ":\n"
                + indented(MailTable.of(shown));
    }

    private static String attempts(Inbox inbox) {
        List<FailedAttempt> attempts = inbox.failedAttempts();
        if (attempts.isEmpty()) {
            return "";
        }
        List<FailedAttempt> last = attempts.subList(Math.max(0, attempts.size() - MAX_ATTEMPTS), attempts.size());
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
                + " connected." + hints(inbox) + attempts(inbox) + "\n\n" + dialogue(telling);
    }

    /** What to change in the client, where its first words do not fit the port. */
    private static String hints(Inbox inbox) {
        return Hints.aboutClients(inbox).stream().map(hint -> "\nHint: " + hint).collect(Collectors.joining());
    }

    static String dialogue(SessionRecord session) {
        return "The dialogue of session " + session.info().id() + " (" + state(session) + "):\n"
                + indented(dialogue(session.transcript()));
    }

    /** Sessions, one on a line. */
    static String connections(List<SessionRecord> sessions) {
        return "\n\nThe connections:\n"
                + Texts.items(sessions.stream().map(FailureReport::connection).toList());
    }

    private static String connection(SessionRecord session) {
        return session.info() + ", " + AbstractInboxAssert.counted(session.mailCount()) + ", " + state(session);
    }

    /** The session to look at: the last one in which something failed, else the last one. */
    private static SessionRecord telling(List<SessionRecord> sessions) {
        for (int i = sessions.size() - 1; i >= 0; i--) {
            if (!sessions.get(i).failedAttempts().isEmpty()) {
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
        List<String> lines = folded(transcript.toString().lines().toList());
        int before = Math.max(0, lines.size() - MAX_DIALOGUE_LINES);
        String last = String.join("\n", lines.subList(before, lines.size()));
        return before == 0 ? last : "(" + before + " lines before)\n" + last;
    }

    /** Each reply on one line, that to EHLO above all. */
    private static List<String> folded(List<String> lines) {
        List<String> folded = new ArrayList<>();
        boolean goesOn = false;
        for (String line : lines) {
            Matcher reply = REPLY.matcher(line);
            boolean isReply = reply.matches();
            if (isReply && goesOn) {
                folded.set(folded.size() - 1, folded.get(folded.size() - 1) + ", " + cut(reply.group(3)));
            } else {
                folded.add(cut(isReply ? reply.group(1) + " " + reply.group(3) : line));
            }
            goesOn = isReply && reply.group(2).equals("-");
        }
        return folded;
    }

    private static String cut(String line) {
        return line.length() <= MAX_LINE_CHARS ? line : line.substring(0, MAX_LINE_CHARS) + "...";
    }

    static String indented(String text) {
        return text.lines().map(line -> "  " + line).collect(Collectors.joining("\n"));
    }

    static String text(Duration duration) {
        boolean whole = duration.toMillisPart() == 0 || duration.toDays() > 0;
        return whole ? duration.toSeconds() + " s" : duration.toMillis() + " ms";
    }
}
