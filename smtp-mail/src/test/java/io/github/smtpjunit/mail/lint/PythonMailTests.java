package io.github.smtpjunit.mail.lint;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.smtpjunit.mail.ParsedMail;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Mails as Python's email package writes them have no errors and warnings. */
class PythonMailTests {

    private static final String FIELDS = """
            From: =?utf-8?b?SsO8cmdlbiBHcsO2w59l?= <shop@example.com>
            To: Ada Lovelace <ada@example.org>, "Bob, B." <bob@example.org>
            Date: Mon, 30 Nov 2026 11:19:31 -0000
            Message-ID: <179603757103.16329.3704144428411694909@example.com>
            """;

    /** EmailMessage, with a text in 8bit and a picture in a related. */
    private static final String MODERN =
            "Subject: Ihre Bestellung =?utf-8?b?ZsO8ciBNw6RyeiDigJMgR3LDvMOfZQ==?=\n" + FIELDS + """
            MIME-Version: 1.0
            Content-Type: multipart/alternative;
             boundary="===============3577037078557097754=="

            --===============3577037078557097754==
            Content-Type: text/plain; charset="utf-8"
            Content-Transfer-Encoding: 8bit

            Hello Ada, Grüße, it costs 10 €.
            https://shop.example.com/orders/4711?a=b

            --===============3577037078557097754==
            MIME-Version: 1.0
            Content-Type: multipart/related;
             boundary="===============4619772354523210119=="

            --===============4619772354523210119==
            Content-Type: text/html; charset="utf-8"
            Content-Transfer-Encoding: quoted-printable

            <!doctype html><html lang=3D"en"><head><title>Your order</title></head><body>=
            <p>Hello Ada, Gr=C3=BC=C3=9Fe, it costs 10 =E2=82=AC.</p><p><a href=3D"https:=
            //shop.example.com/orders/4711?a=3Db">Your order</a></p><img alt=3D"Logo" src=
            =3D"cid:logo@x"></body></html>

            --===============4619772354523210119==
            Content-Type: image/png
            Content-Transfer-Encoding: base64
            Content-Disposition: attachment; filename="logo.png"
            Content-ID: <logo@x>
            MIME-Version: 1.0

            iVBORw0KGgo=

            --===============4619772354523210119==--

            --===============3577037078557097754==--
            """;

    /** MIMEText and Header: a word of 78 characters, Base64, no Content-Type that names the file. */
    private static final String OLD = """
            Content-Type: multipart/mixed; boundary="===============9205706467104814718=="
            MIME-Version: 1.0
            Subject: =?utf-8?q?Gr=C3=BC=C3=9Fe_aus_K=C3=B6ln_und_noch_viel_mehr=2C_damit_es_eine_?=
             =?utf-8?q?lange_Zeile_wird?=
            """ + FIELDS + """

            --===============9205706467104814718==
            Content-Type: text/plain; charset="utf-8"
            MIME-Version: 1.0
            Content-Transfer-Encoding: base64

            R3LDvMOfZSwgQWRhLCAxMCBFVVIuCg==

            --===============9205706467104814718==
            Content-Type: application/octet-stream
            MIME-Version: 1.0
            Content-Transfer-Encoding: base64
            Content-Disposition: attachment; filename*=utf-8''%C3%9Cberweisung.pdf

            JVBERi0xLjQ=

            --===============9205706467104814718==--
            """;

    private static Stream<String> mails() {
        return Stream.of(MODERN, OLD).map(LintMails::octets);
    }

    @ParameterizedTest
    @MethodSource("mails")
    void aGoodMailIsGood(String mail) {
        ParsedMail parsed = ParsedMail.parse(LintMails.bytes(mail));

        assertThat(MailLint.check(parsed, LintProfile.TRANSACTIONAL)
                        .atLeast(LintSeverity.WARNING)
                        .findings())
                .isEmpty();
        assertThat(parsed.problems()).isEmpty();
    }
}
