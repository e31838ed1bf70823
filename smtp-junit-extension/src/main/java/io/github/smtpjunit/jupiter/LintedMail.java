package io.github.smtpjunit.jupiter;

import io.github.smtpjunit.mail.HtmlBody;
import io.github.smtpjunit.mail.Link;
import io.github.smtpjunit.mail.MailAddress;
import io.github.smtpjunit.mail.SourcePart;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Document;
import org.jsoup.nodes.Element;

/**
 * A mail as the rules of {@link MailLint} see it: each view of it made once.
 *
 * @param mail the mail
 * @param source all octets, one character each
 * @param root the parts as they stand in the source
 * @param document the HTML body; not to be changed
 * @param visibleHtml what can be seen of it
 * @param anchors its links, or those in the text
 */
record LintedMail(
        CapturedMail mail,
        String source,
        SourcePart root,
        Optional<Document> document,
        Optional<String> visibleHtml,
        List<Link> anchors) {

    static final String TEXT_BODY = "text body";
    static final String HTML_BODY = "HTML body";

    static LintedMail of(CapturedMail mail) {
        String source = new String(mail.raw(), StandardCharsets.ISO_8859_1);
        return new LintedMail(
                mail,
                source,
                SourcePart.of(source),
                mail.html().map(Jsoup::parse),
                mail.htmlBody().map(HtmlBody::visibleText),
                mail.anchors());
    }

    /** The fields of the mail itself. */
    List<SourcePart.Field> fields() {
        return root.fields();
    }

    Stream<SourcePart> parts() {
        return root.all();
    }

    /** The header of the mail with its line ends. */
    String header() {
        return source.substring(0, source.length() - root.body().length());
    }

    /** Elements of the HTML body; empty without HTML. */
    List<Element> select(String css) {
        return document.map(html -> List.copyOf(html.select(css))).orElse(List.of());
    }

    /** The texts that a reader sees, by their place. */
    Map<String, String> texts() {
        Map<String, String> texts = new LinkedHashMap<>();
        mail.subject().ifPresent(subject -> texts.put("Subject", subject));
        mail.text().ifPresent(text -> texts.put(TEXT_BODY, text));
        visibleHtml.ifPresent(text -> texts.put(HTML_BODY, text));
        return texts;
    }

    /** The body in which the links are. */
    String linkPlace() {
        return document.isPresent() ? HTML_BODY : TEXT_BODY;
    }

    /** The domain of the only author, in lower case. */
    Optional<String> fromDomain() {
        return mail.from().stream().findFirst().map(LintedMail::domain).filter(domain -> !domain.isEmpty());
    }

    static String domain(MailAddress address) {
        return domain(address.address());
    }

    static String domain(String address) {
        return Addresses.lower(address.substring(address.lastIndexOf('@') + 1));
    }
}
