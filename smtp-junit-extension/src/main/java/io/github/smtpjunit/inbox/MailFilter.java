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
 * @param conditions which a mail meets all of
 */
record MailFilter(String description, List<Condition> conditions) {

    static final MailFilter ALL = new MailFilter("", List.of());

    /**
     * What a mail must be.
     *
     * @param holds tells which mails are
     * @param resemblance how another one differs that looks as if it were, a line for each text; {@code ""} if it does
     *     not look so
     */
    private record Condition(Predicate<? super CapturedMail> holds, Function<CapturedMail, String> resemblance) {

        static Condition of(Text text) {
            return new Condition(text.holds, text::resemblance);
        }
    }

    /**
     * A text that is asked for.
     *
     * @param words how a text is named that only looks right, with an article
     * @param holds whether a mail has it
     * @param found the texts of a mail that are compared
     * @param difference tells by which characters one of them differs; empty if it does not look right
     */
    private record Text(
            String words,
            Predicate<CapturedMail> holds,
            Function<CapturedMail, Stream<String>> found,
            Function<String, Optional<String>> difference) {

        static Text of(MailQuery.Word word) {
            return new Text(
                    containing(word.text()),
                    mail -> word.isIn(mail.parsed(), mail.envelope()),
                    mail -> word.texts(mail.parsed(), mail.envelope()),
                    found -> LookAlikes.within(found.toLowerCase(Locale.ROOT), word.text()));
        }

        static String containing(String part) {
            return "a text that contains what looks like \"" + VisibleText.onOneLine(part) + "\"";
        }

        String resemblance(CapturedMail mail) {
            return found.apply(mail)
                    .flatMap(text -> difference.apply(text).stream())
                    .findFirst()
                    .map(characters -> "\nMail " + mail.number() + " has " + words + ". " + characters + ".")
                    .orElse("");
        }
    }

    /** The mails that a query finds. */
    static MailFilter matching(String query) {
        MailQuery parsed = MailQuery.parse(query);
        MailFilter words = new MailFilter(
                "", parsed.words().stream().map(Text::of).map(Condition::of).toList());
        return new MailFilter(
                "matching " + query,
                List.of(new Condition(mail -> parsed.matches(mail.parsed(), mail.envelope()), words::resemblance)));
    }

    MailFilter and(String moreDescription, Predicate<? super CapturedMail> more) {
        return and(new MailFilter(moreDescription, List.of(new Condition(more, mail -> ""))));
    }

    /** Narrowed to the mails that have a text as a whole. */
    MailFilter and(
            String moreDescription,
            String what,
            String text,
            Predicate<CapturedMail> more,
            Function<CapturedMail, Stream<String>> found) {
        return and(
                moreDescription,
                new Text(what + " that looks like it", more, found, other -> LookAlikes.between(text, other)));
    }

    /** Narrowed to the mails whose subject contains a text. */
    MailFilter andSubjectContaining(String part) {
        return and(
                "with a subject containing \"" + part + "\"",
                new Text(
                        Text.containing(part),
                        mail -> mail.subject()
                                .filter(subject -> subject.contains(part))
                                .isPresent(),
                        mail -> mail.subject().stream(),
                        subject -> LookAlikes.within(subject, part)));
    }

    private MailFilter and(String moreDescription, Text more) {
        return and(new MailFilter(moreDescription, List.of(Condition.of(more))));
    }

    MailFilter and(MailFilter more) {
        return new MailFilter(
                Stream.of(description, more.description)
                        .filter(words -> !words.isEmpty())
                        .collect(Collectors.joining(" and ")),
                Stream.concat(conditions.stream(), more.conditions.stream()).toList());
    }

    List<CapturedMail> of(List<CapturedMail> mails) {
        if (conditions.isEmpty()) {
            return mails;
        }
        return mails.stream()
                .filter(mail -> conditions.stream()
                        .allMatch(condition -> condition.holds().test(mail)))
                .toList();
    }

    String suffix() {
        return description.isEmpty() ? "" : " " + description;
    }

    /**
     * How the first mail differs that is missed only by what can hardly be seen, a line for each text; {@code ""} if no
     * mail is missed so.
     */
    String resemblance(List<CapturedMail> mails) {
        return mails.stream()
                .map(this::resemblance)
                .filter(lines -> !lines.isEmpty())
                .findFirst()
                .orElse("");
    }

    private String resemblance(CapturedMail mail) {
        List<String> missed = conditions.stream()
                .filter(condition -> !condition.holds().test(mail))
                .map(condition -> condition.resemblance().apply(mail))
                .toList();
        return missed.contains("") ? "" : String.join("", missed);
    }
}
