package io.github.smtpjunit.mail.lint;

import static io.github.smtpjunit.mail.lint.LintRule.practical;
import static io.github.smtpjunit.mail.lint.LintRule.standard;
import static io.github.smtpjunit.mail.lint.LintSeverity.ERROR;
import static io.github.smtpjunit.mail.lint.LintSeverity.INFO;
import static io.github.smtpjunit.mail.lint.LintSeverity.WARNING;

import io.github.smtpjunit.mail.Arrival;
import io.github.smtpjunit.smtp.AddressPattern;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Rules on the fields of the header: which must be there, how often, and what they may say. */
final class HeaderRules {

    private static final Duration MAX_AHEAD = Duration.ofHours(3);
    private static final Duration MAX_BEHIND = Duration.ofDays(1);

    private static final Pattern MESSAGE_ID = Pattern.compile("<[^<>@\\s]{1,500}@[^<>@\\s]{1,500}>");
    private static final Pattern DATE = Pattern.compile(
            "(?i)(?:(mon|tue|wed|thu|fri|sat|sun),)?\\s*(\\d{1,2})\\s+(jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)"
                    + "\\s+(\\d{4})\\s+(?:[01]\\d|2[0-3]):[0-5]\\d(?::(?:[0-5]\\d|60))?\\s+([+-]\\d{4}|gmt|ut|[ecmp][sd]t)(\\s*\\([^()]*\\))?");
    private static final List<String> MONTHS =
            List.of("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec");
    private static final Pattern AUTO_SUBMITTED =
            Pattern.compile("(?i)(no|auto-generated|auto-replied|auto-notified)\\s*(;.*|\\(.*)?");

    static final List<LintRule> RULES = List.of(
            standard(
                    ERROR,
                    "header.date.missing",
                    "There is no Date field; mail programs and filters then make one up, or mistrust the mail.",
                    "RFC 5322 section 3.6",
                    (mail, sink) -> missing("Date", mail, sink)),
            standard(
                    ERROR,
                    "header.date.invalid",
                    "The Date field is no date of the Internet's form; each program shows another one.",
                    "RFC 5322 section 3.3; SpamAssassin INVALID_DATE",
                    HeaderRules::invalidDate),
            practical(
                    WARNING,
                    "header.date.skewed",
                    "The Date field tells more than 3 hours ahead, or more than a day behind; filters count that.",
                    "SpamAssassin DATE_IN_FUTURE_*, DATE_IN_PAST_*",
                    HeaderRules::skewedDate),
            standard(
                    ERROR,
                    "header.from.missing",
                    "There is no From field.",
                    "RFC 5322 section 3.6; SpamAssassin MISSING_FROM",
                    (mail, sink) -> missing("From", mail, sink)),
            standard(
                    ERROR,
                    "header.sender.missing",
                    "There are several authors, and no Sender field tells which of them sent the mail.",
                    "RFC 5322 section 3.6.2",
                    (mail, sink) -> {
                        if (mail.authors().size() > 1
                                && mail.mail().header("Sender").isEmpty()) {
                            sink.report("From", mail.authors().size() + " authors");
                        }
                    }),
            standard(
                            INFO,
                            "header.sender.redundant",
                            "The Sender field repeats the only author.",
                            "RFC 5322 section 3.6.2",
                            HeaderRules::redundantSender)
                    .in(LintProfile.STRICT_RFC, WARNING),
            standard(
                    ERROR,
                    "header.duplicate",
                    "A field stands there twice that may stand there once; programs differ in which one they take.",
                    "RFC 5322 section 3.6; RFC 2045 section 4",
                    (mail, sink) -> InjectionSigns.ONCE.stream()
                            .filter(name -> mail.mail().headers(name).size() > 1)
                            .forEach(name ->
                                    sink.report(name, mail.mail().headers(name).size() + " fields"))),
            standard(
                            WARNING,
                            "header.message-id.missing",
                            "There is no Message-ID; threads and duplicates cannot be recognized, and large providers demand"
                                    + " one.",
                            "RFC 5322 section 3.6.4; SpamAssassin MISSING_MID",
                            (mail, sink) -> missing("Message-ID", mail, sink))
                    .in(LintProfile.BULK, ERROR),
            standard(
                            WARNING,
                            "header.message-id.invalid",
                            "The Message-ID does not have the form <left@right>.",
                            "RFC 5322 section 3.6.4; SpamAssassin INVALID_MSGID",
                            (mail, sink) -> mail.mail().headers("Message-ID").stream()
                                    .filter(id -> !MESSAGE_ID.matcher(id).matches())
                                    .forEach(id -> sink.report("Message-ID", "\"" + id + "\"")))
                    .in(LintProfile.STRICT_RFC, ERROR),
            standard(
                            WARNING,
                            "header.references.invalid",
                            "In-Reply-To or References names something that is no Message-ID, so that no thread is"
                                    + " found.",
                            "RFC 5322 section 3.6.4",
                            HeaderRules::invalidReferences)
                    .in(LintProfile.STRICT_RFC, ERROR),
            practical(
                    WARNING,
                    "header.subject.missing",
                    "There is no Subject, or an empty one.",
                    "SpamAssassin MISSING_SUBJECT",
                    (mail, sink) -> {
                        if (mail.mail().subject().orElse("").isBlank()) {
                            sink.report("header", "no subject");
                        }
                    }),
            practical(
                            INFO,
                            "header.recipients.missing",
                            "There is neither To nor Cc: no recipient is addressed.",
                            "SpamAssassin MISSING_HEADERS; rspamd MISSING_TO",
                            (mail, sink) -> {
                                if (Stream.of("To", "Cc")
                                        .allMatch(
                                                name -> mail.mail().header(name).isEmpty())) {
                                    sink.report("header", "neither To nor Cc");
                                }
                            })
                    .in(LintProfile.BULK, WARNING),
            standard(
                            WARNING,
                            "header.return-path.present",
                            "There is a Return-Path field, which only the server of the final delivery writes.",
                            "RFC 5321 section 4.4",
                            (mail, sink) -> mail.mail()
                                    .header("Return-Path")
                                    .ifPresent(value -> sink.report("Return-Path", value)))
                    .in(LintProfile.STRICT_RFC, ERROR),
            standard(
                    WARNING,
                    "header.auto-submitted.invalid",
                    "Auto-Submitted has a value that is not defined, so that automatic answers may come.",
                    "RFC 3834 section 5",
                    (mail, sink) -> mail.mail().headers("Auto-Submitted").stream()
                            .filter(value -> !AUTO_SUBMITTED.matcher(value).matches())
                            .forEach(value -> sink.report("Auto-Submitted", "\"" + value + "\""))),
            practical(
                            INFO,
                            "header.auto-submitted.missing",
                            "Nothing says that a machine sent the mail; Auto-Submitted: auto-generated keeps vacation"
                                    + " notices away.",
                            "RFC 3834 section 5",
                            (mail, sink) -> missing("Auto-Submitted", mail, sink))
                    .notIn(LintProfile.BULK));

    private HeaderRules() {}

    private static void missing(String field, LintedMail mail, LintRule.Sink sink) {
        if (mail.mail().headers(field).isEmpty()) {
            sink.report("header", "no " + field + " field");
        }
    }

    private static void invalidDate(LintedMail mail, LintRule.Sink sink) {
        mail.mail().headers("Date").stream()
                .filter(date -> mail.mail().date().isEmpty() || !isDate(date.strip()))
                .forEach(date -> sink.report("Date", "\"" + date + "\""));
    }

    /** The day must be one of its month, and the day of the week, if there is one, its own (RFC 5322 section 3.3). */
    private static boolean isDate(String text) {
        Matcher date = DATE.matcher(text);
        if (!date.matches()) {
            return false;
        }
        try {
            LocalDate day = LocalDate.of(
                    Integer.parseInt(date.group(4)),
                    MONTHS.indexOf(LintedMail.lower(date.group(3))) + 1,
                    Integer.parseInt(date.group(2)));
            String named = date.group(1);
            return named == null || day.getDayOfWeek().name().regionMatches(true, 0, named, 0, named.length());
        } catch (DateTimeException e) {
            return false;
        }
    }

    private static void skewedDate(LintedMail mail, LintRule.Sink sink) {
        Optional<Instant> arrived = mail.arrival().map(Arrival::time);
        if (arrived.isPresent()) {
            Instant time = arrived.get();
            mail.mail()
                    .date()
                    .filter(date -> date.isAfter(time.plus(MAX_AHEAD)) || date.isBefore(time.minus(MAX_BEHIND)))
                    .ifPresent(date -> sink.report("Date", date + ", but it arrived at " + time));
        }
    }

    private static void redundantSender(LintedMail mail, LintRule.Sink sink) {
        List<String> from = mail.authors().stream()
                .map(author -> AddressPattern.canonical(author.address()))
                .toList();
        mail.mail().addresses("Sender").stream()
                .filter(sender -> from.equals(List.of(AddressPattern.canonical(sender.address()))))
                .forEach(sender -> sink.report("Sender", sender.address()));
    }

    private static void invalidReferences(LintedMail mail, LintRule.Sink sink) {
        for (String field : List.of("In-Reply-To", "References")) {
            mail.mail().headers(field).stream()
                    .filter(value -> !MESSAGE_ID.matcher(value).replaceAll("").isBlank())
                    .forEach(value -> sink.report(field, "\"" + value + "\""));
        }
    }
}
