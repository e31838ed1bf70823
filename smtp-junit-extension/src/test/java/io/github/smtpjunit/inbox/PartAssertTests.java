package io.github.smtpjunit.inbox;

import static io.github.smtpjunit.inbox.MailRows.fails;
import static io.github.smtpjunit.inbox.MailRows.passes;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.github.smtpjunit.jupiter.WithSmtpServer;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Assertions on parts, attachments and octets. */
@WithSmtpServer
class PartAssertTests {

    private static final String FULL = """
        Subject: Order
        Content-Type: multipart/mixed; boundary=m

        --m
        Content-Type: multipart/alternative; boundary=a

        --a
        Content-Type: text/plain; charset=UTF-8; format=flowed
        Content-Transfer-Encoding: quoted-printable

        Zo=C3=AB
        --a
        Content-Type: text/html; charset=UTF-8
        Content-Transfer-Encoding: 8bit

        <p>Zoë</p>
        --a--
        --m
        Content-Type: application/pdf
        Content-Disposition: attachment; filename=invoice.pdf
        Content-Transfer-Encoding: base64

        dGVh
        --m--
        """;

    private static final String PLAIN = """
        Subject: Order

        Hello
        """;

    private static final String INJECTED = """
        Subject: =?us-ascii?Q?Order=0D=0ABcc:_eve?=
        From: shop@example.com
        From: eve@example.com
        Bcc: mallory@example.com
        no field at all

        Bcc: eve@example.com
        Content-Type: text/html

        Hello
        """;

    static Stream<Arguments> onFullMail() {
        return Stream.of(
                passes("isMultipart", mail -> mail.parts().isMultipart("Mixed")),
                fails("isMultipart", mail -> mail.parts().isMultipart("alternative"), """
                    Expecting type of the mail:
                      "multipart/alternative"
                    but was:
                      "multipart/mixed"
                    """),
                passes("hasPart", mail -> mail.parts().hasPart("TEXT/html").hasPart("multipart/alternative")),
                fails("hasPart", mail -> mail.parts().hasPart("text/calendar"), """
                    Expecting parts to contain:
                      text/calendar
                    but was:
                      multipart/mixed(multipart/alternative(text/plain,text/html),application/pdf)
                    """),
                passes("hasNoPart", mail -> mail.parts().doesNotHavePart("text/calendar")),
                fails("hasNoPart", mail -> mail.parts().doesNotHavePart("text/html"), """
                    Expecting parts not to contain:
                      text/html
                    but was:
                      multipart/mixed(multipart/alternative(text/plain,text/html),application/pdf)
                    """),
                passes(
                        "hasPartTree",
                        mail -> mail.parts().hasPartTree("mixed( alternative(plain, html), application/pdf )")),
                fails("hasPartTree", mail -> mail.parts().hasPartTree("mixed(alternative(plain,html))"), """
                    Expecting parts:
                      mixed(alternative(plain,html))
                    but was:
                      mixed(alternative(plain,html),pdf)
                    """),
                fails(
                        "hasPartTree, another type",
                        mail -> mail.parts().hasPartTree("mixed(alternative(plain,html),image/pdf)"),
                        """
                        Expecting parts:
                          mixed(alternative(plain,html),image/pdf)
                        but was:
                          multipart/mixed(multipart/alternative(text/plain,text/html),application/pdf)
                        """),
                passes("hasCharset", mail -> mail.parts().hasCharset("utf-8")),
                fails("hasCharset", mail -> mail.parts().hasCharset("iso-8859-1"), """
                    Expecting charset of all texts:
                      "iso-8859-1"
                    but found:
                      text/plain: utf-8
                      text/html: utf-8
                    """),
                fails("hasTransferEncoding", mail -> mail.parts().hasTransferEncoding("8bit"), """
                    Expecting transfer encoding of all texts:
                      "8bit"
                    but found:
                      text/plain: quoted-printable
                      text/html: 8bit
                    """),
                passes("isFlowed", mail -> mail.parts().isFlowed()),
                passes(
                        "attachment",
                        mail -> mail.attachment("invoice.pdf")
                                .hasType("application/PDF")
                                .hasSize(3)
                                .hasBytes(new byte[] {'t', 'e', 'a'})
                                .hasTextContent("tea")
                                .hasTextContaining("te")
                                .hasSha256("A9F74D1EC36EBDEB2DA3F6E5868090CD2A2D20B3DCCA7B62F60304B1D3D9EF42")),
                fails("attachment", mail -> mail.attachment("order.pdf"), """
                    Expecting one of the names of attachments to be:
                      "order.pdf"
                    but found:
                      invoice.pdf (application/pdf, 3 bytes)
                    """),
                fails("hasType", mail -> mail.attachment("invoice.pdf").hasType("text/plain"), """
                    Expecting type of attachment "invoice.pdf":
                      "text/plain"
                    but was:
                      "application/pdf"
                    """),
                fails("hasSize", mail -> mail.attachment("invoice.pdf").hasSize(4), """
                    Expecting size of attachment "invoice.pdf":
                      "4"
                    but was:
                      "3"
                    """),
                fails("hasSha256", mail -> mail.attachment("invoice.pdf").hasSha256("00"), """
                    Expecting SHA-256 of attachment "invoice.pdf":
                      "00"
                    but was:
                      "a9f74d1ec36ebdeb2da3f6e5868090cd2a2d20b3dcca7b62f60304b1d3d9ef42"
                    """),
                fails("hasBytes", mail -> mail.attachment("invoice.pdf").hasBytes(new byte[] {'t'}), """
                    Expecting content of attachment "invoice.pdf":
                      1 octet: t
                    but was:
                      3 octets: tea
                    They differ at octet 1.
                    """),
                fails("hasTextContent", mail -> mail.attachment("invoice.pdf").hasTextContent("coffee"), """
                    Expecting text of attachment "invoice.pdf":
                      "coffee"
                    but was:
                      "tea"
                    """),
                fails(
                        "hasTextContaining",
                        mail -> mail.attachment("invoice.pdf").hasTextContaining("coffee"),
                        """
                        Expecting text of attachment "invoice.pdf" to contain:
                          "coffee"
                        but was:
                          "tea"
                        """),
                passes(
                        "rawLines",
                        mail -> mail.source()
                                .lines()
                                .contains("Subject: Order", "Zo=C3=AB")
                                .endsWith("--m--")),
                passes(
                        "hasRawContent",
                        mail -> mail.source().hasContent(RawClient.crlf(FULL).getBytes(UTF_8))),
                passes("hasSizeLessThan", mail -> mail.source().hasSizeLessThan(1_000)),
                fails("hasSizeLessThan", mail -> mail.source().hasSizeLessThan(10), """
                    Expecting a mail of less than 10 octets, but it has 476.
                    """),
                passes("hasNoLineLongerThan", mail -> mail.source().hasNoLineLongerThan(57)),
                fails("hasNoLineLongerThan", mail -> mail.source().hasNoLineLongerThan(53), """
                    Expecting lines of at most 53 octets, but line 8 has 54:
                      Content-Type: text/plain; charset=UTF-8; format=flowed
                    """),
                passes("showsNoInjection", mail -> mail.source().showsNoInjection()));
    }

    @ParameterizedTest
    @MethodSource("onFullMail")
    void fullMail(Consumer<MailAssert> assertion, String text, Inbox inbox) {
        RawClient.deliver(inbox, FULL);
        CapturedMail mail = inbox.awaitMail();

        Golden.check(() -> assertion.accept(assertThat(mail)), text, Golden.table(mail));
    }

    static Stream<Arguments> onPlainMail() {
        return Stream.of(
                fails("isMultipart", mail -> mail.parts().isMultipart("mixed"), """
                    Expecting type of the mail:
                      "multipart/mixed"
                    but was:
                      "text/plain"
                    """),
                passes("hasPartTree", mail -> mail.parts().hasPartTree("plain").hasPartTree("text/plain")),
                passes(
                        "hasCharset, the default",
                        mail -> mail.parts().hasCharset("us-ascii").hasTransferEncoding("7bit")),
                fails("isFlowed", mail -> mail.parts().isFlowed(), """
                    Expecting text of format=flowed, but found text with fixed lines.
                    """));
    }

    @ParameterizedTest
    @MethodSource("onPlainMail")
    void plainMail(Consumer<MailAssert> assertion, String text, Inbox inbox) {
        RawClient.deliver(inbox, PLAIN);
        CapturedMail mail = inbox.awaitMail();

        Golden.check(() -> assertion.accept(assertThat(mail)), text, Golden.table(mail));
    }

    @Test
    void linesAreAssertJs(Inbox inbox) {
        RawClient.deliver(inbox, PLAIN);

        assertThatExceptionOfType(AssertionError.class)
                .isThrownBy(
                        () -> assertThat(inbox).singleMail().source().lines().contains("Bye"))
                .withMessageStartingWith("[lines of mail 0]")
                .withMessageContaining("[\"Subject: Order\", \"\", \"Hello\"]\nto contain:\n  [\"Bye\"]");
    }

    @Test
    void injection(Inbox inbox) {
        RawClient.deliver(inbox, INJECTED);
        inbox.awaitMail();

        assertThatExceptionOfType(AssertionError.class)
                .isThrownBy(() -> assertThat(inbox).singleMail().source().showsNoInjection())
                .withMessageStartingWith("%s", """
                    Expecting no signs of an injection, but found:
                      a line in the header that is no field: no field at all
                      2 fields From
                      a line end in the value of Subject
                      a Bcc field, which a sender keeps to itself: mallory@example.com
                      a second header at the beginning of the body: Bcc: eve@example.com

                    """);
    }

    @Test
    void smuggling(Inbox inbox) {
        RawClient.deliver(inbox, "Subject: Hello\r\n\r\nHello\n.\r\n\0".getBytes(US_ASCII));

        assertThatExceptionOfType(AssertionError.class)
                .isThrownBy(() -> assertThat(inbox).singleMail().source().showsNoInjection())
                .withMessageStartingWith("%s", """
                    Expecting no signs of an injection, but found:
                      a CR or LF on its own, at octet 23
                      an end of the mail for servers that take a CR or LF for a line end, at octet 23
                      a NUL
                    """);
    }

    @ParameterizedTest
    @ValueSource(strings = {"\n.\n", "\n.\r\n", "\r\n.\n", "\r\n.\r", "\r.\r", "\r.\r\n", "\r\n.\r\n.\n"})
    void everyWayToSmuggle(String end, Inbox inbox) {
        RawClient.deliver(inbox, ("Subject: Hello\r\n\r\nHello" + end + "MAIL FROM:<>\r\n").getBytes(US_ASCII));

        assertThatExceptionOfType(AssertionError.class)
                .isThrownBy(() -> assertThat(inbox).singleMail().source().showsNoInjection())
                .withMessageContaining("\n  an end of the mail for servers");
    }

    @Test
    void aDotOnALineIsFine(Inbox inbox) {
        RawClient.deliver(inbox, "Subject: Hello\r\nBcc:\r\n\r\n.\r\n.\r\n..\r\n".getBytes(US_ASCII));

        assertThat(inbox).singleMail().source().showsNoInjection();
    }

    @Test
    void aBodyThatIsAMailItselfBeginsWithAHeader(Inbox inbox) {
        RawClient.deliver(inbox, "Content-Type: message/rfc822\n\nFrom: a@example.com\nSubject: Inner\n\nHello\n");

        assertThat(inbox).singleMail().source().showsNoInjection();
    }
}
