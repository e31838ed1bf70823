package io.github.smtpjunit.relay;

import static io.github.smtpjunit.relay.jupiter.RelayAssert.assertThat;
import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.smtpjunit.certificates.CertificateKit;
import io.github.smtpjunit.certificates.ServerCertificate;
import io.github.smtpjunit.inbox.Inbox;
import io.github.smtpjunit.relay.Delivery.Outcome;
import io.github.smtpjunit.smtp.Envelope;
import io.github.smtpjunit.smtp.Replies;
import io.github.smtpjunit.smtp.sasl.SaslAuthenticator;
import io.github.smtpjunit.smtp.server.ManualClock;
import io.github.smtpjunit.smtp.server.SmtpServer;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/** Two relays and more in a row. */
class RelayChainTests {

    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final byte[] MAIL = "Subject: Over two hops\r\n\r\nHello\r\n".getBytes(UTF_8);

    @AutoClose
    private final Inbox inbox = Inbox.start();

    private final CertificateKit certificates = CertificateKit.create();
    private final ManualClock clock = ManualClock.atNow();

    @Test
    void overTlsWithAuthentication() {
        try (SmtpRelay second = SmtpRelay.builder()
                        .hostname("second.example.net")
                        .clock(clock)
                        .allowFrom()
                        .server(server -> server.tls(certificates.serverContext(ServerCertificate.GOOD))
                                .authenticator(SaslAuthenticator.users(Map.of("first", "secret")))
                                .requireAuth())
                        .smartHost(inbox.host(), inbox.port())
                        .start();
                SmtpRelay first = SmtpRelay.builder()
                        .hostname("first.example.net")
                        .clock(clock)
                        .tls(TlsPolicy.REQUIRED)
                        .trust(certificates.clientContext())
                        .credentials("first", "secret")
                        .smartHost("localhost", second.port())
                        .start()) {
            first.send(Envelope.of("shop@example.com", "ada@example.org"), MAIL);
            assertThat(first).drainsWithin(PATIENCE);
            assertThat(second).drainsWithin(PATIENCE);

            assertThat(inbox)
                    .singleMail()
                    .hasEnvelopeRecipients("ada@example.org")
                    .hasSubject("Over two hops");
            assertThat(inbox.awaitMail().header("Received"))
                    .hasValueSatisfying(newest -> assertThat(newest)
                            .contains("from first.example.net")
                            .contains("by second.example.net")
                            .contains("ESMTPSA"));
        }
    }

    @Test
    void aWrongPasswordLosesNoMail() {
        try (SmtpRelay second = SmtpRelay.builder()
                        .clock(clock)
                        .allowFrom()
                        .server(server -> server.authenticator(SaslAuthenticator.users(Map.of("first", "secret")))
                                .allowAuthWithoutTls())
                        .smartHost(inbox.host(), inbox.port())
                        .start();
                SmtpRelay first = SmtpRelay.builder()
                        .clock(clock)
                        .tls(TlsPolicy.NONE)
                        .credentials("first", "wrong")
                        .smartHost("127.0.0.1", second.port())
                        .start()) {
            first.send(Envelope.of("shop@example.com", "ada@example.org"), MAIL);
            assertThat(first).settlesWithin(PATIENCE);

            assertThat(first.queue()).hasSize(1);
            assertThat(first.deliveries()).singleElement().satisfies(delivery -> {
                assertThat(delivery.outcome()).isEqualTo(Outcome.DEFERRED);
                assertThat(delivery.reply()).contains("535 5.7.8").doesNotContain("wrong");
            });
        }
    }

    @Test
    void aLoopOfTwoEndsInOneReport() {
        AtomicReference<SmtpRelay> beginning = new AtomicReference<>();
        try (SmtpServer wayBack = SmtpServer.builder()
                        .handler(mail -> {
                            requireNonNull(beginning.get()).send(mail);
                            return Replies.MAIL_ACCEPTED;
                        })
                        .start();
                SmtpRelay other = loopingTo(wayBack.host(), wayBack.port());
                SmtpRelay one = loopingTo(other.host(), other.port())) {
            beginning.set(one);
            one.send(Envelope.of("shop@example.com", "ada@example.org"), MAIL);

            assertThat(inbox)
                    .within(PATIENCE)
                    .singleMail()
                    .hasEnvelopeFrom("")
                    .hasEnvelopeRecipients("shop@example.com");
            assertThat(new String(inbox.awaitMail().raw(), UTF_8)).contains("Status: 5.4.6");
            assertThat(one).drainsWithin(PATIENCE);
            assertThat(other).drainsWithin(PATIENCE);
            assertThat(inbox).hasMailCount(1);
        }
    }

    /** A relay that sends example.org round in circles, and reports to the inbox. */
    private SmtpRelay loopingTo(String host, int port) {
        return SmtpRelay.builder()
                .clock(clock)
                .route("example.com", inbox.host(), inbox.port())
                .route("example.org", host, port)
                .start();
    }
}
