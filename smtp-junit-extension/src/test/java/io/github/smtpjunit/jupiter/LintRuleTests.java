package io.github.smtpjunit.jupiter;

import static io.github.smtpjunit.jupiter.LintMails.author;
import static io.github.smtpjunit.jupiter.LintMails.both;
import static io.github.smtpjunit.jupiter.LintMails.clean;
import static io.github.smtpjunit.jupiter.LintMails.date;
import static io.github.smtpjunit.jupiter.LintMails.field;
import static io.github.smtpjunit.jupiter.LintMails.html;
import static io.github.smtpjunit.jupiter.LintMails.multipart;
import static io.github.smtpjunit.jupiter.LintMails.octets;
import static io.github.smtpjunit.jupiter.LintMails.plus;
import static io.github.smtpjunit.jupiter.LintMails.single;
import static io.github.smtpjunit.jupiter.LintMails.subject;
import static io.github.smtpjunit.jupiter.LintMails.with;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.argumentSet;

import io.github.smtpjunit.certificates.CertificateKit;
import io.github.smtpjunit.smtp.server.TlsMode;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Each rule of the lint, with a mail in which it finds something, and one in which it nearly does. */
@WithSmtpServer(patienceMillis = 20_000)
class LintRuleTests {

    private static final String TEXT = "Content-Type: text/plain\n\nHello\n";
    private static final String HTML = "Content-Type: text/html\n\n<p>Hello</p>\n";

    private static Arguments row(String id, String bad, String good) {
        return argumentSet(id, id, bad, good);
    }

    private static String text(String fields, String body) {
        return single("Content-Type: text/plain; charset=utf-8\n" + fields, body);
    }

    static Stream<Arguments> format() {
        return Stream.of(
                row("format.newline.bare", with("of tea", "of\rtea"), clean()),
                row("format.nul", with("of tea", "of\0tea"), clean()),
                row("format.line.too-long", with("of tea", "x".repeat(999)), text("", "x".repeat(998) + "\n")),
                row("format.line.over-78", text("", "x".repeat(79) + "\n"), text("", "x".repeat(78) + "\n")),
                row("format.header.no-field", plus("no field at all"), plus("X-Field :value")),
                row("format.header.blank-fold", plus("X-Field: a\n \n b"), plus("X-Field: a\n b")),
                row("format.header.control-character", subject("=?utf-8?Q?a=0Db?="), subject("=?utf-8?Q?a=20b?=")),
                row("format.header.8bit", subject(octets("Grüße")), subject("=?utf-8?Q?Gr=C3=BC=C3=9Fe?=")),
                row("format.header.not-utf8", subject("Gr\u00fc\u00dfe"), subject(octets("Grüße"))),
                row("format.body.8bit-unannounced", text("", octets("Grüße\n")), text("", "Hello\n")),
                row("format.address.invalid", field("Cc", "Cc: nobody"), field("Cc", "Cc: undisclosed-recipients:;")),
                row(
                        "format.address.too-long",
                        field("Cc", "Cc: " + "x".repeat(65) + "@example.org"),
                        field("Cc", "Cc: " + "x".repeat(64) + "@example.org")));
    }

    static Stream<Arguments> header() {
        String longWord = "=?utf-8?Q?" + "x".repeat(64) + "?=";
        return Stream.of(
                row("header.date.missing", field("Date", ""), clean()),
                row(
                        "header.date.invalid",
                        field("Date", "Date: 2026-11-22 12:00:00"),
                        field("Date", "Date: 22 Nov 2026 12:00 +0100 (CET)")),
                row(
                        "header.date.invalid",
                        field("Date", "Date: Mon, 22 Nov 2028 12:00:00 +0100"), // a Wednesday
                        field("Date", "Date: Wed, 22 Nov 2028 12:00:00 +0100")),
                row(
                        "header.date.skewed",
                        field("Date", "Date: " + date(Instant.now().plus(Duration.ofHours(4)))),
                        field("Date", "Date: " + date(Instant.now().minus(Duration.ofHours(20))))),
                row("header.from.missing", field("From", ""), clean()),
                row(
                        "header.sender.missing",
                        author("a@example.com, b@example.com"),
                        author("a@example.com, b@example.com\nSender: a@example.com")),
                row("header.sender.redundant", plus("Sender: shop@example.com"), plus("Sender: us@example.com")),
                row("header.duplicate", plus("Subject: another"), plus("Received: by a\nReceived: by b")),
                row("header.message-id.missing", field("Message-ID", ""), clean()),
                row(
                        "header.message-id.invalid",
                        field("Message-ID", "Message-ID: 4711@example.com"),
                        field("Message-ID", "Message-ID: <4711@[192.0.2.1]>")),
                row("header.references.invalid", plus("References: <a@b> c"), plus("References: <a@b>\n <c@d>")),
                row("header.subject.missing", subject(" "), subject("x")),
                row("header.recipients.missing", field("To", ""), field("To", "Cc: ada@example.org")),
                row("header.encoded-word.too-long", subject(longWord), subject(longWord.replace("xx?=", "x?="))),
                row("header.encoded-word.undecodable", subject("=?no-charset?Q?a?="), subject("a =? b ?=")),
                row(
                        "header.encoded-word.quoted",
                        author("\"=?utf-8?Q?Zo=C3=AB?=\" <shop@example.com>"),
                        author("=?utf-8?Q?Zo=C3=AB?= <shop@example.com>")),
                row("header.return-path.present", plus("Return-Path: <a@example.com>"), clean()),
                row(
                        "header.auto-submitted.invalid",
                        field("Auto-Submitted", "Auto-Submitted: yes"),
                        field("Auto-Submitted", "Auto-Submitted: auto-replied (vacation)")),
                row("header.auto-submitted.missing", field("Auto-Submitted", ""), clean()));
    }

    static Stream<Arguments> mime() {
        String nested = IntStream.range(0, 12)
                .mapToObj(i -> "Content-Type: multipart/mixed; boundary=b" + i + "x\n\n--b" + i + "x\n")
                .collect(Collectors.joining());
        String named = "Content-Type: text/plain\nContent-Disposition: attachment; filename=";
        String image = "Content-Type: image/png\nContent-ID: <logo@x>\n\nPNG\n";
        String show = "Content-Type: text/html\n\n<img alt=\"\" src=\"cid:logo@x\">\n";
        String calendar = "\n\nBEGIN:VCALENDAR\nMETHOD:REQUEST\nEND:VCALENDAR\n";
        return Stream.of(
                row("mime.version.missing", field("MIME-Version", ""), clean()),
                row("mime.version.unknown", with("Version: 1.0", "Version: 2"), with("1.0", "1.0 (ours)")),
                row("mime.content-type.invalid", single("Content-Type: html", "a"), single("Content-Type: a/b", "a")),
                row(
                        "mime.boundary.missing",
                        single("Content-Type: multipart/mixed", "a"),
                        single("Content-Type: multipart/mixed; charset=utf-8; BOUNDARY=a", "--a\n\na\n--a--\n")),
                row(
                        "mime.boundary.invalid",
                        single("Content-Type: multipart/mixed; boundary=\"b*\"", "--b*\n\nHi\n--b*--\n"),
                        single("Content-Type: multipart/mixed; boundary=\"b b\"", "--b b\n\nHi\n--b b--\n")),
                row("mime.boundary.unclosed", with("--inner--\n", ""), with("--outer--\n", "--outer-- \nend\n")),
                row("mime.boundary.reused", with("inner", "outer"), with("inner", "an-outer")),
                row("mime.boundary.reused", with("inner", "outer2"), with("outer", "inner2")),
                row("mime.multipart.empty", multipart("mixed").replace("--b\n", ""), multipart("mixed", TEXT)),
                row(
                        "mime.multipart.encoded",
                        multipart("mixed", TEXT).replace("MIME-", "Content-Transfer-Encoding: base64\nMIME-"),
                        multipart("mixed", TEXT).replace("MIME-", "Content-Transfer-Encoding: 8bit\nMIME-")),
                row(
                        "mime.multipart.too-deep",
                        nested.replaceFirst("^", field("Content-Type", "").replaceAll("(?s)\n\n.*", "\n")),
                        clean()),
                row("mime.alternative.order", multipart("alternative", HTML, TEXT), multipart("mixed", HTML, TEXT)),
                row("mime.alternative.single", multipart("alternative", TEXT), multipart("mixed", TEXT)),
                row(
                        "mime.content-id.invalid",
                        multipart("related", show, image.replace("<logo@x>", "logo@x")),
                        multipart("related", show, image)),
                row(
                        "mime.content-id.duplicate",
                        multipart("related", show, image, image),
                        multipart("related", show, image, image.replace("logo", "sign"))),
                row("mime.cid.unresolved", multipart("related", show, TEXT), multipart("related", show, image)),
                row(
                        "mime.signed.broken",
                        multipart("signed", TEXT, TEXT),
                        multipart("signed; protocol=\"application/pkcs7-signature\"", TEXT, TEXT)),
                row(
                        "mime.encoding.unknown",
                        text("Content-Transfer-Encoding: 9bit", "a"),
                        text("Content-Transfer-Encoding: BINARY", "a")),
                row(
                        "mime.7bit.violated",
                        text("", octets("Grüße\n")),
                        text("Content-Transfer-Encoding: 8bit", octets("Grüße\n"))),
                row("mime.base64.invalid", with("dGVhZGVs", "dGVh*ZGVs"), with("dGVhZGVs", "dGVh\nZA==\n")),
                row("mime.base64.invalid", with("dGVhZGVs", "ZA==dGVh"), clean()),
                row("mime.base64.line-too-long", with("dGVhZGVs", "A".repeat(80)), with("dGVhZGVs", "A".repeat(76))),
                row("mime.quoted-printable.invalid", with("=E2=82=AC", "=E2=8x"), with("=E2=82=AC", "=\n=E2=82=AC")),
                row(
                        "mime.quoted-printable.line-too-long",
                        with("of tea", "x".repeat(77)),
                        with("of tea", "=\n" + "x".repeat(75) + "=\n")),
                row(
                        "mime.charset.unknown",
                        single("Content-Type: text/plain; charset=utf-9", "a"),
                        single("Content-Type: text/plain; charset=UTF8", "a")),
                row(
                        "mime.charset.missing",
                        single("Content-Type: text/plain", octets("Grüße\n")),
                        single("Content-Type: text/plain", "Hello\n")),
                row("mime.charset.wrong", text("", "Gr\u00fc\u00dfe\n"), text("", octets("Grüße\n"))),
                row(
                        "mime.charset.conflict",
                        single("Content-Type: text/html; charset=utf-8", "<meta charset='iso-8859-1'>"),
                        single("Content-Type: text/html; charset=utf-8", "<meta content='text/html; charset=UTF8'>")),
                row(
                        "mime.filename.encoded-word",
                        multipart("mixed", named + "\"=?utf-8?Q?=C3=BC.txt?=\"\n\na"),
                        multipart("mixed", named.replace("filename=", "filename*=utf-8''%C3%BC.txt") + "\n\na")),
                row(
                        "mime.filename.8bit",
                        multipart("mixed", named + "\"" + octets("ü") + ".txt\"\n\na"),
                        multipart("mixed", named + "\"u.txt\"\n\na")),
                row(
                        "mime.filename.path",
                        multipart("mixed", named + "\"dir/a.txt\"\n\na"),
                        multipart("mixed", named + "\"a.txt\"\n\na")),
                row(
                        "mime.attachment.unnamed",
                        multipart("mixed", "Content-Disposition: attachment\n\na"),
                        multipart("mixed", "Content-Disposition: attachment; filename=a\n\na")),
                row(
                        "mime.disposition.unknown",
                        multipart("mixed", "Content-Disposition: form-data\n\na"),
                        multipart("mixed", "Content-Disposition: INLINE\n\na")),
                row(
                        "mime.calendar.method",
                        multipart("mixed", "Content-Type: text/calendar" + calendar),
                        multipart("mixed", "Content-Type: text/calendar; method=request" + calendar)));
    }

    static Stream<Arguments> sendersAndLists() {
        String dkim = "DKIM-Signature: v=1; a=rsa-sha256; s=one; bh=aGFzaA==; b=c2ln; ";
        String signed = dkim + "d=example.com; h=from:list-unsubscribe:list-unsubscribe-post";
        String unsubscribe = "List-Unsubscribe: ";
        return Stream.of(
                row("sender.from.freemail", author("shop@gmail.com"), author("shop@gmail.example")),
                row("sender.dkim.missing", field("DKIM-Signature", ""), clean()),
                row(
                        "sender.dkim.invalid",
                        field("DKIM-Signature", "DKIM-Signature: v=1; h=From"),
                        field(
                                "DKIM-Signature",
                                "DKIM-Signature: a=rsa-sha256; v=1; b=c2ln\n bmF0dXJl; d=example.com; s=one;\n bh=aGFzaA==; h=From : Date;")),
                row(
                        "sender.dkim.from-unsigned",
                        field("DKIM-Signature", dkim + "d=example.com; h=date"),
                        field("DKIM-Signature", dkim + "d=example.com; h=date:FROM")),
                row(
                        "sender.dkim.unaligned",
                        field("DKIM-Signature", dkim + "d=example.net; h=from"),
                        field("DKIM-Signature", dkim + "d=mail.example.com; h=from")),
                row("sender.envelope.unaligned", author("shop@example.net"), author("shop@news.example.com")),
                row("list.unsubscribe.missing", field("List-Unsubscribe", ""), clean()),
                row(
                        "list.unsubscribe.invalid",
                        field("List-Unsubscribe", unsubscribe + "https://example.com/leave"),
                        field(
                                "List-Unsubscribe",
                                unsubscribe + "(one click) <https://example.com/leave> ,\n <mailto:a@b.c>")),
                row(
                        "list.unsubscribe.invalid",
                        field("List-Unsubscribe", unsubscribe + "<https://a.example/>; <mailto:a@b.c>"),
                        clean()),
                row(
                        "list.unsubscribe.several",
                        field("List-Unsubscribe", unsubscribe + "<https://a.example/>, <http://b.example/>"),
                        clean()),
                row("list.one-click.missing", field("List-Unsubscribe-Post", ""), clean()),
                row(
                        "list.one-click.invalid",
                        field("List-Unsubscribe-Post", "List-Unsubscribe-Post: One-Click"),
                        clean()),
                row(
                        "list.one-click.not-https",
                        field("List-Unsubscribe", unsubscribe + "<http://a.example/>, <mailto:a@b.c>"),
                        field("List-Unsubscribe", unsubscribe + "<HTTPS://a.example/>")),
                row(
                        "list.one-click.unsigned",
                        field("DKIM-Signature", signed.replace(":list-unsubscribe-post", "")),
                        field("DKIM-Signature", signed)),
                row(
                        "list.unsubscribe.no-link",
                        clean().replace("/unsubscribe/1\">Leave", "/1\">Leave"),
                        clean().replace("/unsubscribe/1\">Leave", "/1\">Unsubscribe")),
                row("list.id.invalid", field("List-Id", "List-Id: Orders"), field("List-Id", "List-Id: <a.b>")));
    }

    static Stream<Arguments> spamAndLeaks() {
        String forwarded = multipart("mixed", TEXT, "Content-Type: message/rfc822\n\nSubject: Sale\n\nHello\n");
        String shouting = "THIS IS YOUR LAST CHANCE TO BUY TEA. ".repeat(10);
        return Stream.of(
                row("spam.subject.all-caps", subject("BUY OUR TEA NOW"), subject("HTTP, USA")),
                row("spam.subject.fake-reply", subject("Re: Sale"), subject("Re: Sale\nIn-Reply-To: <a@b>")),
                row(
                        "spam.subject.fake-reply",
                        subject("Fwd: Sale"),
                        forwarded.replace("Your order", "Fwd: Your order")),
                row("spam.from.blank-name", author("\" \" <shop@example.com>"), author("\"S\" <shop@example.com>")),
                row(
                        "spam.from.name-spoof",
                        author("\"help@bank.example\" <shop@example.com>"),
                        author("\"help@example.com\" <shop@mail.example.com>")),
                row("spam.address.many-at", author("a@b@example.com"), author("a@example.com, b@example.com")),
                row("spam.body.empty", text("", "\n"), text("", "Hi\n")),
                row("spam.body.capitals", text("", shouting), text("", shouting.toLowerCase(Locale.ROOT))),
                row(
                        "spam.html.only",
                        single("Content-Type: text/html", "<p>Hello</p>"),
                        multipart("alternative", TEXT, HTML)),
                row(
                        "spam.alternative.differs",
                        multipart("alternative", TEXT, HTML.replace("Hello", "Buy our tea")),
                        multipart("alternative", TEXT, HTML)),
                row(
                        "spam.html.images-only",
                        single("Content-Type: text/html", "<img alt='' src='https://a.example/'>"),
                        html("<img alt='' src='https://a.example/'>We hope that you like it")),
                row("leak.placeholder", both("Dear {{ user.name }}"), both("Dear {user}, {} 100%")),
                row("leak.placeholder", subject("Order ${id}"), subject("Order $4711")),
                row(
                        "leak.placeholder",
                        html("<a href='https://a.example/%TOKEN%'>a</a>"),
                        html("<a href='https://a.example/%C3%BCber%20%E2%82%AC?%BCa%DE'>a</a> 100% TEA, 50%")),
                row("leak.null", both("Hello null,"), both("The result is null and void, undefined behaviour")),
                row(
                        "leak.null",
                        html("<a href='https://a.example/?t=undefined&x'>a</a>"),
                        html("<a href='https://a.example/?t=nullable'>a</a>")),
                row("leak.null", both("You bought [object Object]"), both("You bought an object [Object]")),
                row("leak.format-specifier", both("You have %d new mails, %1$s"), both("100 %s, 50% discount, 5 %")),
                row("leak.translation", both("???mail.greeting???"), both("Really??? Yes???")),
                row("leak.lorem-ipsum", both("Lorem ipsum dolor"), both("Loremipsum")),
                row("leak.mojibake", both("Gr\u00c3\u00bc\u00c3\u009fe"), both("Grüße, São Paulo, ÃO, 10 €, Âge")),
                row("leak.mojibake", both("It\u00e2\u20ac\u2122s"), both("It’s â €")),
                row("leak.replacement-character", both("Gr\ufffd\ufffde"), both("Grüße?")),
                row("leak.encoded-twice", both("Tea &amp; cake"), both("Tea & cake, R&D; 3 < 4 > 2 <ada@example.org>")),
                row("leak.encoded-twice", both("Tea<br>cake"), both("<https://a.example/>")));
    }

    private static Arguments link(String id, String bad, String good) {
        return row(id, html("<a href=\"" + bad + "\">tea</a>"), html("<a href=\"" + good + "\">tea</a>"));
    }

    static Stream<Arguments> links() {
        String visible =
                IntStream.range(0, 21).mapToObj(i -> "a" + i + "@b.example").collect(Collectors.joining(",\n "));
        String remote = "<img alt=\"\" src=\"https://a.example/a.png\"";
        return Stream.of(
                link("link.localhost", "http://localhost:8080/x", "https://localhost.example.com/x"),
                link("link.localhost", "https://192.168.1.2/", "https://192.0.2.1/"),
                row(
                        "link.localhost",
                        html("<img alt='' src='http://127.0.0.1/a'>"),
                        html("<img alt='' src='https://a.example/http://127.0.0.1/localhost'>")),
                link("link.staging", "https://staging.shop.example.com/", "https://stages.example.com/"),
                link("link.staging", "https://shop-dev.example.com/", "https://devon.example.com/"),
                link("link.staging", "https://shop.internal/", "https://internal.example.com/"),
                link("link.insecure", "http://shop.example.com/", "https://shop.example.com/?a=http://b"),
                link("link.insecure-secret", "http://shop.example.com/?token=1", "https://shop.example.com/?token=1"),
                link("link.relative", "/confirm", "#top"),
                row(
                        "link.relative",
                        html("<img alt='' src='logo.png'>"),
                        html("<base href='https://a.example/'><img alt='' src='logo.png'>")),
                link("link.empty", "#", "#top"),
                link("link.invalid", "https://shop.example.com/a b", "https://shop.example.com/a%20b"),
                link("link.mailto.invalid", "mailto:ada", "mailto:ada@example.org,bob@example.org?subject=Hi"),
                link("link.mailto.invalid", "mailto:?subject=Hi", "mailto:?subject=Hi&amp;to=ada@example.org"),
                link("link.tel.invalid", "tel:0221 4711", "tel:+49-221-4711;ext=1"),
                link("link.dangerous", "javascript:alert(1)", "https://javascript.example/"),
                row(
                        "link.text-differs",
                        html("<a href=\"https://mallory.example/\">https://bank.example/login</a>"),
                        html("<a href=\"https://login.bank.example/\">www.bank.example</a>")),
                link("link.shortener", "https://bit.ly/abc", "https://habit.ly/abc"),
                link("link.ip-address", "https://192.0.2.1/", "https://192.0.2.1.example/"),
                link("link.punycode", "https://xn--bcher-kva.example/", "https://bucher.example/"),
                link("link.user-info", "https://ada:secret@a.example/", "https://a.example/@ada"),
                link(
                        "link.tracking.duplicate",
                        "https://a.example/?utm_source=a&amp;utm_source=b",
                        "https://a.example/?x=1&amp;x=2&amp;utm_source=b"),
                row("privacy.bcc", plus("Bcc: eve@example.org"), plus("Bcc:")),
                row("privacy.visible-recipients", plus("Cc: " + visible), plus("Cc: ada@example.org, bob@example.org")),
                row(
                        "privacy.tracking-pixel",
                        html(remote + " width=1 height=\"1\">"),
                        html(remote + " width=\"100%\" height=\"1\">")),
                row(
                        "privacy.tracking-pixel",
                        html(remote + " style=\"width: 1px\">"),
                        html(remote + " style=\"width: 10px\">")),
                row("privacy.remote-image", html(remote + ">"), html("<img alt='' src='data:image/png;base64,AAAA'>")),
                row("privacy.software", plus("X-Mailer: Shop 1.2"), plus("X-Mailer-Id: 1")),
                row("privacy.script-path", plus("X-PHP-Originating-Script: 33:mail.php"), plus("X-Source: shop")),
                row(
                        "privacy.internal-host",
                        field("Message-ID", "Message-ID: <1@localhost>"),
                        field("Message-ID", "Message-ID: <1@local.example.com>")),
                row("privacy.internal-host", plus("X-Origin: 10.1.2.3"), plus("X-Version: 1.10.1.2")));
    }

    static Stream<Arguments> htmlAndMore() {
        String white = "<p style=\"color: #fff; background-color: #eee\">Hi</p>";
        return Stream.of(
                row("html.active-content", html("<script>1</script>"), html("<p>script</p>")),
                row("html.event-handler", html("<p onclick=\"x()\">a</p>"), html("<p title=\"onclick\">a</p>")),
                row("html.form", html("<form></form>"), html("<p>form</p>")),
                row(
                        "html.external-stylesheet",
                        html("<link rel=\"stylesheet\" href=\"https://a.example/a.css\">"),
                        html("<link rel=\"icon\" href=\"https://a.example/a.png\">")),
                row(
                        "html.id.duplicate",
                        html("<b id=\"a\">a</b><b id=\"a\">b</b>"),
                        html("<b id=\"a\">a</b><b id=\"b\">b</b>")),
                row(
                        "html.link.nested",
                        html("<a href=\"#a\">a <a href=\"#b\">b</a></a>"),
                        html("<a href=\"#a\">a</a><a href=\"#b\">b</a>")),
                row("html.syntax", html("</b>"), html("<b></b>")),
                row("a11y.lang.missing", with(" lang=3D\"en\"", ""), clean()),
                row("a11y.title.missing", with("Your order</title>", "</title>"), clean()),
                row(
                        "a11y.img.alt-missing",
                        html("<img src='https://a.example/'>"),
                        html("<img alt='' src='https://a.example/'>")),
                row(
                        "a11y.img.alt-filename",
                        html("<img alt='logo.png' src='https://a.example/'>"),
                        html("<img alt='The logo' src='https://a.example/'>")),
                row(
                        "a11y.link.no-text",
                        html("<a href='#a'><img alt='' src='cid:a'></a>"),
                        html("<a href='#a'><img alt='Tea' src='cid:a'></a>")),
                row(
                        "a11y.link.vague",
                        html("<a href='#a'>Click here &raquo;</a>"),
                        html("<a href='#a'>Here is the tea</a>")),
                row(
                        "a11y.table.role-missing",
                        html("<table><tr><td>a</table>"),
                        html("<table role='presentation'><tr><td>a</table>")),
                row("a11y.heading.skipped", html("<h3>Tea</h3>"), html("<h2>Tea</h2><h3>Black</h3><h1>Us</h1>")),
                row("a11y.contrast.low", html(white), html(white.replace("#eee", "navy; background: #003"))),
                row(
                        "a11y.contrast.low",
                        html("<div bgcolor=\"#000\"><p style=\"color:rgb(9, 9, 9)\">Hi</p></div>"),
                        html("<div style=\"display:none\">" + white + "</div>")),
                row(
                        "a11y.text.small",
                        html("<p style=\"font-size: 8px\">a</p>"),
                        html("<p style=\"font-size: 9px\">a</p>")),
                row(
                        "size.clipped",
                        single("Content-Type: text/html", "<p>tea</p>\n".repeat(9_500)),
                        single("Content-Type: text/html", "<p>tea</p>\n".repeat(8_000))),
                row("size.large", text("", "tea\n".repeat(2_200_000)), text("", "tea\n".repeat(2_000_000))),
                row("size.subject.long", subject("tea\n ".repeat(40)), subject("tea\n ".repeat(30))),
                row(
                        "attachment.executable",
                        with("invoice.pdf", "invoice.pdf.EXE"),
                        with("invoice.pdf", "invoice.exe.pdf")));
    }

    private static LintReport check(Inbox inbox, String mail, LintProfile profile) {
        try (RawClient client = RawClient.greeted(inbox)) {
            client.say("MAIL FROM:<shop@example.com>", 250)
                    .say("RCPT TO:<ada@example.org>", 250)
                    .data(LintMails.bytes(mail));
        }
        List<CapturedMail> mails = inbox.mails();
        return MailLint.check(mails.get(mails.size() - 1), profile);
    }

    @ParameterizedTest
    @MethodSource({"format", "header", "mime", "sendersAndLists", "spamAndLeaks", "links", "htmlAndMore"})
    void findsWhatItShould(String id, String bad, String good, Inbox inbox) {
        LintRule rule = rule(id);
        for (LintProfile profile : LintProfile.values()) {
            assertThat(check(inbox, bad, profile).findings())
                    .filteredOn(finding -> finding.ruleId().equals(id))
                    .extracting(LintFinding::severity)
                    .containsOnly(rule.severity(profile).stream().toArray(LintSeverity[]::new));
            assertThat(check(inbox, good, profile).findings())
                    .filteredOn(finding -> finding.ruleId().equals(id))
                    .isEmpty();
        }
    }

    private static LintRule rule(String id) {
        return MailLint.rules().stream()
                .filter(rule -> rule.id().equals(id))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void everyRuleIsTested() {
        Stream<Arguments> rows = Stream.of(
                        format(), header(), mime(), sendersAndLists(), spamAndLeaks(), links(), htmlAndMore())
                .flatMap(all -> all);

        assertThat(Stream.concat(rows.map(row -> row.get()[0]), Stream.of("sender.tls.missing"))
                        .distinct())
                .containsExactlyInAnyOrderElementsOf(MailLint.rules().stream()
                        .map(rule -> (Object) rule.id())
                        .toList());
    }

    @Test
    void everyRuleIsExplained() {
        assertThat(MailLint.rules())
                .extracting(LintRule::id)
                .doesNotHaveDuplicates()
                .allMatch(id -> id.matches("[a-z0-9]+(\\.[a-z0-9-]+)+"));
        assertThat(MailLint.rules()).allSatisfy(rule -> {
            assertThat(rule.description()).endsWith(".").hasSizeGreaterThan(15);
            assertThat(rule.source()).isNotBlank();
            assertThat(Arrays.stream(LintProfile.values()).flatMap(profile -> rule.severity(profile).stream()))
                    .isNotEmpty();
        });
    }

    @ParameterizedTest
    @EnumSource
    void aCleanMailIsClean(LintProfile profile, Inbox inbox) {
        assertThat(check(inbox, clean(), profile).findings())
                .filteredOn(finding -> !finding.ruleId().equals("sender.tls.missing"))
                .isEmpty();
    }

    @Test
    @WithSmtpServer(tls = TlsMode.STARTTLS)
    void tlsCounts(Inbox inbox) throws Exception {
        try (TlsClient client = new TlsClient(inbox)) {
            client.say("", 220).say("EHLO client.example", 250).say("STARTTLS", 220);
            client.handshake(CertificateKit.shared().clientContext(), "").mail();
        }

        assertThat(inbox).singleMail().lint(LintProfile.BULK).doesNotReport("sender.tls.missing");
        RawClient.deliver(inbox, clean());
        assertThat(inbox).mail(1).lint(LintProfile.BULK).reports("sender.tls.missing");
    }
}
