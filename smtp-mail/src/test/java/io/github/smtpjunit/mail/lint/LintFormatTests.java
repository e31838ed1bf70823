package io.github.smtpjunit.mail.lint;

import static io.github.smtpjunit.mail.lint.LintMails.author;
import static io.github.smtpjunit.mail.lint.LintMails.field;
import static io.github.smtpjunit.mail.lint.LintMails.octets;
import static io.github.smtpjunit.mail.lint.LintMails.plus;
import static io.github.smtpjunit.mail.lint.LintMails.subject;
import static io.github.smtpjunit.mail.lint.LintMails.text;
import static io.github.smtpjunit.mail.lint.LintMails.with;

import java.time.Duration;
import java.time.Instant;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.Arguments;

/** Rules on octets, lines and fields. */
class LintFormatTests extends LintRuleTestCase {

    static Stream<Arguments> rows() {
        return Stream.of(format(), dates(), header()).flatMap(rows -> rows);
    }

    private static Stream<Arguments> format() {
        String german = text("", octets("Grüße\n"));
        String label = "x".repeat(63) + ".";
        return Stream.of(
                row("format.newline.bare", with("of tea", "of\rtea"), "2 of them", with("of tea", "of=0Dtea")),
                row("format.nul", with("of tea", "of\0tea"), "octets: 2 times NUL", with("of tea", "of\1tea")),
                row(
                        "format.line.too-long",
                        text("", "x".repeat(999) + "\n"),
                        "line 3: 999 octets",
                        text("", "x".repeat(998) + "\n")),
                row(
                        "format.line.over-78",
                        text("", "x".repeat(79) + "\n"),
                        "line 3: 79 characters",
                        text("", "x".repeat(78) + "\n")),
                row(
                        "format.line.over-78",
                        text("", octets("ü".repeat(79)) + "\n"),
                        "line 3: 79 characters",
                        text("", octets("ü".repeat(78)) + "\n")),
                row(
                        "format.line.over-78",
                        text("", "\u00fc".repeat(79) + "\n"),
                        "line 3: 79 characters",
                        text("", "\u00fc".repeat(78) + "\n")),
                row(
                        "format.header.no-field",
                        plus("no field at all"),
                        "header: \"no field at all\"",
                        plus("X-Field :value")),
                row(
                        "format.header.blank-fold",
                        plus("X-Field: a\n \n b"),
                        "header: a line of 1 white-space octets",
                        plus("X-Field: a\n .\n b")),
                row(
                        "format.header.control-character",
                        subject("=?utf-8?Q?a=0Db?="),
                        "Subject: \"a\\rb\"",
                        subject("=?utf-8?Q?a=09b?=")),
                row("format.header.control-character", subject("a\177b"), "Subject: \"a\\x7fb\"", subject("a~b")),
                row(
                        "format.header.8bit",
                        subject(octets("Grüße")),
                        "octets: 4 times octet beyond ASCII",
                        subject("=?utf-8?Q?Gr=C3=BC=C3=9Fe?=")),
                row(
                        "format.header.8bit",
                        subject(octets("Grüße")),
                        "octets: 4 times octet beyond ASCII",
                        announced("SMTPUTF8", subject(octets("Grüße")))),
                row(
                        "format.header.not-utf8",
                        subject("Gr\u00fc\u00dfe"),
                        "header: the octets are not UTF-8",
                        subject(octets("Grüße"))),
                row(
                        "format.body.8bit-unannounced",
                        german,
                        "octets: 4 times octet beyond ASCII",
                        announced("BODY=8BITMIME", german)),
                row(
                        "format.address.invalid",
                        field("Cc", "Cc: nobody"),
                        "Cc: \"nobody\"",
                        field("Cc", "Cc: undisclosed-recipients:;")),
                row(
                        "format.address.invalid",
                        field("Cc", "Cc: a b@example.org"),
                        "Cc: \"a b@example.org\"",
                        field("Cc", "Cc: \"a b\"@example.org, c@[192.0.2.1]")),
                row(
                        "format.address.too-long",
                        field("Cc", "Cc: " + "x".repeat(65) + "@example.org"),
                        "Cc: xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx",
                        field("Cc", "Cc: " + "x".repeat(64) + "@example.org")),
                row(
                        "format.address.too-long",
                        field("Cc", "Cc: a@" + label.repeat(3) + "x".repeat(60) + ".xyz"),
                        "Cc: a@xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx",
                        field("Cc", "Cc: a@" + label.repeat(3) + "x".repeat(59) + ".xyz")));
    }

    private static Arguments date(String bad, String nearMiss) {
        return row("header.date.invalid", field("Date", "Date: " + bad), bad, field("Date", "Date: " + nearMiss));
    }

    private static Stream<Arguments> dates() {
        return Stream.of(
                date("2026-11-22 12:00:00", "22 Nov 2026 12:00 +0100 (CET)"),
                date("Tue, 22 Nov 2028 00:30:00 +0200", "Wed, 22 Nov 2028 00:30:00 +0200"), // a Tuesday in UTC
                date("Thu, 22 Nov 2028 23:30:00 -0800", "Wed, 22 Nov 2028 23:30:00 -0800"), // a Thursday in UTC
                date("29 Feb 2027 12:00:00 +0000", "29 Feb 2028 12:00:00 +0000"),
                date("22 Nov 2026 24:00:00 +0000", "22 Nov 2026 23:59:60 +0000"),
                row(
                        "header.date.skewed",
                        field("Date", "Date: " + LintMails.date(Instant.now().plus(Duration.ofMinutes(200)))),
                        "Z, but it arrived at ",
                        field("Date", "Date: " + LintMails.date(Instant.now().plus(Duration.ofMinutes(180))))),
                row(
                        "header.date.skewed",
                        field("Date", "Date: " + LintMails.date(Instant.now().minus(Duration.ofHours(24)))),
                        "Z, but it arrived at ",
                        field("Date", "Date: " + LintMails.date(Instant.now().minus(Duration.ofHours(23))))));
    }

    private static Stream<Arguments> header() {
        String longWord = "=?utf-8?Q?" + "x".repeat(67) + "?=";
        String now = LintMails.date(Instant.now());
        return Stream.of(
                row("header.date.missing", field("Date", ""), "header: no Date field", field("Date", "date : " + now)),
                row(
                        "header.from.missing",
                        field("From", ""),
                        "header: no From field",
                        field("From", "from : shop@example.com")),
                row(
                        "header.sender.missing",
                        author("a@example.com, b@example.com"),
                        "From: 2 authors",
                        author("a@example.com, b@example.com\nSender: a@example.com")),
                row(
                        "header.sender.redundant",
                        plus("Sender: shop@EXAMPLE.com"),
                        "Sender: shop@EXAMPLE.com",
                        plus("Sender: Shop@example.com")),
                row(
                        "header.sender.redundant",
                        plus("Sender: shop@example.com"),
                        "Sender: shop@example.com",
                        author("shop@example.com, us@example.com\nSender: shop@example.com")),
                row(
                        "header.duplicate",
                        plus("Subject: another"),
                        "Subject: 2 fields",
                        plus("Received: by a\nReceived: by b")),
                row(
                        "header.message-id.missing",
                        field("Message-ID", ""),
                        "header: no Message-ID field",
                        field("Message-ID", "Message-Id: <1@example.com>")),
                row(
                        "header.message-id.invalid",
                        field("Message-ID", "Message-ID: 4711@example.com"),
                        "Message-ID: \"4711@example.com\"",
                        field("Message-ID", "Message-ID: <4711@[192.0.2.1]>")),
                row(
                        "header.references.invalid",
                        plus("References: <a@b> c"),
                        "References: \"<a@b> c\"",
                        plus("References: <a@b>\n <c@d>")),
                row(
                        "header.references.invalid",
                        plus("In-Reply-To: a@b"),
                        "In-Reply-To: \"a@b\"",
                        plus("In-Reply-To: <a@b>")),
                row("header.subject.missing", subject(" "), "header: no subject", subject(".")),
                row(
                        "header.recipients.missing",
                        field("To", ""),
                        "header: neither To nor Cc",
                        field("To", "Cc: ada@example.org")),
                row(
                        "header.encoded-word.too-long",
                        subject(longWord),
                        "Subject: 79 characters: =?utf-8?Q?xxxxxx",
                        subject(longWord.replace("xx?=", "x?="))),
                row(
                        "header.encoded-word.over-75",
                        subject(longWord.replace("xxxx?=", "x?=")),
                        "Subject: 76 characters: =?utf-8?Q?xxxxxx",
                        subject(longWord.replace("xxxxx?=", "x?="))),
                row(
                        "header.encoded-word.malformed",
                        subject("=?UTF-8?Q?Gr=C3=BC=C3=9Fe aus K=C3=B6ln?="),
                        "Subject: \"=?UTF-8?Q?Gr=C3=BC=C3=9Fe aus K=C3=B6ln?=\"",
                        subject("=?UTF-8?Q?Gr=C3=BC=C3=9Fe?= aus =?UTF-8?Q?K=C3=B6ln?=")),
                row(
                        "header.encoded-word.malformed",
                        author("Shop=?UTF-8?Q?Gr=C3=BC=C3=9Fe?= <shop@example.com>"),
                        "From: \"=?UTF-8?Q?Gr=C3=BC=C3=9Fe?=\"",
                        author("Shop (=?UTF-8?Q?Gr=C3=BC=C3=9Fe?=) =?UTF-8?Q?=C3=BC?=<shop@example.com>")),
                row(
                        "header.encoded-word.malformed",
                        subject("=?UTF-8?B?w7w?="),
                        "Subject: \"=?UTF-8?B?w7w?=\"",
                        subject("=?UTF-8?B?w7w=?=")),
                row(
                        "header.encoded-word.split",
                        subject("=?utf-8?Q?J=C3?= =?utf-8?Q?=BCrgen?="),
                        "Subject: \"=?utf-8?Q?J=C3?=\"",
                        subject("=?utf-8?Q?J=C3=BC?= =?utf-8?Q?rgen?=")),
                row(
                        "header.encoded-word.split",
                        subject("=?shift_jis?B?k/o=?= =?shift_jis?B?lg==?= =?shift_jis?B?ew==?="),
                        "Subject: \"=?shift_jis?B?lg==?=\"",
                        subject("=?shift_jis?B?k/o=?= =?shift_jis?B?lns=?=")),
                row(
                        "header.encoded-word.undecodable",
                        field("List-Unsubscribe", "List-Unsubscribe: =?utf-8?Q?=3Chttps://a.example/=3E?="),
                        "List-Unsubscribe: \"=?utf-8?Q?",
                        author("\"=?utf-8?Q?Zo=C3=AB?=\" <shop@example.com>")),
                row(
                        "header.encoded-word.undecodable",
                        subject("=?no-charset?Q?a?="),
                        "Subject: \"=?no-charset?Q?a?=\"",
                        subject("a =? b ?=")),
                row(
                        "header.encoded-word.quoted",
                        author("\"=?utf-8?Q?Zo=C3=AB?=\" <shop@example.com>"),
                        "From: \"=?utf-8?Q?Zo=C3=AB?=\" <shop@example.com>",
                        author("=?utf-8?Q?Zo=C3=AB?= <shop@example.com>")),
                row(
                        "header.encoded-word.quoted",
                        field("To", "To: \"Bob \\\"=?utf-8?Q?=C3=AB?=\\\"\" <bob@example.org>"),
                        "To: \"Bob \\\"=?utf-8?Q?=C3=AB?=\\\"\" <bob@example.org>",
                        field(
                                "To",
                                "To: \"Bob\" <b@example.org>, =?utf-8?Q?Zo=C3=AB?= <z@example.org>,\n \"Ada\" <a@example.org>")),
                row(
                        "header.return-path.present",
                        plus("Return-Path: <a@example.com>"),
                        "Return-Path: <a@example.com>",
                        plus("X-Return-Path: <a@example.com>")),
                row(
                        "header.auto-submitted.invalid",
                        field("Auto-Submitted", "Auto-Submitted: yes"),
                        "Auto-Submitted: \"yes\"",
                        field("Auto-Submitted", "Auto-Submitted: auto-replied (vacation)")),
                row(
                        "header.auto-submitted.missing",
                        field("Auto-Submitted", ""),
                        "header: no Auto-Submitted field",
                        field("Auto-Submitted", "Auto-submitted: no")));
    }
}
