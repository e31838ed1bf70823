package io.github.smtpjunit.jupiter;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.argumentSet;

import jakarta.mail.internet.InternetAddress;
import java.nio.charset.Charset;
import java.util.Random;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What mails mean that no library would write like this: charsets, encodings, structures and headers, sound and broken. */
@WithSmtpServer
class CapturedMailTests {

    private static final byte[] PNG = {(byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n'};

    private static Arguments row(String name, byte[] content, Consumer<CapturedMail> expectation) {
        return argumentSet(name, content, expectation);
    }

    private static Arguments row(String name, String lines, Consumer<CapturedMail> expectation) {
        return row(name, RawClient.crlf(lines).getBytes(UTF_8), expectation);
    }

    private static byte[] encoded(String lines, Charset charset) {
        return RawClient.crlf(lines).getBytes(charset);
    }

    private static void assertReceived(Inbox inbox, byte[] content, Consumer<CapturedMail> expectation) {
        RawClient.deliver(inbox, content);

        CapturedMail mail = inbox.awaitMail();
        assertThat(mail.raw()).isEqualTo(content);
        assertThat(mail.rawText()).isNotNull();
        assertThat(mail.mime()).isNotNull();
        assertThat(mail).hasToString(mail.toString());
        expectation.accept(mail);
    }

    // Bodies

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
                row("an unknown charset", "Content-Type: text/plain; charset=x-nobody-knows\n\nZoë\n", mail -> {
                    assertThat(mail).hasText("Zoë");
                    assertThat(mail.problems()).containsExactly("Unknown charset \"x-nobody-knows\"");
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
                            assertThat(mail).hasText("Hello,");
                            assertThat(mail.problems())
                                    .singleElement()
                                    .asString()
                                    .startsWith("Cannot decode the content of a part: ");
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
                    assertThat(mail).hasNoText().hasAttachmentOfType("application/octet-stream");
                    assertThat(mail.problems()).containsExactly("Cannot read Content-Type \"text plain\"");
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
                        mail -> assertThat(mail).hasRawContaining("a\rb\0c")),
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

    // Structures

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
                        "a text file is no body",
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
                        mail -> assertThat(mail).hasText("The body").hasAttachmentCount(2)),
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
                    assertThat(mail).hasText("Hello");
                    assertThat(mail.problems()).hasSize(1);
                }),
                row("60 levels", deep(60), mail -> {
                    assertThat(mail).hasNoText();
                    assertThat(mail.problems()).containsExactly("Parts are nested deeper than 50 levels");
                }),
                row("40 levels", deep(40), mail -> {
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
                argumentSet("an unknown charset", "attachment; filename*=x-nobody''a.txt", "a.txt"));
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
    void aFileNameThatCannotBeReadIsAProblem(Inbox inbox) {
        assertReceived(inbox, encoded("Content-Disposition: attachment; filename=a b.txt\n\nHello\n", UTF_8), mail -> {
            assertThat(mail).hasAttachmentCount(1);
            assertThat(mail.problems()).singleElement().asString().startsWith("Cannot read the file name of a part: ");
        });
    }

    // Headers

    static Stream<Arguments> headers() {
        return Stream.of(
                row(
                        "folded",
                        "Subject: one\n two\n\tthree\n\n",
                        mail -> assertThat(mail).hasSubject("one two\tthree")),
                row(
                        "encoded words",
                        "Subject: =?UTF-8?Q?Gr=C3=BC=C3=9Fe?= =?iso-8859-1?B?YXVzIEv2bG4=?= =?us-ascii?q?x_y?=\n\n",
                        mail -> assertThat(mail).hasSubject("Grüßeaus Kölnx y")),
                row(
                        "an encoded word in an unknown charset",
                        "Subject: =?x-nobody?Q?abc?= and more\n\n",
                        mail -> assertThat(mail).hasSubject("=?x-nobody?Q?abc?= and more")),
                row(
                        "a broken encoded word",
                        "Subject: =?UTF-8?X?abc?= =?UTF-8?B?!?= =?\n\n",
                        mail -> assertThat(mail).hasSubjectContaining("=?UTF-8?X?abc?=")),
                row(
                        "UTF-8 as it is (RFC 6532)",
                        "Subject: Grüße 你好\nFrom: Jürgen <jürgen@example.com>\n\n",
                        mail -> assertThat(mail)
                                .hasSubject("Grüße 你好")
                                .isFrom("jürgen@example.com")
                                .isFromName("Jürgen")),
                row(
                        "Latin-1 as it is",
                        encoded("Subject: Grüße\nFrom: Jürgen <juergen@example.com>\n\n", ISO_8859_1),
                        mail -> {
                            assertThat(mail).hasSubject("Grüße").isFromName("Jürgen");
                            assertThat(mail.problems()).containsExactly("The header is neither ASCII nor UTF-8");
                        }),
                row(
                        "empty",
                        "Subject:\nX-Empty: \n\n",
                        mail -> assertThat(mail).hasSubject("").hasHeader("X-Empty", "")),
                row("none", "X-Other: a\n\n", mail -> {
                    assertThat(mail.subject()).isEmpty();
                    assertThat(mail.header("Nothing")).isEmpty();
                    assertThat(mail.headers("Nothing")).isEmpty();
                }),
                row("more than one of a name", "X-Tag: one\nSubject: a\nx-tag: two\nSubject: b\n\n", mail -> {
                    assertThat(mail)
                            .hasHeader("X-TAG", "one")
                            .hasHeader("x-tag", "two")
                            .hasSubject("a");
                    assertThat(mail.headers("X-Tag")).containsExactly("one", "two");
                }),
                row(
                        "two To fields",
                        "To: ada@example.org\nTo: bob@example.org\n\n",
                        mail -> assertThat(mail).isToOnly("ada@example.org", "bob@example.org")),
                row(
                        "addresses",
                        """
                        To: ada@example.org, "Bob, the builder" <bob@example.org>,
                         Carol (on holiday) <carol@example.org>, =?UTF-8?Q?Zo=C3=AB?= <zoe@example.org>,
                         dave@example.org (Dave), "quoted local"@example.org

                        """,
                        mail -> assertThat(mail)
                                .isToOnly(
                                        "ada@example.org",
                                        "bob@example.org",
                                        "carol@example.org",
                                        "zoe@example.org",
                                        "dave@example.org",
                                        "\"quoted local\"@example.org")
                                .isToName("Bob, the builder")
                                .isToName("Zoë")
                                .isToName("Dave")),
                row(
                        "groups",
                        "To: Team: Ada <ada@example.org>, bob@example.org;, carol@example.org\nCc: Undisclosed recipients:;\n\n",
                        mail -> {
                            assertThat(mail)
                                    .isToOnly("ada@example.org", "bob@example.org", "carol@example.org")
                                    .hasNoBlindRecipients();
                            assertThat(mail.cc()).isEmpty();
                        }),
                row("an empty list", "To:\nCc: ,\n\n", mail -> {
                    assertThat(mail.to()).isEmpty();
                    assertThat(mail.cc()).isEmpty();
                }),
                row("broken addresses among others", "To: ada@example.org, <bob, carol@@example.org\n\n", mail -> {
                    assertThat(mail.problems())
                            .containsExactly(
                                    "Not an address in the field To: \"<bob\"",
                                    "Not an address in the field To: \"carol@@example.org\"");
                    assertThat(mail).hasNoBlindRecipients().isTo("ada@example.org");
                }),
                row(
                        "a quote without an end",
                        "To: ada@example.org, \"Bob <bob@example.org>\n\n",
                        mail -> assertThat(mail).hasNoBlindRecipients().isToOnly("ada@example.org", "bob@example.org")),
                row(
                        "a sender that is no address",
                        "From: the shop\n\n",
                        mail -> assertThat(mail.from())
                                .extracting(InternetAddress::toString)
                                .containsAnyOf("the shop", "\"the shop\"")));
    }

    @ParameterizedTest
    @MethodSource("headers")
    void header(byte[] content, Consumer<CapturedMail> expectation, Inbox inbox) {
        assertReceived(inbox, content, expectation);
    }

    // Anything

    @Test
    void garbageIsKeptAndNothingIsThrown(Inbox inbox) {
        Random random = new Random(4711);
        String[] words = {
            "Content-Type: ", "multipart/mixed", "text/plain", "; boundary=", "x", "\r\n", "\r\n", "--x", "--", "\0",
                    "=?",
            "utf-8", "?B?", "?=", "Content-Disposition: ", "attachment; filename*=", "''", "%", "From: ", "<", ">", "@",
            ",", ":", ";", "(", "\"", "\\", "Subject: ", "Content-Transfer-Encoding: ", "base64", "quoted-printable",
                    "é",
            "message/rfc822", "To: ", "charset=", " ", "\t"
        };
        try (RawClient client = RawClient.greeted(inbox)) {
            for (int i = 0; i < 400; i++) {
                StringBuilder text = new StringBuilder();
                int length = random.nextInt(60);
                for (int word = 0; word < length; word++) {
                    text.append(words[random.nextInt(words.length)]);
                }
                byte[] content = text.append("\r\n").toString().getBytes(i % 2 == 0 ? UTF_8 : ISO_8859_1);
                client.say("MAIL FROM:<shop@example.com>", 250)
                        .say("RCPT TO:<ada@example.org>", 250)
                        .data(content);
                CapturedMail mail = inbox.mails().get(i);
                assertThat(mail.raw()).isEqualTo(content);
                readAll(mail);
            }
        }
    }

    private static void readAll(CapturedMail mail) {
        Stream.of("Subject", "To", "Cc", "Content-Type").forEach(mail::headers);
        assertThat(mail.from()).isNotNull();
        assertThat(mail.to()).isNotNull();
        assertThat(mail.blindRecipients()).isNotNull();
        assertThat(mail.text()).isNotNull();
        assertThat(mail.links()).isNotNull();
        assertThat(mail.attachments())
                .allSatisfy(file -> assertThat(file.size()).isEqualTo(file.bytes().length));
        assertThat(mail.inlineParts()).isNotNull();
        assertThat(mail.problems()).isNotNull();
        assertThat(mail.toString()).isNotEmpty();
    }

    @Test
    void binaryOctetsAreKept(Inbox inbox) {
        byte[] content = new byte[5_000];
        new Random(4711).nextBytes(content);
        content[4_998] = '\r';
        content[4_999] = '\n';

        assertReceived(inbox, content, CapturedMailTests::readAll);
    }

    // Links

    @Test
    void linksAreTheAnchorsOfTheHtml(Inbox inbox) {
        assertReceived(
                inbox,
                encoded(
                        "Content-Type: text/html\n\n<a href='https://a.example/?x=1&amp;y=2'>one</a> <a name=x>no</a>"
                                + " <A HREF=\"mailto:ada@example.org\">two</A> https://text.example/\n",
                        UTF_8),
                mail -> assertThat(mail.links())
                        .containsExactly("https://a.example/?x=1&y=2", "mailto:ada@example.org"));
    }

    @Test
    void linksOfAPlainMailAreTheWebAddressesInItsText(Inbox inbox) {
        assertReceived(
                inbox,
                encoded("\nSee https://a.example/x?y=1, (http://b.example/) or <https://c.example>.\n", UTF_8),
                mail -> assertThat(mail.links())
                        .containsExactly("https://a.example/x?y=1", "http://b.example/", "https://c.example"));
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
}
