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
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/** Which mails a request asks for, by the parameters of its query string. A mail must fulfil all of them. */
final class MailSearch {

    /** The parameters that choose mails. */
    static final List<String> PARAMETERS = List.of("to", "from", "subject", "query", "since", "after", "unread");

    private MailSearch() {}

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
        Map<String, Boolean> known = new HashMap<>();
        return mail -> known.computeIfAbsent(mail.id(), id -> isMet(terms, mail, mails));
    }

    private static boolean isMet(MailQuery query, CaughtMail mail, CaughtMails mails) {
        try (InputStream content = mails.open(mail)) {
            return query.matches(ParsedMail.parse(content.readAllBytes()), mail.envelope());
        } catch (IOException e) {
            return false; // deleted in this moment
        }
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
