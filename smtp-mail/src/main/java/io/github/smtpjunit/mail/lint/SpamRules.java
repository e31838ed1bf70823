package io.github.smtpjunit.mail.lint;

import static io.github.smtpjunit.mail.lint.LintRule.practical;
import static io.github.smtpjunit.mail.lint.LintSeverity.INFO;
import static io.github.smtpjunit.mail.lint.LintSeverity.WARNING;

import io.github.smtpjunit.mail.DkimSignature;
import io.github.smtpjunit.mail.MailAddress;
import io.github.smtpjunit.mail.VisibleText;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What spam filters count against a mail. */
final class SpamRules {

    private static final int FEW_LETTERS = 10;
    private static final int MANY_LETTERS = 200;
    private static final int LITTLE_TEXT = 60;
    private static final Set<String> BODIES = Set.of("text/plain", "text/html");

    private static final Pattern REPLY = Pattern.compile("(?i)^\\s*(re|aw|sv|antw|fwd?|wg)\\s?:.*");
    private static final Pattern FORWARD = Pattern.compile("(?i)^\\s*(fwd?|wg)\\s?:.*");
    private static final Pattern ADDRESS =
            Pattern.compile("[^\\s@<>\"]{1,64}@([A-Za-z0-9-]{1,63}(?:\\.[A-Za-z0-9-]{1,63}){1,10})");

    static final List<LintRule> RULES = List.of(
            practical(
                    WARNING,
                    "spam.subject.all-caps",
                    "The subject is all in capitals.",
                    "SpamAssassin SUBJ_ALL_CAPS",
                    (mail, sink) -> mail.mail()
                            .subject()
                            .filter(subject -> letters(subject) >= FEW_LETTERS && capitals(subject) == letters(subject))
                            .ifPresent(subject -> sink.report("Subject", "\"" + subject + "\""))),
            practical(
                    WARNING,
                    "spam.subject.fake-reply",
                    "The subject says that this is an answer, but the header names no mail that it answers.",
                    "rspamd FAKE_REPLY",
                    SpamRules::fakeReply),
            practical(
                    WARNING,
                    "spam.from.blank-name",
                    "The From field has a display name with nothing in it.",
                    "SpamAssassin FROM_BLANK_NAME",
                    (mail, sink) -> mail.mail().rawHeaders("From").stream()
                            .filter(value -> value.strip().matches("(?s)\"\\s*\"\\s*<.*"))
                            .forEach(value -> sink.report("From", value))),
            practical(
                    WARNING,
                    "spam.from.name-spoof",
                    "The display name of the From field is an address in another domain.",
                    "rspamd SPOOF_DISPLAY_NAME",
                    (mail, sink) -> mail.authors().forEach(author -> spoof(author, sink))),
            practical(
                    WARNING,
                    "spam.address.many-at",
                    "An address of the sender has more than one @.",
                    "RFC 5322 section 3.4.1; spam filters",
                    (mail, sink) -> {
                        for (String field : List.of("From", "Sender", "Reply-To")) {
                            mail.mail().addresses(field).stream()
                                    .map(address -> address.address())
                                    .filter(address -> address.indexOf('@') != address.lastIndexOf('@'))
                                    .forEach(address -> sink.report(field, address));
                        }
                    }),
            practical(
                    WARNING,
                    "spam.body.empty",
                    "The mail has neither a text nor an attachment.",
                    "SpamAssassin EMPTY_MESSAGE",
                    (mail, sink) -> {
                        boolean blank = mail.mail().text().orElse("").isBlank()
                                && mail.visibleHtml().orElse("").isBlank()
                                && mail.select("img").isEmpty();
                        boolean onlyBodies = mail.mail()
                                .root()
                                .all()
                                .filter(part -> part.bytes().length > 0)
                                .allMatch(part -> BODIES.contains(part.type()));
                        if (blank
                                && onlyBodies
                                && mail.mail().attachments().isEmpty()
                                && mail.mail().inlineParts().isEmpty()) {
                            sink.report("mail", "nothing to read");
                        }
                    }),
            practical(
                    WARNING,
                    "spam.body.capitals",
                    "Three quarters of the text is in capitals.",
                    "SpamAssassin UPPERCASE_75_100",
                    (mail, sink) -> mail.texts().forEach((place, text) -> {
                        if (letters(text) >= MANY_LETTERS && 4 * capitals(text) >= 3 * letters(text)) {
                            sink.report(place, capitals(text) + " of " + letters(text) + " letters");
                        }
                    })),
            practical(
                    WARNING,
                    "spam.html.only",
                    "The mail has HTML, but no text, or a blank one, for those who cannot or will not see HTML.",
                    "SpamAssassin MIME_HTML_ONLY",
                    (mail, sink) -> {
                        if (mail.mail().html().isPresent() && mail.mail().text().isEmpty()) {
                            sink.report("mail", "no text/plain part");
                        } else if (VisibleText.collapsed(mail.mail().text().orElse(""))
                                        .isEmpty()
                                && !mail.visibleHtml().orElse("").isBlank()) {
                            sink.report(LintedMail.TEXT_BODY, "a blank text beside the HTML");
                        }
                    }),
            practical(
                    WARNING,
                    "spam.alternative.differs",
                    "Text and HTML have less than half of their words in common: one of them was forgotten.",
                    "SpamAssassin MPART_ALT_DIFF; rspamd R_PARTS_DIFFER",
                    SpamRules::differs),
            practical(
                            INFO,
                            "spam.html.images-only",
                            "The HTML shows images, but hardly any text.",
                            "SpamAssassin HTML_IMAGE_ONLY_*",
                            (mail, sink) -> {
                                int text = mail.visibleHtml().orElse("").length();
                                int images = mail.select("img").size();
                                if (images > 0 && text < LITTLE_TEXT) {
                                    sink.report(
                                            LintedMail.HTML_BODY,
                                            counted(images, "image") + ", " + counted(text, "character") + " of text");
                                }
                            })
                    .in(LintProfile.BULK, WARNING));

    private SpamRules() {}

    private static String counted(long count, String word) {
        return count + " " + word + (count == 1 ? "" : "s");
    }

    private static long letters(String text) {
        return text.codePoints()
                .filter(c -> Character.isUpperCase(c) || Character.isLowerCase(c))
                .count();
    }

    private static long capitals(String text) {
        return text.codePoints().filter(Character::isUpperCase).count();
    }

    private static void fakeReply(LintedMail mail, LintRule.Sink sink) {
        String subject = mail.mail().subject().orElse("");
        boolean answers = mail.mail().header("In-Reply-To").isPresent()
                || mail.mail().header("References").isPresent();
        boolean forwards = FORWARD.matcher(subject).matches()
                && mail.parts().stream().anyMatch(part -> part.mediaType().equals("message/rfc822"));
        if (REPLY.matcher(subject).matches() && !answers && !forwards) {
            sink.report("Subject", "\"" + subject + "\"");
        }
    }

    private static void spoof(MailAddress author, LintRule.Sink sink) {
        String name = author.name().orElse("");
        Matcher address = ADDRESS.matcher(name);
        if (address.find() && !DkimSignature.aligned(address.group(1).toLowerCase(Locale.ROOT), author.domain())) {
            sink.report("From", "\"" + name + "\" <" + author.address() + ">");
        }
    }

    private static void differs(LintedMail mail, LintRule.Sink sink) {
        if (mail.parts().stream().noneMatch(part -> part.mediaType().equals("multipart/alternative"))) {
            return;
        }
        Map<String, String> texts = mail.texts();
        Set<String> text = VisibleText.words(texts.getOrDefault(LintedMail.TEXT_BODY, ""));
        Set<String> html = VisibleText.words(texts.getOrDefault(LintedMail.HTML_BODY, ""));
        long common = text.stream().filter(html::contains).count();
        if (!text.isEmpty() && !html.isEmpty() && 2 * common < Math.min(text.size(), html.size())) {
            sink.report(
                    "mail",
                    counted(common, "word") + " of " + text.size() + " in the text and " + html.size()
                            + " in the HTML");
        }
    }
}
