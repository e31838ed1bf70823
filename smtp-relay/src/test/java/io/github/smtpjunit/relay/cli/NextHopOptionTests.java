package io.github.smtpjunit.relay.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.smtpjunit.certificates.CertificateKit;
import io.github.smtpjunit.certificates.ServerCertificate;
import io.github.smtpjunit.inbox.Inbox;
import io.github.smtpjunit.smtp.sasl.SaslAuthenticator;
import io.github.smtpjunit.smtp.server.SmtpServer;
import io.github.smtpjunit.smtp.server.SmtpServerBuilder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** How the smart host and each route are spoken to, as the options say. */
class NextHopOptionTests extends CommandTestCase {

    private static final CertificateKit CERTIFICATES = CertificateKit.shared();

    @AutoClose
    private final Inbox smart = Inbox.start(server());

    @AutoClose
    private final Inbox route = Inbox.start(server());

    private static SmtpServerBuilder server() {
        return SmtpServer.builder()
                .host("localhost")
                .tls(CERTIFICATES.serverContext(ServerCertificate.GOOD))
                .authenticator(SaslAuthenticator.users(Map.of("ada", "secret", "bob", "hidden")))
                .allowAuthWithoutTls();
    }

    private Running serve(String... more) throws Exception {
        List<String> args = new ArrayList<>(List.of("serve", "--listen=127.0.0.1:0", "--spool=memory"));
        args.add("--smart-host=localhost:" + smart.port());
        args.add("--route=example.com=localhost:" + route.port());
        args.addAll(List.of(more));
        return start(args.toArray(String[]::new));
    }

    private static void send(Running serve, String... to) throws IOException {
        try (Client client = serve.connect()) {
            client.say("250", "EHLO client.example.org");
            for (String recipient : to) {
                client.mail("shop@example.com", "Subject: x\r\n\r\nx\r\n", recipient)
                        .expect("250");
            }
        }
    }

    private static String user(Inbox inbox) {
        return inbox.awaitMail()
                .session()
                .authentication()
                .map(who -> who.user())
                .orElse("nobody");
    }

    private static Path authorities(Path directory) throws IOException {
        return Files.writeString(directory.resolve("ca.pem"), CERTIFICATES.authorityPem());
    }

    @Test
    void theSmartHostsSecretIsForTheSmartHost(@TempDir Path directory) throws Exception {
        Running serve = serve(
                "--smart-host-tls=required",
                "--smart-host-trust=" + authorities(directory),
                "--smart-host-user=ada:secret");
        send(serve, "ada@example.org", "ada@example.com");

        assertThat(user(smart)).isEqualTo("ada");
        assertThat(user(route)).isEqualTo("nobody");
    }

    @Test
    void aRouteHasOptionsOfItsOwn(@TempDir Path directory) throws Exception {
        Running serve = serve(
                "--route-tls=Example.com=required",
                "--route-trust=example.com=" + authorities(directory),
                "--route-user=example.com=bob:hidden");
        send(serve, "ada@example.org", "ada@example.com");

        assertThat(user(smart)).isEqualTo("nobody");
        assertThat(user(route)).isEqualTo("bob");
        assertThat(serve.log()).doesNotContain("hidden").doesNotContain("clear text");
    }

    @Test
    void aPasswordThatWouldGoToAnUnverifiedHostKeepsTheMailBackAndTheReplyNamesTheOption() throws Exception {
        Running serve = serve("--smart-host-user=ada:secret");
        send(serve, "ada@example.org");

        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(serve.log())
                        .containsPattern("event=deferred .* reply=\"454 4.7.5 localhost.* by --smart-host-trust "));
        assertThat(smart).hasNoMail();
        assertThat(serve.log()).doesNotContain("secret");
    }

    @Test
    void aPasswordInClearTextIsSaidAtTheStart() throws Exception {
        Running serve = serve(
                "--smart-host-tls=none",
                "--smart-host-user=ada:secret",
                "--route-tls=example.com=none",
                "--route-user=example.com=bob:hidden");

        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(serve.log())
                        .contains(
                                "event=warning message=\"--smart-host-tls none sends the password of --smart-host-user"
                                        + " to localhost:" + smart.port()
                                        + " in clear text; use required where the host has TLS\"")
                        .contains("event=warning message=\"--route-tls example.com=none sends the password of"
                                + " --route-user to localhost:" + route.port() + " in clear text; "));
        send(serve, "ada@example.org", "ada@example.com");
        assertThat(user(smart)).isEqualTo("ada");
        assertThat(user(route)).isEqualTo("bob");
    }

    /** In a file or on the command line, whose value counts wherever the file is named. */
    @ParameterizedTest
    @ValueSource(strings = {"twice", "before the file", "after the file"})
    void ofOneDomainTheLastRouteCounts(String where, @TempDir Path directory) throws Exception {
        List<String> wrong = List.of(
                "--route=Example.ORG=localhost:" + smart.port(),
                "--route-tls=example.org=none",
                "--route-trust=example.org=no-such-file.pem",
                "--route-user=example.org=ada:wrong");
        List<String> right = List.of(
                "--route=example.org=localhost:" + route.port(),
                "--route-tls=Example.org=required",
                "--route-trust=example.org=" + authorities(directory),
                "--route-user=example.org=bob:hidden");
        String file = "@" + Files.write(directory.resolve("options"), wrong);
        List<String> args = new ArrayList<>(right);
        switch (where) {
            case "twice" -> args.addAll(0, wrong);
            case "before the file" -> args.add(file);
            default -> args.add(0, file);
        }
        Running serve = serve(args.toArray(String[]::new));
        send(serve, "ada@example.org");

        assertThat(user(route)).isEqualTo("bob");
        assertThat(smart).hasNoMail();
    }
}
