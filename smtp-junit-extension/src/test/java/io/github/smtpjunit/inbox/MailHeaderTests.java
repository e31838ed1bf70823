package io.github.smtpjunit.inbox;

import static io.github.smtpjunit.inbox.MeaningRows.assertReceived;
import static io.github.smtpjunit.inbox.MeaningRows.encoded;
import static io.github.smtpjunit.inbox.MeaningRows.row;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.smtpjunit.jupiter.WithSmtpServer;
import io.github.smtpjunit.mail.MailAddress;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Fields of the header that no library would write like this, sound and broken. */
@WithSmtpServer
class MailHeaderTests {

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
                        "Subject: =?x-unknown?Q?abc?= and more\n\n",
                        mail -> assertThat(mail).hasSubject("=?x-unknown?Q?abc?= and more")),
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
                            assertThat(mail.problems())
                                    .containsExactly(
                                            "The field Subject is neither ASCII nor UTF-8: read as windows-1252",
                                            "The field From is neither ASCII nor UTF-8: read as windows-1252");
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
                row("groups", """
                        To: Team: Ada <ada@example.org>, bob@example.org;, carol@example.org
                        Cc: Undisclosed recipients:;

                        """, mail -> {
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
                            .contains(
                                    "Not an address in the field To: \"bob\"",
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
                                .extracting(MailAddress::toString)
                                .containsAnyOf("the shop", "\"the shop\"")));
    }

    @ParameterizedTest
    @MethodSource("headers")
    void header(byte[] content, Consumer<CapturedMail> expectation, Inbox inbox) {
        assertReceived(inbox, content, expectation);
    }
}
