package io.github.smtpjunit.mail.page.view;

import io.github.smtpjunit.mail.HtmlBody;
import io.github.smtpjunit.mail.ParsedMail;

/**
 * The text body.
 *
 * @param text what is shown; empty if there is nothing
 * @param ofHtml whether it is the visible text of the HTML, since there is no text part
 */
record TextView(Cut<String> text, boolean ofHtml) {

    private static final int MAX = 200_000;

    static TextView of(ParsedMail mail) {
        String text = mail.text()
                .orElseGet(() -> mail.htmlBody().map(HtmlBody::visibleLines).orElse(""));
        return new TextView(
                Cut.text(text, MAX), mail.text().isEmpty() && mail.html().isPresent());
    }
}
