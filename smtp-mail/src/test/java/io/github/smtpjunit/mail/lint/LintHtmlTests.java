package io.github.smtpjunit.mail.lint;

import static io.github.smtpjunit.mail.lint.LintMails.clean;
import static io.github.smtpjunit.mail.lint.LintMails.html;
import static io.github.smtpjunit.mail.lint.LintMails.octets;
import static io.github.smtpjunit.mail.lint.LintMails.single;
import static io.github.smtpjunit.mail.lint.LintMails.subject;
import static io.github.smtpjunit.mail.lint.LintMails.with;

import java.util.stream.Stream;
import org.junit.jupiter.params.provider.Arguments;

/** Rules on HTML, on who cannot see it, and on sizes. */
class LintHtmlTests extends LintRuleTestCase {

    static Stream<Arguments> rows() {
        return Stream.of(markup(), accessibility(), sizes()).flatMap(rows -> rows);
    }

    private static Stream<Arguments> markup() {
        return Stream.of(
                row(
                        "html.active-content",
                        html("<script>1</script>"),
                        "HTML body: <script>",
                        html("<noscript>1</noscript>")),
                row(
                        "html.active-content",
                        html("<meta http-equiv=\"refresh\" content=\"0;url=https://a.example/\">"),
                        "HTML body: <meta http-equiv=\"refresh\"",
                        html(
                                "<script type=\"application/ld+json\">{}</script><meta http-equiv=\"content-language\" content=\"en\">")),
                row(
                        "html.event-handler",
                        html("<p onclick=\"x()\">a</p>"),
                        "HTML body: <p onclick=\"x()\">",
                        html("<p data-onclick=\"x()\">a</p>")),
                row("html.form", html("<form></form>"), "HTML body: <form>", html("<fieldset></fieldset>")),
                row(
                        "html.form",
                        html("<input type=\"text\">"),
                        "HTML body: <input type=\"text\">",
                        html("<input type=\"checkbox\" style=\"display:none\"><input type=Radio>")),
                row(
                        "html.external-stylesheet",
                        html("<link rel=\"stylesheet\" href=\"https://a.example/a.css\">"),
                        "HTML body: <link rel=\"stylesheet\" href=\"https://a.example/a.css\">",
                        html("<link rel=\"icon\" href=\"https://a.example/a.png\">")),
                row(
                        "html.external-stylesheet",
                        html("<link rel=\"stylesheet\" href=\"https://a.example/front.css\">"),
                        "HTML body: <link rel=\"stylesheet\" href=\"https://a.example/front.css\">",
                        html("<link rel=\"stylesheet\" href=\"https://fonts.googleapis.com/css2?family=Inter\">")),
                row(
                        "html.external-stylesheet",
                        html("<link rel=\"stylesheet\" href=\"https://cdn.example/inter.css\">"),
                        "HTML body: <link rel=\"stylesheet\" href=\"https://cdn.example/inter.css\">",
                        html("<link rel=\"stylesheet\" href=\"https://cdn.example/@fontsource/inter/index.css\">")),
                row(
                        "html.external-stylesheet",
                        html("<link rel=\"stylesheet\" href=\"https://a.example/font-sizes.css\">"),
                        "HTML body: <link rel=\"stylesheet\" href=\"https://a.example/font-sizes.css\">",
                        html("<link rel=\"stylesheet\" href=\"https://a.example/a.woff2?v=1\">")),
                row(
                        "html.external-stylesheet",
                        html("<link rel=\"stylesheet\" href=\"https://fontana.example/style.css\">"),
                        "HTML body: <link rel=\"stylesheet\" href=\"https://fontana.example/style.css\">",
                        html("<link rel=\"stylesheet\" href=\"//use.typekit.net/abc.css\">")),
                row(
                        "html.external-stylesheet",
                        html("<link rel=\"stylesheet\" href=\"https://a.example/a.css?font=Inter\">"),
                        "HTML body: <link rel=\"stylesheet\" href=\"https://a.example/a.css?font=Inter\">",
                        html("<link rel=\"stylesheet\" href=\"https://a.example/a.css\" as=font>")),
                row(
                        "html.external-stylesheet",
                        html("<link rel=\"stylesheet\" href=\"https://fonts.googleapis.com.example/css2\">"),
                        "HTML body: <link rel=\"stylesheet\" href=\"https://fonts.googleapis.com.example/css2\">",
                        html("<link rel=\"stylesheet\" href=\"https://a.example/assets/fonts/inter.css\">")),
                row(
                        "html.external-stylesheet",
                        html("<link rel=\"stylesheet\" href=\"https://a.example/?https://rsms.me/inter/\">"),
                        "HTML body: <link rel=\"stylesheet\" href=\"https://a.example/?https://rsms.me/inter/\">",
                        html("<link rel=\"stylesheet\" href=\"https://rsms.me/inter/inter.css\">")),
                row(
                        "html.no-markup",
                        single("Content-Type: text/html; charset=utf-8", "Hello Ada,\nthank you.\n"),
                        "HTML body: no element",
                        single("Content-Type: text/html; charset=utf-8", "Hello Ada,<br>thank you.\n")),
                row(
                        "html.id.duplicate",
                        html("<b id=\"a\">a</b><b id=\"a\">b</b>"),
                        "HTML body: <b id=\"a\">",
                        html("<b id=\"a\">a</b><b id=\"A\">b</b>")),
                row(
                        "html.link.nested",
                        html("<a href=\"#a\">a <a href=\"#b\">b</a></a>"),
                        "HTML body: <a href=\"#b\">",
                        html("<a href=\"#a\">a</a><a href=\"#b\">b</a>")),
                row(
                        "html.syntax",
                        html("</b>"),
                        "HTML body: <4:56>: Unexpected EndTag token [</b>] when in state [InBody]",
                        html("<b></b>")),
                row(
                        "html.syntax",
                        html("<b>a<p>b</b>"),
                        "HTML body: <4:59>: Unexpected StartTag token [<p>] when in state [InBody]",
                        html("a<br>b<p>c")));
    }

    private static Stream<Arguments> accessibility() {
        String white = "<p style=\"color: #fff; background-color: #eee\">Hi</p>";
        return Stream.of(
                row(
                        "a11y.lang.missing",
                        with(" lang=3D\"en\"", ""),
                        "HTML body: no lang attribute",
                        clean().replace(" lang=3D\"en\"", "").replace("<body>", "<body lang=3D\"en\">")),
                row(
                        "a11y.lang.missing",
                        with(" lang=3D\"en\"", " lang=3D\"\""),
                        "HTML body: no lang attribute",
                        with(" lang=3D\"en\"", " lang=3D\"x\"")),
                row(
                        "a11y.title.missing",
                        with("Your order</title>", " </title>"),
                        "HTML body: no title",
                        with("Your order</title>", ".</title>")),
                row(
                        "a11y.img.alt-missing",
                        html("<img src='https://a.example/'>"),
                        "HTML body: <img src=\"https://a.example/\">",
                        html("<img alt='' src='https://a.example/'>")),
                row(
                        "a11y.img.alt-missing",
                        html("<img role=img src='https://a.example/'>"),
                        "HTML body: <img role=\"img\" src=\"https://a.example/\">",
                        html("<img role=none src='https://a.example/'>")),
                row(
                        "a11y.img.alt-filename",
                        html("<img alt='logo.png' src='https://a.example/'>"),
                        "HTML body: <img alt=\"logo.png\" src=\"https://a.example/\">",
                        html("<img alt='Our logo.png' src='https://a.example/'>")),
                row(
                        "a11y.link.no-text",
                        html("<a href='#a'><img alt='' src='cid:a'></a>"),
                        "HTML body: <a href=\"#a\">",
                        html("<a href='#a'><img alt='Tea' src='cid:a'></a>")),
                row(
                        "a11y.link.no-text",
                        html("<a href='#a'>&nbsp;</a>"),
                        "HTML body: <a href=\"#a\">",
                        html("<a href='#a' aria-label='Tea'>&nbsp;</a>")),
                row(
                        "a11y.link.no-text",
                        html(
                                "<p style='font-size:0'><a href='#a'><img alt='' src='cid:a'></a></p><a href='#b'>Tea</a>"),
                        "HTML body: <a href=\"#a\">",
                        html("<a href='#b'><img alt='' src='cid:a'></a> <a href='#b'>Tea</a>"
                                + "<div style='display:none'><a href='#c'></a></div>")),
                row(
                        "a11y.link.vague",
                        html("<a href='#a'>Click here &raquo;</a>"),
                        "HTML body: \"Click here »\"",
                        html("<a href='#a'>Here is the tea</a>")),
                row(
                        "a11y.table.role-missing",
                        html("<table><tr><td>a</table>"),
                        "HTML body: <table>",
                        html("<table role='presentation'><tr><td>a</table>")),
                row(
                        "a11y.table.role-missing",
                        html("<table><tr><td>a</table>"),
                        "HTML body: <table>",
                        html("<table><tr><th>a<td>b</table>")),
                row(
                        "a11y.heading.skipped",
                        html("<h3>Tea</h3>"),
                        "HTML body: h3 \"Tea\" follows h1",
                        html("<h2>Tea</h2><h3>Black</h3><h1>Us</h1>")),
                row(
                        "a11y.contrast.low",
                        html(white.replace("#eee", "#959595")),
                        "HTML body: 3.0 to 1 in <p style=\"color: #fff; background-color: #959595\">",
                        html(white.replace("#eee", "#949494"))), // 3 to 1
                row(
                        "a11y.contrast.low",
                        html(white),
                        "HTML body: 1.2 to 1 in <p style=\"color: #fff; background-color: #eee\">",
                        html(white.replace("#eee", "navy; background: #003"))),
                row(
                        "a11y.contrast.low",
                        html("<div bgcolor=\"#000\"><p style=\"color:rgb(9, 9, 9)\">Hi</p></div>"),
                        "HTML body: 1.1 to 1 in <p style=\"color:rgb(9, 9, 9)\">",
                        html("<div style=\"display:none\">" + white + "</div>")),
                row(
                        "a11y.text.small",
                        html("<p style=\"font-size: 8.9px\">a</p>"),
                        "HTML body: <p style=\"font-size: 8.9px\">",
                        html("<p style=\"font-size: 9px\">a</p>")),
                row(
                        "a11y.text.small",
                        html("<table><tr><td style=\"font-size:0\"><p style=\"font-size:5px\">a</p></td></tr></table>"),
                        "HTML body: <p style=\"font-size:5px\">",
                        html(
                                "<table><tr><td style=\"font-size:0\">a<p style=\"font-size:13px\">a</p></td></tr></table>")),
                row(
                        "a11y.text.small",
                        html("<p style=\"font-size:5pt\">a</p>"),
                        "HTML body: <p style=\"font-size:5pt\">",
                        html("<p style=\"font-size:7pt\">a</p>")),
                row(
                        "a11y.text.small",
                        html("<p style=\"font-size:1px;color:#000\">a</p>"),
                        "HTML body: <p style=\"font-size:1px;color:#000\">",
                        html(
                                "<p style=\"font-size:1px;max-height:0;overflow:hidden\">a</p><p style=\"font-size:1px;opacity:0\">b</p>")));
    }

    private static Stream<Arguments> sizes() {
        String line = "x".repeat(62) + "\n"; // of 64 octets
        String page = "Content-Type: text/html";
        return Stream.of(
                row(
                        "size.clipped",
                        single(page, line.repeat(1631) + "x" + line),
                        "HTML body: 104449 octets",
                        single(page, line.repeat(1632))),
                row("size.large", sized(10 * 1024 * 1024 + 1), "mail: 10485761 octets", sized(10 * 1024 * 1024)),
                row("size.subject.long", subject("x".repeat(151)), "Subject: 151 characters", subject("x".repeat(150))),
                row(
                        "size.subject.long",
                        subject(octets("🍵".repeat(151))),
                        "Subject: 151 characters",
                        subject(octets("🍵".repeat(150)))),
                row(
                        "attachment.executable",
                        with("invoice.pdf", "invoice.pdf.EXE"),
                        "attachment: invoice.pdf.EXE",
                        with("invoice.pdf", "invoice.exe.pdf")),
                row(
                        "attachment.executable",
                        with("invoice.pdf", "invoice.exe."),
                        "attachment: invoice.exe.",
                        with("invoice.pdf", "exe")));
    }

    /** Its octets are no text, which other rules would search. */
    private static String sized(int octets) {
        String start = single("Content-Type: application/octet-stream", "");
        int rest = octets - LintMails.bytes(start).length;
        String line = "x".repeat(98) + "\n"; // of 100 octets
        return start + line.repeat(rest / 100 - 1) + "x".repeat(rest % 100) + line;
    }
}
