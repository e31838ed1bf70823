package io.github.smtpjunit.mail.lint;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;

/**
 * A mail that is fine by every profile, to be spoiled here and there. Its source has LF for CR LF, and one character an
 * octet.
 */
final class LintMails {

    private static final String CLEAN = """
            Date: @DATE@
            From: The Shop <shop@example.com>
            To: Ada <ada@example.org>
            Subject: Your order 4711
            Message-ID: <4711.1@shop.example.com>
            Auto-Submitted: auto-generated
            List-Id: Orders <orders.example.com>
            List-Unsubscribe: <https://shop.example.com/unsubscribe/1>,
             <mailto:leave@example.com>
            List-Unsubscribe-Post: List-Unsubscribe=One-Click
            DKIM-Signature: v=1; a=rsa-sha256; d=example.com; s=one; bh=aGFzaA==;
             h=From:Date:Subject:List-Unsubscribe:List-Unsubscribe-Post; b=c2lnbmF0dXJl
            MIME-Version: 1.0
            Content-Type: multipart/mixed; boundary=outer

            --outer
            Content-Type: multipart/alternative; boundary=inner

            --inner
            Content-Type: text/plain; charset=utf-8
            Content-Transfer-Encoding: quoted-printable

            Hello Ada, thank you for your order of tea. It costs 10 =E2=82=AC.
            Leave us: https://shop.example.com/unsubscribe/1
            --inner
            Content-Type: text/html; charset=utf-8
            Content-Transfer-Encoding: quoted-printable

            <!doctype html>
            <html lang=3D"en"><head><title>Your order</title></head><body>
            <h1>Hello Ada,</h1>
            <p>thank you for your order of tea. It costs 10 =E2=82=AC. @HTML@</p>
            <p><a href=3D"https://shop.example.com/unsubscribe/1">Leave us</a></p>
            </body></html>
            --inner--
            --outer
            Content-Type: application/pdf
            Content-Disposition: attachment; filename=invoice.pdf
            Content-Transfer-Encoding: base64

            dGVhZGVs
            --outer--
            """;

    private LintMails() {}

    static String clean() {
        return CLEAN.replace("@DATE@", date(Instant.now())).replace(" @HTML@", "");
    }

    static String date(Instant time) {
        return DateTimeFormatter.RFC_1123_DATE_TIME.format(time.atOffset(ZoneOffset.UTC));
    }

    /**
     * With a field in the place of all of its name, or beside the others if there is no such field; "" takes it away.
     */
    static String field(String name, String line) {
        String without = clean().replaceAll("(?m)^" + name + ":.*\n(?:[ \t].*\n)*", "");
        return line.isEmpty() ? without : line + "\n" + without;
    }

    /** With one more field at the top. */
    static String plus(String line) {
        return line + "\n" + clean();
    }

    static String html(String html) {
        return CLEAN.replace("@DATE@", date(Instant.now()))
                .replace("@HTML@", octets(html).replace("=", "=3D").replace("<", "=\n<"));
    }

    /** In the text and in the HTML. */
    static String both(String text) {
        return html(text.replace("&", "&amp;").replace("<", "&lt;"))
                .replace("Leave us: ", octets(text).replace("=", "=3D") + "\nLeave us: ");
    }

    static String subject(String subject) {
        return field("Subject", "Subject: " + subject);
    }

    static String author(String from) {
        return field("From", "From: " + from);
    }

    static String with(String old, String replacement) {
        String mail = clean();
        if (!mail.contains(old)) {
            throw new AssertionError("The mail does not contain " + old);
        }
        return mail.replace(old, replacement);
    }

    /** A mail of one part. */
    static String single(String contentFields, String body) {
        return field("Content-Type", contentFields).replaceAll("(?s)\n\n.*", "\n\n") + body;
    }

    /** A mail of one text. */
    static String text(String fields, String body) {
        return single("Content-Type: text/plain; charset=utf-8\n" + fields, body);
    }

    /** A mail of parts that are given with their fields. */
    static String multipart(String type, String... parts) {
        return single(
                "Content-Type: multipart/" + type + "; boundary=b",
                "--b\n" + String.join("\n--b\n", parts) + "\n--b--\n");
    }

    /** The octets of UTF-8, one character each. */
    static String octets(String text) {
        return new String(text.getBytes(UTF_8), ISO_8859_1);
    }

    static byte[] bytes(String mail) {
        return mail.replace("\n", "\r\n").getBytes(ISO_8859_1);
    }
}
