package io.github.smtpjunit.relay.catcher;

import io.github.smtpjunit.mail.MailQuery;
import io.github.smtpjunit.mail.ParsedMail;
import io.github.smtpjunit.relay.web.HttpProblem;
import io.github.smtpjunit.relay.web.Request;
import io.github.smtpjunit.smtp.AddressPattern;
import java.io.IOException;
import java.io.InputStream;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;

/** Which mails a request asks for, by the parameters of its query string. A mail must fulfil all of them. */
final class MailSearch {

    /** The parameters that choose mails. */
    static final List<String> PARAMETERS = List.of("to", "from", "subject", "query", "since", "after", "unread");

    private static final int PIECE = 4 * 1024;
    private static final long LARGE = 1024 * 1024;
    private static final Object ONE_LARGE = new Object();

    private MailSearch() {}

    /** Returns the mail that the path of a request names, which is answered by 404 otherwise. */
    static CaughtMail named(Request request, CaughtMails mails) throws IOException {
        String id = request.pathPart("id");
        return mails.find(id).orElseThrow(() -> HttpProblem.notFound("There is no mail " + id));
    }

    /**
     * Reads what a request asks for.
     *
     * @throws HttpProblem if a parameter cannot be understood
     */
    static Predicate<CaughtMail> of(Request request, CaughtMails mails) {
        Predicate<CaughtMail> all = mail -> true;
        for (String pattern : request.parameters("to")) {
            AddressPattern address = pattern("to", pattern);
            all = all.and(mail -> mail.envelope().to().stream().anyMatch(address::matches));
        }
        for (String pattern : request.parameters("from")) {
            AddressPattern address = pattern("from", pattern);
            all = all.and(mail -> address.matches(mail.envelope().from()));
        }
        for (String words : request.parameters("subject")) {
            String wanted = words.toLowerCase(Locale.ROOT);
            all = all.and(mail -> mail.subject().toLowerCase(Locale.ROOT).contains(wanted));
        }
        Optional<Instant> since = request.parameter("since").map(MailSearch::instant);
        if (since.isPresent()) {
            all = all.and(mail -> !mail.receivedAt().isBefore(since.get()));
        }
        Optional<Long> after = request.parameter("after").map(text -> number("after", text));
        if (after.isPresent()) {
            all = all.and(mail -> mail.number() > after.get());
        }
        Optional<Boolean> unread = request.parameter("unread").map(MailSearch::truth);
        if (unread.isPresent()) {
            all = all.and(mail -> mails.isUnread(mail) == unread.get());
        }
        for (String query : request.parameters("query")) {
            all = all.and(query(query, mails)); // the last, since it reads the content
        }
        return all;
    }

    /** Reads a search in one line. It reads each mail once, also where it is asked again and again. */
    static Predicate<CaughtMail> query(String query, CaughtMails mails) {
        MailQuery terms;
        try {
            terms = MailQuery.parse(query);
        } catch (IllegalArgumentException e) {
            throw HttpProblem.badRequest(String.valueOf(e.getMessage()));
        }
        Map<String, Boolean> known = new ConcurrentHashMap<>();
        return mail -> {
            Boolean before = known.get(mail.id());
            boolean isMet = before == null ? isMet(terms, mail, mails) : before;
            known.put(mail.id(), isMet);
            return isMet;
        };
    }

    /** Returns the mails that are wanted. All cores look, since a search in texts reads each mail. */
    static List<CaughtMail> among(List<CaughtMail> all, Predicate<CaughtMail> wanted) {
        return all.parallelStream().filter(wanted).toList();
    }

    private static boolean isMet(MailQuery query, CaughtMail mail, CaughtMails mails) {
        try {
            if (query.isAboutHeader()) {
                return query.matches(ParsedMail.parse(header(mail, mails)), mail.envelope());
            }
            if (mail.size() < LARGE) {
                return query.matches(ParsedMail.parse(content(mail, mails)), mail.envelope());
            }
            synchronized (ONE_LARGE) { // or each core has one in memory
                return query.matches(ParsedMail.parse(content(mail, mails)), mail.envelope());
            }
        } catch (IOException e) {
            return false; // deleted in this moment
        }
    }

    private static byte[] content(CaughtMail mail, CaughtMails mails) throws IOException {
        try (InputStream content = mails.open(mail)) {
            return content.readAllBytes();
        }
    }

    /** Reads what is before the first empty line, and perhaps more. */
    private static byte[] header(CaughtMail mail, CaughtMails mails) throws IOException {
        try (InputStream content = mails.open(mail)) {
            byte[] start = content.readNBytes(PIECE);
            while (!hasEmptyLine(start)) {
                byte[] next = content.readNBytes(start.length); // twice as much, so that little is looked at again
                if (next.length == 0) {
                    break;
                }
                int length = start.length;
                start = Arrays.copyOf(start, length + next.length);
                System.arraycopy(next, 0, start, length, next.length);
            }
            return start;
        }
    }

    private static boolean hasEmptyLine(byte[] octets) {
        for (int i = 1; i < octets.length; i++) {
            boolean isEnd = octets[i] == '\n';
            if (isEnd && (octets[i - 1] == '\n' || (i > 1 && octets[i - 1] == '\r' && octets[i - 2] == '\n'))) {
                return true;
            }
        }
        return false;
    }

    private static AddressPattern pattern(String name, String pattern) {
        try {
            return AddressPattern.parse(pattern);
        } catch (IllegalArgumentException e) {
            throw HttpProblem.badRequest(name + ": " + e.getMessage());
        }
    }

    private static Instant instant(String text) {
        try {
            return Instant.parse(text);
        } catch (DateTimeException e) {
            throw HttpProblem.badRequest("since must be a time such as 2026-11-30T12:00:00Z, not " + text);
        }
    }

    static long number(String name, String text) {
        if (text.matches("\\d{1,18}")) {
            return Long.parseLong(text);
        }
        throw HttpProblem.badRequest(name + " must be the id of a mail, such as 000012, not " + text);
    }

    private static boolean truth(String text) {
        if (text.equals("true") || text.equals("false")) {
            return text.equals("true");
        }
        throw HttpProblem.badRequest("unread must be true or false, not " + text);
    }
}
