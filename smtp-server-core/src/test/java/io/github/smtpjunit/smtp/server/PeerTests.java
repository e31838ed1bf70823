package io.github.smtpjunit.smtp.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.smtpjunit.smtp.sasl.AuthInfo;
import io.github.smtpjunit.smtp.sasl.SaslAuthenticator;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Clients that others wrote; each is skipped where it is not installed. */
class PeerTests extends SmtpTestCase {

    private final Path directory;

    PeerTests(@TempDir Path directory) {
        this.directory = directory;
    }

    private SmtpServer server() {
        return start(builder().tls(TestTls.server()));
    }

    private static boolean isInstalled(String tool) {
        return Stream.of(System.getenv("PATH").split(File.pathSeparator, -1))
                .anyMatch(place -> Files.isExecutable(Path.of(place, tool)));
    }

    private static void assumeInstalled(String tool) {
        assumeTrue(isInstalled(tool), tool + " is not installed");
    }

    /** Runs a command with some input, and returns what it printed. */
    private String run(String input, String... command) throws IOException, InterruptedException {
        Path in = Files.writeString(directory.resolve("in"), input);
        Path out = directory.resolve("out");
        Process process = new ProcessBuilder(command)
                .redirectInput(in.toFile())
                .redirectOutput(out.toFile())
                .redirectErrorStream(true)
                .start();
        assertThat(process.waitFor(30, TimeUnit.SECONDS))
                .as("%s ends", List.of(command))
                .isTrue();
        String printed = Files.readString(out, StandardCharsets.ISO_8859_1);
        assertThat(process.exitValue())
                .as("the exit code of %s, which printed %s", List.of(command), printed)
                .isZero();
        return printed;
    }

    @Test
    void smtplib() throws Exception {
        assumeInstalled("python3");
        SmtpServer server = server();

        run("""
                import smtplib, ssl
                client = smtplib.SMTP('%s', %d, timeout=10)
                context = ssl.create_default_context()
                context.check_hostname = False
                context.verify_mode = ssl.CERT_NONE
                client.starttls(context=context)
                client.sendmail('ada@example.org', ['bob@example.org', 'eve@example.org'], b'Subject: x\\r\\n\\r\\n.dot\\r\\n')
                client.sendmail('', 'bob@example.org', b'second')
                refused = client.docmd('MAIL', 'FROM:<broken')
                assert refused[0] == 501, refused
                client.quit()
                """.formatted(server.host(), server.port()), "python3", "-");

        assertThat(received.mails())
                .extracting(Object::toString)
                .containsExactly(
                        "ada@example.org > bob@example.org,eve@example.org : Subject: x\\r\\n\\r\\n.dot\\r\\n",
                        " > bob@example.org : second\\r\\n");
        assertThat(received.mails().get(0).session().tls()).isPresent();
    }

    @Test
    void curl() throws Exception {
        assumeInstalled("curl");
        SmtpServer server = server();

        run(
                "Subject: x\r\n\r\n.dot\r\n",
                "curl",
                "-sS",
                "--max-time",
                "20",
                "--insecure",
                "--ssl-reqd",
                "smtp://" + server.host() + ":" + server.port() + "/client.example.org",
                "--mail-from",
                "ada@example.org",
                "--mail-rcpt",
                "bob@example.org",
                "--upload-file",
                "-");

        assertThat(received.mails())
                .extracting(Object::toString)
                .containsExactly("ada@example.org > bob@example.org : Subject: x\\r\\n\\r\\n.dot\\r\\n");
        assertThat(received.mails().get(0).session().heloName()).contains("client.example.org");
    }

    @Test
    void swaks() throws Exception {
        assumeInstalled("swaks");
        SmtpServer server = server();

        run(
                "",
                "swaks",
                "--server",
                server.host(),
                "--port",
                String.valueOf(server.port()),
                "--pipeline",
                "--helo",
                "client.example.org",
                "--from",
                "ada@example.org",
                "--to",
                "bob@example.org,eve@example.org",
                "--data",
                "Subject: x\\n\\n.dot\\n");

        assertThat(received.mails()).singleElement().satisfies(mail -> {
            assertThat(mail.envelope().to()).containsExactly("bob@example.org", "eve@example.org");
            assertThat(mail.content()).startsWith("Subject: x\r\n\r\n.dot\r\n");
        });
    }

    /** Knows more mechanisms than any other client. */
    @ParameterizedTest
    @ValueSource(strings = {"plain", "login", "cram-md5", "scram-sha-1", "scram-sha-256", "oauthbearer", "xoauth2"})
    void msmtp(String mechanism) throws Exception {
        assumeInstalled("msmtp");
        SmtpServer server = start(builder()
                .tls(TestTls.server())
                .authenticator(SaslAuthenticator.users(Map.of("ada", "pass-word")))
                .requireAuth());

        run(
                "Subject: x\n\n.dot\n",
                "msmtp",
                "--host=" + server.host(),
                "--port=" + server.port(),
                "--tls=on",
                "--tls-starttls=on",
                "--tls-certcheck=off",
                "--auth=" + mechanism,
                "--user=ada",
                "--passwordeval=echo pass-word",
                "--from=ada@example.org",
                "bob@example.org",
                "eve@example.org");

        assertThat(received.mails()).singleElement().satisfies(mail -> {
            assertThat(mail.envelope().to()).containsExactly("bob@example.org", "eve@example.org");
            assertThat(mail.content()).endsWith("Subject: x\r\n\r\n.dot\r\n");
            assertThat(mail.session().authentication())
                    .contains(new AuthInfo("ada", mechanism.toUpperCase(Locale.ROOT)));
        });
    }

    @Test
    void opensslClient() throws Exception {
        assumeInstalled("openssl");
        SmtpServer server = server();

        String printed = run(
                "EHLO x\r\nNOOP\r\nQUIT\r\n",
                "openssl",
                "s_client",
                "-starttls",
                "smtp",
                "-quiet",
                "-ign_eof",
                "-connect",
                server.host() + ":" + server.port());

        assertThat(printed).contains("250 2.0.0 OK", "221 2.0.0 Bye");
    }
}
