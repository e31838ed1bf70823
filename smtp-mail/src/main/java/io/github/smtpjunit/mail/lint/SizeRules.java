package io.github.smtpjunit.mail.lint;

import static io.github.smtpjunit.mail.lint.LintRule.practical;
import static io.github.smtpjunit.mail.lint.LintSeverity.INFO;
import static io.github.smtpjunit.mail.lint.LintSeverity.WARNING;

import java.nio.charset.StandardCharsets;
import java.util.List;

/** Rules on what is too large. */
final class SizeRules {

    private static final int CLIPPED = 102 * 1024;
    private static final int LARGE = 10 * 1024 * 1024;
    private static final int LONG_SUBJECT = 150;

    static final List<LintRule> RULES = List.of(
            practical(
                    WARNING,
                    "size.clipped",
                    "The HTML has more than 102 kB; Gmail shows its beginning only, without the way to unsubscribe at the end.",
                    "Gmail",
                    (mail, sink) -> mail.mail()
                            .html()
                            .map(html -> html.getBytes(StandardCharsets.UTF_8).length)
                            .filter(size -> size > CLIPPED)
                            .ifPresent(size -> sink.report(LintedMail.HTML_BODY, size + " octets"))),
            practical(
                    WARNING,
                    "size.large",
                    "The mail has more than 10 MB, which many servers refuse.",
                    "default limits: Postfix message_size_limit 10 MB, Exchange 10 MB",
                    (mail, sink) -> {
                        if (mail.source().length() > LARGE) {
                            sink.report("mail", mail.source().length() + " octets");
                        }
                    }),
            practical(
                    INFO,
                    "size.subject.long",
                    "The subject has more than 150 characters; its end is never seen.",
                    "rspamd LONG_SUBJ",
                    (mail, sink) -> mail.mail()
                            .subject()
                            .map(subject -> subject.codePointCount(0, subject.length()))
                            .filter(characters -> characters > LONG_SUBJECT)
                            .ifPresent(characters -> sink.report("Subject", characters + " characters"))));

    private SizeRules() {}
}
