package io.github.smtpjunit.relay.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.google.gson.JsonParser;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A client that swaps name and password finds the password in no log, and in nothing that is served over HTTP. */
class SwappedSecretTests extends CommandTestCase {

    private static final String SECRET = "correct-horse-battery";

    private static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(UTF_8));
    }

    /** Each attempt has a connection of its own; then a mail comes from somebody who does it right. */
    private static void swap(Running running) throws Exception {
        for (List<String> attempt : List.of(
                List.of("AUTH PLAIN " + base64("\0" + SECRET + "\0ada")),
                List.of("AUTH PLAIN", base64("\0" + SECRET + "\0ada")),
                List.of("AUTH PLAIN " + base64(SECRET + "\0ada\0" + SECRET)),
                List.of("AUTH LOGIN", base64(SECRET), base64("ada")),
                List.of("AUTH LOGIN " + base64(SECRET), base64("ada")),
                List.of("AUTH CRAM-MD5", base64(SECRET + " 0123456789abcdef0123456789abcdef")),
                List.of(
                        "AUTH SCRAM-SHA-256 " + base64("n,,n=" + SECRET + ",r=abcdef"),
                        base64("c=biws,r=abcdef,p=" + base64("x"))))) {
            try (Client client = running.connect()) {
                client.say("250", "EHLO client.example.org");
                for (String line : attempt.subList(0, attempt.size() - 1)) {
                    client.send(line).expect("334");
                }
                client.send(attempt.get(attempt.size() - 1)).expect("5");
                client.say("221", "QUIT");
            }
        }
        try (Client client = running.connect()) {
            client.say("250", "EHLO client.example.org").say("235", "AUTH PLAIN " + base64("\0ada\0" + SECRET));
            client.mail("shop@example.com", "Subject: x\r\n\r\nx\r\n", "ada@example.org")
                    .expect("250");
            client.say("221", "QUIT");
        }
    }

    private static void assertHasNoSecret(String what, String text) {
        assertThat(text)
                .as(what)
                .doesNotContainIgnoringCase(SECRET)
                .doesNotContain(base64(SECRET).substring(0, 24))
                .doesNotContain(base64("\0" + SECRET).substring(0, 24))
                .doesNotContain(base64("ada\0" + SECRET).substring(0, 24));
    }

    private static String get(Running running, String path) throws Exception {
        URI uri = URI.create("http://" + running.places("http").get(0) + path);
        return HttpClient.newHttpClient()
                .send(HttpRequest.newBuilder(uri).timeout(PATIENCE).build(), BodyHandlers.ofString())
                .body();
    }

    @Test
    void theCatcherShowsNothing(@TempDir Path directory) throws Exception {
        Running capture = start(
                "capture",
                "--listen=127.0.0.1:0",
                "--http=127.0.0.1:0",
                "--directory=" + directory,
                "--user=ada:" + SECRET,
                "--allow-plain-auth",
                "--verbose");
        swap(capture);

        await().atMost(PATIENCE)
                .until(() -> JsonParser.parseString(get(capture, "/api/sessions"))
                                .getAsJsonObject()
                                .getAsJsonArray("sessions")
                                .size()
                        == 8);
        List<String> paths = new ArrayList<>(List.of(
                "/api/info",
                "/api/sessions",
                "/api/mails",
                "/api/mails/1",
                "/api/mails/1/session",
                "/api/mails/1/page",
                "/api/v1/messages",
                "/api/v1/message/1",
                "/metrics"));
        for (int session = 1; session <= 8; session++) {
            paths.add("/api/sessions/" + session);
        }
        for (String path : paths) {
            assertHasNoSecret(path, get(capture, path));
        }
        assertThat(get(capture, "/api/sessions/1")).contains("an unknown user, a name of 21 characters");
        assertThat(get(capture, "/api/mails/1/session")).contains("ada");
        assertThat(capture.log()).contains("535");
        assertHasNoSecret("the log", capture.log());
        assertThat(directory.resolve("000001.json"))
                .content()
                .contains("\"user\": \"ada\"")
                .doesNotContain(SECRET);
    }

    @Test
    void theLogOfARelayShowsNothing() throws Exception {
        Running serve = start(
                "serve",
                "--listen=127.0.0.1:0",
                "--http=127.0.0.1:0",
                "--spool=memory",
                "--smart-host=127.0.0.1:9",
                "--user=ada:" + SECRET,
                "--allow-plain-auth",
                "--verbose");
        swap(serve);
        await().atMost(PATIENCE).untilAsserted(() -> assertThat(serve.log()).contains("event=deferred"));
        assertThat(serve.log()).contains("535");
        assertHasNoSecret("the log", serve.log());
        assertHasNoSecret("/metrics", get(serve, "/metrics"));
    }
}
