package io.github.smtpjunit.mail.lint;

import static io.github.smtpjunit.mail.lint.LintMails.author;
import static io.github.smtpjunit.mail.lint.LintMails.clean;
import static io.github.smtpjunit.mail.lint.LintMails.field;
import static io.github.smtpjunit.mail.lint.LintMails.multipart;
import static io.github.smtpjunit.mail.lint.LintMails.octets;
import static io.github.smtpjunit.mail.lint.LintMails.plus;
import static io.github.smtpjunit.mail.lint.LintMails.single;
import static io.github.smtpjunit.mail.lint.LintMails.subject;
import static io.github.smtpjunit.mail.lint.LintMails.text;

import java.util.stream.Stream;
import org.junit.jupiter.params.provider.Arguments;

/** Rules on who sends, on lists, and on what spam filters look at. */
class LintSenderTests extends LintRuleTestCase {

    private static final String TEXT = "Content-Type: text/plain\n\nHello\n";
    private static final String HTML = "Content-Type: text/html\n\n<p>Hello</p>\n";

    static Stream<Arguments> rows() {
        return Stream.of(senders(), lists(), spam()).flatMap(rows -> rows);
    }

    private static Stream<Arguments> senders() {
        String dkim = "DKIM-Signature: v=1; a=rsa-sha256; s=one; bh=aGFzaA==; b=c2ln; ";
        return Stream.of(
                row("sender.from.freemail", author("shop@gmail.com"), "From: gmail.com", author("shop@my-gmail.com")),
                row(
                        "sender.from.local",
                        author("Shop <shop@localhost>"),
                        "From: shop@localhost",
                        author("Shop <shop@localhost.example.com>")),
                row(
                        "sender.from.local",
                        author("shop@mail.shop.local"),
                        "From: shop@mail.shop.local",
                        author("shop@local.test")),
                row(
                        "sender.from.local",
                        author("shop@[192.168.1.2]"),
                        "From: shop@[192.168.1.2]",
                        author("shop@[198.51.100.2]")),
                row(
                        "sender.authentication-results",
                        plus("Received-SPF: pass"),
                        "Received-SPF: pass",
                        plus("X-Received-SPF: pass")),
                row(
                        "sender.authentication-results",
                        plus("Authentication-Results: mx.example.org; spf=pass"),
                        "Authentication-Results: mx.example.org; spf=pass",
                        plus("X-Authentication-Results: none")),
                row(
                        "sender.dkim.sha1",
                        field("DKIM-Signature", dkim.replace("sha256", "sha1") + "d=example.com; h=from"),
                        "DKIM-Signature: a=rsa-sha1",
                        field("DKIM-Signature", dkim.replace("rsa", "ed25519") + "d=example.com; h=from; t=1")),
                row(
                        "sender.dkim.partial",
                        field("DKIM-Signature", dkim + "d=example.com; h=from; l=100"),
                        "DKIM-Signature: l=100",
                        field("DKIM-Signature", dkim + "d=l=100.example.com; h=from")),
                row(
                        "sender.dkim.expired",
                        field("DKIM-Signature", dkim + "d=example.com; h=from; x=1000000000"),
                        "DKIM-Signature: x=1000000000",
                        field("DKIM-Signature", dkim + "d=example.com; h=from; t=1000000000; x=100000000000")),
                row(
                        "sender.dkim.expired",
                        field("DKIM-Signature", dkim + "d=example.com; h=from; t=100000000000; x=100000000000"),
                        "DKIM-Signature: x=100000000000",
                        field("DKIM-Signature", dkim + "d=example.com; h=from; x=soon")),
                row(
                        "sender.dkim.missing",
                        field("DKIM-Signature", ""),
                        "header: no DKIM-Signature field",
                        field("DKIM-Signature", dkim + "d=example.net; h=from")),
                row(
                        "sender.dkim.invalid",
                        field("DKIM-Signature", dkim.replace("bh=aGFzaA==; ", "") + "d=example.com; h=from"),
                        "DKIM-Signature: missing [bh]",
                        field(
                                "DKIM-Signature",
                                "DKIM-Signature: a=rsa-sha256; v=1; b=c2ln\n bmF0dXJl; d=example.com; s=one;\n bh=aGFzaA==; h=From : Date;")),
                row(
                        "sender.dkim.from-unsigned",
                        field("DKIM-Signature", dkim + "d=example.com; h=date"),
                        "DKIM-Signature: h=[date]",
                        field("DKIM-Signature", dkim + "d=example.com; h=date:FROM")),
                row(
                        "sender.dkim.unaligned",
                        field("DKIM-Signature", dkim + "d=example.net; h=from"),
                        "DKIM-Signature: d=example.net, From example.com",
                        field("DKIM-Signature", dkim + "d=mail.example.com; h=from")),
                row(
                        "sender.envelope.unaligned",
                        author("shop@example.net"),
                        "envelope: shop@example.com, From example.net",
                        author("shop@news.example.com")));
    }

    private static Stream<Arguments> lists() {
        String dkim = "DKIM-Signature: v=1; a=rsa-sha256; s=one; bh=aGFzaA==; b=c2ln; ";
        String signed = dkim + "d=example.com; h=from:list-unsubscribe:list-unsubscribe-post";
        String unsubscribe = "List-Unsubscribe: ";
        return Stream.of(
                row(
                        "list.unsubscribe.missing",
                        field("List-Unsubscribe", ""),
                        "header: no List-Unsubscribe field",
                        field("List-Unsubscribe", "list-unsubscribe: <mailto:a@b.c>")),
                row(
                        "list.unsubscribe.invalid",
                        field("List-Unsubscribe", unsubscribe + "https://example.com/leave"),
                        "List-Unsubscribe: \"https://example.com/leave\"",
                        field(
                                "List-Unsubscribe",
                                unsubscribe + "(one click) <https://example.com/leave> ,\n <mailto:a@b.c>")),
                row(
                        "list.unsubscribe.invalid",
                        field("List-Unsubscribe", unsubscribe + "<https://a.example/>; <mailto:a@b.c>"),
                        "List-Unsubscribe: \"<https://a.example/>; <mailto:a@b.c>\"",
                        field("List-Unsubscribe", unsubscribe + "<https://a.example/?a=1,2>,<mailto:a@b.c>")),
                row(
                        "list.unsubscribe.several",
                        field("List-Unsubscribe", unsubscribe + "<https://a.example/>, <http://b.example/>"),
                        "List-Unsubscribe: 2 times <http...>",
                        field("List-Unsubscribe", unsubscribe + "<https://a.example/>, <mailto:a@b.c>")),
                row(
                        "list.one-click.missing",
                        field("List-Unsubscribe-Post", ""),
                        "header: no List-Unsubscribe-Post field",
                        field("List-Unsubscribe-Post", "list-unsubscribe-post: x")),
                row(
                        "list.one-click.invalid",
                        field("List-Unsubscribe-Post", "List-Unsubscribe-Post: List-Unsubscribe=one-click"),
                        "List-Unsubscribe-Post: \"List-Unsubscribe=one-click\"",
                        field("List-Unsubscribe-Post", "List-Unsubscribe-Post:\n List-Unsubscribe=One-Click")),
                row(
                        "list.one-click.not-https",
                        field("List-Unsubscribe", unsubscribe + "<http://a.example/>, <mailto:a@b.c>"),
                        "List-Unsubscribe: <http://a.example/>, <mailto:a@b.c>",
                        field("List-Unsubscribe", unsubscribe + "<HTTPS://a.example/>")),
                row(
                        "list.one-click.unsigned",
                        field("DKIM-Signature", signed.replace(":list-unsubscribe-post", "")),
                        "DKIM-Signature: h=[from, list-unsubscribe]",
                        field("DKIM-Signature", signed)),
                row(
                        "list.unsubscribe.no-link",
                        clean().replace("/unsubscribe/1\">Leave", "/1\">Leave"),
                        "HTML body: not in the only link",
                        clean().replace("/unsubscribe/1\">Leave", "/1\">Unsubscribe")),
                row(
                        "list.id.invalid",
                        field("List-Id", "List-Id: Orders <orders>"),
                        "List-Id: \"Orders <orders>\"",
                        field("List-Id", "List-Id: <a.b>")));
    }

    private static Stream<Arguments> spam() {
        String forwarded = multipart("mixed", TEXT, "Content-Type: message/rfc822\n\nSubject: Sale\n\nHello\n");
        String image = "<img alt='' src='https://a.example/'>";
        return Stream.of(
                row(
                        "spam.subject.all-caps",
                        subject("BUY OUR TEAS"),
                        "Subject: \"BUY OUR TEAS\"",
                        subject("BUY OUR TEA")), // ten letters
                row(
                        "spam.subject.all-caps",
                        subject("BUY OUR TEA NOW"),
                        "Subject: \"BUY OUR TEA NOW\"",
                        subject("BUY OUR TEA NOw")),
                row(
                        "spam.subject.fake-reply",
                        subject("Re: Sale"),
                        "Subject: \"Re: Sale\"",
                        subject("Re: Sale\nIn-Reply-To: <a@b>")),
                row(
                        "spam.subject.fake-reply",
                        subject("Fwd: Sale"),
                        "Subject: \"Fwd: Sale\"",
                        forwarded.replace("Your order", "Fwd: Your order")),
                row(
                        "spam.from.blank-name",
                        author("\" \" <shop@example.com>"),
                        "From: \" \" <shop@example.com>",
                        author("\"S\" <shop@example.com>")),
                row(
                        "spam.from.name-spoof",
                        author("\"help@bank.example\" <shop@example.com>"),
                        "From: \"help@bank.example\" <shop@example.com>",
                        author("\"help@example.com\" <shop@mail.example.com>")),
                row(
                        "spam.address.many-at",
                        author("a@b@example.com"),
                        "From: a@b@example.com",
                        author("\"a@b\" <shop@example.com>")),
                row("spam.body.empty", text("", "\n"), "mail: nothing to read", text("", ".\n")),
                row(
                        "spam.body.empty",
                        single("Content-Type: text/html", "<p>&nbsp;</p>\n"),
                        "mail: nothing to read",
                        single("Content-Type: text/html", image)),
                row(
                        "spam.body.empty",
                        multipart("mixed", "Content-Type: text/plain\n\n \n"),
                        "mail: nothing to read",
                        multipart(
                                "alternative",
                                "Content-Type: text/plain\n\n \n",
                                "Content-Type: text/calendar; method=REQUEST\n\nBEGIN:VCALENDAR\n")),
                row(
                        "spam.body.capitals",
                        text("", "T".repeat(150) + "e".repeat(50)),
                        "text body: 150 of 200 letters",
                        text("", "T".repeat(149) + "e".repeat(51))),
                row(
                        "spam.body.capitals",
                        text("", "T".repeat(200)),
                        "text body: 200 of 200 letters",
                        text("", "T".repeat(199))),
                row(
                        "spam.html.only",
                        single("Content-Type: text/html", "<p>Hello</p>"),
                        "mail: no text/plain part",
                        multipart("alternative", TEXT, HTML)),
                row(
                        "spam.html.only",
                        multipart("alternative", TEXT.replace("Hello", ""), HTML),
                        "text body: a blank text beside the HTML",
                        multipart("alternative", TEXT.replace("Hello", ""), HTML.replace("Hello", "&nbsp;"))),
                row(
                        "spam.html.only",
                        multipart("alternative", TEXT.replace("Hello", octets("\u00a0\u200b")), HTML),
                        "text body: a blank text beside the HTML",
                        multipart("alternative", TEXT.replace("Hello", "-"), HTML)),
                row(
                        "spam.alternative.differs",
                        multipart(
                                "alternative",
                                TEXT.replace("Hello", "one two three four"),
                                HTML.replace("Hello", "five six seven")),
                        "mail: 0 words of 4",
                        multipart(
                                "mixed",
                                TEXT.replace("Hello", "one two three four"),
                                HTML.replace("Hello", "five six seven"))),
                row(
                        "spam.alternative.differs",
                        multipart(
                                "alternative",
                                TEXT.replace("Hello", "one two three four"),
                                HTML.replace("Hello", "one five six seven")),
                        "mail: 1 word of 4 in the text and 4 in the HTML",
                        multipart(
                                "alternative",
                                TEXT.replace("Hello", "one two three four"),
                                HTML.replace("Hello", "one two five six"))),
                row(
                        "spam.html.images-only",
                        single("Content-Type: text/html", image + "x".repeat(59)),
                        "HTML body: 1 image, 59 characters of text",
                        single("Content-Type: text/html", image + "x".repeat(60))));
    }
}
