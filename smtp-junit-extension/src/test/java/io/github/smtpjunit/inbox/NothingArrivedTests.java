package io.github.smtpjunit.inbox;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.github.smtpjunit.certificates.CertificateKit;
import io.github.smtpjunit.certificates.ServerCertificate;
import io.github.smtpjunit.jupiter.WithSmtpServer;
import io.github.smtpjunit.smtp.Envelope;
import io.github.smtpjunit.smtp.EsmtpParameters;
import io.github.smtpjunit.smtp.ForwardPath;
import io.github.smtpjunit.smtp.Reply;
import io.github.smtpjunit.smtp.ServiceExtension;
import io.github.smtpjunit.smtp.server.SessionInfo;
import io.github.smtpjunit.smtp.server.SmtpPolicy;
import io.github.smtpjunit.smtp.server.SmtpServer;
import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.Transport;
import jakarta.mail.internet.MimeMessage;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Why nothing arrived: what a failed assertion knows of it. */
@WithSmtpServer(assertionTimeoutMillis = 50)
class NothingArrivedTests {

    private static final Duration PATIENCE = Duration.ofMillis(50);

    private static final String EXPECTING = "Expecting 1 mail within 50 ms, but found 0.\n\n";

    private static void assertReason(Inbox inbox, String reason) {
        Golden.fails(() -> assertThat(inbox).singleMail(), EXPECTING, reason);
    }

    @Test
    void nobodyConnected(Inbox inbox) {
        assertReason(inbox, "No mail has arrived: no client has connected to 127.0.0.1:PORT.");
    }

    private static RawClient client(Inbox inbox) {
        return RawClient.connect(inbox).say("HELO client.example", 250);
    }

    @Test
    void theClientGaveUpInTheMiddleOfAMail(Inbox inbox) {
        try (RawClient client = client(inbox)) {
            client.say("MAIL FROM:<shop@example.com>", 250)
                    .say("RCPT TO:<ada@example.org>", 250)
                    .say("DATA", 354)
                    .send("Subject: Hello\r\n".getBytes(US_ASCII));
        }
        assertThat(inbox).within(Duration.ofSeconds(20)).hasNoMail(); // the server has seen the end

        assertReason(inbox, """
                No mail has arrived, although a client has connected.

                The last attempts that failed:
                  DATA: the client closed the connection

                The dialogue of session 1 (the client closed the connection without QUIT):
                  N ms  S: 220 localhost ESMTP ready
                  N ms  C: HELO client.example
                  N ms  S: 250 localhost
                  N ms  C: MAIL FROM:<shop@example.com>
                  N ms  S: 250 2.1.0 Sender OK
                  N ms  C: RCPT TO:<ada@example.org>
                  N ms  S: 250 2.1.5 Recipient OK
                  N ms  C: DATA
                  N ms  S: 354 Start mail input; end with <CRLF>.<CRLF>
                  N ms  -- (16 octets of content)
                  N ms  -- (the client closed the connection)""");
    }

    @Test
    void theClientOnlyLookedIn(Inbox inbox) {
        RawClient.connect(inbox).say("QUIT", 221).close();
        assertThat(inbox).hasNoMail();

        assertReason(inbox, """
                No mail has arrived, although a client has connected.

                The dialogue of session 1 (ended by QUIT):
                  N ms  S: 220 localhost ESMTP ready
                  N ms  C: QUIT
                  N ms  S: 221 2.0.0 Bye""");
    }

    @Test
    void theClientIsStillThere(Inbox inbox) {
        try (RawClient client = client(inbox)) {
            assertReason(inbox, """
                No mail has arrived, although a client has connected.

                The dialogue of session 1 (still open):
                  N ms  S: 220 localhost ESMTP ready
                  N ms  C: HELO client.example
                  N ms  S: 250 localhost""");
            client.say("NOOP", 250);
        }
    }

    @Test
    void theRecipientsWereRefused() {
        SmtpPolicy policy = new SmtpPolicy() {
            @Override
            public Optional<Reply> recipient(
                    SessionInfo session, Envelope envelope, ForwardPath to, EsmtpParameters parameters) {
                return Optional.of(Reply.parse("550 5.1.1 No such user"));
            }
        };
        try (Inbox inbox = Inbox.start(SmtpServer.builder().policy(policy), PATIENCE)) {
            try (RawClient client = client(inbox)) {
                client.say("MAIL FROM:<shop@example.com>", 250)
                        .say("RCPT TO:<ada@example.org>", 550)
                        .say("RCPT TO:<bob@example.org>", 550)
                        .say("RSET", 250)
                        .say("QUIT", 221);
            }
            assertThat(inbox).hasNoMail();

            assertReason(inbox, """
                No mail has arrived, although a client has connected.

                The last attempts that failed:
                  RCPT "RCPT TO:<ada@example.org>": 550 5.1.1 No such user
                  RCPT "RCPT TO:<bob@example.org>": 550 5.1.1 No such user

                The dialogue of session 1 (ended by QUIT):
                  N ms  S: 220 localhost ESMTP ready
                  N ms  C: HELO client.example
                  N ms  S: 250 localhost
                  N ms  C: MAIL FROM:<shop@example.com>
                  N ms  S: 250 2.1.0 Sender OK
                  N ms  C: RCPT TO:<ada@example.org>
                  N ms  S: 550 5.1.1 No such user
                  N ms  C: RCPT TO:<bob@example.org>
                  N ms  S: 550 5.1.1 No such user
                  N ms  C: RSET
                  N ms  S: 250 2.0.0 OK
                  N ms  C: QUIT
                  N ms  S: 221 2.0.0 Bye""");
        }
    }

    @Test
    void tlsWasMissing() {
        try (Inbox inbox = Inbox.start(
                SmtpServer.builder()
                        .tls(CertificateKit.shared().serverContext(ServerCertificate.GOOD))
                        .without(ServiceExtension.FUTURERELEASE) // it tells the time
                        .requireTls(),
                PATIENCE)) {
            try (RawClient client = RawClient.greeted(inbox)) {
                client.say("MAIL FROM:<shop@example.com>", 530).say("QUIT", 221);
            }
            assertThat(inbox).hasNoMail();

            assertReason(inbox, """
                No mail has arrived, although a client has connected.

                The last attempts that failed:
                  MAIL "MAIL FROM:<shop@example.com>": 530 5.7.0 Must issue a STARTTLS command first

                The dialogue of session 1 (ended by QUIT):
                  N ms  S: 220 localhost ESMTP ready
                  N ms  C: EHLO client.example
                  N ms  S: 250 localhost, PIPELINING, SIZE 67108864, 8BITMIME, SMTPUTF8, ENHANCEDSTATUSCODES, CHUNKING, BINARYMIME, STARTTLS, DSN, DELIVERBY, MT-PRIORITY, LIMITS RCPTMAX=1000
                  N ms  C: MAIL FROM:<shop@example.com>
                  N ms  S: 530 5.7.0 Must issue a STARTTLS command first
                  N ms  C: QUIT
                  N ms  S: 221 2.0.0 Bye""");
        }
    }

    @Test
    void theTlsHandshakeFailed() {
        try (Inbox inbox = Inbox.start(
                SmtpServer.builder().tls(CertificateKit.shared().serverContext(ServerCertificate.SELF_SIGNED)),
                PATIENCE)) {
            Session session = inbox.session();
            session.getProperties().setProperty("mail.smtp.starttls.required", "true");
            MimeMessage message = new MimeMessage(session);
            assertThatExceptionOfType(MessagingException.class)
                    .isThrownBy(() -> {
                        message.setFrom("shop@example.com");
                        message.setRecipients(MimeMessage.RecipientType.TO, "ada@example.org");
                        message.setText("Hello");
                        Transport.send(message);
                    })
                    .withMessageContaining("Could not convert socket to TLS");
            assertThat(inbox).hasNoMail();

            assertThatExceptionOfType(AssertionError.class)
                    .isThrownBy(() -> assertThat(inbox).singleMail())
                    .withMessageStartingWith(EXPECTING + "No mail has arrived, although a client has connected.")
                    .withMessageContaining("TLS_HANDSHAKE: ")
                    .withMessageContaining("(the TLS handshake failed)");
        }
    }

    @Test
    void theMailWasRefused() {
        try (Inbox inbox = Inbox.start(SmtpServer.builder().maxMessageSize(10), PATIENCE)) {
            try (RawClient client = client(inbox)) {
                client.say("MAIL FROM:<shop@example.com>", 250)
                        .say("RCPT TO:<ada@example.org>", 250)
                        .say("DATA", 354)
                        .send("Subject: Hello\r\n\r\nHello\r\n.\r\n".getBytes(US_ASCII))
                        .expect(552)
                        .say("QUIT", 221);
            }
            assertThat(inbox).hasNoMail();

            assertReason(inbox, """
                No mail has arrived, although a client has connected.

                The last attempts that failed:
                  END_OF_DATA: 552 5.3.4 Mail too large

                The dialogue of session 1 (ended by QUIT):
                  N ms  S: 220 localhost ESMTP ready
                  N ms  C: HELO client.example
                  N ms  S: 250 localhost
                  N ms  C: MAIL FROM:<shop@example.com>
                  N ms  S: 250 2.1.0 Sender OK
                  N ms  C: RCPT TO:<ada@example.org>
                  N ms  S: 250 2.1.5 Recipient OK
                  N ms  C: DATA
                  N ms  S: 354 Start mail input; end with <CRLF>.<CRLF>
                  N ms  -- (25 octets of content)
                  N ms  S: 552 5.3.4 Mail too large
                  N ms  C: QUIT
                  N ms  S: 221 2.0.0 Bye""");
        }
    }

    @Test
    void oneOfManyClientsFailedAndTheDialogueIsLong(Inbox inbox) {
        try (RawClient client = client(inbox)) {
            for (int i = 0; i < 7; i++) {
                client.say("RCPT TO:<" + "x".repeat(50) + i + "@example.org>", 503)
                        .say("NOOP", 250);
            }
            client.say("VRFY " + "y".repeat(300), 252).say("QUIT", 221);
        }
        RawClient.connect(inbox).say("QUIT", 221).close();
        assertThat(inbox).hasNoMail();

        assertThatExceptionOfType(AssertionError.class)
                .isThrownBy(() -> assertThat(inbox).singleMail())
                .satisfies(failure -> assertThat(String.valueOf(failure.getMessage()))
                        .startsWith(EXPECTING + "No mail has arrived, although 2 clients have connected.")
                        .contains("The dialogue of session 1 (ended by QUIT):\n  (10 lines before)\n")
                        .hasLineCount(38)
                        .doesNotContain("y".repeat(130)));
    }

    private static void assertHint(Inbox inbox, byte[] sent, int code, String hint) {
        try (RawClient client = RawClient.connect(inbox)) {
            client.send(sent).expect(code);
        }
        assertThat(inbox).within(Duration.ofSeconds(20)).hasNoMail(); // the server has seen the end

        assertThatExceptionOfType(AssertionError.class)
                .isThrownBy(() -> assertThat(inbox).singleMail())
                .withMessageContaining("although a client has connected.\nHint: " + hint + "\n");

        RawClient.deliver(inbox, "Subject: another client's\n\nHello\n");
        assertThatExceptionOfType(AssertionError.class)
                .isThrownBy(() -> assertThat(inbox).hasMailCount(2))
                .withMessageContaining("1 mail has arrived")
                .withMessageContaining("\nHint: " + hint);
        try (RawClient busy = RawClient.greeted(inbox).say("MAIL FROM:<shop@example.com>", 250)) {
            assertThatExceptionOfType(AssertionError.class)
                    .isThrownBy(() -> assertThat(inbox).hasMailCount(1))
                    .withMessageStartingWith("Cannot tell whether more mail is on its way")
                    .withMessageContaining("\nHint: " + hint);
            busy.say("QUIT", 221);
        }
    }

    @Test
    void theClientSpeaksTlsOnAClearPort(Inbox inbox) {
        byte[] hello = {22, 3, 1, 0, 5, 1, 0, 0, 1, 3, '\n'};
        assertHint(inbox, hello, 421, "the client speaks TLS: set STARTTLS, not SSL.");
    }

    @Test
    void theLinesEndInLfAlone(Inbox inbox) {
        assertHint(
                inbox,
                "EHLO client.example\n".getBytes(US_ASCII),
                500,
                "lines end in LF: the client must end each with CR LF.");
    }

    @Test
    void theLinesAreInLatin1(Inbox inbox) {
        assertHint(
                inbox,
                "EHLO client.ex\u00e4mple\r\n".getBytes(ISO_8859_1),
                500,
                "a line is in another charset, such as Latin-1: the client must send UTF-8.");
    }

    @Test
    void aLineHoldsNul(Inbox inbox) {
        assertHint(
                inbox,
                "EHLO client\0\r\n".getBytes(US_ASCII),
                500,
                "a line has control characters, such as NUL: the client must encode them.");
    }
}
