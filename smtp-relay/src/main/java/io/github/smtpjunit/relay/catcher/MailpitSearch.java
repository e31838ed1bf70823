package io.github.smtpjunit.relay.catcher;

import io.github.smtpjunit.relay.web.HttpProblem;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.Locale;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A search as Mailpit's users type it. Most terms are those of {@link io.github.smtpjunit.mail.MailQuery}; {@code is:},
 * {@code before:} and {@code after:} are about what only the catcher knows.
 */
final class MailpitSearch {

    private static final Pattern TERM =
            Pattern.compile("(?<not>[-!]?)(?:(?<key>[A-Za-z-]+):)?(?:\"(?<quoted>[^\"]*)\"|(?<word>[^\\s\"]+))");

    private final CaughtMails mails;
    private final ZoneId zone;
    private Predicate<CaughtMail> all = mail -> true;

    private MailpitSearch(CaughtMails mails, ZoneId zone) {
        this.mails = mails;
        this.zone = zone;
    }

    /**
     * Reads a search.
     *
     * @param zone the zone of the days of {@code before:} and {@code after:}, such as {@code Europe/Berlin}
     * @throws HttpProblem if it cannot be understood
     */
    static Predicate<CaughtMail> parse(String query, String zone, CaughtMails mails) {
        try {
            return new MailpitSearch(mails, ZoneId.of(zone)).read(query);
        } catch (DateTimeException e) {
            throw HttpProblem.badRequest("tz must be a time zone such as Europe/Berlin, not " + zone);
        }
    }

    private Predicate<CaughtMail> read(String query) {
        StringBuilder others = new StringBuilder();
        Matcher term = TERM.matcher(query);
        int end = 0;
        while (term.find()) {
            others.append(query, end, term.start());
            end = term.end();
            String value = term.group("word") == null ? term.group("quoted") : term.group("word");
            Predicate<CaughtMail> own = own(String.valueOf(term.group("key")), value.toLowerCase(Locale.ROOT));
            if (own == null) {
                others.append(term.group());
            } else {
                all = all.and(term.group("not").isEmpty() ? own : own.negate());
            }
        }
        others.append(query, end, query.length());
        return others.toString().isBlank() ? all : all.and(MailSearch.query(others.toString(), mails));
    }

    private @Nullable Predicate<CaughtMail> own(String key, String value) {
        return switch (key.toLowerCase(Locale.ROOT)) {
            case "is" -> is(value);
            case "before" -> {
                Instant day = day(value);
                yield mail -> mail.receivedAt().isBefore(day);
            }
            case "after" -> {
                Instant day = day(value);
                yield mail -> !mail.receivedAt().isBefore(day);
            }
            default -> null;
        };
    }

    private Predicate<CaughtMail> is(String value) {
        return switch (value) {
            case "read" -> mail -> !mails.isUnread(mail);
            case "unread" -> mails::isUnread;
            default -> throw HttpProblem.badRequest("A search has no is:" + value + ", only is:read and is:unread");
        };
    }

    private Instant day(String value) {
        try {
            return LocalDate.parse(value).atStartOfDay(zone).toInstant();
        } catch (DateTimeException e) {
            throw HttpProblem.badRequest("before: and after: need a day such as 2026-11-30, not " + value);
        }
    }
}
