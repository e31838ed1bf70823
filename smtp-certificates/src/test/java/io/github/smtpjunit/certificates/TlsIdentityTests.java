package io.github.smtpjunit.certificates;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class TlsIdentityTests {

    private static final CertificateKit KIT = CertificateKit.create();
    private static final TlsIdentity GOOD = KIT.server(ServerCertificate.GOOD);

    private final Path directory;

    TlsIdentityTests(@TempDir Path directory) {
        this.directory = directory;
    }

    private Path file(String name, String text) throws IOException {
        return Files.writeString(directory.resolve(name), text);
    }

    @ParameterizedTest
    @EnumSource(names = {"GOOD", "WEAK_KEY"}) // EC, RSA
    void pemRoundTrip(ServerCertificate which) throws Exception {
        TlsIdentity identity = KIT.server(which);

        TlsIdentity read =
                TlsIdentity.read(file("cert.pem", identity.chainPem()), file("key.pem", identity.privateKeyPem()));

        assertThat(read.chain()).isEqualTo(identity.chain());
        assertThat(read.privateKey()).isEqualTo(identity.privateKey());
    }

    @Test
    void readsAChainAndAKeyFromOneFileWithCommentsAndCrLf() throws Exception {
        String text = "Bag Attributes\n" + GOOD.privateKeyPem() + "subject=CN = localhost\n" + GOOD.chainPem()
                + KIT.authorityPem();
        Path file = file("all.pem", text.replace("\n", "\r\n"));

        TlsIdentity read = TlsIdentity.read(file, file);

        assertThat(read.chain()).containsExactly(GOOD.certificate(), KIT.authority());
        Handshake.between(read.serverContext(), KIT.clientContext()).run();
    }

    @Test
    void selfSignedIsForTheNamesGiven() throws Exception {
        TlsIdentity identity = TlsIdentity.selfSigned("mx.example.com", "192.0.2.1");

        assertThat(identity.certificate().getSubjectAlternativeNames())
                .extracting(name -> (Object) name.get(1))
                .containsExactly("mx.example.com", "192.0.2.1");
        assertThatIllegalArgumentException().isThrownBy(TlsIdentity::selfSigned).withMessageContaining("host name");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            ''                    | cert.pem: it contains no certificate; it must be PEM text
            hello                 | cert.pem: it contains no certificate; it must be PEM text
            CERTIFICATE:!!        | cert.pem: its certificate is damaged
            CERTIFICATE:AAAA      | cert.pem: its certificate is damaged
            """)
    void refusesACertificate(String content, String problem) throws Exception {
        Path certificate = file("cert.pem", block(content));
        Path key = file("key.pem", GOOD.privateKeyPem());

        assertThatThrownBy(() -> TlsIdentity.read(certificate, key))
                .isInstanceOf(IOException.class)
                .hasMessageContaining(problem);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            ''                              | key.pem: it contains no private key; it must be PEM text
            ENCRYPTED PRIVATE KEY:AAAA      | key.pem: the key is encrypted; remove the password by: openssl pkey
            RSA PRIVATE KEY:AAAA            | key.pem: it is an "RSA PRIVATE KEY" in an old format; make it PKCS #8 by: openssl pkcs8
            RSA PRIVATE KEY:DEK-Info: AES-1 | key.pem: it is an "RSA PRIVATE KEY" in an old format; make it PKCS #8 by: openssl pkcs8
            EC PRIVATE KEY:AAAA             | key.pem: it is an "EC PRIVATE KEY" in an old format; make it PKCS #8 by: openssl pkcs8
            PRIVATE KEY:AAAA                | key.pem: the key is damaged, or it is not a key for the certificate's algorithm, which is EC
            """)
    void refusesAKey(String content, String problem) throws Exception {
        Path certificate = file("cert.pem", GOOD.chainPem());
        Path key = file("key.pem", block(content));

        assertThatThrownBy(() -> TlsIdentity.read(certificate, key))
                .isInstanceOf(IOException.class)
                .hasMessageContaining(problem);
    }

    private static String block(String content) {
        int colon = content.indexOf(':');
        String label = content.substring(0, Math.max(0, colon));
        return colon < 0
                ? content
                : "-----BEGIN " + label + "-----\n" + content.substring(colon + 1) + "\n-----END " + label + "-----\n";
    }

    @ParameterizedTest
    @EnumSource(names = {"WRONG_HOST", "WEAK_KEY"}) // another key, and one of another kind
    void refusesTheKeyOfAnotherCertificate(ServerCertificate other) throws Exception {
        Path certificate = file("cert.pem", GOOD.chainPem());
        Path key = file("key.pem", KIT.server(other).privateKeyPem());

        assertThatThrownBy(() -> TlsIdentity.read(certificate, key))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("key.pem: ")
                .hasMessageContaining("certificate");
    }

    @Test
    void refusesWhatCannotBeRead() throws Exception {
        Path missing = directory.resolve("missing.pem");
        Path binary =
                Files.write(directory.resolve("cert.der"), GOOD.certificate().getEncoded());
        Path text = file("key.pem", GOOD.privateKeyPem());

        assertThatThrownBy(() -> TlsIdentity.read(missing, text)).hasMessage(missing + ": there is no such file");
        assertThatThrownBy(() -> TlsIdentity.read(directory, text)).hasMessageContaining("cannot be read");
        assertThatThrownBy(() -> TlsIdentity.read(binary, text))
                .hasMessageContaining("cert.der: it is not text; turn DER or PKCS #12 into PEM");
    }

    @Test
    void keepsTheKeyOutOfItsText() {
        assertThat(GOOD).hasToString("CN=localhost, issued by CN=smtp-junit test authority");
    }
}
