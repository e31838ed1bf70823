package io.github.smtpjunit.smtp.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.github.smtpjunit.smtp.ServiceExtension;
import io.github.smtpjunit.smtp.sasl.SaslAuthenticator;
import java.time.Duration;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Values that make no sense are refused before anything listens. */
class SmtpServerBuilderTests {

    static Stream<Arguments> mistakes() {
        return Stream.of(
                row("port must lie between 0 and 65535", builder -> builder.port(-1)),
                row("port must lie between 0 and 65535", builder -> builder.alsoListen("localhost", 65_536)),
                row(
                        "a TLS listener needs a certificate: set tls(SSLContext)",
                        builder -> builder.alsoListenTls("localhost", 0)),
                row("requireTls() needs a certificate: set tls(SSLContext)", builder -> builder.requireTls()),
                row(
                        "requireTls() needs STARTTLS: do not switch it off",
                        builder -> builder.tls(TestTls.server()).requireTls().without(ServiceExtension.STARTTLS)),
                row("maxMessageSize must be positive", builder -> builder.maxMessageSize(0)),
                row("maxRecipients must be positive", builder -> builder.maxRecipients(0)),
                row("maxLineLength must be at least 64, better 512", builder -> builder.maxLineLength(63)),
                row("maxErrors must not be negative", builder -> builder.maxErrors(-1)),
                row("maxTranscriptLines must not be negative", builder -> builder.maxTranscriptLines(-1)),
                row("maxKeptFailedAttempts must not be negative", builder -> builder.maxKeptFailedAttempts(-1)),
                row("maxConnections must be positive", builder -> builder.maxConnections(0)),
                row("maxConnectionsPerClient must be positive", builder -> builder.maxConnectionsPerClient(0)),
                row("idleTimeout must be positive", builder -> builder.idleTimeout(Duration.ZERO)),
                row(
                        "idleTimeout must be at most 365 days",
                        builder -> builder.idleTimeout(Duration.ofSeconds(Long.MAX_VALUE))),
                row("shutdownGrace must not be negative", builder -> builder.shutdownGrace(Duration.ofMillis(-1))),
                row("shutdownGrace must be at most 365 days", builder -> builder.shutdownGrace(Duration.ofDays(366))),
                row("hostname must be a name without spaces", builder -> builder.hostname("two words")),
                row("hostname must be a name without spaces", builder -> builder.hostname("")),
                row("printable US-ASCII only", builder -> builder.hostname("a\r\n250 b")),
                row("a line that is advertised needs a keyword", builder -> builder.advertise(" ")),
                row("printable US-ASCII only", builder -> builder.advertise("X\r\n250 Y")));
    }

    private static Arguments row(String message, UnaryOperator<SmtpServerBuilder> mistake) {
        return Arguments.of(message, mistake);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("mistakes")
    void aMistakeIsNamed(String message, UnaryOperator<SmtpServerBuilder> mistake) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> mistake.apply(SmtpServer.builder()).start())
                .withMessageContaining(message);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> mistake.apply(SmtpServer.builder()).copy().bind())
                .withMessageContaining(message);
    }

    /** What the Javadoc and the guides say. */
    @Test
    void theDefaults() {
        ServerConfig config = SmtpServer.builder().config();

        assertThat(config.maxLineLength()).isEqualTo(4_096);
        assertThat(config.maxRecipients()).isEqualTo(1_000);
        assertThat(config.maxMessageSize()).isEqualTo(64L * 1024 * 1024);
        assertThat(config.maxErrors()).isEqualTo(20);
        assertThat(config.maxConnections()).isEqualTo(1_000);
        assertThat(config.maxTranscriptLines()).isEqualTo(1_000);
        assertThat(config.maxKeptFailedAttempts()).isEqualTo(1_000);
        assertThat(config.auth().maxAttempts()).isEqualTo(5);
        assertThat(config.idleTimeout()).isEqualTo(Duration.ofMinutes(5));
        assertThat(config.mailTimeout()).isEqualTo(Duration.ofMinutes(30));
        assertThat(config.handshakeTimeout()).isEqualTo(Duration.ofSeconds(30));
        assertThat(config.shutdownGrace()).isEqualTo(Duration.ofSeconds(5));
        assertThat(config.refusesBareNewlines()).isFalse();
    }

    @Test
    void aCopyGoesItsOwnWay() {
        SmtpServerBuilder shared = SmtpServer.builder().maxErrors(3);
        SmtpServerBuilder varied = shared.copy()
                .maxErrors(4)
                .hostname("mx.example.org")
                .without(ServiceExtension.DSN)
                .tls(TestTls.server())
                .requireTls()
                .authenticator(SaslAuthenticator.acceptAny())
                .requireAuth();

        assertThat(shared.config()).satisfies(config -> {
            assertThat(config.maxErrors()).isEqualTo(3);
            assertThat(config.hostname()).isEqualTo("localhost");
            assertThat(config.offers(ServiceExtension.DSN)).isTrue();
            assertThat(config.tls()).isNull();
            assertThat(config.tlsRequired()).isFalse();
            assertThat(config.auth().isKnown()).isFalse();
        });
        assertThat(varied.copy().config()).satisfies(config -> {
            assertThat(config.maxErrors()).isEqualTo(4);
            assertThat(config.hostname()).isEqualTo("mx.example.org");
            assertThat(config.offers(ServiceExtension.DSN)).isFalse();
            assertThat(config.tls()).isNotNull();
            assertThat(config.tlsRequired()).isTrue();
            assertThat(config.auth().required()).isTrue();
        });
    }

    @Test
    void theLimitsThemselvesAreGood() {
        SmtpServer.builder()
                .maxErrors(0)
                .maxTranscriptLines(0)
                .maxLineLength(64)
                .maxMessageSize(1)
                .maxConnections(1)
                .maxRecipients(1)
                .idleTimeout(Duration.ofDays(365))
                .shutdownGrace(Duration.ZERO)
                .start()
                .close();
    }
}
