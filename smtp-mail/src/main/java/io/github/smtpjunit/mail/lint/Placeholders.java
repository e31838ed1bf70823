package io.github.smtpjunit.mail.lint;

import static java.util.Objects.requireNonNull;

import io.github.smtpjunit.mail.Link;
import io.github.smtpjunit.mail.ParsedMail;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.stream.Stream;
import org.jsoup.nodes.Attribute;
import org.jsoup.nodes.Comment;
import org.jsoup.nodes.Document;
import org.jsoup.nodes.Element;

/** Finds the variables that a template engine has left in a mail. */
public final class Placeholders {

    /** The languages of templates, each with the characters that nothing else is written in. */
    static final SignedPattern SURE = SignedPattern.of(
            "\\{\\{.{0,200}?}}" // Mustache, Handlebars, Jinja, Angular
                    + "|\\{%.{0,200}?%}" // Jinja, Liquid, Twig
                    + "|[$#]\\{[^}\\n]{0,200}}|\\$!\\{?[A-Za-z][\\w.]{0,100}}?" // Java's EL, Freemarker, Velocity
                    + "|<%.{0,200}?%>|\\[%.{0,200}?%]" // ERB, JSP; Template Toolkit
                    + "|\\[\\[[^\\]\\n]{1,200}]]" // Thymeleaf
                    + "|\\*\\|[^|\\n]{1,100}\\|\\*" // Mailchimp, Mandrill
                    + "|\\{![A-Za-z$][\\w.]{0,100}}|@Model\\.[A-Za-z]\\w{0,60}" // Salesforce; Razor
                    + "|</?#[a-z]{2,20}[^<>\\n]{0,200}>|#(?:if|elseif|foreach|set|parse)\\s?\\(" // Freemarker; Velocity
                    + "|%\\([A-Za-z_]\\w{0,40}\\)[sdf]" // Python
                    + "|%[A-Za-z_]{3,60}%(?![0-9A-Fa-f]{2})|%[a-z]\\w{0,40}\\.\\w{1,40}%" // Mailgun and others
                    + "|\\{\\d{1,2}}", // java.text.MessageFormat
            "{", "%", "$!", "[[", "*|", "@Model.", "#");

    private static final String NAME = "(?i:(?:first|last|full|user|customer|company|product|order)?[_.]?"
            + "(?:name|id|number|email|user|customer|order|token|url))";

    /** A variable by its name, which a text may use for itself too. */
    private static final String BY_NAME = "(?<![$#{])\\{" + NAME + "}";

    private static final SignedPattern NAMED = SignedPattern.of(BY_NAME, "{");

    /** Words that a text may use for themselves, too: a variable by its name, or by the greeting before it. */
    static final SignedPattern LIKELY = SignedPattern.of(
            BY_NAME + "|\\b" + LeakRules.GREETING + ",?\\s(?:\\{[A-Za-z_][\\w.]{0,60}}|\\[[A-Za-z][A-Za-z _]{1,40}])"
                    + "|(?<![\\w$])\\$[a-z]\\w{1,40}(?:\\.\\w{1,40}){0,5}",
            "{",
            "[",
            "$");

    /** Fields that tell a provider what to put in the place of its own variables. */
    private static final Set<String> OF_PROVIDERS = Set.of(
            "x-smtpapi",
            "x-mailgun-variables",
            "x-mailgun-recipient-variables",
            "x-mc-mergevars",
            "x-mc-metadata",
            "x-mj-vars");

    private Placeholders() {}

    static List<SignedPattern> patterns() {
        return List.of(SURE, LIKELY, NAMED);
    }

    /**
     * Finds the placeholders of a mail: in the header, the names of attachments, the text, and all of the HTML,
     * including its hidden text, its attributes, its links, and what only Outlook shows.
     *
     * @param mail the mail
     * @return as they stand there, percent-decoded in links, without repetitions
     */
    public static List<String> in(ParsedMail mail) {
        requireNonNull(mail, "mail");
        Set<String> found = new LinkedHashSet<>();
        LintedMail linted = LintedMail.of(mail, Optional.empty());
        texts(linted).forEach(place -> place.seek(SURE, (where, placeholder) -> found.add(placeholder)));
        hidden(linted).forEach(place -> place.seek(SURE, (where, placeholder) -> found.add(placeholder)));
        links(SURE, linted, (link, placeholder) -> found.add(placeholder));
        texts(linted).forEach(place -> place.seek(LIKELY, (where, placeholder) -> found.add(placeholder)));
        hidden(linted).forEach(place -> place.seek(NAMED, (where, placeholder) -> found.add(placeholder)));
        links(NAMED, linted, (link, placeholder) -> found.add(placeholder));
        return List.copyOf(found);
    }

    /** Looks everywhere for what is nothing else. */
    static void seekSure(LintedMail mail, LintRule.Sink sink) {
        seek(SURE, SURE, mail, sink);
    }

    /** Looks everywhere for what is hardly anything else. */
    static void seekLikely(LintedMail mail, LintRule.Sink sink) {
        seek(LIKELY, NAMED, mail, sink);
    }

    private static void seek(SignedPattern inTexts, SignedPattern elsewhere, LintedMail mail, LintRule.Sink sink) {
        texts(mail).forEach(place -> place.seek(inTexts, sink));
        hidden(mail).forEach(place -> place.seek(elsewhere, sink));
        links(elsewhere, mail, (link, placeholder) -> sink.report("link", link.target()));
    }

    private static void links(SignedPattern pattern, LintedMail mail, BiConsumer<Link, String> found) {
        for (Link link : Stream.concat(mail.targets().stream(), mail.unseenLinks().stream())
                .toList()) {
            pattern.seek(decoded(link.target()), placeholder -> found.accept(link, placeholder));
        }
    }

    /** A text, and where it stands. */
    private record Place(String name, String text) {

        void seek(SignedPattern pattern, LintRule.Sink sink) {
            pattern.seek(text, found -> sink.report(name, found));
        }
    }

    /** What people read, and the header. */
    private static List<Place> texts(LintedMail mail) {
        List<Place> places = new ArrayList<>();
        ParsedMail parsed = mail.mail();
        parsed.headerNames().stream()
                .distinct()
                .filter(field -> !OF_PROVIDERS.contains(LintedMail.lower(field)))
                .forEach(field -> parsed.headers(field).forEach(value -> places.add(new Place(field, value))));
        parsed.text().ifPresent(text -> places.add(new Place(LintedMail.TEXT_BODY, text)));
        mail.document().map(Document::text).ifPresent(text -> places.add(new Place(LintedMail.HTML_BODY, text)));
        mail.files().forEach(name -> places.add(new Place("attachment", name)));
        return places;
    }

    /** What is neither text nor an address: alternative texts, styles, classes, and what only Outlook shows. */
    private static List<Place> hidden(LintedMail mail) {
        Set<String> values = new LinkedHashSet<>(); // many elements have the same style
        for (Element element : mail.select("*")) {
            for (Attribute attribute : element.attributes()) {
                String value = attribute.getValue();
                if (!value.isEmpty()
                        && !attribute.getKey().equals("href")
                        && !attribute.getKey().equals("src")) {
                    values.add(value);
                }
            }
        }
        mail.document().stream()
                .flatMap(html -> html.nodeStream(Comment.class))
                .map(Comment::getData)
                .filter(comment -> comment.stripLeading().startsWith("[if"))
                .forEach(values::add);
        return values.stream()
                .map(value -> new Place(LintedMail.HTML_BODY, value))
                .toList();
    }

    private static String decoded(String target) {
        try {
            return target.indexOf('%') < 0
                    ? target
                    : URLDecoder.decode(target.replace("+", "%2B"), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            return target; // not percent-encoded
        }
    }
}
