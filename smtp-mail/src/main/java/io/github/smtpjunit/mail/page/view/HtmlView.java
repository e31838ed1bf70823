package io.github.smtpjunit.mail.page.view;

import io.github.smtpjunit.mail.Link;
import io.github.smtpjunit.mail.ParsedMail;
import java.util.List;

/**
 * The HTML body.
 *
 * @param document the document for the frame
 * @param notes what is not as in the mail, in sentences
 * @param images the remote images
 * @param links the links, which cannot be followed
 */
record HtmlView(String document, List<String> notes, Cut<List<RemoteImage>> images, Cut<List<Link>> links) {

    private static final int MAX_ROWS = 200;
    private static final int MAX_CELL = 1000;

    static HtmlView of(ParsedMail mail, SafeHtml safe) {
        List<Link> links = mail.links().stream()
                .map(link -> new Link(Cut.line(link.text(), MAX_CELL), Cut.line(link.target(), MAX_CELL)))
                .toList();
        return new HtmlView(
                safe.document(),
                safe.notes(),
                Cut.list(safe.remoteImages(), MAX_ROWS, "images"),
                Cut.list(links, MAX_ROWS, "links"));
    }
}
