package io.github.smtpjunit.jupiter;

import java.util.List;
import java.util.function.Predicate;

/**
 * Which mails of an inbox an assertion is about.
 *
 * @param description in words, {@code ""} for all
 * @param wanted tells which
 */
record MailFilter(String description, Predicate<CapturedMail> wanted) {

    static final MailFilter ALL = new MailFilter("", mail -> true);

    MailFilter and(String moreDescription, Predicate<CapturedMail> more) {
        return new MailFilter(
                description.isEmpty() ? moreDescription : description + " and " + moreDescription, wanted.and(more));
    }

    List<CapturedMail> of(List<CapturedMail> mails) {
        return mails.stream().filter(wanted).toList();
    }

    String suffix() {
        return description.isEmpty() ? "" : " " + description;
    }
}
