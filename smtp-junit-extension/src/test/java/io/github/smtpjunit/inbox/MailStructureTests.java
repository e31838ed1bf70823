package io.github.smtpjunit.inbox;

import static io.github.smtpjunit.inbox.MeaningRows.assertReceived;
import static io.github.smtpjunit.inbox.MeaningRows.encoded;
import static io.github.smtpjunit.inbox.MeaningRows.row;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.argumentSet;

import io.github.smtpjunit.jupiter.WithSmtpServer;
import io.github.smtpjunit.mail.Attachment;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Parts and names of files that no library would write like this, sound and broken. */
@WithSmtpServer
class MailStructureTests {

    private static final byte[] PNG = {(byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n'};

    private static final String NESTED = """
        Content-Type: multipart/mixed; boundary=mixed

        This is what old programs show.
        --mixed
        Content-Type: multipart/related; boundary="related"

        --related
        Content-Type: multipart/alternative; boundary=alternative

        --alternative
        Content-Type: text/plain; charset=utf-8

        Hello, Zoë
        --alternative
        Content-Type: text/html; charset=utf-8

        <p>Hello, Zoë<img src="cid:logo@example.com"></p>
        --alternative--
        --related
        Content-Type: image/png; name=logo.png
        Content-ID: <logo@example.com>
        Content-Transfer-Encoding: base64

        iVBORw0KGgo=
        --related--
        --mixed
        Content-Type: application/pdf
        Content-Disposition: attachment; filename="invoice.pdf"
        Content-Transfer-Encoding: base64

        JVBERi0=
        --mixed--
        """;

    static Stream<Arguments> structures() {
        return Stream.of(
                row("mixed(related(alternative(plain, html), png), pdf)", NESTED, mail -> {
                    assertThat(mail)
                            .hasText("Hello, Zoë")
                            .hasHtml("<p>Hello, Zoë<img src=\"cid:logo@example.com\"></p>")
                            .hasInlinePart("logo@example.com")
                            .hasAttachmentCount(1)
                            .hasAttachment("invoice.pdf", "application/pdf")
                            .hasAttachment("invoice.pdf", "%PDF-".getBytes(US_ASCII));
                    assertThat(mail.inlineParts()).singleElement().satisfies(logo -> {
                        assertThat(logo.name()).contains("logo.png");
                        assertThat(logo.bytes()).isEqualTo(PNG);
                    });
                    assertThat(mail.problems()).isEmpty();
                }),
                row("a message as an attachment", """
                    Subject: Outer
                    Content-Type: multipart/mixed; boundary=x

                    --x

                    See below
                    --x
                    Content-Type: message/rfc822
                    Content-Disposition: attachment

                    Subject: Inner
                    Content-Type: text/plain

                    Inner text
                    --x--
                    """, mail -> {
                    assertThat(mail).hasSubject("Outer").hasText("See below").hasAttachmentOfType("message/rfc822");
                    assertThat(mail.attachments().get(0).bytes())
                            .asString(US_ASCII)
                            .isEqualTo("Subject: Inner\r\nContent-Type: text/plain\r\n\r\nInner text");
                }),
                row(
                        "a text file is no body, unless it comes first",
                        """
                        Content-Type: multipart/mixed; boundary=x

                        --x
                        Content-Type: text/plain; name=notes.txt

                        Notes
                        --x
                        Content-Type: text/plain
                        Content-Disposition: attachment

                        Nameless
                        --x
                        Content-Type: text/plain

                        The body
                        --x--
                        """,
                        mail -> assertThat(mail).hasText("Notes\nThe body").hasAttachmentCount(1)),
                row(
                        "a boundary that is missing in the header",
                        "Content-Type: multipart/mixed\n\n--x\n\nHello\n--x--\n",
                        mail -> assertThat(mail).hasText("Hello")),
                row(
                        "a boundary that is missing in the content",
                        "Content-Type: multipart/mixed; boundary=x\n\nHello\n",
                        mail -> assertThat(mail.problems()).hasSize(1)),
                row(
                        "no end of the last part",
                        "Content-Type: multipart/mixed; boundary=x\n\n--x\n\nHello\n",
                        mail -> assertThat(mail).hasText("Hello")),
                row(
                        "no part at all",
                        "Content-Type: multipart/mixed; boundary=x\n\n--x--\n",
                        mail -> assertThat(mail).hasNoText().hasNoAttachments()),
                row(
                        "a part without a header",
                        "Content-Type: multipart/mixed; boundary=x\n\n--x\n\nHello\n--x--\n",
                        mail -> assertThat(mail).hasText("Hello")),
                row("one broken part among others", """
                    Content-Type: multipart/mixed; boundary=x

                    --x
                    Content-Type: multipart/alternative; boundary=y

                    no part here
                    --x

                    Hello
                    --x--
                    """, mail -> {
                    assertThat(mail).hasText("no part here\nHello");
                    assertThat(mail.problems()).hasSize(1);
                }),
                row("60 levels", deep(60), mail -> {
                    assertThat(mail).hasText("Hello");
                    assertThat(mail.problems()).isEmpty();
                }));
    }

    private static String deep(int levels) {
        StringBuilder mail = new StringBuilder();
        for (int level = 0; level < levels; level++) {
            mail.append("Content-Type: multipart/mixed; boundary=b")
                    .append(level)
                    .append("x\n\n--b");
            mail.append(level).append("x\n");
        }
        mail.append("\nHello\n");
        for (int level = levels - 1; level >= 0; level--) {
            mail.append("--b").append(level).append("x--\n");
        }
        return mail.toString();
    }

    @ParameterizedTest
    @MethodSource("structures")
    void structure(byte[] content, Consumer<CapturedMail> expectation, Inbox inbox) {
        assertReceived(inbox, content, expectation);
    }

    @Test
    void bytesAndStreamsAreCopies(Inbox inbox) throws java.io.IOException {
        RawClient.deliver(inbox, NESTED);
        CapturedMail mail = inbox.awaitMail();
        Attachment file = mail.attachments().get(0);

        file.bytes()[0] = 0;
        mail.raw()[0] = 0;

        assertThat(file.stream().readAllBytes()).isEqualTo(file.bytes()).startsWith('%');
        assertThat(file).hasToString("invoice.pdf (application/pdf, 5 bytes)");
        assertThat(mail.raw()).startsWith('C');
    }

    // File names

    static Stream<Arguments> fileNames() {
        return Stream.of(
                argumentSet("plain", "attachment; filename=a.txt", "a.txt"),
                argumentSet("quoted", "attachment; filename=\"a \\\"b\\\".txt\"", "a \"b\".txt"),
                argumentSet("RFC 2231", "attachment; filename*=UTF-8''Z%C3%BCrich%20a.txt", "Zürich a.txt"),
                argumentSet("RFC 2231 in Latin-1", "attachment; filename*=iso-8859-1'de'Z%FCrich.txt", "Zürich.txt"),
                argumentSet(
                        "RFC 2231 in pieces",
                        "attachment; filename*0*=UTF-8''Z%C3%BC; filename*1=rich; filename*2*=%20a.txt",
                        "Zürich a.txt"),
                argumentSet(
                        "RFC 2231 and a name for others",
                        "attachment; filename=Zurich.txt; filename*=UTF-8''Z%C3%BCrich.txt",
                        "Zürich.txt"),
                argumentSet("RFC 2047", "attachment; filename=\"=?UTF-8?Q?Z=C3=BCrich?=.txt\"", "Zürich.txt"),
                argumentSet(
                        "RFC 2047 in pieces",
                        "attachment; filename=\"=?UTF-8?B?WsO8cmlj?= =?UTF-8?Q?h.txt?=\"",
                        "Zürich.txt"),
                argumentSet("UTF-8 as it is", "attachment; filename=\"Zürich.txt\"", "Zürich.txt"),
                argumentSet("an unknown charset", "attachment; filename*=x-unknown''a.txt", "a.txt"));
    }

    @ParameterizedTest
    @MethodSource("fileNames")
    void fileName(String disposition, String name, Inbox inbox) {
        String content = "Content-Type: text/plain\nContent-Disposition: " + disposition + "\n\nHello\n";
        assertReceived(
                inbox,
                encoded(content, UTF_8),
                mail -> assertThat(mail).hasAttachment(name, "Hello\r\n".getBytes(US_ASCII)));
    }

    @Test
    void aFileNameThatNeedsQuotesAndHasNoneIsAProblem(Inbox inbox) {
        assertReceived(inbox, encoded("Content-Disposition: attachment; filename=a b.txt\n\nHello\n", UTF_8), mail -> {
            assertThat(mail).hasAttachment("a b.txt");
            assertThat(mail.problems())
                    .containsExactly("The field Content-Disposition breaks a rule: \"attachment; filename=a b.txt\"");
        });
    }
}
