package io.github.smtpjunit.mail.lint;

import static io.github.smtpjunit.mail.lint.LintMails.field;
import static io.github.smtpjunit.mail.lint.LintMails.multipart;
import static io.github.smtpjunit.mail.lint.LintMails.octets;
import static io.github.smtpjunit.mail.lint.LintMails.single;
import static io.github.smtpjunit.mail.lint.LintMails.text;
import static io.github.smtpjunit.mail.lint.LintMails.with;

import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.Arguments;

/** Rules on how a mail is made of parts, and on what is in them. */
class LintMimeTests extends LintRuleTestCase {

    private static final String FILE = "Content-Type: text/plain\nContent-Disposition: attachment; filename=";

    private static final String TEXT = "Content-Type: text/plain\n\nHello\n";
    private static final String HTML = "Content-Type: text/html\n\n<p>Hello</p>\n";
    private static final String XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

    static Stream<Arguments> rows() {
        return Stream.of(structure(), contents()).flatMap(rows -> rows);
    }

    /** A text within the given number of multiparts. */
    private static String nested(int depth) {
        String parts = IntStream.range(0, depth)
                .mapToObj(i -> "Content-Type: multipart/mixed; boundary=b" + i + "x\n\n--b" + i + "x\n")
                .collect(Collectors.joining());
        return field("Content-Type", "").replaceAll("(?s)\n\n.*", "\n") + parts + TEXT;
    }

    private static Stream<Arguments> structure() {
        String image = "Content-Type: image/png\nContent-ID: <logo@x>\n\nPNG\n";
        String show = "Content-Type: text/html\n\n<img alt=\"\" src=\"cid:logo@x\">\n";
        return Stream.of(
                row(
                        "mime.version.missing",
                        field("MIME-Version", ""),
                        "header: no MIME-Version field",
                        single("X-Field: a", "Hi\n").replace("MIME-Version: 1.0\n", "")),
                row(
                        "mime.version.unknown",
                        with("Version: 1.0", "Version: 2"),
                        "MIME-Version: \"2\"",
                        with("1.0", "1.0 (ours)")),
                row(
                        "mime.content-type.invalid",
                        single("Content-Type: html", "a"),
                        "mail: html",
                        single("Content-Type: a/b", "a")),
                row(
                        "mime.boundary.missing",
                        single("Content-Type: multipart/mixed", "a"),
                        "mail: multipart/mixed",
                        single("Content-Type: multipart/mixed; charset=utf-8; BOUNDARY=a", "--a\n\na\n--a--\n")),
                row(
                        "mime.boundary.invalid",
                        single("Content-Type: multipart/mixed; boundary=\"b*\"", "--b*\n\nHi\n--b*--\n"),
                        "mail: b*",
                        single("Content-Type: multipart/mixed; boundary=\"b b\"", "--b b\n\nHi\n--b b--\n")),
                row(
                        "mime.boundary.invalid",
                        single(
                                "Content-Type: multipart/mixed; boundary=" + "b".repeat(71),
                                "--" + "b".repeat(71) + "\n\nHi\n--" + "b".repeat(71) + "--\n"),
                        "mail: bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb",
                        single(
                                "Content-Type: multipart/mixed; boundary=" + "b".repeat(70),
                                "--" + "b".repeat(70) + "\n\nHi\n--" + "b".repeat(70) + "--\n")),
                row(
                        "mime.boundary.unclosed",
                        with("--inner--\n", ""),
                        "part 1: --inner-- is not there",
                        with("--outer--\n", "--outer-- \nend\n")),
                row(
                        "mime.boundary.reused",
                        with("inner", "outer"),
                        "part 1: boundary \"outer\"",
                        with("inner", "an-outer")),
                row(
                        "mime.boundary.reused",
                        with("inner", "outer2"),
                        "part 1: boundary \"outer2\"",
                        with("outer", "inner2")),
                row(
                        "mime.multipart.empty",
                        multipart("mixed").replace("--b\n", ""),
                        "mail: multipart/mixed",
                        multipart("mixed", TEXT)),
                row(
                        "mime.multipart.encoded",
                        multipart("mixed", TEXT).replace("MIME-", "Content-Transfer-Encoding: base64\nMIME-"),
                        "mail: multipart/mixed in base64",
                        multipart("mixed", TEXT).replace("MIME-", "Content-Transfer-Encoding: 8bit\nMIME-")),
                row("mime.multipart.too-deep", nested(11), "part 1.1.1.1.1.1.1.1.1.1.1: depth 11", nested(10)),
                row(
                        "mime.alternative.order",
                        multipart("alternative", HTML, TEXT),
                        "mail: text/html before text/plain",
                        multipart("mixed", HTML, TEXT)),
                row(
                        "mime.alternative.order",
                        multipart("alternative", TEXT, HTML, TEXT),
                        "mail: text/html before text/plain",
                        multipart("alternative", TEXT, HTML, "Content-Type: text/calendar\n\na\n")),
                row(
                        "mime.alternative.single",
                        multipart("alternative", TEXT),
                        "mail: only text/plain",
                        multipart("mixed", TEXT)),
                row(
                        "mime.content-id.invalid",
                        multipart("related", show, image.replace("<logo@x>", "logo@x")),
                        "part 2: logo@x",
                        multipart("related", show, image)),
                row(
                        "mime.content-id.duplicate",
                        multipart("related", show, image, image),
                        "parts: <logo@x>",
                        multipart("related", show, image, image.replace("logo", "Logo"))),
                row(
                        "mime.cid.unresolved",
                        multipart("related", show, TEXT),
                        "HTML body: cid:logo@x",
                        multipart("related", show, image)),
                row(
                        "mime.cid.unresolved",
                        multipart("related", show.replace("logo", "Logo"), image),
                        "HTML body: cid:Logo@x",
                        multipart("related", show.replace("cid:logo@x", "CID:logo%40x"), image)),
                row(
                        "mime.signed.broken",
                        multipart("signed", TEXT, TEXT),
                        "mail: 2 parts, protocol missing",
                        multipart("signed; protocol=\"application/pkcs7-signature\"", TEXT, TEXT)),
                row(
                        "mime.signed.broken",
                        multipart("signed; protocol=\"application/pgp-signature\"", TEXT, TEXT, TEXT),
                        "mail: 3 parts, protocol application/pgp-signature",
                        multipart("signed; protocol=\"application/pgp-signature\"", TEXT, TEXT)));
    }

    private static Stream<Arguments> contents() {
        String named = "Content-Type: text/plain\nContent-Disposition: attachment; filename=";
        String calendar = "\n\nBEGIN:VCALENDAR\nMETHOD:REQUEST\nEND:VCALENDAR\n";
        return Stream.of(
                row(
                        "mime.encoding.unknown",
                        text("Content-Transfer-Encoding: x-uuencode\n", "a"),
                        "mail: x-uuencode",
                        text("Content-Transfer-Encoding: 8bit (as it is)\n", "a")),
                row(
                        "mime.encoding.unknown",
                        text("Content-Transfer-Encoding: 9bit", "a"),
                        "mail: 9bit",
                        text("Content-Transfer-Encoding: BINARY", "a")),
                row(
                        "mime.7bit.violated",
                        text("", octets("Grüße\n")),
                        "mail: text/plain",
                        text("Content-Transfer-Encoding: 8bit", octets("Grüße\n"))),
                row(
                        "mime.base64.invalid",
                        with("dGVhZGVs", "dGVh*ZGVs"),
                        "part 2: \"*\" at octet 4",
                        with("dGVhZGVs", "dGVh\nZA==\n")),
                row(
                        "mime.base64.invalid",
                        with("dGVhZGVs", "ZA==dGVh"),
                        "part 2: \"=d\" at octet 3",
                        with("dGVhZGVs", "dGVhZA==\n\n")),
                row(
                        "mime.base64.line-too-long",
                        with("dGVhZGVs", "A".repeat(77)),
                        "part 2: 77 octets",
                        with("dGVhZGVs", "A".repeat(76))),
                row(
                        "mime.quoted-printable.invalid",
                        with("=E2=82=AC", "=E2=8x"),
                        "part 1.1: \"=8x.\\r\" at octet 59",
                        with("=E2=82=AC", "=\n=E2=82=AC")),
                row(
                        "mime.quoted-printable.invalid",
                        with("=E2=82=AC", "100 %=."),
                        "part 1.1: \"=..\\r\" at octet 61",
                        with("=E2=82=AC", "= \n=e2=82=ac")),
                row(
                        "mime.quoted-printable.line-too-long",
                        with("of tea", "=\n" + "x".repeat(78) + "=\n"),
                        "part 1.1: 79 octets",
                        with("of tea", "=\n" + "x".repeat(77) + "=\n")),
                row(
                        "mime.quoted-printable.line-over-76",
                        with("of tea", "=\n" + "x".repeat(76) + "=\n"),
                        "part 1.1: 77 octets",
                        with("of tea", "=\n" + "x".repeat(75) + "=\n")),
                row(
                        "mime.base64.invalid",
                        with("dGVhZGVs", "dGVhZGU"),
                        "part 2: 7 characters, not a multiple of 4",
                        with("dGVhZGVs", "dGVhZGU=")),
                row(
                        "mime.charset.wrong",
                        with("text/plain; charset=utf-8", "text/plain; charset=iso-8859-1"),
                        "part 1.1: utf-8, not iso-8859-1",
                        with(
                                "text/plain; charset=utf-8\nContent-Transfer-Encoding: quoted-printable\n\nHello Ada, thank you for your"
                                        + " order of tea. It costs 10 =E2=82=AC.",
                                "text/plain; charset=iso-8859-1\nContent-Transfer-Encoding: quoted-printable\n\nHello Ada, thank you"
                                        + " for your order of tea. Gr=FC=DFe.")),
                row(
                        "mime.charset.wrong",
                        single(
                                "Content-Type: text/plain; charset=us-ascii\nContent-Transfer-Encoding: quoted-printable",
                                "Gr=FC=DFe"),
                        "mail: not us-ascii",
                        single(
                                "Content-Type: text/plain; charset=us-ascii\nContent-Transfer-Encoding: quoted-printable",
                                "Gr=75=73e")),
                row(
                        "mime.charset.windows",
                        single(
                                "Content-Type: text/plain; charset=iso-8859-1\nContent-Transfer-Encoding: quoted-printable",
                                "Don=92t"),
                        "mail: octets 80 to 9F in iso-8859-1",
                        single(
                                "Content-Type: text/plain; charset=windows-1252\nContent-Transfer-Encoding: quoted-printable",
                                "Don=92t")),
                row(
                        "mime.disposition.invalid",
                        with("filename=invoice.pdf", "filename=invoice (1).pdf"),
                        "part 2: attachment; filename=invoice (1).pdf",
                        with("filename=invoice.pdf", "filename=\"invoice (1).pdf\"")),
                row(
                        "attachment.empty",
                        with("dGVhZGVs", ""),
                        "attachment: invoice.pdf, 0 octets",
                        with("dGVhZGVs", "dA==")),
                row(
                        "attachment.type-differs",
                        with("application/pdf", "text/plain").replace("dGVhZGVs", "JVBERi0xLjQ="),
                        "attachment: invoice.pdf (text/plain) is application/pdf",
                        with("application/pdf", "application/octet-stream").replace("dGVhZGVs", "JVBERi0xLjQ=")),
                row(
                        "attachment.type-differs",
                        with("invoice.pdf", "invoice.png").replace("dGVhZGVs", "JVBERi0xLjQ="),
                        "attachment: invoice.png (application/pdf) is application/pdf",
                        with("invoice.pdf", "invoice").replace("dGVhZGVs", "JVBERi0xLjQ=")),
                row(
                        "attachment.type-differs",
                        with("dGVhZGVs", "PCFET0NUWVBFIEhUTUw+PGI+NTAwPC9iPg=="),
                        "attachment: invoice.pdf (application/pdf) is text/html",
                        with("application/pdf", "text/html")
                                .replace("invoice.pdf", "invoice.html")
                                .replace("dGVhZGVs", "PCFET0NUWVBFIEhUTUw+PGI+NTAwPC9iPg==")),
                row(
                        "attachment.type-differs",
                        with("invoice.pdf", "invoice.xlsx")
                                .replace("application/pdf", XLSX)
                                .replace("dGVhZGVs", "eyJlcnJvciI6MX0="),
                        "is application/json",
                        with("invoice.pdf", "invoice.xlsx")
                                .replace("application/pdf", XLSX)
                                .replace("dGVhZGVs", "UEsDBBQAAAA=")),
                row(
                        "attachment.type-differs",
                        with("dGVhZGVs", "TVqQAAMAAAA="),
                        "attachment: invoice.pdf (application/pdf) is application/x-msdownload",
                        with("dGVhZGVs", "TVogaXMgdGhlIGVuZA==")),
                row(
                        "attachment.type-differs",
                        with("application/pdf", "image/png")
                                .replace("invoice.pdf", "photo.jpg")
                                .replace("dGVhZGVs", "/9j/4AAQSkY="),
                        "attachment: photo.jpg (image/png) is image/jpeg",
                        with("application/pdf", "image/pjpeg")
                                .replace("invoice.pdf", "photo.jpg")
                                .replace("dGVhZGVs", "/9j/4AAQSkY=")),
                row(
                        "attachment.name-duplicate",
                        multipart("mixed", FILE + "a.txt\n\na", FILE + "A.txt\n\nb"),
                        "attachment: A.txt",
                        multipart("mixed", FILE + "a.txt\n\na", FILE + "a.text\n\nb")),
                row(
                        "attachment.executable",
                        with("attachment; filename=invoice.pdf", "inline; filename=invoice.exe"),
                        "attachment: invoice.exe",
                        with("attachment; filename=invoice.pdf", "inline; filename=exe.pdf")),
                row(
                        "mime.charset.unknown",
                        single("Content-Type: text/plain; charset=utf-9", "a"),
                        "mail: utf-9",
                        single("Content-Type: text/plain; charset=UTF8", "a")),
                row(
                        "mime.charset.missing",
                        single("Content-Type: text/plain", octets("Grüße\n")),
                        "mail: text/plain",
                        single("Content-Type: text/plain", "Hello\n")),
                row(
                        "mime.charset.missing",
                        single(
                                "Content-Type: text/plain\nContent-Disposition: inline; filename=a.txt",
                                octets("Grüße\n")),
                        "mail: text/plain",
                        single(
                                "Content-Type: text/plain\nContent-Disposition: attachment; filename=a.txt",
                                octets("Grüße\n"))),
                row(
                        "mime.charset.wrong",
                        text("", "Gr\u00fc\u00dfe\n"),
                        "mail: not utf-8",
                        single("Content-Type: text/plain; charset=iso-8859-1", "Gr\u00fc\u00dfe\n")),
                row(
                        "mime.charset.conflict",
                        single("Content-Type: text/html; charset=utf-8", "<meta charset='iso-8859-1'>"),
                        "mail: <meta> says iso-8859-1, Content-Type UTF-8",
                        single("Content-Type: text/html; charset=utf-8", "<meta content='text/html; charset=UTF8'>")),
                row(
                        "mime.filename.encoded-word",
                        multipart("mixed", named + "\"=?utf-8?Q?=C3=BC.txt?=\"\n\na"),
                        "part 1: attachment; filename=\"=?utf-8?Q?=C3=BC.txt?=\"",
                        multipart("mixed", named.replace("filename=", "filename*=utf-8''%C3%BC.txt") + "\n\na")),
                row(
                        "mime.filename.8bit",
                        multipart("mixed", named + "\"" + octets("ü") + ".txt\"\n\na"),
                        "part 1: attachment; filename=\"ü.txt\"",
                        announced("SMTPUTF8", multipart("mixed", named + "\"" + octets("ü") + ".txt\"\n\na"))),
                row(
                        "mime.filename.path",
                        multipart("mixed", named + "\"dir/a.txt\"\n\na"),
                        "attachment: dir/a.txt",
                        multipart("mixed", named + "\"..a.txt\"\n\na")),
                row(
                        "mime.attachment.unnamed",
                        multipart("mixed", "Content-Disposition: attachment\n\na"),
                        "part 1: text/plain",
                        multipart("mixed", "Content-Type: text/plain; name=a\nContent-Disposition: attachment\n\na")),
                row(
                        "mime.disposition.unknown",
                        multipart("mixed", "Content-Disposition: form-data\n\na"),
                        "part 1: form-data",
                        multipart("mixed", "Content-Disposition: INLINE\n\na")),
                row(
                        "mime.calendar.method",
                        multipart("mixed", "Content-Type: text/calendar" + calendar),
                        "part 1: Content-Type none, text REQUEST",
                        multipart("mixed", "Content-Type: text/calendar; method=request" + calendar)),
                row(
                        "mime.calendar.method",
                        multipart("mixed", "Content-Type: text/calendar; method=REPLY" + calendar),
                        "part 1: Content-Type REPLY, text REQUEST",
                        multipart(
                                "mixed",
                                "Content-Disposition: attachment; filename=a.ics\nContent-Type: text/calendar; method=REPLY"
                                        + calendar)));
    }
}
