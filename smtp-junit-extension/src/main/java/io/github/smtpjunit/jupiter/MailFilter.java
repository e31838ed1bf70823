package io.github.smtpjunit.jupiter;

import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Which mails of an inbox an assertion is about.
 *
 * @param description in words, {@code ""} for all
 * @param wanted tells which
 */
record MailFilter(String description, Predicate<CapturedMail> wanted) {

    static final MailFilter ALL = new MailFilter("", mail -> true);

    MailFilter and(String moreDescription, Predicate<? super CapturedMail> more) {
        return new MailFilter(
                Stream.of(description, moreDescription)
                        .filter(words -> !words.isEmpty())
                        .collect(Collectors.joining(" and ")),
                wanted.and(more));
    }

    List<CapturedMail> of(List<CapturedMail> mails) {
        return mails.stream().filter(wanted).toList();
    }

    String suffix() {
        return description.isEmpty() ? "" : " " + description;
    }
}
