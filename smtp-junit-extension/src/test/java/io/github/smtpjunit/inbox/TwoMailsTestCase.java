package io.github.smtpjunit.inbox;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.smtpjunit.jupiter.WithSmtpServer;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Tables of assertions on two mails: one that has everything, and one that has next to nothing. */
@WithSmtpServer
abstract class TwoMailsTestCase {

    static final String FULL = """
            From: =?UTF-8?Q?Zo=C3=AB=27s_Shop?= <shop@example.com>
            To: Ada Lovelace <ada@example.org>, bob@example.org
            Cc: Carol <carol@example.org>
            Reply-To: Help <help@example.com>
            Subject: Willkommen, =?UTF-8?Q?Zo=C3=AB?=
            Message-ID: <1@example.com>
            X-Tag: one
            X-Tag: two
            Content-Type: multipart/mixed; boundary=mixed

            --mixed
            Content-Type: multipart/related; boundary=related

            --related
            Content-Type: multipart/alternative; boundary=alternative

            --alternative
            Content-Type: text/plain; charset=utf-8

            Hello, Zoë
            Please confirm your address.

            --alternative
            Content-Type: text/html; charset=utf-8

            <p>Hello, <a href='https://shop.example.com/confirm?a=1&amp;b=2'>Zoë</a></p>
            --alternative--
            --related
            Content-Type: image/png; name=logo.png
            Content-ID: <logo@example.com>
            Content-Disposition: inline

            PNG
            --related--
            --mixed
            Content-Type: application/pdf
            Content-Disposition: attachment; filename=invoice.pdf

            %PDF-
            --mixed--
            """;

    private static final String TABLE_OF_FULL = """


            The mail:
              #  from                 to                                        subject          content
              0  bounces@example.com  ada@example.org, bob@example.org, carol…  Willkommen, Zoë  text, html, 1 inline part, 1 attachment""";

    private static final String TABLE_OF_BARE = """


            The mail:
              #  from  to               subject  content
              0  <>    ada@example.org  (none)   1 inline part""";

    static CapturedMail full(Inbox inbox) {
        try (RawClient client = RawClient.connect(inbox)
                .say("EHLO shop.example.com", 250)
                .say("MAIL FROM:<bounces@example.com>", 250)) {
            Stream.of("ada@example.org", "bob@example.org", "carol@example.org", "archive@example.com")
                    .forEach(address -> client.say("RCPT TO:<" + address + ">", 250));
            client.data(RawClient.crlf(FULL).getBytes(UTF_8)).say("QUIT", 221);
        }
        return inbox.awaitMail();
    }

    @ParameterizedTest
    @MethodSource("onAFullMail")
    void fullMail(Consumer<MailAssert> assertion, String text, Inbox inbox) {
        CapturedMail mail = full(inbox);

        Golden.check(() -> assertion.accept(assertThat(mail)), text, TABLE_OF_FULL);
    }

    /** Nothing but an inline part, and to the recipient of the To field only. */
    @ParameterizedTest
    @MethodSource("onABareMail")
    void bareMail(Consumer<MailAssert> assertion, String text, Inbox inbox) {
        try (RawClient client = RawClient.greeted(inbox)) {
            client.mail(
                    "",
                    "ada@example.org",
                    "To: ada@example.org\nContent-Type: image/png\nContent-ID: <logo@example.com>\nContent-Disposition: inline\n\nPNG\n");
        }
        CapturedMail mail = inbox.awaitMail();

        Golden.check(() -> assertion.accept(assertThat(mail)), text, TABLE_OF_BARE);
    }
}
