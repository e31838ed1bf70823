package io.github.smtpjunit.relay.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.smtpjunit.certificates.TlsIdentity;
import io.github.smtpjunit.relay.client.HostPort;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.Base64;
import java.util.List;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** HTTPS, and users of it. */
class HttpOptionsTests extends CommandTestCase {

    @Test
    void aCatcherIsServedByTlsToItsUsers(@TempDir Path directory) throws Exception {
        TlsIdentity identity = TlsIdentity.selfSigned("localhost", "127.0.0.1");
        Path certificate = Files.writeString(directory.resolve("cert.pem"), identity.chainPem());
        Path key = Files.writeString(directory.resolve("key.pem"), identity.privateKeyPem());
        Path users = Files.writeString(directory.resolve("users"), "grace:hopper\n");
        Running capture = start(
                "capture",
                "--listen=127.0.0.1:0",
                "--http=127.0.0.1:0",
                "--http-tls",
                "--no-starttls",
                "--tls-cert=" + certificate,
                "--tls-key=" + key,
                "--http-user=ada:secret",
                "--http-user-file=" + users);
        HostPort place = capture.places("http").get(0);
        HttpClient client =
                HttpClient.newBuilder().sslContext(trusting(identity)).build();

        for (String user : List.of("ada:secret", "grace:hopper")) {
            HttpRequest mails = HttpRequest.newBuilder(URI.create("https://" + place + "/api/mails"))
                    .header(
                            "Authorization",
                            "Basic " + Base64.getEncoder().encodeToString(user.getBytes(StandardCharsets.UTF_8)))
                    .build();
            assertThat(client.send(mails, BodyHandlers.ofString()).body()).startsWith("{\"total\": 0");
        }
        HttpRequest without = HttpRequest.newBuilder(URI.create("https://" + place + "/api/mails"))
                .build();
        assertThat(client.send(without, BodyHandlers.ofString()).statusCode()).isEqualTo(401);

        assertThat(run("health", "--http=" + place, "--http-tls").code()).isZero();
        assertThat(run("health", "--http=" + place).code()).isEqualTo(1);
    }

    private static SSLContext trusting(TlsIdentity identity) throws Exception {
        KeyStore trusted = KeyStore.getInstance(KeyStore.getDefaultType());
        trusted.load(null, null);
        trusted.setCertificateEntry("own", identity.certificate());
        TrustManagerFactory factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        factory.init(trusted);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, factory.getTrustManagers(), null);
        return context;
    }

    @Test
    void whatNeedsHttpSaysSo() {
        for (String option : List.of("--http-tls", "--http-user=ada:secret")) {
            Outcome outcome = run("capture", "--listen=127.0.0.1:0", option);
            assertThat(outcome.code()).isEqualTo(2);
            assertThat(outcome.err()).contains("need --http HOST:PORT").doesNotContain("secret");
        }
    }
}
