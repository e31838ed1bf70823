package io.github.smtpjunit.inbox;

import io.github.smtpjunit.mail.MailQuery;
import io.github.smtpjunit.mail.VisibleText;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Which mails of an inbox an assertion is about.
 *
 * @param description in words, {@code ""} for all
 * @param wanted tells which
 * @param texts what it asks for by a text, where a mail may have one that only looks like it
 */
record MailFilter(String description, Predicate<CapturedMail> wanted, List<Text> texts) {

    static final MailFilter ALL = new MailFilter("", mail -> true, List.of());

    /** The mails that a query finds. */
    static MailFilter matching(String query) {
        MailQuery parsed = MailQuery.parse(query);
        return new MailFilter(
                "matching " + query,
                mail -> parsed.matches(mail.parsed(), mail.envelope()),
                parsed.words().stream().map(MailFilter::text).toList());
    }

    private static Text text(MailQuery.Word word) {
        return new Text(
                "a text that contains what looks like \"" + VisibleText.onOneLine(word.text()) + "\"",
                mail -> word.isIn(mail.parsed(), mail.envelope()),
                mail -> word.texts(mail.parsed(), mail.envelope()),
                found -> LookAlikes.within(found.toLowerCase(Locale.ROOT), word.text()));
    }

    /**
     * A condition on a text of a mail.
     *
     * @param resemblance how a text is named that only looks right, with an article
     * @param holds whether a mail fulfils it
     * @param found the texts of a mail that are compared
     * @param difference tells by which characters one of them differs; empty if it does not look right
     */
    record Text(
            String resemblance,
            Predicate<CapturedMail> holds,
            Function<CapturedMail, Stream<String>> found,
            Function<String, Optional<String>> difference) {

        Stream<String> lookAlikes(CapturedMail mail) {
            return holds.test(mail)
                    ? Stream.empty()
                    : found.apply(mail)
                            .flatMap(text -> difference.apply(text).stream())
                            .map(words -> "\nMail " + mail.number() + " has " + resemblance + ". " + words + ".");
        }
    }

    MailFilter and(String moreDescription, Predicate<? super CapturedMail> more) {
        return and(new MailFilter(moreDescription, more::test, List.of()));
    }

    /** Narrowed to the mails that have a text as a whole. */
    MailFilter and(
            String moreDescription,
            String what,
            String text,
            Predicate<CapturedMail> more,
            Function<CapturedMail, Stream<String>> found) {
        return and(new MailFilter(
                moreDescription,
                more,
                List.of(new Text(
                        what + " that looks like it", more, found, other -> LookAlikes.between(text, other)))));
    }

    MailFilter and(MailFilter more) {
        return new MailFilter(
                Stream.of(description, more.description)
                        .filter(words -> !words.isEmpty())
                        .collect(Collectors.joining(" and ")),
                wanted.and(more.wanted),
                Stream.concat(texts.stream(), more.texts.stream()).toList());
    }

    List<CapturedMail> of(List<CapturedMail> mails) {
        return mails.stream().filter(wanted).toList();
    }

    String suffix() {
        return description.isEmpty() ? "" : " " + description;
    }

    /** Where no mail is meant, although one looks as if it were: a line for each text by which it is missed. */
    String lookAlikes(List<CapturedMail> mails) {
        if (texts.isEmpty() || mails.stream().anyMatch(wanted)) {
            return "";
        }
        return texts.stream()
                .map(text ->
                        mails.stream().flatMap(text::lookAlikes).findFirst().orElse(""))
                .collect(Collectors.joining());
    }
}
