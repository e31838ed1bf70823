package io.github.smtpjunit.mail.lint;

import static io.github.smtpjunit.mail.lint.LintRule.practical;
import static io.github.smtpjunit.mail.lint.LintSeverity.ERROR;
import static io.github.smtpjunit.mail.lint.LintSeverity.INFO;
import static io.github.smtpjunit.mail.lint.LintSeverity.WARNING;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** Rules on what is too large, or refused for what it is. */
final class SizeRules {

    private static final int CLIPPED = 102 * 1024;
    private static final int LARGE = 10 * 1024 * 1024;
    private static final int LONG_SUBJECT = 150;

    private static final Set<String> EXECUTABLE = Set.of(
            "ade", "adp", "apk", "appx", "bat", "cab", "chm", "cmd", "com", "cpl", "dll", "dmg", "exe", "hta", "ins",
            "iso", "isp", "jar", "js", "jse", "lib", "lnk", "mde", "msc", "msi", "msp", "mst", "nsh", "pif", "ps1",
            "scr", "sct", "shb", "sys", "vb", "vbe", "vbs", "vhd", "vxd", "wsc", "wsf", "wsh", "xll");

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
                            .ifPresent(characters -> sink.report("Subject", characters + " characters"))),
            practical(
                    ERROR,
                    "attachment.executable",
                    "An attachment is a program or script by its name; large providers refuse the mail.",
                    "Gmail, blocked file types",
                    (mail, sink) -> mail.mail().attachments().stream()
                            .flatMap(attachment -> attachment.name().stream())
                            .filter(name -> EXECUTABLE.contains(extension(name)))
                            .forEach(name -> sink.report("attachment", name))));

    private SizeRules() {}

    /** Empty if absent. */
    private static String extension(String name) {
        int end = name.length();
        while (end > 0 && ". ".indexOf(name.charAt(end - 1)) >= 0) { // Windows leaves them out
            end--;
        }
        int dot = name.lastIndexOf('.', end - 1);
        return dot < 0 ? "" : name.substring(dot + 1, end).strip().toLowerCase(Locale.ROOT);
    }
}
