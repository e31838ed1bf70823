package io.github.smtpjunit.inbox;

import static io.github.smtpjunit.inbox.MeaningRows.assertReceived;
import static io.github.smtpjunit.inbox.MeaningRows.encoded;
import static io.github.smtpjunit.inbox.MeaningRows.row;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.smtpjunit.jupiter.WithSmtpServer;
import java.nio.charset.Charset;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Charsets and encodings of bodies that no library would write like this, sound and broken. */
@WithSmtpServer
class MailBodyTests {

    static Stream<Arguments> bodies() {
        return Stream.of(
                row(
                        "UTF-8",
                        "Content-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: 8bit\n\n10 € für Zoë 🎉\n",
                        mail -> assertThat(mail).hasText("10 € für Zoë 🎉")),
                row(
                        "ISO-8859-15",
                        encoded(
                                "Content-Type: text/plain; charset=\"ISO-8859-15\"\n\n10 € für Zoë\n",
                                Charset.forName("ISO-8859-15")),
                        mail -> assertThat(mail).hasText("10 € für Zoë")),
                row(
                        "windows-1252",
                        encoded(
                                "Content-Type: text/html; charset=Windows-1252\n\n<p>„10 €“ – für Zoë</p>\n",
                                Charset.forName("windows-1252")),
                        mail -> assertThat(mail).hasHtml("<p>„10 €“ – für Zoë</p>")),
                row("an unknown charset", "Content-Type: text/plain; charset=x-unknown-charset\n\nZoë\n", mail -> {
                    assertThat(mail).hasText("Zoë");
                    assertThat(mail.problems()).containsExactly("Unknown charset \"x-unknown-charset\"");
                }),
                row("an impossible charset", "Content-Type: text/plain; charset=\"not a name\"\n\nZoë\n", mail -> {
                    assertThat(mail).hasText("Zoë");
                    assertThat(mail.problems()).containsExactly("Unknown charset \"not a name\"");
                }),
                row(
                        "no charset, UTF-8 by its looks",
                        "Content-Type: text/plain\n\nZoë\n",
                        mail -> assertThat(mail).hasText("Zoë")),
                row(
                        "no charset, not UTF-8",
                        encoded("Subject: Hello\n\nZoë\n", ISO_8859_1),
                        mail -> assertThat(mail).hasText("Zoë")),
                row(
                        "quoted-printable",
                        """
                        Content-Type: text/plain; charset=UTF-8
                        Content-Transfer-Encoding: QUOTED-PRINTABLE

                        Zo=C3=AB pays 10 =E2=82=AC, and =
                        this is one line=20
                        a =3D b
                        """,
                        mail -> assertThat(mail).hasText("Zoë pays 10 €, and this is one line \na = b")),
                row(
                        "base64",
                        "Content-Type: text/plain; charset=UTF-8\nContent-Transfer-Encoding: base64\n\nWm/D\nqw==\n",
                        mail -> assertThat(mail).hasText("Zoë")),
                row(
                        "broken base64",
                        "Content-Type: text/plain; charset=UTF-8\nContent-Transfer-Encoding: base64\n\nSGVsbG8sIEF\n",
                        mail -> {
                            assertThat(mail).hasText("Hello, A");
                            assertThat(mail.problems())
                                    .singleElement()
                                    .asString()
                                    .isEqualTo("Base64 is not padded or cut off");
                        }),
                row(
                        "broken quoted-printable",
                        "Content-Type: text/plain\nContent-Transfer-Encoding: quoted-printable\n\na =ZZ b =\n",
                        mail -> assertThat(mail.text().orElseThrow()).startsWith("a =ZZ b")),
                row(
                        "an unknown transfer encoding",
                        "Content-Type: text/plain\nContent-Transfer-Encoding: rot13\n\nUryyb\n",
                        mail -> assertThat(mail.problems())
                                .singleElement()
                                .asString()
                                .contains("rot13")),
                row("a content type that cannot be read", "Content-Type: text plain\n\nHello\n", mail -> {
                    assertThat(mail).hasText("Hello").hasNoAttachments();
                    assertThat(mail.problems()).contains("Cannot read Content-Type \"text plain\"");
                }),
                row("no header", "\nHello\n", mail -> assertThat(mail).hasText("Hello")),
                row(
                        "no header and no empty line",
                        "Hello, this is no header\n",
                        mail -> assertThat(mail).doesNotHaveHeader("Subject")),
                row("nothing", "", mail -> assertThat(mail).hasText("").hasNoAttachments()),
                row(
                        "a header only",
                        "Subject: Hello\n",
                        mail -> assertThat(mail).hasSubject("Hello")),
                row(
                        "bare LF",
                        "Subject: Hello\nX-Other: yes\n\nHello\nWorld\r\n".getBytes(US_ASCII),
                        mail -> assertThat(mail)
                                .hasSubject("Hello")
                                .hasHeader("X-Other", "yes")
                                .hasText("Hello\nWorld")),
                row(
                        "bare CR and NUL",
                        "Subject: Hello\r\n\r\na\rb\0c\r\n".getBytes(US_ASCII),
                        mail -> assertThat(mail).source().hasContentContaining("a\rb\0c")),
                row(
                        "dots",
                        "Subject: Hello\n\n.\n..\n.a\n",
                        mail -> assertThat(mail).hasText(".\n..\n.a")));
    }

    @ParameterizedTest
    @MethodSource("bodies")
    void body(byte[] content, Consumer<CapturedMail> expectation, Inbox inbox) {
        assertReceived(inbox, content, expectation);
    }
}
