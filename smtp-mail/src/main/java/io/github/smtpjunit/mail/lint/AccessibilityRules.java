package io.github.smtpjunit.mail.lint;

import static io.github.smtpjunit.mail.lint.LintRule.practical;
import static io.github.smtpjunit.mail.lint.LintSeverity.INFO;
import static io.github.smtpjunit.mail.lint.LintSeverity.WARNING;

import io.github.smtpjunit.mail.HtmlBody;
import io.github.smtpjunit.mail.VisibleText;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jsoup.nodes.Document;
import org.jsoup.nodes.Element;
import org.jsoup.select.Elements;

/** What people need who do not see the mail as its author does. */
final class AccessibilityRules {

    /** Of large letters, the least that WCAG demands; the size of letters is unknown here. */
    private static final double LEAST_CONTRAST = 3.0;

    private static final int SMALLEST_FONT = 9;

    private static final Pattern FILE_NAME = Pattern.compile("(?i)\\S{1,200}\\.(?:png|jpe?g|gif|svg|webp|bmp)");
    private static final Pattern VAGUE = Pattern.compile(
            "(?i)(?:click |press |tap )?here|click|read more|more|link|this|this link|hier|hier klicken|klicken sie"
                    + " hier|mehr|ici|cliquez ici|aquí|haga clic aquí|qui|clicca qui");
    private static final Pattern FONT_SIZE = Pattern.compile("(?:^|;)font-size:(\\d{1,3}(?:\\.\\d{1,5})?)(px|pt)");

    static final List<LintRule> RULES = List.of(
            practical(
                            INFO,
                            "a11y.lang.missing",
                            "The html element names no language; screen readers speak it in the wrong one.",
                            "WCAG 2.2, 3.1.1",
                            (mail, sink) -> {
                                if (mail.document()
                                        .filter(html -> !hasLanguage(html))
                                        .isPresent()) {
                                    sink.report(LintedMail.HTML_BODY, "no lang attribute");
                                }
                            })
                    .in(LintProfile.BULK, WARNING),
            practical(
                    INFO,
                    "a11y.title.missing",
                    "There is no title, which screen readers tell first, and browsers show.",
                    "WCAG 2.2, 2.4.2",
                    (mail, sink) -> mail.document()
                            .filter(document -> document.title().isBlank())
                            .ifPresent(document -> sink.report(LintedMail.HTML_BODY, "no title"))),
            practical(
                    WARNING,
                    "a11y.img.alt-missing",
                    "An image has no alternative text; alt=\"\" says that it is an ornament.",
                    "WCAG 2.2, 1.1.1",
                    (mail, sink) -> mail.select("img:not([alt])").stream()
                            .filter(image -> !isForLayout(image))
                            .forEach(image -> sink.report(LintedMail.HTML_BODY, HtmlRules.tag(image)))),
            practical(
                    WARNING,
                    "a11y.img.alt-filename",
                    "The alternative text of an image is the name of a file.",
                    "WCAG 2.2, 1.1.1 (failure F30)",
                    (mail, sink) -> mail.select("img[alt]").stream()
                            .filter(image ->
                                    FILE_NAME.matcher(image.attr("alt").strip()).matches())
                            .forEach(image -> sink.report(LintedMail.HTML_BODY, HtmlRules.tag(image)))),
            practical(
                    WARNING,
                    "a11y.link.no-text",
                    "A link has no text, and no image with an alternative text; a screen reader spells its address.",
                    "WCAG 2.2, 2.4.4 (failure F89)",
                    AccessibilityRules::nameless),
            practical(
                    INFO,
                    "a11y.link.vague",
                    "The text of a link does not tell where it leads to, as \"click here\".",
                    "WCAG 2.2, 2.4.4",
                    (mail, sink) -> mail.select("a[href]").stream()
                            .filter(link -> VAGUE.matcher(
                                            link.text().replaceFirst("(?<![\\s>\u00bb.!])[\\s>\u00bb.!]++\\z", ""))
                                    .matches())
                            .forEach(link -> sink.report(LintedMail.HTML_BODY, "\"" + link.text() + "\""))),
            practical(
                    INFO,
                    "a11y.table.role-missing",
                    "A table without header cells is there for the layout, but does not say so by"
                            + " role=\"presentation\".",
                    "WCAG 2.2, 1.3.1; WAI-ARIA, presentation role",
                    (mail, sink) -> mail.select("table").stream()
                            .filter(table -> table.getElementsByTag("th").isEmpty() && !isForLayout(table))
                            .forEach(table -> sink.report(LintedMail.HTML_BODY, HtmlRules.tag(table)))),
            practical(
                    INFO,
                    "a11y.heading.skipped",
                    "Headings skip a level, so that a reader who jumps from one to the next misses something.",
                    "WCAG 2.2, 1.3.1",
                    AccessibilityRules::headings),
            practical(
                    WARNING,
                    "a11y.contrast.low",
                    "A text has nearly the colour of its background: less than 3 to 1. Inline styles are looked at"
                            + " only.",
                    "WCAG 2.2, 1.4.3; SpamAssassin HTML_FONT_LOW_CONTRAST",
                    AccessibilityRules::contrast),
            practical(
                    WARNING,
                    "a11y.text.small",
                    "A text is smaller than 9 pixels.",
                    "WCAG 2.2, 1.4.4; SpamAssassin HTML_FONT_TINY_NORDNS",
                    AccessibilityRules::small));

    private AccessibilityRules() {}

    /** The html element names a language, or the body, or the only element in it. */
    private static boolean hasLanguage(Document html) {
        Elements inBody = html.body().children();
        Element only = inBody.size() == 1 ? inBody.get(0) : html.body();
        return !html.select("html[lang~=\\S]").isEmpty()
                || !html.body().attr("lang").isBlank()
                || !only.attr("lang").isBlank();
    }

    private static boolean isForLayout(Element element) {
        return List.of("presentation", "none").contains(LintedMail.lower(element.attr("role")));
    }

    /** A picture may have its name beside it, in a second link to the same address. */
    private static void nameless(LintedMail mail, LintRule.Sink sink) {
        List<Element> links = mail.select("a[href]");
        Set<String> named = links.stream()
                .filter(link -> !isNameless(link))
                .map(link -> link.attr("href"))
                .collect(Collectors.toSet());
        links.stream()
                .filter(link -> !named.contains(link.attr("href")) && isNameless(link) && !isHidden(link))
                .forEach(link -> sink.report(LintedMail.HTML_BODY, HtmlRules.tag(link)));
    }

    private static boolean isNameless(Element link) {
        return link.attr("aria-label").isBlank()
                && link.attr("title").isBlank()
                && VisibleText.collapsed(link.text()).isEmpty()
                && link.getElementsByTag("img").stream()
                        .allMatch(image -> image.attr("alt").isBlank());
    }

    private static void headings(LintedMail mail, LintRule.Sink sink) {
        int level = 6; // the first one may be any
        for (Element heading : mail.select("h1, h2, h3, h4, h5, h6")) {
            int next = heading.tagName().charAt(1) - '0';
            if (next > level + 1) {
                sink.report(LintedMail.HTML_BODY, "h" + next + " \"" + heading.text() + "\" follows h" + level);
            }
            level = next;
        }
    }

    private static void contrast(LintedMail mail, LintRule.Sink sink) {
        for (Element element : mail.select("[style], font[color]")) {
            Optional<Colour> text = Colour.ofText(element);
            Optional<Colour> background = Colour.behind(element);
            if (text.isPresent() && background.isPresent() && showsText(element)) {
                double contrast = text.get().contrast(background.get());
                if (contrast < LEAST_CONTRAST) {
                    sink.report(
                            LintedMail.HTML_BODY,
                            String.format(Locale.ROOT, "%.1f to 1 in %s", contrast, HtmlRules.tag(element)));
                }
            }
        }
    }

    private static void small(LintedMail mail, LintRule.Sink sink) {
        for (Element element : mail.select("[style]")) {
            Matcher size = FONT_SIZE.matcher(Colour.style(element));
            if (size.find() && pixels(size) < SMALLEST_FONT && showsText(element)) {
                sink.report(LintedMail.HTML_BODY, HtmlRules.tag(element));
            }
        }
    }

    /** A point is a 72nd of an inch, a pixel a 96th (CSS Values and Units, section 6.2). */
    private static double pixels(Matcher size) {
        double number = Double.parseDouble(size.group(1));
        return size.group(2).equals("pt") ? number * 96 / 72 : number;
    }

    /** Hidden itself, or within something hidden, as a pre-header is. */
    private static boolean isHidden(Element element) {
        return styles(element).anyMatch(HtmlBody::hides);
    }

    private static boolean showsText(Element element) {
        boolean withoutSize = styles(element)
                .flatMap(style -> HtmlBody.hidesLetters(style).stream())
                .findFirst()
                .orElse(false);
        return !element.ownText().isBlank() && !withoutSize && !isHidden(element);
    }

    /** The styles of an element and of those around it. */
    private static Stream<String> styles(Element element) {
        return Stream.iterate(element, Element::hasParent, Element::parent).map(one -> one.attr("style"));
    }
}
