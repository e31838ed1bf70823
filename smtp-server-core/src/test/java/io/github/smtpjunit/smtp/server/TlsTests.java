package io.github.smtpjunit.smtp.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.smtpjunit.smtp.ServiceExtension;
import io.github.smtpjunit.smtp.server.SessionRecord.Ending;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** STARTTLS (RFC 3207) and implicit TLS (RFC 8314). */
class TlsTests extends SmtpTestCase {

    private final CountDownLatch tlsFailed = new CountDownLatch(1);

    private SmtpServerBuilder withTls() {
        return builder().tls(TestTls.server()).addSessionListener(new SessionListener() {
            @Override
            public void closed(SessionRecord session) {
                if (session.ending().orElseThrow() == Ending.TLS_FAILED) {
                    tlsFailed.countDown();
                }
            }
        });
    }

    private RawClient secured(SmtpServer server) {
        return greeted(server)
                .send("STARTTLS")
                .expect("220 2.0.0 Ready to start TLS")
                .startTls(TestTls.client());
    }

    @Test
    void requireTlsIsTakenWithinTlsAndKept() {
        RawClient client = secured(start(withTls()));
        client.send("EHLO x").reply();

        client.send("MAIL FROM:<a@x> REQUIRETLS=1").expect("501 *");
        client.send("MAIL FROM:<a@x> REQUIRETLS").expect("250 *");
        client.send("RCPT TO:<b@x>")
                .expect("250 *")
                .send("DATA")
                .expect("354 *")
                .sendRaw("x\r\n.\r\n")
                .expect("250 *");

        assertThat(received.mails())
                .singleElement()
                .satisfies(mail -> assertThat(mail.envelope().requiresTls()).isTrue());
    }

    @Test
    void aMailAfterStartTls() {
        RawClient client = secured(start(withTls()));

        client.send("EHLO x")
                .expect(
                        "250-*",
                        "250-PIPELINING",
                        "250-SIZE *",
                        "250-8BITMIME",
                        "250-SMTPUTF8",
                        "250-ENHANCED*",
                        "250-CHUNKING",
                        "250-BINARYMIME",
                        "250-DSN",
                        "250-REQUIRETLS",
                        "250-DELIVERBY",
                        "250-MT-PRIORITY",
                        "250-FUTURERELEASE *",
                        "250 LIMITS *");
        client.sendMail("a@x", "b@x", "Hello\r\n").quit();

        CapturingHandler.Captured mail = received.mails().get(0);
        assertThat(mail.content()).isEqualTo("Hello\r\n");
        assertThat(mail.session().protocol()).isEqualTo("ESMTPS");
        TlsInfo tls = mail.session().tls().orElseThrow();
        assertThat(tls.protocol()).isEqualTo("TLSv1.3");
        assertThat(tls.cipherSuite()).startsWith("TLS_");
        assertThat(tls.serverName()).isEqualTo("mx.example.org");
        assertThat(tls.clientCertificates()).isEmpty();
        assertThat(sessions.get(0).transcript().toString()).contains("STARTTLS", "(TLSv1.3, TLS_");
    }

    @Test
    void isOfferedOnceAndWorksOnce() {
        SmtpServer server = start(withTls());
        RawClient client = connect(server).expect("220 *");

        client.send("STARTTLS").expect("503 5.5.1 Send EHLO first");
        assertThat(client.send("EHLO x").reply()).contains("250-STARTTLS");
        client.send("STARTTLS now").expect("501 *");
        client.send("STARTTLS").expect("220 *").startTls(TestTls.client());
        client.send("MAIL FROM:<a@x>").expect("503 5.5.1 Send EHLO first");
        assertThat(client.send("EHLO x").reply()).doesNotContain("STARTTLS");
        client.send("STARTTLS").expect("503 5.5.1 TLS already active");
        client.quit();
    }

    @Test
    void isNotAllowedWithinATransaction() {
        RawClient client = greeted(start(withTls()));
        client.send("MAIL FROM:<a@x>").expect("250 *");
        client.send("STARTTLS").expect("503 5.5.1 Not allowed within a mail transaction");
        client.send("RSET").expect("250 *").send("STARTTLS").expect("220 *");
    }

    @Test
    void whatWasInjectedInClearTextIsThrownAway() {
        RawClient client = greeted(start(withTls()));

        client.sendRaw("STARTTLS\r\nEHLO evil\r\nMAIL FROM:<evil@x>\r\n");
        client.expect("220 *").startTls(TestTls.client());

        client.send("NOOP").expect("250 2.0.0 OK");
        client.send("MAIL FROM:<a@x>").expect("503 5.5.1 Send EHLO first");
        client.send("RCPT TO:<b@x>").expect("503 *");
        client.quit();
        assertThat(sessions.get(0).transcript().clientLines()).doesNotContain("EHLO evil");
    }

    @Test
    void requiredTlsRefusesMailInClearText() {
        SmtpServer server = start(withTls().requireTls());
        RawClient client = greeted(server);

        client.send("MAIL FROM:<a@x>").expect("530 5.7.0 Must issue a STARTTLS command first");
        client.send("RCPT TO:<b@x>").expect("530 5.7.0 *");
        client.send("BDAT 6 LAST").sendRaw("QUIT\r\n").expect("530 5.7.0 *");
        client.send("VRFY ada").expect("530 5.7.0 *");
        client.send("EXPN all").expect("530 5.7.0 *");
        client.send("NOOP").expect("250 *");
        client.send("STARTTLS").expect("220 *").startTls(TestTls.client());
        client.send("EHLO x").reply();
        client.sendMail("a@x", "b@x", "Hello\r\n").quit();
        assertThat(received.mails()).hasSize(1);
    }

    @Test
    void canBeHidden() {
        RawClient client =
                connect(start(withTls().without(ServiceExtension.STARTTLS))).expect("220 *");
        assertThat(client.send("EHLO x").reply()).doesNotContain("STARTTLS");
        client.send("STARTTLS").expect("502 *").quit();
    }

    @Test
    void implicitTls() {
        SmtpServer server = start(withTls().alsoListenTls("localhost", 0));
        RawClient client = closing(new RawClient(server.addresses().get(1))).startTls(TestTls.client());

        client.expect("220 *").send("EHLO x").reply();
        client.send("STARTTLS").expect("503 *");
        client.sendMail("a@x", "b@x", "Hello\r\n").quit();

        assertThat(received.mails().get(0).session().tls()).isPresent();
        assertThat(received.mails().get(0).session().protocol()).isEqualTo("ESMTPS");
    }

    @Test
    void aFailedHandshakeIsRecordedAndTheServerLivesOn() throws Exception {
        SmtpServer server = start(withTls());
        RawClient client = greeted(server).send("STARTTLS").expect("220 *");

        client.expectNoHandshake(TestTls.stranger());

        assertThat(tlsFailed.await(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
        SessionRecord session = sessions.get(0);
        assertThat(session.failedAttempts()).singleElement().satisfies(attempt -> {
            assertThat(attempt.phase()).isEqualTo(Phase.TLS_HANDSHAKE);
            assertThat(attempt.reason()).startsWith("TLS handshake failed: ").contains("certificate_unknown");
            assertThat(attempt.reply()).isEmpty();
        });
        assertThat(session.transcript().toString()).contains("TLS handshake failed");
        secured(server).send("EHLO x").reply();
    }

    @Test
    void clearTextInPlaceOfAHandshakeEndsTheSession() throws Exception {
        SmtpServer server = start(withTls().alsoListenTls("localhost", 0));

        closing(new RawClient(server.addresses().get(1)))
                .trySendRaw("EHLO x\r\nMAIL FROM:<a@x>\r\n")
                .expectCutOff();

        assertThat(tlsFailed.await(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
        secured(server).send("EHLO x").reply();
    }

    @Test
    void aStalledHandshakeTimesOutAndDelaysNobody() throws Exception {
        SmtpServer server = start(withTls().alsoListenTls("localhost", 0).handshakeTimeout(Duration.ofSeconds(1)));
        RawClient stalled = closing(new RawClient(server.addresses().get(1))).sendRaw("\u0016\u0003");

        secured(server).send("EHLO x").reply();

        stalled.expectCutOff();
        assertThat(tlsFailed.await(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(longs = {300, 5_000}) // the socket's own time-out, and the server's eye on all connections
    void anIdleClientIsToldInTls(long millis) {
        secured(start(withTls().idleTimeout(Duration.ofMillis(millis))))
                .expect("421 4.4.2 Idle for too long")
                .expectEnd();
    }

    @Test
    void theServerStopsUnderAClientThatDoesNotReadItsReplies() throws Exception {
        SmtpServer server = withTls().shutdownGrace(Duration.ofMillis(100)).start();
        RawClient client = secured(server);
        Thread talker = new Thread(() -> {
            String batch = "HELP\r\n".repeat(10_000);
            try {
                while (true) {
                    client.sendRaw(batch);
                }
            } catch (UncheckedIOException e) {
                // the server has closed
            }
        });
        talker.start();
        awaitNoProgress(sessions.get(0));

        server.close();

        talker.join(PATIENCE.toMillis());
        assertThat(talker.isAlive()).isFalse();
    }

    /** Waits until the server writes into a full window, which shows by its thread's stack. */
    private static void awaitNoProgress(SessionRecord session) {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        int last = -1;
        long since = System.nanoTime();
        while (System.nanoTime() < deadline && System.nanoTime() - since < 300_000_000L) {
            int lines = session.transcript().omitted();
            if (lines != last || lines == 0) {
                last = lines;
                since = System.nanoTime();
            }
            Thread.onSpinWait();
        }
    }
}
