package io.github.smtpjunit.mail.page.view;

import io.github.smtpjunit.mail.MailAddress;
import io.github.smtpjunit.mail.ParsedMail;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A mail in a list: a small picture of it, and what tells it from others.
 *
 * @param title how messages name the mail, such as {@code mail 0}
 * @param page the page of the mail
 * @param body its HTML alone, for the picture; empty if it has none
 * @param excerpt the beginning of its text, in place of the picture
 * @param subject empty if the mail has no subject
 * @param from who it is from
 * @param to whom it is for: those of the envelope, if that is known, but not the blind ones
 * @param blind whom it is for besides, named in the envelope only
 * @param badges what one wants to know before one opens it
 * @param words what a search looks at
 */
record MailCard(
        String title,
        String page,
        String body,
        String excerpt,
        String subject,
        String from,
        String to,
        String blind,
        List<SummaryView.Badge> badges,
        String words) {

    private static final int MAX_TEXT = 300;
    private static final int MAX_LINE = 200;
    private static final int MAX_PEOPLE = 3;
    private static final int MAX_WORDS = 2_000;

    static String page(int index) {
        return "mail-" + index + ".html";
    }

    static String body(int index) {
        return "mail-" + index + "-body.html";
    }

    static MailCard of(ShownMail shown, int index, String place) {
        ParsedMail mail = shown.mail();
        List<String> recipients = shown.envelope()
                .map(envelope -> envelope.recipients().stream()
                        .map(recipient -> recipient.path().address())
                        .toList())
                .orElseGet(() -> addresses(mail, "To"));
        List<String> blind = shown.envelope().map(mail::blindRecipients).orElse(List.of());
        Set<String> unnamed = Set.copyOf(blind);
        return new MailCard(
                "mail " + index,
                place + page(index),
                mail.html().isPresent() ? place + body(index) : "",
                Cut.line(mail.text().orElse("").strip(), MAX_TEXT),
                Cut.line(mail.subject().orElse(""), MAX_LINE),
                people(addresses(mail, "From")),
                people(recipients.stream()
                        .filter(address -> !unnamed.contains(address))
                        .toList()),
                people(blind),
                badges(shown),
                Cut.line(mail.subject().orElse("") + " " + String.join(" ", recipients), MAX_WORDS));
    }

    private static List<SummaryView.Badge> badges(ShownMail shown) {
        return Stream.of(SummaryView.blind(shown), SummaryView.defects(shown), SummaryView.attachments(shown))
                .flatMap(Optional::stream)
                .toList();
    }

    private static List<String> addresses(ParsedMail mail, String field) {
        return mail.addresses(field).stream().map(MailAddress::address).toList();
    }

    private static String people(List<String> addresses) {
        String first = addresses.stream()
                .limit(MAX_PEOPLE)
                .map(address -> Cut.line(address, MAX_LINE))
                .collect(Collectors.joining(", "));
        int more = addresses.size() - MAX_PEOPLE;
        return more > 0 ? first + " and " + Words.number(more) + " more" : first;
    }
}
