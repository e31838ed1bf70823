package io.github.smtpjunit.mail.lint;

import static io.github.smtpjunit.mail.lint.LintRule.practical;
import static io.github.smtpjunit.mail.lint.LintRule.standard;
import static io.github.smtpjunit.mail.lint.LintSeverity.ERROR;
import static io.github.smtpjunit.mail.lint.LintSeverity.INFO;
import static io.github.smtpjunit.mail.lint.LintSeverity.WARNING;

import io.github.smtpjunit.mail.HtmlBody;
import io.github.smtpjunit.mail.SourcePart;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jsoup.nodes.Element;

/** What a mail tells that its readers need not know. */
final class PrivacyRules {

    private static final int MANY_RECIPIENTS = 20;
    private static final String OURS = "experience";

    private static final Map<String, Pattern> SIDES = Map.of(
            "width", Pattern.compile("(?:^|;)width:([^;!]*)"), "height", Pattern.compile("(?:^|;)height:([^;!]*)"));
    private static final Pattern TINY = Pattern.compile("\\s*[01](?:px)?\\s*");
    private static final Pattern INTERNAL = Pattern.compile(
            "(?i)\\blocalhost\\b(?!\\.?[\\w-])|(?:[@\\[( ]|^)(?:127|10)(?:\\.\\d{1,3}){3}\\b|\\b192\\.168(?:\\.\\d{1,3}){2}\\b"
                    + "|\\b172\\.(?:1[6-9]|2\\d|3[01])(?:\\.\\d{1,3}){2}\\b|@[\\w-]{1,63}>|\\.(?:local|internal|lan|corp|localdomain)\\b(?!\\.?[\\w-])");

    static final List<LintRule> RULES = List.of(
            standard(
                    ERROR,
                    "privacy.bcc",
                    "A Bcc field tells every recipient who got a blind copy.",
                    "RFC 5322 section 3.6.3",
                    (mail, sink) -> mail.mail().headers("Bcc").stream()
                            .filter(value -> !value.isBlank())
                            .forEach(value -> sink.report("Bcc", value))),
            practical(
                            WARNING,
                            "privacy.visible-recipients",
                            "To and Cc show many addresses to each of the recipients.",
                            OURS,
                            (mail, sink) -> {
                                int visible = mail.mail().addresses("To").size()
                                        + mail.mail().addresses("Cc").size();
                                if (visible > MANY_RECIPIENTS) {
                                    sink.report("header", visible + " addresses in To and Cc");
                                }
                            })
                    .in(LintProfile.BULK, ERROR),
            practical(
                            WARNING,
                            "privacy.tracking-pixel",
                            "An invisible image tells the sender who reads the mail, when and where.",
                            "Mailpit, Thunderbird and others block it",
                            (mail, sink) -> mail.select("img[src]").stream()
                                    .filter(image -> isRemote(image) && isTiny(image))
                                    .forEach(image -> sink.report(LintedMail.HTML_BODY, image.attr("src"))))
                    .in(LintProfile.BULK, INFO),
            practical(
                    INFO,
                    "privacy.remote-image",
                    "An image is fetched when the mail is read; many programs ask first, and show a gap until then.",
                    OURS,
                    (mail, sink) -> mail.select("img[src]").stream()
                            .filter(image -> isRemote(image) && !isTiny(image))
                            .forEach(image -> sink.report(LintedMail.HTML_BODY, image.attr("src")))),
            practical(
                    INFO,
                    "privacy.software",
                    "The header names the program that made the mail, and perhaps its version.",
                    OURS,
                    (mail, sink) -> List.of("X-Mailer", "User-Agent", "X-Powered-By")
                            .forEach(name -> mail.mail().headers(name).forEach(value -> sink.report(name, value)))),
            practical(
                    WARNING,
                    "privacy.script-path",
                    "The header names a script or a user of the server that made the mail.",
                    "PHP manual, mail.add_x_header",
                    (mail, sink) -> List.of("X-PHP-Originating-Script", "X-PHP-Script", "X-Source-Args", "X-Source-Dir")
                            .forEach(name -> mail.mail().headers(name).forEach(value -> sink.report(name, value)))),
            practical(
                    INFO,
                    "privacy.internal-host",
                    "Message-ID, Received or an X- field names a host of an internal network; in tests this may be the own machine.",
                    OURS,
                    PrivacyRules::internalHost));

    private PrivacyRules() {}

    private static boolean isRemote(Element image) {
        String source = image.attr("src").strip().toLowerCase(Locale.ROOT);
        return source.startsWith("http:") || source.startsWith("https:") || source.startsWith("//");
    }

    /** A line of one pixel is a rule between paragraphs, so that no side may be long. */
    private static boolean isTiny(Element image) {
        String style = Colour.style(image);
        List<String> sides = SIDES.entrySet().stream()
                .map(side -> length(image, side.getKey(), side.getValue().matcher(style)))
                .filter(Predicate.not(String::isBlank))
                .toList();
        return sides.isEmpty()
                ? HtmlBody.hides(image.attr("style"))
                : sides.stream().allMatch(side -> TINY.matcher(side).matches());
    }

    /** By its style, which wins, or by its attribute; blank if there is neither. */
    private static String length(Element image, String side, Matcher styled) {
        return styled.find() ? styled.group(1) : image.attr(side);
    }

    private static void internalHost(LintedMail mail, LintRule.Sink sink) {
        for (SourcePart.Field field : mail.fields()) {
            String name = field.name().toLowerCase(Locale.ROOT);
            if (name.equals("message-id") || name.equals("received") || name.startsWith("x-")) {
                Matcher internal = INTERNAL.matcher(field.value());
                if (internal.find()) {
                    sink.report(field.name(), field.value());
                }
            }
        }
    }
}
