package io.github.smtpjunit.mail.lint;

import static io.github.smtpjunit.mail.lint.LintRule.practical;
import static io.github.smtpjunit.mail.lint.LintSeverity.INFO;
import static io.github.smtpjunit.mail.lint.LintSeverity.WARNING;

import io.github.smtpjunit.mail.Link;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Element;
import org.jsoup.parser.Parser;

/** Rules on HTML that mail programs remove, or read each in its own way. */
final class HtmlRules {

    /** Services of web fonts, with the hosts below them. */
    private static final Set<String> FONT_HOSTS = Set.of(
            "edgefonts.net",
            "fontawesome.com",
            "fonts.bunny.net",
            "fonts.cdnfonts.com",
            "fonts.googleapis.com",
            "fonts.gstatic.com",
            "fonts.net",
            "fontshare.com",
            "myfonts.net",
            "rsms.me",
            "typekit.net",
            "typography.com");

    private static final Set<String> FONT_DIRECTORIES =
            Set.of("@fontsource", "@fontsource-variable", "font-awesome", "fontawesome", "fonts", "webfonts");

    private static final List<String> FONT_FILES = List.of(".woff", ".woff2", ".ttf", ".otf", ".eot");

    /** Switches of menus and galleries that work without a script: nothing is sent. */
    private static final String SWITCH = "[type~=(?i)^\\s*(?:checkbox|radio)\\s*$]";

    static final List<LintRule> RULES = List.of(
            practical(
                    WARNING,
                    "html.active-content",
                    "There is a script, a frame, an object, an applet or a refresh; mail programs remove it, and filters mistrust the"
                            + " mail. Structured data (JSON-LD) is fine.",
                    "Gmail, Outlook and others remove it; Gmail, schema.org markup in mails",
                    (mail, sink) -> tags(
                            mail,
                            sink,
                            "script:not([type~=(?i)^\\s*application/ld\\+json]), iframe, frame, object, embed, applet,"
                                    + " meta[http-equiv~=(?i)^\\s*refresh]")),
            practical(
                    WARNING,
                    "html.event-handler",
                    "An element has a script such as onclick, which mail programs remove.",
                    "Gmail, Outlook and others remove it",
                    (mail, sink) -> tags(mail, sink, "[^on]")),
            practical(
                    WARNING,
                    "html.form",
                    "There is a form; most mail programs do not show or send it, or warn of it.",
                    "caniemail.com of 2026-06-29, HTML form element",
                    (mail, sink) -> tags(mail, sink, "form, select, textarea, input:not(" + SWITCH + ")")),
            practical(
                    WARNING,
                    "html.external-stylesheet",
                    "The style is in a file elsewhere, which mail programs do not fetch. Web fonts are fine: without them, another font"
                            + " is shown.",
                    "caniemail.com of 2026-06-29, HTML link element",
                    (mail, sink) -> mail.select("link[rel~=(?i)stylesheet]").stream()
                            .filter(link -> !isFont(link))
                            .forEach(link -> sink.report(LintedMail.HTML_BODY, tag(link)))),
            practical(
                    WARNING,
                    "html.no-markup",
                    "The HTML part has no element: it is plain text, and is shown without its line breaks.",
                    "RFC 2046 section 4.1.3; HTML standard, section 13.2",
                    HtmlRules::noMarkup),
            practical(
                    WARNING,
                    "html.id.duplicate",
                    "Two elements have the same id.",
                    "HTML standard, section 3.2.6 (The id attribute)",
                    HtmlRules::duplicateId),
            practical(
                    WARNING,
                    "html.link.nested",
                    "A link stands within a link; programs end the outer one there.",
                    "HTML standard, section 4.5.1 (The a element)",
                    HtmlRules::nestedLink),
            practical(
                    INFO,
                    "html.syntax",
                    "The HTML has errors; programs repair them each in its own way.",
                    "HTML standard, section 13.2.2 (Parse errors)",
                    HtmlRules::syntax));

    private HtmlRules() {}

    /** A web font: by its service, by the directory that it is in, or because the file is a font itself. */
    private static boolean isFont(Element link) {
        String address = LintedMail.lower(link.attr("href").strip());
        String host = Link.to(address).host().orElse("");
        String path = address.split("[?#]", 2)[0];
        List<String> names = List.of(path.split("/", -1));
        return LintedMail.lower(link.attr("as")).strip().equals("font")
                || FONT_HOSTS.stream().anyMatch(known -> host.equals(known) || host.endsWith("." + known))
                || names.subList(0, names.size() - 1).stream().anyMatch(FONT_DIRECTORIES::contains)
                || FONT_FILES.stream().anyMatch(path::endsWith);
    }

    private static void noMarkup(LintedMail mail, LintRule.Sink sink) {
        boolean empty = mail.document()
                .filter(html -> html.head().childrenSize() == 0 && html.body().childrenSize() == 0)
                .isPresent();
        if (empty && !mail.visibleHtml().orElse("").isEmpty()) {
            sink.report(LintedMail.HTML_BODY, "no element");
        }
    }

    private static void tags(LintedMail mail, LintRule.Sink sink, String css) {
        mail.select(css).forEach(element -> sink.report(LintedMail.HTML_BODY, tag(element)));
    }

    /** The opening tag. */
    static String tag(Element element) {
        return "<" + element.tagName() + element.attributes().html() + ">";
    }

    private static void duplicateId(LintedMail mail, LintRule.Sink sink) {
        Set<String> seen = new HashSet<>();
        mail.select("[id]").stream()
                .filter(element -> !seen.add(element.id()))
                .forEach(element -> sink.report(LintedMail.HTML_BODY, tag(element)));
    }

    /** The HTML parser takes nested links apart, so the source of several links is read as it stands. */
    private static void nestedLink(LintedMail mail, LintRule.Sink sink) {
        mail.mail()
                .html()
                .filter(HtmlRules::mayNestLinks)
                .ifPresent(html -> Jsoup.parse(html, "", Parser.xmlParser())
                        .select("a a")
                        .forEach(link -> sink.report(LintedMail.HTML_BODY, tag(link))));
    }

    /**
     * Whether a link begins before the one in front of it has ended; to read the source once more takes much longer.
     */
    private static boolean mayNestLinks(String html) {
        boolean open = false;
        int at = html.indexOf('<');
        while (at >= 0) {
            int next = at + 1;
            if (html.startsWith("<!--", at)) {
                next = Math.max(next, html.indexOf("-->", at));
            } else if (isLink(html, at + 1)) {
                if (open) {
                    return true;
                }
                open = true;
            } else if (html.startsWith("/", at + 1) && isLink(html, at + 2)) {
                open = false;
            }
            at = html.indexOf('<', next);
        }
        return false;
    }

    /** Whether the name of a tag is that of a link. */
    private static boolean isLink(String html, int at) {
        return html.regionMatches(true, at, "a", 0, 1)
                && (at + 1 == html.length() || !Character.isLetterOrDigit(html.charAt(at + 1)));
    }

    private static void syntax(LintedMail mail, LintRule.Sink sink) {
        mail.htmlErrors().stream()
                // A fragment without a doctype is what most mails are.
                .filter(error -> !error.getErrorMessage().contains("doctype"))
                .forEach(error -> sink.report(LintedMail.HTML_BODY, error.toString()));
    }
}
