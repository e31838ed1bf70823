package io.github.smtpjunit.inbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.github.smtpjunit.certificates.CertificateKit;
import io.github.smtpjunit.certificates.ServerCertificate;
import io.github.smtpjunit.jupiter.Kit;
import io.github.smtpjunit.jupiter.WithSmtpServer;
import io.github.smtpjunit.smtp.server.SmtpServer;
import io.github.smtpjunit.smtp.server.TlsMode;
import jakarta.mail.Message;
import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.Transport;
import jakarta.mail.internet.MimeMessage;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Properties;
import javax.net.ssl.SSLException;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;

/** A failure for a common reason ends with what to change. */
class HintTests {

    private static final Duration SHORT = Duration.ofMillis(20);

    private static void assertHint(ThrowingCallable assertion, String hint) {
        assertThatThrownBy(assertion).isInstanceOf(AssertionError.class).hasMessageContaining("\nHint: " + hint);
    }

    /** A sender that is configured by hand. */
    private static void send(Inbox inbox, String... settings) throws MessagingException {
        Properties properties = new Properties();
        properties.setProperty("mail.smtp.host", inbox.host());
        properties.setProperty("mail.smtp.port", Integer.toString(inbox.port()));
        properties.setProperty("mail.smtp.localhost", "localhost");
        properties.setProperty("mail.smtp.timeout", "10000");
        for (String setting : settings) {
            int equals = setting.indexOf('=');
            properties.setProperty(setting.substring(0, equals), setting.substring(equals + 1));
        }
        MimeMessage message = new MimeMessage(Session.getInstance(properties));
        message.setFrom("shop@example.com");
        message.setRecipients(Message.RecipientType.TO, "ada@example.org");
        message.setText("Hello");
        Transport.send(message, "ada", "secret");
    }

    private static void deliver(Inbox inbox, String content, String... recipients) {
        try (RawClient client = RawClient.greeted(inbox)) {
            client.say("MAIL FROM:<shop@example.com>", 250);
            for (String recipient : recipients) {
                client.say("RCPT TO:<" + recipient + ">", 250);
            }
            client.say("DATA", 354).say(content + "\r\n.", 250).say("QUIT", 221);
        }
    }

    // The exception of the sender, and the inbox

    @WithSmtpServer(tls = TlsMode.STARTTLS)
    static class Mistrusting {
        @Test
        void test(Inbox inbox) throws MessagingException {
            send(inbox, "mail.smtp.starttls.enable=true", "mail.smtp.starttls.required=true");
        }
    }

    @Test
    void theSenderDoesNotTrustTheCertificate() {
        assertThat(Kit.run(Mistrusting.class).notes())
                .containsExactly(
                        "The sender does not trust the certificate of the inbox. Let it trust inbox.certificates(), or"
                                + " send by inbox.session().");
    }

    @Test
    void theClientDoesNotTrustTheCertificate() {
        try (Inbox inbox =
                Inbox.start(SmtpServer.builder().tls(CertificateKit.shared().serverContext(ServerCertificate.GOOD)))) {
            assertThatThrownBy(() -> send(inbox, "mail.smtp.starttls.enable=true"))
                    .isInstanceOf(MessagingException.class);
            await().until(() -> !inbox.failedAttempts().isEmpty());

            assertHint(
                    () -> assertThat(inbox).within(SHORT).singleMail(),
                    "the client does not trust the certificate: let it trust inbox.certificates(), or send by"
                            + " inbox.session().");
        }
    }

    @WithSmtpServer
    static class TlsToAClearPort {
        @Test
        void test(Inbox inbox) throws MessagingException {
            send(inbox, "mail.smtp.ssl.enable=true");
        }
    }

    @Test
    void theSenderSpeaksTlsToAClearPort() {
        assertThat(Kit.run(TlsToAClearPort.class).notes())
                .containsExactly("The sender speaks TLS to a port that starts in clear text: set STARTTLS, not SSL"
                        + " (mail.smtp.starttls.enable, not mail.smtp.ssl.enable).");
    }

    @Test
    void theClientSpeaksClearTextToAPortOfTls() throws IOException {
        try (Inbox inbox = Inbox.start(SmtpServer.builder()
                        .tls(CertificateKit.shared().serverContext(ServerCertificate.GOOD))
                        .implicitTls());
                Socket client = new Socket(inbox.host(), inbox.port())) {
            client.getOutputStream().write("EHLO client.example\r\n".getBytes(StandardCharsets.US_ASCII));
            client.getInputStream().readAllBytes();
            await().until(() -> !inbox.failedAttempts().isEmpty());

            assertHint(
                    () -> assertThat(inbox).within(SHORT).singleMail(),
                    "the client does not speak TLS: this port starts with TLS, so set SSL, not STARTTLS and not clear text.");
        }
    }

    @Test
    void theClientWaitsForAGreetingAtAPortOfTls() throws IOException {
        try (Inbox inbox = Inbox.start(SmtpServer.builder()
                .tls(CertificateKit.shared().serverContext(ServerCertificate.GOOD))
                .implicitTls())) {
            new Socket(inbox.host(), inbox.port()).close();
            await().until(() -> !inbox.failedAttempts().isEmpty());

            assertHint(
                    () -> assertThat(inbox).within(SHORT).singleMail(),
                    "the client does not speak TLS: this port starts with TLS, so set SSL, not STARTTLS and not clear text.");
        }
    }

    @WithSmtpServer(tls = TlsMode.STARTTLS, users = "ada:secret", requireAuth = true)
    static class AuthInClear {
        @Test
        void test(Inbox inbox) throws MessagingException {
            try {
                send(inbox, "mail.smtp.auth=true");
            } catch (MessagingException e) {
                assertHint(
                        () -> assertThat(inbox).within(SHORT).singleMail(),
                        "AUTH is offered within TLS only: let the client use TLS, or let the server allow AUTH without it.");
                throw e;
            }
        }
    }

    @Test
    void authIsNotOfferedInClear() {
        assertThat(Kit.run(AuthInClear.class).notes())
                .containsExactly(
                        "The sender has not authenticated. With tls the server offers AUTH within TLS only: let the sender"
                                + " use TLS, or leave tls out of @WithSmtpServer.");
    }

    @WithSmtpServer(users = "ada:secret")
    static class OtherMechanisms {
        @Test
        void test(Inbox inbox) throws MessagingException {
            send(inbox, "mail.smtp.auth=true", "mail.smtp.auth.mechanisms=DIGEST-MD5");
        }
    }

    @Test
    void noMechanismIsKnownToBoth() {
        assertThat(Kit.run(OtherMechanisms.class).notes())
                .containsExactly(
                        "The server offers no mechanism of AUTH that the sender knows: see mail.smtp.auth.mechanisms of the"
                                + " sender, and SmtpServerBuilder.mechanisms(..).");
    }

    @WithSmtpServer
    static class OldAngus {
        @Test
        void test() throws SSLException {
            throw new IllegalStateException(new SSLException("Can't verify identity of server: 127.0.0.1"));
        }
    }

    @Test
    void angusBefore203KnowsNoAddressesInCertificates() {
        assertThat(Kit.run(OldAngus.class).notes())
                .containsExactly(
                        "Angus Mail before 2.0.3 looks for the host among the names in the certificate only: update it,"
                                + " or set mail.smtp.host to localhost.");
    }

    // What is asked of mails

    @Test
    @WithSmtpServer
    void aBlindRecipientIsInNoField(Inbox inbox) {
        deliver(inbox, "To: ada@example.org\r\n\r\nHello", "ada@example.org", "ben@example.org");
        CapturedMail mail = inbox.awaitMail();

        assertHint(
                () -> assertThat(mail).isTo("ben@example.org"),
                "it is among the envelope's recipients, and no field names it: use hasBlindRecipients(..).");
        assertHint(
                () -> assertThat(mail).hasHeader("Bcc", "ben@example.org"),
                "a sender keeps the Bcc field to itself. ben@example.org is among the envelope's recipients, and no field names"
                        + " them: use hasBlindRecipients(..).");
        assertHint(() -> assertThat(mail).hasHeader("bcc"), "a sender keeps the Bcc field to itself.");
        assertThatThrownBy(() -> assertThat(mail).isTo("eve@example.org"))
                .message()
                .doesNotContain("Hint");
    }

    @Test
    @WithSmtpServer
    void aMailToTwoIsOneMail(Inbox inbox) {
        deliver(inbox, "Subject: x\r\n\r\nHello", "ada@example.org", "ben@example.org");

        assertHint(
                () -> assertThat(inbox).within(SHORT).hasMailCount(2),
                "a mail to several recipients is one mail, and these have 2 recipients in all. Use hasEnvelopeRecipients(..) on"
                        + " the mail, or eachRecipientGotExactly(1).");
        assertThatThrownBy(() -> assertThat(inbox).within(SHORT).hasMailCount(3))
                .message()
                .doesNotContain("Hint");
    }

    @Test
    @WithSmtpServer
    void theSourceHasItEncoded(Inbox inbox) {
        deliver(
                inbox,
                "Subject: =?UTF-8?B?R3LDvMOfZQ==?=\r\nMIME-Version: 1.0\r\nContent-Type: text/plain; charset=utf-8\r\n"
                        + "Content-Transfer-Encoding: base64\r\n\r\nw7xiZXI=",
                "ada@example.org");
        CapturedMail mail = inbox.awaitMail();

        assertHint(
                () -> assertThat(mail).source().hasContentContaining("Grüße"),
                "the mail has it, but encoded in its source: use hasSubjectContaining(..).");
        assertHint(
                () -> assertThat(mail).source().hasContentContaining("über"),
                "the mail has it, but encoded in its source: use hasTextContaining(..).");
        assertThatThrownBy(() -> assertThat(mail).source().hasContentContaining("other"))
                .message()
                .doesNotContain("Hint");
    }

    // Between tests

    @WithSmtpServer(scope = WithSmtpServer.Scope.CLASS)
    @TestMethodOrder(MethodOrderer.MethodName.class)
    static class NeverCleared {
        @Test
        void a(Inbox inbox) {
            RawClient.deliver(inbox, "Subject: one\n\nHello\n");
        }

        @Test
        void b(Inbox inbox) {
            RawClient.deliver(inbox, "Subject: two\n\nHello\n");
            assertThat(inbox).within(SHORT).singleMail();
        }

        @Test
        void c(Inbox inbox) {
            inbox.clear();
            assertThat(inbox).within(SHORT).singleMail();
        }
    }

    @TestMethodOrder(MethodOrderer.MethodName.class)
    static class NeverClearedInAField {
        @AutoClose
        private static final Inbox INBOX = Inbox.start();

        @Test
        void a() {
            RawClient.deliver(INBOX, "Subject: one\n\nHello\n");
        }

        @Test
        void b() {
            RawClient.deliver(INBOX, "Subject: two\n\nHello\n");
            assertThat(INBOX).within(SHORT).singleMail();
        }
    }

    @Test
    void aStaticInboxWasNeverCleared() {
        String hint =
                "\nHint: 1 of them had arrived before this test began: call inbox.clear() in a @BeforeEach method.";

        assertThat(Kit.run(NeverCleared.class).failures())
                .satisfiesExactly(
                        failure -> assertThat(failure).contains(hint),
                        failure -> assertThat(failure).doesNotContain("Hint"));
        assertThat(Kit.run(NeverClearedInAField.class, "junit.jupiter.extensions.autodetection.enabled", "true")
                        .failures())
                .satisfiesExactly(failure -> assertThat(failure).contains(hint));
    }
}
