package io.github.smtpjunit.smtp.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.smtpjunit.smtp.sasl.RawScramClient;
import io.github.smtpjunit.smtp.sasl.SaslMechanism;
import java.security.MessageDigest;
import java.security.cert.X509Certificate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** SCRAM that is bound to its TLS channel by the server's certificate (RFC 5802 section 6, RFC 5929 section 4). */
class ScramPlusTests extends AuthTestCase {

    private static final String END_POINT = "p=tls-server-end-point,,";

    private void startPlus() {
        startClear(builder -> builder.tls(TestTls.server())
                .mechanisms(
                        SaslMechanism.SCRAM_SHA_256_PLUS,
                        SaslMechanism.SCRAM_SHA_1_PLUS,
                        SaslMechanism.SCRAM_SHA_256,
                        SaslMechanism.SCRAM_SHA_1));
    }

    private Client inTls() throws Exception {
        Client client = greeted();
        client.startTls(TestTls.client());
        assertThat(client.ask("EHLO c"))
                .contains("-AUTH SCRAM-SHA-256-PLUS SCRAM-SHA-1-PLUS SCRAM-SHA-256 SCRAM-SHA-1\n");
        return client;
    }

    /** The hash of its signature over the certificate; keytool signs by SHA-256 or better. */
    private static byte[] endPoint(X509Certificate certificate) throws Exception {
        String signature = certificate.getSigAlgName();
        String hash = signature.substring(0, signature.indexOf("with")).replace("SHA", "SHA-");
        return MessageDigest.getInstance(hash).digest(certificate.getEncoded());
    }

    /** Hash, mechanism, what the client starts with, whether it knows the right certificate, how it ends. */
    @ParameterizedTest
    @CsvSource({
        "SHA-256,SCRAM-SHA-256-PLUS,'p=tls-server-end-point,,',right,235",
        "SHA-1,SCRAM-SHA-1-PLUS,'p=tls-server-end-point,,',right,235",
        "SHA-256,SCRAM-SHA-256-PLUS,'p=tls-server-end-point,a=ada,',right,235",
        "SHA-256,SCRAM-SHA-256-PLUS,'p=tls-server-end-point,,',wrong,535",
        "SHA-256,SCRAM-SHA-256-PLUS,'p=tls-server-end-point,,',none,535",
        "SHA-256,SCRAM-SHA-256-PLUS,'p=tls-unique,,',right,535",
        "SHA-256,SCRAM-SHA-256-PLUS,'p=tls-exporter,,',right,535",
        "SHA-256,SCRAM-SHA-256-PLUS,'p=,,',right,501",
        "SHA-256,SCRAM-SHA-256-PLUS,'n,,',none,535",
        "SHA-256,SCRAM-SHA-256-PLUS,'y,,',none,535",
        "SHA-256,SCRAM-SHA-256,'n,,',none,235",
        "SHA-256,SCRAM-SHA-256,'y,,',none,535",
        "SHA-256,SCRAM-SHA-256,'p=tls-server-end-point,,',right,501"
    })
    void exchange(String hash, String mechanism, String header, String data, String code) throws Exception {
        startPlus();
        Client client = inTls();
        byte[] binding = data.equals("none") ? new byte[0] : endPoint(client.serverCertificate());
        if (data.equals("wrong")) {
            binding[0] ^= 1;
        }

        RawScramClient scram = new RawScramClient(hash, header, "ada", "pass word", binding);
        String answer = client.ask("AUTH " + mechanism + " " + base64(scram.first()));
        if (answer.startsWith("334")) {
            answer = client.respond(scram.last(decoded(answer)));
        }
        if (answer.startsWith("334")) {
            assertThat(decoded(answer)).isEqualTo("v=" + scram.expectedVerifier());
            answer = client.ask("");
        }
        assertThat(answer).startsWith(code);
    }

    @Test
    void inClearTextThereIsNothingToBindTo() throws Exception {
        startPlus();
        Client client = connect();

        assertThat(client.ask("EHLO c")).contains("-AUTH SCRAM-SHA-256 SCRAM-SHA-1\n");
        assertThat(client.ask("AUTH SCRAM-SHA-256-PLUS")).startsWith("504");
        RawScramClient scram = new RawScramClient("SHA-256", "y,,", "ada", "pass word");
        String serverFirst = decoded(client.ask("AUTH SCRAM-SHA-256 " + base64(scram.first())));
        assertThat(client.respond(scram.last(serverFirst)))
                .as("rightly not offered")
                .startsWith("334");
        assertThat(client.ask("")).isEqualTo(AUTHENTICATED);
    }

    @Test
    void aloneItIsNotOfferedInClearText() throws Exception {
        startClear(builder -> builder.tls(TestTls.server()).mechanisms(SaslMechanism.SCRAM_SHA_256_PLUS));

        assertThat(connect().ask("EHLO c")).doesNotContain("AUTH");
    }

    @Test
    void whoDoesNotAskForItDoesNotGetIt() throws Exception {
        startClear(builder -> builder.tls(TestTls.server()));
        Client client = greeted();
        client.startTls(TestTls.client());

        assertThat(client.ask("EHLO c")).contains("AUTH ").doesNotContain("-PLUS");
        RawScramClient scram = new RawScramClient("SHA-256", END_POINT, "ada", "pass word");
        assertThat(client.ask("AUTH SCRAM-SHA-256-PLUS " + base64(scram.first())))
                .startsWith("504");
    }
}
