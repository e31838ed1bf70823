package io.github.smtpjunit.mail.page.view;

import gg.jte.html.escape.Escape;
import gg.jte.output.StringOutput;

/**
 * The two attribute values that the templates escape themselves. The engine leaves them out otherwise, since a document
 * in {@code srcdoc} and a data URL in {@code href} would be attacks in a usual page. Here the first is in a sandbox,
 * and the second is saved, never opened.
 */
final class Attributes {

    private Attributes() {}

    static String escaped(String value) {
        StringOutput escaped = new StringOutput(value.length() + value.length() / 8);
        Escape.htmlAttribute(value, escaped);
        return escaped.toString();
    }
}
