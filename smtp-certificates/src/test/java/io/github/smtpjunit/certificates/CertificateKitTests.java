package io.github.smtpjunit.certificates;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.Security;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Properties;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class CertificateKitTests {

    private static final CertificateKit KIT = CertificateKit.create();

    @ParameterizedTest
    @ValueSource(strings = {"localhost", "127.0.0.1", "::1"})
    void goodIsAcceptedFor(String host) throws Exception {
        Handshake.between(KIT.serverContext(), KIT.clientContext())
                .withHost(host)
                .run();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            EXPIRED       | localhost | NotAfter
            NOT_YET_VALID | localhost | NotBefore
            WRONG_HOST    | localhost | No subject alternative DNS name matching localhost found
            SELF_SIGNED   | localhost | unable to find valid certification path
            UNKNOWN_CA    | localhost | unable to find valid certification path
            WEAK_KEY      | localhost | keysize limits: RSA 768 bit key
            CN_ONLY       | 127.0.0.1 | No subject alternative names present
            IP_ONLY       | localhost | No name matching localhost found
            """)
    void aClientThatVerifiesRefuses(ServerCertificate which, String host, String reason) {
        Handshake handshake = Handshake.between(KIT.serverContext(which), KIT.clientContext());

        assertThatThrownBy(() -> handshake.withHost(host).run())
                .isInstanceOf(SSLException.class)
                .rootCause()
                .hasMessageContaining(reason);
    }

    @Test
    void ipOnlyIsAcceptedForAnAddress() throws Exception {
        Handshake.between(KIT.serverContext(ServerCertificate.IP_ONLY), KIT.clientContext())
                .withHost("127.0.0.1")
                .run();
    }

    @ParameterizedTest
    @EnumSource
    void aServerShowsWhatItIsTold(ServerCertificate which) {
        TlsIdentity identity = KIT.server(which);

        assertThat(identity).isSameAs(KIT.server(which));
        assertThat(identity.chain()).containsExactly(identity.certificate());
    }

    @Test
    void aClientOfAnotherKitRefuses() {
        SSLContext stranger = CertificateKit.create().clientContext();

        assertThatThrownBy(
                        () -> Handshake.between(KIT.serverContext(), stranger).run())
                .isInstanceOf(SSLException.class);
    }

    @Test
    void aClientShowsItsCertificate() throws Exception {
        TlsIdentity ada = KIT.client("Ada, \"Countess\" of Lovelace");

        assertThat(Handshake.between(KIT.serverContext(), KIT.clientContext(ada))
                        .requiringClientCertificate()
                        .run())
                .containsExactly(ada.certificate());
        assertThat(ada.certificate().getSubjectX500Principal().getName())
                .isEqualTo("CN=Ada\\, \\\"Countess\\\" of Lovelace");
    }

    @Test
    void aServerRefusesTheClientOfAnotherKit() {
        TlsIdentity stranger = CertificateKit.create().client("stranger");
        Handshake handshake = Handshake.between(KIT.serverContext(), KIT.clientContext(stranger));

        assertThatThrownBy(() -> handshake.requiringClientCertificate().run()).isInstanceOf(java.io.IOException.class);
    }

    @Test
    void theClockTellsWhatIsValid() {
        Instant then = Instant.parse("2040-01-01T00:00:00Z");
        CertificateKit kit = CertificateKit.create(Clock.fixed(then, ZoneOffset.UTC));

        X509Certificate good = kit.server(ServerCertificate.GOOD).certificate();
        X509Certificate expired = kit.server(ServerCertificate.EXPIRED).certificate();

        assertThat(good.getNotBefore().toInstant()).isBefore(then);
        assertThat(good.getNotAfter().toInstant()).isAfter(then);
        assertThat(expired.getNotAfter().toInstant()).isEqualTo(then.minus(Duration.ofDays(1)));
    }

    @Test
    void writesFilesForCodeThatReadsFiles(@TempDir Path directory) throws Exception {
        CertificateFiles files = KIT.writeTo(directory.resolve("made/on/demand"));

        assertThat(files.authority()).hasContent(KIT.authorityPem());
        TlsIdentity read = TlsIdentity.read(files.serverChain(), files.serverKey());
        assertThat(read.chain()).isEqualTo(KIT.server(ServerCertificate.GOOD).chain());
        KeyStore store = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(files.trustStore())) {
            store.load(in, files.trustStorePassword().toCharArray());
        }
        assertThat(store.size()).isOne();
        assertThat(store.getCertificate("authority")).isEqualTo(KIT.authority());
    }

    @Test
    void changesNothingOfTheJvm() throws Exception {
        List<String> providers =
                List.of(Security.getProviders()).stream().map(Object::toString).toList();
        SSLContext defaultContext = SSLContext.getDefault();
        Properties system = (Properties) System.getProperties().clone();

        CertificateKit kit = CertificateKit.create();
        Handshake.between(kit.serverContext(), kit.clientContext(kit.client("ada")))
                .requiringClientCertificate()
                .run();
        kit.implicitTlsMailProperties("localhost", 25);

        assertThat(List.of(Security.getProviders()).stream().map(Object::toString))
                .isEqualTo(providers);
        assertThat(SSLContext.getDefault()).isSameAs(defaultContext);
        assertThat(System.getProperties()).isEqualTo(system);
    }
}
