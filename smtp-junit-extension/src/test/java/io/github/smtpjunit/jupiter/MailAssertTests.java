package io.github.smtpjunit.jupiter;

import static io.github.smtpjunit.jupiter.MailRows.fails;
import static io.github.smtpjunit.jupiter.MailRows.passes;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.junit.jupiter.params.provider.Arguments.argumentSet;

import io.github.smtpjunit.certificates.CertificateKit;
import io.github.smtpjunit.certificates.ServerCertificate;
import io.github.smtpjunit.smtp.server.SmtpServer;
import jakarta.mail.Message.RecipientType;
import jakarta.mail.MessagingException;
import jakarta.mail.Transport;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeMessage;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Every assertion on a mail: when it holds, and what it says when it does not. */
@WithSmtpServer
class MailAssertTests {

    private static final String FULL = """
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

    private static void assertAnswer(CapturedMail mail, Consumer<MailAssert> assertion, String text, String table) {
        if (text.isEmpty()) {
            assertion.accept(assertThat(mail));
        } else {
            assertThatExceptionOfType(AssertionError.class)
                    .isThrownBy(() -> assertion.accept(assertThat(mail)))
                    .withMessage("%s", text + table);
        }
    }

    private static CapturedMail full(Inbox inbox) {
        try (RawClient client = RawClient.connect(inbox)
                .say("EHLO shop.example.com", 250)
                .say("MAIL FROM:<bounces@example.com>", 250)) {
            Stream.of("ada@example.org", "bob@example.org", "carol@example.org", "archive@example.com")
                    .forEach(address -> client.say("RCPT TO:<" + address + ">", 250));
            client.data(RawClient.crlf(FULL).getBytes(UTF_8)).say("QUIT", 221);
        }
        return inbox.awaitMail();
    }

    private static CapturedMail with(Inbox inbox, String lines) {
        RawClient.deliver(inbox, lines);
        return inbox.awaitMail();
    }

    static Stream<Arguments> onAFullMail() {
        return Stream.of(
                fails("hasEnvelopeFrom", mail -> mail.hasEnvelopeFrom("shop@example.com"), """
                        Expecting envelope sender:
                          "<shop@example.com>"
                        but was:
                          "<bounces@example.com>"
                        """),
                passes("hasEnvelopeFrom", mail -> mail.hasEnvelopeFrom("bounces@EXAMPLE.com")),
                fails("hasNullReversePath", mail -> mail.hasNullReversePath(), """
                        Expecting envelope sender:
                          "<>"
                        but was:
                          "<bounces@example.com>"
                        """),
                fails(
                        "hasEnvelopeRecipients",
                        mail -> mail.hasEnvelopeRecipients("ada@example.org", "dave@example.org"),
                        """
                        Expecting envelope recipients to be exactly:
                          ada@example.org
                          dave@example.org
                        but found:
                          ada@example.org
                          archive@example.com
                          bob@example.org
                          carol@example.org
                        """),
                passes(
                        "hasEnvelopeRecipients",
                        mail -> mail.hasEnvelopeRecipients(
                                "archive@example.com", "bob@example.org", "ada@example.org", "carol@example.org")),
                fails(
                        "hasEnvelopeRecipients, many",
                        mail -> mail.hasEnvelopeRecipients(
                                "ada@example.org", "bob@example.org", "carol@example.org", "dave@example.org"),
                        """
                        Expecting envelope recipients to be exactly:
                          ada@example.org
                          bob@example.org
                          carol@example.org
                          dave@example.org
                        but found:
                          ada@example.org
                          archive@example.com
                          bob@example.org
                          carol@example.org
                        Missing:
                          dave@example.org
                        Not expected:
                          archive@example.com
                        """),
                fails("wasDeliveredTo", mail -> mail.wasDeliveredTo("mallory@example.org"), """
                        Expecting envelope recipients to contain:
                          "mallory@example.org"
                        but found:
                          ada@example.org
                          bob@example.org
                          carol@example.org
                          archive@example.com
                        """),
                passes("wasDeliveredTo", mail -> mail.wasDeliveredTo("ada@Example.ORG")),
                fails("hasBlindRecipient", mail -> mail.hasBlindRecipient("ada@example.org"), """
                        Expecting blind recipients to contain:
                          "ada@example.org"
                        but found:
                          archive@example.com
                        """),
                passes("hasBlindRecipient", mail -> mail.hasBlindRecipient("archive@example.com")),
                fails(
                        "hasBlindRecipients",
                        mail -> mail.hasBlindRecipients("archive@example.com", "audit@example.com"),
                        """
                        Expecting blind recipients to be exactly:
                          archive@example.com
                          audit@example.com
                        but found:
                          archive@example.com
                        """),
                passes("hasBlindRecipients", mail -> mail.hasBlindRecipients("archive@example.com")),
                fails("hasNoBlindRecipients", mail -> mail.hasNoBlindRecipients(), """
                        Expecting no blind recipients, but found:
                          archive@example.com
                        """),
                fails("usedTls", mail -> mail.usedTls(), """
                        Expecting the mail to come over TLS, but it came in clear text.
                        """),
                fails("usedTls, a version", mail -> mail.usedTls("TLSv1.3"), """
                        Expecting TLS version:
                          "TLSv1.3"
                        but was:
                          (none, it came in clear text)
                        """),
                passes("wasPlaintext", mail -> mail.wasPlaintext()),
                fails("authenticatedAs", mail -> mail.authenticatedAs("shop"), """
                        Expecting user:
                          "shop"
                        but was:
                          (none, the client was anonymous)
                        """),
                fails("authenticatedWith", mail -> mail.authenticatedWith("PLAIN"), """
                        Expecting mechanism:
                          "PLAIN"
                        but was:
                          (none, the client was anonymous)
                        """),
                passes("wasAnonymous", mail -> mail.wasAnonymous()),
                fails("greetedAs", mail -> mail.greetedAs("localhost"), """
                        Expecting greeting name:
                          "localhost"
                        but was:
                          "shop.example.com"
                        """),
                passes("greetedAs", mail -> mail.greetedAs("shop.example.com")),
                fails("isFrom", mail -> mail.isFrom("bounces@example.com"), """
                        Expecting From field to contain:
                          "bounces@example.com"
                        but found:
                          "Zoë's Shop" <shop@example.com>
                        """),
                passes("isFrom", mail -> mail.isFrom("shop@EXAMPLE.com")),
                fails("isFromName", mail -> mail.isFromName("The Shop"), """
                        Expecting display names in From field to contain:
                          "The Shop"
                        but found:
                          "Zoë's Shop" <shop@example.com>
                        """),
                passes("isFromName", mail -> mail.isFromName("Zoë's Shop")),
                fails("isTo", mail -> mail.isTo("ada@example.org", "mallory@example.org"), """
                        Expecting To field to contain:
                          "mallory@example.org"
                        but found:
                          Ada Lovelace <ada@example.org>
                          bob@example.org
                        """),
                passes("isTo", mail -> mail.isTo("ada@example.org", "bob@example.org")),
                fails("isToOnly", mail -> mail.isToOnly("ada@example.org"), """
                        Expecting To field to be exactly:
                          ada@example.org
                        but found:
                          ada@example.org
                          bob@example.org
                        """),
                passes("isToOnly", mail -> mail.isToOnly("bob@example.org", "ada@example.org")),
                fails("isToName", mail -> mail.isToName("Ada"), """
                        Expecting display names in To field to contain:
                          "Ada"
                        but found:
                          Ada Lovelace <ada@example.org>
                          bob@example.org
                        """),
                passes("isToName", mail -> mail.isToName("Ada Lovelace")),
                fails("hasCc", mail -> mail.hasCc("ada@example.org"), """
                        Expecting Cc field to contain:
                          "ada@example.org"
                        but found:
                          Carol <carol@example.org>
                        """),
                passes("hasCc", mail -> mail.hasCc("carol@example.org")),
                fails("hasCcName", mail -> mail.hasCcName("Caroline"), """
                        Expecting display names in Cc field to contain:
                          "Caroline"
                        but found:
                          Carol <carol@example.org>
                        """),
                passes("cc", mail -> mail.cc().hasAddress("carol@example.org").hasName("Carol")),
                passes("hasCcName", mail -> mail.hasCcName("Carol")),
                fails("hasReplyTo", mail -> mail.hasReplyTo("shop@example.com"), """
                        Expecting Reply-To field to contain:
                          "shop@example.com"
                        but found:
                          Help <help@example.com>
                        """),
                passes("hasReplyTo", mail -> mail.hasReplyTo("help@example.com")),
                fails("hasReplyToName", mail -> mail.hasReplyToName("Support"), """
                        Expecting display names in Reply-To field to contain:
                          "Support"
                        but found:
                          Help <help@example.com>
                        """),
                passes(
                        "replyTo",
                        mail -> mail.replyTo().hasAddress("help@example.com").hasName("Help")),
                passes("hasReplyToName", mail -> mail.hasReplyToName("Help")),
                fails("hasSubject", mail -> mail.hasSubject("Welcome"), """
                        Expecting subject:
                          "Welcome"
                        but was:
                          "Willkommen, Zoë"
                        """),
                passes("hasSubject", mail -> mail.hasSubject("Willkommen, Zoë")),
                fails("hasSubjectContaining", mail -> mail.hasSubjectContaining("Ada"), """
                        Expecting subject to contain:
                          "Ada"
                        but was:
                          "Willkommen, Zoë"
                        """),
                passes("hasSubjectContaining", mail -> mail.hasSubjectContaining("Zoë")),
                fails("hasSubjectStartingWith", mail -> mail.hasSubjectStartingWith("kommen"), """
                        Expecting subject to start with:
                          "kommen"
                        but was:
                          "Willkommen, Zoë"
                        """),
                passes("hasSubjectStartingWith", mail -> mail.hasSubjectStartingWith("Willkommen, ")),
                fails("hasSubjectMatching", mail -> mail.hasSubjectMatching(Pattern.compile("Will")), """
                        Expecting subject to match:
                          /Will/
                        but was:
                          "Willkommen, Zoë"
                        """),
                passes("hasSubjectMatching", mail -> mail.hasSubjectMatching(Pattern.compile("Will.*"))),
                fails("hasHeader", mail -> mail.hasHeader("X-Spam"), """
                        Expecting header fields to contain:
                          "X-Spam"
                        but found:
                          From
                          To
                          Cc
                          Reply-To
                          Subject
                          Message-ID
                          X-Tag
                          Content-Type
                        """),
                passes("hasHeader", mail -> mail.hasHeader("message-id")),
                fails("hasHeader, a value", mail -> mail.hasHeader("X-Tag", "three"), """
                        Expecting header field X-Tag to contain:
                          "three"
                        but found:
                          one
                          two
                        """),
                passes("hasHeader, a value", mail -> mail.hasHeader("X-Tag", "two")),
                fails("doesNotHaveHeader", mail -> mail.doesNotHaveHeader("X-Tag"), """
                        Expecting no header field X-Tag, but found:
                          one
                          two
                        """),
                passes("doesNotHaveHeader", mail -> mail.doesNotHaveHeader("Bcc")),
                fails("hasText", mail -> mail.hasText("Hello"), """
                        Expecting text body:
                          "Hello"
                        but was:
                          "Hello, Zoë
                          Please confirm your address."
                        """),
                passes("hasText", mail -> mail.hasText("Hello, Zoë\nPlease confirm your address.")),
                fails(
                        "hasText, hard to compare",
                        mail -> mail.hasText("Hello, Zoë\nPlease confirm your adress.\u00a0"),
                        """
                        Expecting text body:
                          "Hello, Zoë
                          Please confirm your adress.\\xa0"
                        but was:
                          "Hello, Zoë
                          Please confirm your address."
                        They differ at character 33:
                          expected: ...ease confirm your adress.\\xa0
                          but was:  ...ease confirm your address.
                        """),
                fails("hasTextContaining", mail -> mail.hasTextContaining("confirm", "confirm your mail"), """
                        Expecting text body to contain:
                          "confirm your mail"
                        but was:
                          "Hello, Zoë
                          Please confirm your address."
                        It contains the beginning:
                          "confirm your "
                        """),
                passes("hasTextContaining", mail -> mail.hasTextContaining("confirm", "Zoë\r\nPlease")),
                fails("hasTextContaining, nothing alike", mail -> mail.hasTextContaining("unsubscribe"), """
                        Expecting text body to contain:
                          "unsubscribe"
                        but was:
                          "Hello, Zoë
                          Please confirm your address."
                        """),
                fails("doesNotHaveTextContaining", mail -> mail.doesNotHaveTextContaining("confirm"), """
                        Expecting text body not to contain:
                          "confirm"
                        but was:
                          "Hello, Zoë
                          Please confirm your address."
                        """),
                passes("doesNotHaveTextContaining", mail -> mail.doesNotHaveTextContaining("password")),
                fails("hasTextMatching", mail -> mail.hasTextMatching(Pattern.compile("^Dear")), """
                        Expecting text body to match:
                          /^Dear/
                        but was:
                          "Hello, Zoë
                          Please confirm your address."
                        """),
                passes("hasTextMatching", mail -> mail.hasTextMatching(Pattern.compile("Hello, \\w"))),
                fails("hasNoText", mail -> mail.hasNoText(), """
                        Expecting no text body, but found:
                          "Hello, Zoë
                          Please confirm your address."
                        """),
                fails("hasHtml", mail -> mail.hasHtml("<p>Hello</p>"), """
                        Expecting HTML body:
                          "<p>Hello</p>"
                        but was:
                          "<p>Hello, <a href='https://shop.example.com/confirm?a=1&amp;b=2'>Zoë</a></p>"
                        """),
                passes(
                        "hasHtml",
                        mail -> mail.hasHtml(
                                "<p>Hello, <a href='https://shop.example.com/confirm?a=1&amp;b=2'>Zoë</a></p>")),
                fails("hasHtmlContaining", mail -> mail.hasHtmlContaining("<h1>"), """
                        Expecting HTML body to contain:
                          "<h1>"
                        but was:
                          "<p>Hello, <a href='https://shop.example.com/confirm?a=1&amp;b=2'>Zoë</a></p>"
                        """),
                passes("hasHtmlContaining", mail -> mail.hasHtmlContaining("<p>", "</p>")),
                fails("doesNotHaveHtmlContaining", mail -> mail.doesNotHaveHtmlContaining("<p>"), """
                        Expecting HTML body not to contain:
                          "<p>"
                        but was:
                          "<p>Hello, <a href='https://shop.example.com/confirm?a=1&amp;b=2'>Zoë</a></p>"
                        """),
                passes("doesNotHaveHtmlContaining", mail -> mail.doesNotHaveHtmlContaining("<script")),
                fails("hasHtmlMatching", mail -> mail.hasHtmlMatching(Pattern.compile("<img")), """
                        Expecting HTML body to match:
                          /<img/
                        but was:
                          "<p>Hello, <a href='https://shop.example.com/confirm?a=1&amp;b=2'>Zoë</a></p>"
                        """),
                passes("hasHtmlMatching", mail -> mail.hasHtmlMatching(Pattern.compile("<a [^>]*>"))),
                fails("hasNoHtml", mail -> mail.hasNoHtml(), """
                        Expecting no HTML body, but found:
                          "<p>Hello, <a href='https://shop.example.com/confirm?a=1&amp;b=2'>Zoë</a></p>"
                        """),
                fails("hasLink", mail -> mail.hasLink("https://shop.example.com/"), """
                        Expecting links to contain:
                          "https://shop.example.com/"
                        but found:
                          https://shop.example.com/confirm?a=1&b=2
                        """),
                passes("hasLink", mail -> mail.hasLink("https://shop.example.com/confirm?a=1&b=2")),
                fails("hasAttachment", mail -> mail.hasAttachment("logo.png"), """
                        Expecting attachments to contain:
                          "logo.png"
                        but found:
                          invoice.pdf (application/pdf, 5 bytes)
                        Inline parts do not count:
                          logo.png (image/png, 3 bytes, cid:logo@example.com)
                        """),
                passes("hasAttachment", mail -> mail.hasAttachment("invoice.pdf")),
                fails(
                        "hasAttachment, its bytes",
                        mail -> mail.hasAttachment("invoice.pdf", new byte[] {'%', 'P', 'D', 0, '\n', '\u00ff' - 256}),
                        """
                        Expecting content of attachment "invoice.pdf":
                          6 octets: %PD\\x00\\n\\xff
                        but was:
                          5 octets: %PDF-
                        They differ at octet 3.
                        """),
                passes(
                        "hasAttachment, its bytes",
                        mail -> mail.hasAttachment("invoice.pdf", new byte[] {'%', 'P', 'D', 'F', '-'})),
                fails("hasAttachment, its type", mail -> mail.hasAttachment("invoice.pdf", "text/plain"), """
                        Expecting type of attachment "invoice.pdf":
                          "text/plain"
                        but was:
                          "application/pdf"
                        """),
                passes("hasAttachment, its type", mail -> mail.hasAttachment("invoice.pdf", "application/PDF")),
                fails("hasAttachmentOfType", mail -> mail.hasAttachmentOfType("text/csv"), """
                        Expecting types of attachments to contain:
                          "text/csv"
                        but found:
                          invoice.pdf (application/pdf, 5 bytes)
                        Inline parts do not count:
                          logo.png (image/png, 3 bytes, cid:logo@example.com)
                        """),
                passes("hasAttachmentOfType", mail -> mail.hasAttachmentOfType("application/pdf")),
                fails("hasAttachmentCount", mail -> mail.hasAttachmentCount(2), """
                        Expecting 2 attachments, but found 1:
                          invoice.pdf (application/pdf, 5 bytes)
                        Inline parts do not count:
                          logo.png (image/png, 3 bytes, cid:logo@example.com)
                        """),
                passes("hasAttachmentCount", mail -> mail.hasAttachmentCount(1)),
                fails("hasNoAttachments", mail -> mail.hasNoAttachments(), """
                        Expecting no attachments, but found 1:
                          invoice.pdf (application/pdf, 5 bytes)
                        Inline parts do not count:
                          logo.png (image/png, 3 bytes, cid:logo@example.com)
                        """),
                fails("hasInlinePart", mail -> mail.hasInlinePart("banner"), """
                        Expecting inline parts to contain:
                          "banner"
                        but found:
                          logo.png (image/png, 3 bytes, cid:logo@example.com)
                        """),
                passes("hasInlinePart", mail -> mail.hasInlinePart("logo@example.com")),
                fails("hasRawContent", mail -> mail.hasRawContent(new byte[] {'F', 'r', 'o', 'm', 'x'}), """
                        Expecting octets:
                          5 octets: Fromx
                        but was:
                          928 octets: From: =?UTF-8?Q?Zo=C3=AB=27s_Shop?= <shop@example.com>\\r\\nTo: ...
                        They differ at octet 4.
                        """),
                fails("hasRawContaining", mail -> mail.hasRawContaining("boundary=none"), """
                        Expecting source to contain:
                          "boundary=none"
                        but was:
                          (140 characters before)
                          "Reply-To: Help <help@example.com>\\r
                          Subject: Willkommen, =?UTF-8?Q?Zo=C3=AB?=\\r
                          Message-ID: <1@example.com>\\r
                          X-Tag: one\\r
                          X-Tag: two\\r
                          Content-Type: multipart/mixed; boundary=mixed\\r
                          \\r
                          --mixed\\r
                          Content-Type: multipart/related; boundary=related\\r
                          \\r
                          --related\\r
                          Content-Type: multipart/alternative; boundary=alternative\\r
                          \\r"
                          (473 characters more)
                        It contains the beginning:
                          "boundary="
                        """),
                passes("hasRawContaining", mail -> mail.hasRawContaining("boundary=mixed")));
    }

    @ParameterizedTest
    @MethodSource("onAFullMail")
    void fullMail(Consumer<MailAssert> assertion, String text, Inbox inbox) {
        assertAnswer(full(inbox), assertion, text, TABLE_OF_FULL);
    }

    static Stream<Arguments> onABareMail() {
        return Stream.of(
                passes("hasNullReversePath", mail -> mail.hasNullReversePath()),
                fails("hasEnvelopeFrom", mail -> mail.hasEnvelopeFrom("shop@example.com"), """
                        Expecting envelope sender:
                          "<shop@example.com>"
                        but was:
                          "<>"
                        """),
                passes("hasEnvelopeFrom", mail -> mail.hasEnvelopeFrom("")),
                fails("hasNoBlindRecipients", mail -> mail.hasBlindRecipient("archive@example.com"), """
                        Expecting blind recipients to contain:
                          "archive@example.com"
                        but found:
                          (none)
                        """),
                passes("hasNoBlindRecipients", mail -> mail.hasNoBlindRecipients()),
                fails("isFrom", mail -> mail.isFrom("shop@example.com"), """
                        Expecting From field to contain:
                          "shop@example.com"
                        but found:
                          (none)
                        """),
                fails("hasSubject", mail -> mail.hasSubject("(none)"), """
                        Expecting subject:
                          "(none)"
                        but was:
                          (none)
                        """),
                fails("hasSubjectContaining", mail -> mail.hasSubjectContaining("none"), """
                        Expecting subject to contain:
                          "none"
                        but was:
                          (none)
                        """),
                fails("hasSubjectMatching", mail -> mail.hasSubjectMatching(Pattern.compile(".*")), """
                        Expecting subject to match:
                          /.*/
                        but was:
                          (none)
                        """),
                fails("hasHeader", mail -> mail.hasHeader("Subject", "Hello"), """
                        Expecting header field Subject to contain:
                          "Hello"
                        but found:
                          (none)
                        """),
                fails("hasNoText", mail -> mail.hasText("(none)"), """
                        Expecting text body:
                          "(none)"
                        but was:
                          (none)
                        """),
                passes("hasNoText", mail -> mail.hasNoText()),
                fails("hasTextContaining", mail -> mail.hasTextContaining("none"), """
                        Expecting text body to contain:
                          "none"
                        but was:
                          (none)
                        """),
                passes("hasTextContaining", mail -> mail.doesNotHaveTextContaining("none")),
                fails("hasTextMatching", mail -> mail.hasTextMatching(Pattern.compile("none")), """
                        Expecting text body to match:
                          /none/
                        but was:
                          (none)
                        """),
                fails("hasNoHtml", mail -> mail.hasHtmlContaining("none"), """
                        Expecting HTML body to contain:
                          "none"
                        but was:
                          (none)
                        """),
                passes("hasNoHtml", mail -> mail.hasNoHtml()),
                fails("hasLink", mail -> mail.hasLink("https://shop.example.com/"), """
                        Expecting links to contain:
                          "https://shop.example.com/"
                        but found:
                          (none)
                        """),
                fails("hasNoAttachments", mail -> mail.hasAttachmentCount(1), """
                        Expecting 1 attachment, but found 0.
                        Inline parts do not count:
                          (no name) (image/png, 5 bytes, cid:logo@example.com)
                        """),
                passes("hasNoAttachments", mail -> mail.hasNoAttachments()),
                fails("hasAttachment", mail -> mail.hasAttachment("invoice.pdf"), """
                        Expecting attachments to contain:
                          "invoice.pdf"
                        but found:
                          (none)
                        Inline parts do not count:
                          (no name) (image/png, 5 bytes, cid:logo@example.com)
                        """),
                fails("hasInlinePart", mail -> mail.hasInlinePart("logo"), """
                        Expecting inline parts to contain:
                          "logo"
                        but found:
                          (no name) (image/png, 5 bytes, cid:logo@example.com)
                        """));
    }

    /** Nothing but an inline part, and to the recipient of the To field only. */
    @ParameterizedTest
    @MethodSource("onABareMail")
    void bareMail(Consumer<MailAssert> assertion, String text, Inbox inbox) {
        try (RawClient client = RawClient.greeted(inbox)) {
            client.mail(
                    "",
                    "ada@example.org",
                    "To: ada@example.org\nContent-Type: image/png\nContent-ID: <logo@example.com>\n\nPNG\n");
        }
        assertAnswer(inbox.awaitMail(), assertion, text, TABLE_OF_BARE);
    }

    @Test
    void aDescriptionStandsFirst(Inbox inbox) {
        CapturedMail mail = with(inbox, "Subject: Hello\nFrom: nobody\n\nHello\n");

        assertThatExceptionOfType(AssertionError.class)
                .isThrownBy(() -> assertThat(mail).as("the first mail").hasSubject("Welcome"))
                .withMessage("%s", """
                        [the first mail] Expecting subject:
                          "Welcome"
                        but was:
                          "Hello"

                        The mail is broken:
                          Not an address in the field From: "nobody"

                        The mail:
                          #  from              to               subject  content
                          0  shop@example.com  ada@example.org  Hello    text, 1 problem""");
    }

    @Test
    void aLongTextIsCutAroundTheDifference(Inbox inbox) {
        StringBuilder body = new StringBuilder();
        for (int line = 0; line < 500; line++) {
            body.append("This is line ").append(line).append(" of many.\n");
        }
        CapturedMail mail = with(inbox, "Subject: Hello\n\n" + body);
        String expected = body.toString().replace("line 250 ", "line 0 ");

        assertThatExceptionOfType(AssertionError.class)
                .isThrownBy(() -> assertThat(mail).hasText(expected))
                .withMessageStartingWith("%s", """
                        Expecting text body:
                          (6260 characters before)
                          "This is line 245 of many.
                          This is line 246 of many.
                          This is line 247 of many.
                          This is line 248 of many.
                          This is line 249 of many.
                          This is line 0 of many.
                          This is line 251 of many.
                          This is line 252 of many.
                          This is line 253 of many.
                          This is line 254 of many.
                          This is line 255 of many.
                          This is line 256 of many.
                          This is line 257 of many."
                          (6292 characters more)
                        but was:
                          (6260 characters before)
                          "This is line 245 of many.
                          This is line 246 of many.
                          This is line 247 of many.
                          This is line 248 of many.
                          This is line 249 of many.
                          This is line 250 of many.
                          This is line 251 of many.
                          This is line 252 of many.
                          This is line 253 of many.
                          This is line 254 of many.
                          This is line 255 of many.
                          This is line 256 of many.
                          This is line 257 of many."
                          (6292 characters more)
                        They differ at character 6403:
                          expected: ... many.\\nThis is line 0 of many.\\nThis is line 251 of many.\\nThi...
                          but was:  ... many.\\nThis is line 250 of many.\\nThis is line 251 of many.\\nT...

                        """);
    }

    static Stream<Arguments> longAnswers() {
        return Stream.of(
                argumentSet("hasText", (Consumer<MailAssert>) mail -> mail.hasText("x".repeat(100_000))),
                argumentSet("hasTextContaining", (Consumer<MailAssert>) mail -> mail.hasTextContaining("Hello, x")),
                argumentSet("hasTextMatching", (Consumer<MailAssert>)
                        mail -> mail.hasTextMatching(Pattern.compile("^never"))),
                argumentSet("doesNotHaveTextContaining", (Consumer<MailAssert>)
                        mail -> mail.doesNotHaveTextContaining("number 499")),
                argumentSet("hasLink", (Consumer<MailAssert>) mail -> mail.hasLink("https://b.example/")),
                argumentSet("hasRawContaining", (Consumer<MailAssert>) mail -> mail.hasRawContaining("Subject: Bye")),
                argumentSet("hasRawContent", (Consumer<MailAssert>) mail -> mail.hasRawContent(new byte[100_000])));
    }

    @ParameterizedTest
    @MethodSource("longAnswers")
    void neverMoreThanAScreen(Consumer<MailAssert> assertion, Inbox inbox) {
        StringBuilder lines = new StringBuilder("Subject: Hello\n\n");
        for (int i = 0; i < 500; i++) {
            lines.append("Hello, number ")
                    .append(i)
                    .append("\nhttps://a.example/")
                    .append("x".repeat(i))
                    .append('\n');
        }
        CapturedMail mail = with(inbox, lines.toString());

        assertThatExceptionOfType(AssertionError.class)
                .isThrownBy(() -> assertion.accept(assertThat(mail)))
                .satisfies(failure -> {
                    String text = String.valueOf(failure.getMessage());
                    assertThat(text).hasSizeLessThan(5_000);
                    assertThat(text.lines().count()).isLessThan(50);
                });
    }

    @Test
    void bareLineEnds(Inbox inbox) {
        assertThat(full(inbox)).usesCrlfOnly();
        RawClient.deliver(inbox, "Subject: Hello\n\r\na\rb\r\n".getBytes(UTF_8));

        assertThatExceptionOfType(AssertionError.class)
                .isThrownBy(() -> assertThat(inbox.mails().get(1)).usesCrlfOnly())
                .withMessageStartingWith("%s", """
                        Expecting CR and LF only together, but 2 stand alone, the first at octet 14:
                          22 octets: Subject: Hello\\n\\r\\na\\rb\\r\\n
                        """);
    }

    @Test
    void tls() throws MessagingException {
        try (Inbox inbox =
                Inbox.start(SmtpServer.builder().tls(CertificateKit.shared().serverContext(ServerCertificate.GOOD)))) {
            MimeMessage message = new MimeMessage(inbox.session());
            message.setFrom("shop@example.com");
            message.setRecipient(RecipientType.TO, new InternetAddress("ada@example.org"));
            message.setText("Hello");
            Transport.send(message);

            assertThat(inbox).singleMail().usedTls().usedTls("TLSv1.3");
            assertThatExceptionOfType(AssertionError.class)
                    .isThrownBy(() -> assertThat(inbox).singleMail().wasPlaintext())
                    .withMessageStartingWith("Expecting the mail to come in clear text, but it came over TLS.");
        }
    }

    @ParameterizedTest
    @MethodSource("addressesInAnotherForm")
    void anAddressStandsAlone(Consumer<MailAssert> assertion, Inbox inbox) {
        RawClient.deliver(inbox, FULL);

        assertThatIllegalArgumentException()
                .isThrownBy(() -> assertion.accept(assertThat(inbox).singleMail()))
                .withMessageStartingWith("Give the address alone, ada@example.org, and not");
    }

    static Stream<Consumer<MailAssert>> addressesInAnotherForm() {
        return Stream.of(
                mail -> mail.isTo("Ada <ada@example.org>"),
                mail -> mail.isFrom("<ada@example.org>"),
                mail -> mail.isToOnly("Ada <ada@example.org>"),
                mail -> mail.hasEnvelopeRecipients("<ada@example.org>"),
                mail -> mail.hasEnvelopeFrom("<ada@example.org>"),
                mail -> mail.wasDeliveredTo("<ada@example.org>"),
                mail -> mail.hasBlindRecipient("<ada@example.org>"),
                mail -> mail.hasReplyTo("<ada@example.org>"));
    }
}
