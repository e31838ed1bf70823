package io.github.smtpjunit.smtp.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.github.smtpjunit.smtp.ServiceExtension;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What of TLS contradicts itself is refused before the start, with the remedy. */
class TlsBuilderTests {

    static Stream<Arguments> contradictions() {
        return Stream.of(
                row("implicitTls()", builder -> builder.implicitTls(), "set tls(SSLContext)"),
                row("requireTls()", builder -> builder.requireTls(), "set tls(SSLContext)"),
                row("tlsProtocols(TLSv1.3)", builder -> builder.tlsProtocols("TLSv1.3"), "set tls(SSLContext)"),
                row(
                        "cipherSuites(..)",
                        builder -> builder.cipherSuites("TLS_AES_128_GCM_SHA256"),
                        "set tls(SSLContext)"),
                row("clientCertificates(WANTED)", SmtpServerBuilder::requestClientCertificate, "set tls(SSLContext)"),
                row(
                        "tls(), requireTls(), without(STARTTLS)",
                        builder -> tls(builder).requireTls().without(ServiceExtension.STARTTLS),
                        "requireTls() needs STARTTLS: do not switch it off"),
                row(
                        "tls(), tlsProtocols(TLSv1.1)",
                        builder -> tls(builder).tlsProtocols("TLSv1.2", "TLSv1.1"),
                        "knows TLSv1.2 and TLSv1.3 only (RFC 8996), not \"TLSv1.1\""),
                row("tls(), tlsProtocols()", builder -> tls(builder).tlsProtocols(), "leave it away"),
                row(
                        "tls(), cipherSuites(unknown)",
                        builder -> tls(builder).cipherSuites("TLS_OF_MY_OWN"),
                        "this JDK does not support \"TLS_OF_MY_OWN\""),
                row(
                        "tls(), tlsProtocols(TLSv1.2), cipherSuites(of 1.3)",
                        builder -> tls(builder).tlsProtocols("TLSv1.2").cipherSuites("TLS_AES_128_GCM_SHA256"),
                        "cipherSuites(...) has none for TLSv1.2: add one, or change tlsProtocols(...)"));
    }

    private static Arguments row(String name, UnaryOperator<SmtpServerBuilder> change, String problem) {
        return Arguments.of(Named.of(name, change), problem);
    }

    private static SmtpServerBuilder tls(SmtpServerBuilder builder) {
        return builder.tls(TestTls.server());
    }

    @ParameterizedTest
    @MethodSource("contradictions")
    void isRefused(UnaryOperator<SmtpServerBuilder> change, String problem) {
        SmtpServerBuilder builder = change.apply(SmtpServer.builder());

        assertThatIllegalArgumentException().isThrownBy(builder::start).withMessageContaining(problem);
    }

    static Stream<Arguments> modes() {
        return Stream.of(
                mode(TlsMode.NONE, builder -> builder),
                mode(TlsMode.STARTTLS, builder -> tls(builder)),
                mode(TlsMode.NONE, builder -> tls(builder).without(ServiceExtension.STARTTLS)),
                mode(TlsMode.STARTTLS, builder -> tls(builder).alsoListenTls("localhost", 0)),
                mode(TlsMode.REQUIRED, builder -> tls(builder).requireTls()),
                mode(TlsMode.IMPLICIT, builder -> tls(builder).implicitTls()),
                mode(
                        TlsMode.IMPLICIT,
                        builder -> tls(builder).implicitTls().requireTls().without(ServiceExtension.STARTTLS)));
    }

    private static Arguments mode(TlsMode mode, UnaryOperator<SmtpServerBuilder> change) {
        return Arguments.of(mode, Named.of("builder", change));
    }

    @ParameterizedTest
    @MethodSource("modes")
    void theServerTellsTheModeOfItsFirstListener(TlsMode mode, UnaryOperator<SmtpServerBuilder> change) {
        try (SmtpServer server = change.apply(SmtpServer.builder()).start()) {
            assertThat(server.tlsMode()).isEqualTo(mode);
        }
    }

    @Test
    void aCopyHasTheSameTls() {
        SmtpServerBuilder original = SmtpServer.builder()
                .tls(TestTls.server())
                .implicitTls()
                .tlsProtocols("TLSv1.2")
                .cipherSuites("TLS_AES_128_GCM_SHA256");

        assertThatIllegalArgumentException()
                .isThrownBy(() -> original.copy().start())
                .withMessageContaining("has none for TLSv1.2");
    }
}
