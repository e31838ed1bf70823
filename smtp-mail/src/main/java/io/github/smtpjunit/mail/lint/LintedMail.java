package io.github.smtpjunit.mail.lint;

import io.github.smtpjunit.mail.Arrival;
import io.github.smtpjunit.mail.HtmlBody;
import io.github.smtpjunit.mail.Link;
import io.github.smtpjunit.mail.MailAddress;
import io.github.smtpjunit.mail.ParsedMail;
import io.github.smtpjunit.mail.SourcePart;
import io.github.smtpjunit.mail.VisibleText;
import io.github.smtpjunit.smtp.Envelope;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jsoup.nodes.Document;
import org.jsoup.nodes.Element;
import org.jsoup.parser.ParseError;
import org.jsoup.parser.Parser;
import org.jsoup.select.Evaluator;
import org.jsoup.select.Selector;

/**
 * A mail as the rules of {@link MailLint} see it: each view of it made once.
 *
 * @param mail the mail
 * @param arrival its envelope, and what else it does not say itself, if that is known
 * @param source all octets, one character each
 * @param root the parts as they stand in the source, in one tree
 * @param parts the same in their order
 * @param document the HTML body; not to be changed
 * @param htmlErrors the first errors in its syntax
 * @param visibleLines what can be seen of it, a line for each block
 * @param visibleHtml the same on one line
 * @param anchors its links, or those in the text
 * @param targets the addresses of these, of pictures, and of what style sheets load
 */
record LintedMail(
        ParsedMail mail,
        Optional<Arrival> arrival,
        String source,
        SourcePart root,
        List<SourcePart> parts,
        Optional<Document> document,
        List<ParseError> htmlErrors,
        Optional<String> visibleLines,
        Optional<String> visibleHtml,
        List<Link> anchors,
        List<Link> targets) {

    private static final int MAX_HTML_ERRORS = 5;

    private static final Pattern WEB_ADDRESS = Pattern.compile("(?i)https?://[^\\s<>\"]{1,2000}");

    /** The selectors of the rules, each read once. */
    private static final Map<String, Evaluator> SELECTORS = new ConcurrentHashMap<>();

    static final String TEXT_BODY = "text body";
    static final String HTML_BODY = "HTML body";

    static LintedMail of(ParsedMail mail, Optional<Arrival> arrival) {
        Parser parser = Parser.htmlParser().setTrackErrors(MAX_HTML_ERRORS);
        Optional<Document> document = mail.html().map(html -> parser.parseInput(html, ""));
        SourcePart root = mail.source().root();
        Optional<String> lines = mail.htmlBody().map(HtmlBody::visibleLines);
        return new LintedMail(
                mail,
                arrival,
                mail.source().latin1(),
                root,
                root.all().toList(),
                document,
                List.copyOf(parser.getErrors()),
                lines,
                lines.map(VisibleText::collapsed),
                mail.links(),
                targets(mail));
    }

    private static List<Link> targets(ParsedMail mail) {
        Stream<Link> images =
                mail.htmlBody().stream().flatMap(html -> html.images().stream()).map(Link::to);
        return Stream.concat(mail.links().stream(), images).toList();
    }

    /** The web addresses in the text, where the HTML is what most readers see. */
    List<Link> unseenLinks() {
        return document.isPresent() ? mail.textLinks() : List.of();
    }

    /** The web addresses in the words of the HTML, of which many programs make links. */
    List<Link> spelledLinks() {
        return WEB_ADDRESS
                .matcher(visibleHtml.orElse(""))
                .results()
                .map(MatchResult::group)
                .map(Link::to)
                .toList();
    }

    /** The names of attachments and of parts that are shown. */
    List<String> files() {
        return Stream.concat(mail.attachments().stream(), mail.inlineParts().stream())
                .flatMap(file -> file.name().stream())
                .toList();
    }

    Optional<HtmlBody> htmlBody() {
        return mail.htmlBody();
    }

    Optional<Envelope> envelope() {
        return arrival.map(Arrival::envelope);
    }

    /** The fields of the mail itself. */
    List<SourcePart.Field> fields() {
        return root.fields();
    }

    /** The header of the mail with its line ends. */
    String header() {
        return source.substring(0, source.length() - root.body().length());
    }

    /** Elements of the HTML body; empty without HTML. */
    List<Element> select(String css) {
        return document.map(html -> List.copyOf(html.select(SELECTORS.computeIfAbsent(css, Selector::evaluatorOf))))
                .orElse(List.of());
    }

    /** The Content-IDs that the HTML body refers to. */
    List<String> shownContentIds() {
        return mail.htmlBody().map(HtmlBody::contentIds).orElse(List.of());
    }

    /** The texts that a reader sees, by their place. */
    Map<String, String> texts() {
        Map<String, String> texts = new LinkedHashMap<>();
        mail.subject().ifPresent(subject -> texts.put("Subject", subject));
        mail.text().ifPresent(text -> texts.put(TEXT_BODY, text));
        visibleLines.ifPresent(text -> texts.put(HTML_BODY, text));
        return texts;
    }

    /** The body in which the links are. */
    String linkPlace() {
        return document.isPresent() ? HTML_BODY : TEXT_BODY;
    }

    /** The addresses of the From field. */
    List<MailAddress> authors() {
        return mail.addresses("From");
    }

    /** The domain of the first author, in lower case. */
    Optional<String> fromDomain() {
        return authors().stream().findFirst().map(MailAddress::domain).filter(domain -> !domain.isEmpty());
    }

    static String lower(String text) {
        return text.toLowerCase(Locale.ROOT);
    }
}
