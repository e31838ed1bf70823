package io.github.smtpjunit.relay.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** How much the program takes: it keeps to its options. */
class QueueLimitTests extends CommandTestCase {

    private static final String CONTENT = "Subject: x\r\n\r\nx\r\n";

    private Running serve(String spool, String limit) throws Exception {
        return start(
                "serve",
                "--listen=127.0.0.1:0",
                "--http=127.0.0.1:0",
                "--smart-host=127.0.0.1:9",
                "--spool=" + spool,
                limit);
    }

    private static String answer(Client client, String from, String... to) throws IOException {
        return client.mail(from, CONTENT, to).expect("");
    }

    private static HttpResponse<String> health(Running serve) throws Exception {
        URI uri = URI.create("http://" + serve.places("http").get(0) + "/health");
        return HttpClient.newHttpClient()
                .send(HttpRequest.newBuilder(uri).timeout(PATIENCE).build(), BodyHandlers.ofString());
    }

    @ParameterizedTest
    @ValueSource(strings = {"memory", "file"})
    void noMoreMailsThanTold(String kind, @TempDir Path directory) throws Exception {
        Running serve =
                serve(kind.equals("memory") ? kind : directory.resolve("spool").toString(), "--max-queue-mails=2");
        try (Client client = serve.connect()) {
            client.say("250", "EHLO c");
            assertThat(answer(client, "a@example.com", "b@example.org")).startsWith("250");
            assertThat(answer(client, "a@example.com", "b@example.org")).startsWith("250");
            assertThat(answer(client, "a@example.com", "b@example.org")).startsWith("452 4.3.1");
            assertThat(answer(client, "", "b@example.org"))
                    .as("a report has room")
                    .startsWith("250");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"memory", "file"})
    void noMoreMemoryThanTold(String kind, @TempDir Path directory) throws Exception {
        Running serve =
                serve(kind.equals("memory") ? kind : directory.resolve("spool").toString(), "--max-queue-memory=1");
        try (Client client = serve.connect()) {
            client.say("250", "EHLO c");
            answer(client, "a@example.com", "b@example.org"); // the first one may have begun before any was in there
            assertThat(answer(client, "a@example.com", "b@example.org")).startsWith("452 4.3.1");
        }
    }

    /** As much as must be left is more than there is. */
    @ParameterizedTest
    @ValueSource(strings = {"0", "1000000000000000000"})
    void aDiskWithLessLeftThanToldIsFull(String free, @TempDir Path directory) throws Exception {
        boolean full = !free.equals("0");
        Running serve = serve(directory.resolve("spool").toString(), "--min-free-disk=" + free);
        try (Client client = serve.connect()) {
            client.say("250", "EHLO c");
            assertThat(answer(client, "a@example.com", "b@example.org")).startsWith(full ? "452 4.3.1" : "250");
        }
        HttpResponse<String> health = health(serve);
        assertThat(health.statusCode()).isEqualTo(full ? 503 : 200);
        assertThat(health.body()).contains(full ? free + " must be" : "ok");
    }
}
