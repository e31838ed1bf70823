package io.github.smtpjunit.mail.page.view;

import io.github.smtpjunit.mail.MailAddress;
import io.github.smtpjunit.mail.ParsedMail;
import io.github.smtpjunit.mail.lint.LintReport;
import io.github.smtpjunit.mail.lint.LintSeverity;
import io.github.smtpjunit.smtp.server.SessionInfo;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What one wants to know first.
 *
 * @param subject decoded; empty if the mail has no subject
 * @param people the address fields that are not empty
 * @param times when it was written and received
 * @param badges facts in a word, each with the section that tells more
 */
record SummaryView(String subject, List<People> people, List<Fact> times, List<Badge> badges) {

    private static final int MAX_PEOPLE = 100;
    private static final int FIRST_PEOPLE = 5;
    private static final int MAX_NAME = 200;

    /** Those in one field: the first ones, and the rest, which one has to ask for. */
    record People(String field, List<Person> first, List<Person> rest, String leftOut) {}

    /** A display name, which may be empty, and an address. */
    record Person(String name, String address) {}

    /** How a badge looks. */
    enum Tone {
        PLAIN,
        GOOD,
        NOTE,
        WARNING,
        ERROR;

        String css() {
            return "badge " + name().toLowerCase(Locale.ROOT);
        }
    }

    /** A fact in a word. */
    record Badge(String text, Tone tone, String section) {
        String href() {
            return "#" + section;
        }
    }

    static SummaryView of(ShownMail shown) {
        ParsedMail mail = shown.mail();
        List<Fact> times = new ArrayList<>();
        times.add(new Fact("Date", date(mail)));
        shown.receivedAt().ifPresent(time -> times.add(new Fact("Received", Words.time(time))));
        return new SummaryView(
                Cut.line(mail.subject().orElse(""), 1000),
                Stream.of("From", "Sender", "Reply-To", "To", "Cc", "Bcc")
                        .map(field -> people(field, mail.addresses(field)))
                        .filter(people -> !people.first().isEmpty())
                        .toList(),
                List.copyOf(times),
                badges(shown));
    }

    private static String date(ParsedMail mail) {
        return mail.date()
                .map(Words::time)
                .orElseGet(() -> mail.header("Date")
                        .map(written -> "no readable time: " + Cut.line(written, MAX_NAME))
                        .orElse("none: the mail has no Date field"));
    }

    private static People people(String field, List<MailAddress> addresses) {
        List<Person> persons = addresses.stream()
                .map(address -> new Person(
                        Cut.line(address.name().orElse(""), MAX_NAME), Cut.line(address.address(), MAX_NAME)))
                .toList();
        Cut<List<Person>> cut = Cut.list(persons, MAX_PEOPLE, "addresses");
        int first = Math.min(FIRST_PEOPLE, cut.shown().size());
        return new People(
                field,
                cut.shown().subList(0, first),
                cut.shown().subList(first, cut.shown().size()),
                cut.leftOut());
    }

    private static List<Badge> badges(ShownMail shown) {
        List<Badge> badges = new ArrayList<>();
        shown.session().map(session -> session.info()).ifPresent(info -> {
            badges.add(tls(info));
            badges.add(auth(info));
        });
        if (shown.envelope().isPresent()) {
            badges.add(blind(shown).orElse(new Badge("No blind recipients", Tone.PLAIN, "envelope")));
        }
        shown.lint().ifPresent(report -> badges.add(lint(report)));
        attachments(shown).ifPresent(badges::add);
        int problems = shown.mail().problems().size();
        if (problems > 0) {
            badges.add(new Badge(Words.count(problems, "repair") + " while reading", Tone.WARNING, "parts"));
        }
        return List.copyOf(badges);
    }

    /** How many recipients are blind; empty without blind recipients, or if the envelope is unknown. */
    static Optional<Badge> blind(ShownMail shown) {
        return shown.envelope()
                .map(envelope -> shown.mail().blindRecipients(envelope).size())
                .filter(count -> count > 0)
                .map(count -> new Badge(Words.count(count, "blind recipient") + " (Bcc)", Tone.NOTE, "envelope"));
    }

    /** How many attachments there are; empty without attachments. */
    static Optional<Badge> attachments(ShownMail shown) {
        int count = shown.mail().attachments().size();
        return count == 0
                ? Optional.empty()
                : Optional.of(new Badge(Words.count(count, "attachment"), Tone.PLAIN, "attachments"));
    }

    /** How many errors, warnings and notes the lint has found; empty without these, or if it has not looked. */
    static Optional<Badge> defects(ShownMail shown) {
        return shown.lint().filter(report -> !report.findings().isEmpty()).map(SummaryView::lint);
    }

    private static Badge tls(SessionInfo info) {
        return info.tls()
                .map(tls -> new Badge(tls.protocol().replace("TLSv", "TLS "), Tone.GOOD, "session"))
                .orElse(new Badge("No TLS", Tone.WARNING, "session"));
    }

    private static Badge auth(SessionInfo info) {
        return info.authentication()
                .map(auth -> new Badge("AUTH as " + Cut.line(auth.user(), 60), Tone.GOOD, "session"))
                .orElse(new Badge("No AUTH", Tone.PLAIN, "session"));
    }

    private static Badge lint(LintReport report) {
        if (report.findings().isEmpty()) {
            return new Badge("Lint: no findings", Tone.GOOD, "lint");
        }
        LintSeverity gravest = report.findings().get(0).severity();
        return new Badge("Lint: " + report.count(), LintView.tone(gravest), "lint");
    }
}
