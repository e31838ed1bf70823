package io.github.smtpjunit.mail.lint;

import static java.util.Objects.requireNonNull;

import io.github.smtpjunit.mail.HtmlBody;
import io.github.smtpjunit.mail.Link;
import io.github.smtpjunit.mail.ParsedMail;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Finds what a template engine has left behind. */
public final class Placeholders {

    static final Pattern PATTERN = Pattern.compile("\\{\\{.{0,200}?}}|[$#]\\{[^}\\n]{0,200}}|<%.{0,200}?%>"
            + "|\\[\\[[^\\]\\n]{1,200}]]|\\{\\d{1,5}}|%[A-Za-z_]{3,60}%(?![0-9A-Fa-f]{2})");

    private Placeholders() {}

    /**
     * Finds the placeholders of a mail: in its subject, text, visible HTML and links.
     *
     * @param mail the mail
     * @return as they stand there, without repetitions
     */
    public static List<String> in(ParsedMail mail) {
        requireNonNull(mail, "mail");
        return Stream.of(
                        mail.subject().stream(),
                        mail.text().stream(),
                        mail.htmlBody().map(HtmlBody::visibleText).stream(),
                        mail.links().stream().map(Link::target))
                .flatMap(texts -> texts)
                .flatMap(text -> PATTERN.matcher(text).results())
                .map(MatchResult::group)
                .distinct()
                .toList();
    }
}
