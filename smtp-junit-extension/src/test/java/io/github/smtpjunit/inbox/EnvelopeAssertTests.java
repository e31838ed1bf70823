package io.github.smtpjunit.inbox;

import static io.github.smtpjunit.inbox.MailRows.fails;
import static io.github.smtpjunit.inbox.MailRows.passes;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.github.smtpjunit.certificates.CertificateKit;
import io.github.smtpjunit.certificates.ServerCertificate;
import io.github.smtpjunit.jupiter.WithSmtpServer;
import io.github.smtpjunit.smtp.server.SmtpServer;
import jakarta.mail.Message.RecipientType;
import jakarta.mail.MessagingException;
import jakarta.mail.Transport;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeMessage;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.provider.Arguments;

/** Assertions on the envelope, and on how the mail came. */
class EnvelopeAssertTests extends TwoMailsTestCase {

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
                passes(
                        "hasEnvelopeRecipients, a list",
                        mail -> mail.hasEnvelopeRecipients(List.of(
                                "ada@example.org", "bob@example.org", "carol@example.org", "archive@example.com"))),
                fails("hasEnvelopeRecipients, an empty list", mail -> mail.hasEnvelopeRecipients(List.of()), """
                    Expecting envelope recipients to be exactly:
                      (none)
                    but found:
                      ada@example.org
                      archive@example.com
                      bob@example.org
                      carol@example.org
                    """),
                fails("wasDeliveredTo", mail -> mail.wasDeliveredTo("mallory@example.org"), """
                    Expecting one of the envelope recipients to be:
                      "mallory@example.org"
                    but found:
                      ada@example.org
                      bob@example.org
                      carol@example.org
                      archive@example.com
                    """),
                passes("wasDeliveredTo", mail -> mail.wasDeliveredTo("ada@Example.ORG")),
                fails("hasBlindRecipient", mail -> mail.hasBlindRecipient("ada@example.org"), """
                    Expecting one of the blind recipients to be:
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
                passes("hasBlindRecipients, a list", mail -> mail.hasBlindRecipients(List.of("archive@example.com"))),
                fails("hasBlindRecipients, an empty list", mail -> mail.hasBlindRecipients(List.of()), """
                    Expecting blind recipients to be exactly:
                      (none)
                    but found:
                      archive@example.com
                    """),
                fails("hasNoBlindRecipients", mail -> mail.hasNoBlindRecipients(), """
                    Expecting no blind recipients, but found:
                      archive@example.com
                    """),
                fails("usedTls", mail -> mail.transport().usedTls(), """
                    Expecting the mail to come over TLS, but it came in clear text.
                    """),
                fails("usedTls, a version", mail -> mail.transport().usedTls("TLSv1.3"), """
                    Expecting TLS version:
                      "TLSv1.3"
                    but was:
                      (none, it came in clear text)
                    """),
                passes("usedNoTls", mail -> mail.transport().usedNoTls()),
                fails("authenticatedAs", mail -> mail.transport().authenticatedAs("shop"), """
                    Expecting user:
                      "shop"
                    but was:
                      (none, the client was anonymous)
                    """),
                fails("authenticatedWith", mail -> mail.transport().authenticatedWith("PLAIN"), """
                    Expecting mechanism:
                      "PLAIN"
                    but was:
                      (none, the client was anonymous)
                    """),
                passes("wasAnonymous", mail -> mail.transport().wasAnonymous()),
                fails("greetedAs", mail -> mail.transport().greetedAs("localhost"), """
                    Expecting greeting name:
                      "localhost"
                    but was:
                      "shop.example.com"
                    """),
                passes("greetedAs", mail -> mail.transport().greetedAs("shop.example.com")));
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
                    Expecting one of the blind recipients to be:
                      "archive@example.com"
                    but found:
                      (none)
                    """),
                passes("hasNoBlindRecipients", mail -> mail.hasNoBlindRecipients()));
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

            assertThat(inbox).singleMail().transport().usedTls().usedTls("TLSv1.3");
            assertThatExceptionOfType(AssertionError.class)
                    .isThrownBy(() -> assertThat(inbox).singleMail().transport().usedNoTls())
                    .withMessageStartingWith("Expecting the mail to come in clear text, but it came over TLS.");
        }
    }

    @Test
    @WithSmtpServer
    void anAddressIsTheSameHoweverItIsWritten(Inbox inbox) {
        try (RawClient client = RawClient.greeted(inbox)) {
            client.say("MAIL FROM:<\"shop\"@xn--bcher-kva.example> SMTPUTF8", 250)
                    .say("RCPT TO:<\"a\\da\"@B\u00dcCHER.example>", 250)
                    .data("Subject: Tea\r\n\r\nTea\r\n".getBytes(StandardCharsets.US_ASCII))
                    .say("QUIT", 221);
        }

        assertThat(inbox)
                .mailsTo("ada@xn--bcher-kva.example")
                .singleMail()
                .hasEnvelopeFrom("shop@b\u00fccher.example")
                .hasEnvelopeRecipients("ada@b\u00fccher.example");
        assertThat(inbox).mailsTo("Ada@b\u00fccher.example").hasNoMail(); // RFC 5321 section 2.4
    }
}
