package io.github.smtpjunit.certificates;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** OpenSSL reads the PEM files, if openssl is installed. */
class OpensslTests {

    private static final CertificateKit KIT = CertificateKit.create();

    private final Path directory;

    OpensslTests(@TempDir Path directory) {
        this.directory = directory;
    }

    @BeforeAll
    static void needsOpenssl() throws Exception {
        boolean found;
        try {
            found = !run(Path.of("."), "version").isEmpty();
        } catch (IOException e) {
            found = false;
        }
        assumeTrue(found, "openssl is not installed");
    }

    private static String run(Path directory, String... arguments) throws Exception {
        List<String> command = new ArrayList<>(List.of("openssl"));
        command.addAll(List.of(arguments));
        Process openssl = new ProcessBuilder(command)
                .directory(directory.toFile())
                .redirectErrorStream(true)
                .start();
        openssl.getOutputStream().close();
        String output = new String(openssl.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(openssl.waitFor(20, TimeUnit.SECONDS)).isTrue();
        return output;
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            GOOD          | server.pem: OK
            EXPIRED       | certificate has expired
            NOT_YET_VALID | certificate is not yet valid
            WRONG_HOST    | hostname mismatch
            SELF_SIGNED   | self-signed certificate
            UNKNOWN_CA    | unable to get local issuer certificate
            WEAK_KEY      | EE certificate key too weak
            CN_ONLY       | server.pem: OK
            IP_ONLY       | hostname mismatch
            """)
    void verifiesStrictly(ServerCertificate which, String verdict) throws Exception {
        CertificateFiles files = KIT.writeTo(directory);
        Files.writeString(files.serverChain(), KIT.server(which).chainPem());

        String output = run(
                directory,
                "verify -x509_strict -auth_level 2 -purpose sslserver -verify_hostname localhost -CAfile ca.pem server.pem"
                        .split(" "));

        assertThat(output.replace("self signed", "self-signed").replace("Hostname", "hostname"))
                .contains(verdict);
    }

    @Test
    void readsKeyAndTrustStore() throws Exception {
        KIT.writeTo(directory);

        assertThat(run(directory, "pkey", "-in", "server-key.pem", "-noout", "-text"))
                .contains("P-256");
        assertThat(run(directory, "pkcs12", "-in", "truststore.p12", "-nokeys", "-passin", "pass:changeit"))
                .contains("smtp-junit test authority");
    }

    private static SSLContext trusting(TlsIdentity identity) throws Exception {
        KeyStore store = KIT.trustStore();
        store.setCertificateEntry("other", identity.certificate());
        TrustManagerFactory trust = TrustManagerFactory.getInstance("PKIX");
        trust.init(store);
        return TlsIdentity.context(null, trust.getTrustManagers());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            genpkey -algorithm RSA -pkeyopt rsa_keygen_bits:2048 -out key.pem
            genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-384 -out key.pem
            genpkey -algorithm ED25519 -out key.pem
            """)
    void makesWhatCanBeRead(String keyCommand) throws Exception {
        run(directory, keyCommand.split(" "));
        run(directory, "req -x509 -key key.pem -out cert.pem -days 2 -subj /CN=localhost".split(" "));

        TlsIdentity identity = TlsIdentity.read(directory.resolve("cert.pem"), directory.resolve("key.pem"));

        assertThat(identity).hasToString("CN=localhost, issued by CN=localhost");
        Handshake.between(identity.serverContext(), trusting(identity)).run();
    }
}
