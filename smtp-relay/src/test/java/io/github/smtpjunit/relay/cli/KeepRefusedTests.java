package io.github.smtpjunit.relay.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.github.smtpjunit.smtp.Replies;
import io.github.smtpjunit.smtp.server.ReceivedMail;
import io.github.smtpjunit.smtp.server.SmtpServer;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A test system sends to colleagues, and shows the rest. */
class KeepRefusedTests extends CommandTestCase {

    private static final String MAIL = "Subject: x\r\n\r\nHello\r\n";

    private final BlockingQueue<ReceivedMail> arrived = new LinkedBlockingQueue<>();
    private SmtpServer real;

    private final Path directory;

    KeepRefusedTests(@TempDir Path directory) {
        this.directory = directory;
    }

    @BeforeEach
    void startARealServer() {
        real = SmtpServer.builder()
                .handler(mail -> {
                    arrived.add(mail.inMemory());
                    return Replies.MAIL_ACCEPTED;
                })
                .start();
    }

    @AfterEach
    void stopIt() {
        real.close();
    }

    private Running serve(String... more) throws Exception {
        List<String> args = new ArrayList<>(List.of(
                "serve",
                "--listen=127.0.0.1:0",
                "--http=127.0.0.1:0",
                "--spool=memory",
                "--smart-host=" + real.host() + ":" + real.port(),
                "--allow-recipient=*@example.org"));
        args.addAll(List.of(more));
        return start(args.toArray(String[]::new));
    }

    private static JsonArray mails(Running serve) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(
                        URI.create("http://" + serve.places("http").get(0) + "/api/mails"))
                .timeout(PATIENCE)
                .build();
        String body = HttpClient.newHttpClient()
                .send(request, BodyHandlers.ofString())
                .body();
        return JsonParser.parseString(body).getAsJsonObject().getAsJsonArray("mails");
    }

    private static List<String> texts(JsonObject mail, String name) {
        return mail.getAsJsonArray(name).asList().stream()
                .map(JsonElement::getAsString)
                .toList();
    }

    private ReceivedMail arrived() throws InterruptedException {
        ReceivedMail mail = arrived.poll(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        assertThat(mail).isNotNull();
        return mail;
    }

    @Test
    void aMailToBothKindsIsRelayedAndKept() throws Exception {
        Running serve = serve("--keep-refused=memory");
        try (Client client = serve.connect()) {
            String reply = client.say("250", "EHLO c")
                    .mail("shop@example.com", MAIL, "ada@example.org", "customer@example.net", "x%evil@example.org")
                    .expect("250");
            assertThat(reply).matches("250 2\\.0\\.0 Queued as \\S+, kept as 000001\n");
        }
        ReceivedMail mail = arrived();
        assertThat(mail.envelope().to()).containsExactly("ada@example.org");
        assertThat(new String(mail.content().readAllBytes(), StandardCharsets.UTF_8))
                .startsWith("Received: ")
                .endsWith(MAIL);
        JsonObject kept = mails(serve).get(0).getAsJsonObject();
        assertThat(texts(kept, "to")).containsExactly("ada@example.org", "customer@example.net", "x%evil@example.org");
        assertThat(texts(kept, "relayed")).containsExactly("ada@example.org");
        assertThat(kept.get("size").getAsInt()).isEqualTo(MAIL.length());
        serve.stop();
        assertThat(serve.log())
                .contains(
                        " event=kept kept-id=000001 ",
                        " to=\"customer@example.net,x%evil@example.org\" relayed=ada@example.org ")
                .contains(" event=accepted ", " to=ada@example.org ");
    }

    @Test
    void aMailToOneKindIsOnlyRelayedOrOnlyKept() throws Exception {
        Running serve = serve("--keep-refused=" + directory.resolve("kept"));
        try (Client client = serve.connect()) {
            client.say("250", "EHLO c");
            assertThat(client.mail("a@example.com", MAIL, "ada@example.org").expect("250"))
                    .contains("Queued as");
            assertThat(client.mail("a@example.com", MAIL, "customer@example.net")
                            .expect("250"))
                    .contains("Kept as 000001");
        }
        assertThat(arrived().envelope().to()).containsExactly("ada@example.org");
        serve.stop();
        assertThat(arrived).isEmpty();
        assertThat(names()).containsExactly("000001.eml", "000001.json");
        assertThat(directory.resolve("kept/000001.eml")).hasContent(MAIL);
        assertThat(Files.readString(directory.resolve("kept/000001.json"))).doesNotContain("relayed");
    }

    private List<String> names() throws IOException {
        try (Stream<Path> files = Files.list(directory.resolve("kept"))) {
            return files.map(file -> String.valueOf(file.getFileName()))
                    .sorted()
                    .toList();
        }
    }

    @Test
    void afterARestartOneStillSeesWhoGotIt() throws Exception {
        Running serve = serve("--keep-refused=" + directory.resolve("kept"));
        try (Client client = serve.connect()) {
            client.say("250", "EHLO c")
                    .mail("a@example.com", MAIL, "ada@example.org", "customer@example.net")
                    .expect("250");
        }
        serve.stop();
        Running again = serve("--keep-refused=" + directory.resolve("kept"));
        assertThat(texts(mails(again).get(0).getAsJsonObject(), "relayed")).containsExactly("ada@example.org");
    }

    @Test
    void theRelayIsNoMoreOpen() throws Exception {
        Running serve = serve("--keep-refused=memory", "--allow-from=none", "--user=u:p", "--deny-recipient=no@*");
        try (Client client = serve.connect()) {
            client.say("250", "EHLO c", "MAIL FROM:<a@example.com>");
            client.say(
                    "550", "RCPT TO:<ada@example.org>", "RCPT TO:<customer@example.net>", "RCPT TO:<no@example.net>");
        }
        assertThat(mails(serve)).isEmpty();
    }

    @Test
    void aDeniedRecipientIsRefused() throws Exception {
        Running serve = serve("--keep-refused=memory", "--deny-recipient=no@*");
        try (Client client = serve.connect()) {
            client.say("250", "EHLO c", "MAIL FROM:<a@example.com>");
            client.say("550", "RCPT TO:<no@example.net>", "RCPT TO:<no@example.org>");
            client.say("250", "RCPT TO:<yes@example.net>");
        }
    }

    @Test
    void noHalfIsAcceptedWithoutTheOther() throws Exception {
        Running serve = serve("--keep-refused=memory", "--max-queue-memory=20000");
        String large = "Subject: x\r\n\r\n" + "x\r\n".repeat(20_000);
        try (Client client = serve.connect()) {
            client.say("250", "EHLO c");
            client.mail("a@example.com", large, "ada@example.org", "customer@example.net")
                    .expect("452");
        }
        assertThat(mails(serve)).isEmpty(); // the queue has no room, so the kept half is taken back

        Running full = serve("--keep-refused=" + directory.resolve("kept"));
        try (Client client = full.connect()) {
            client.say("250", "EHLO c");
            Files.delete(directory.resolve("kept")); // no mail can be kept
            client.mail("a@example.com", MAIL, "ada@example.org", "customer@example.net")
                    .expect("451");
            client.mail("a@example.com", MAIL, "ada@example.org").expect("250");
        }
        arrived();
        full.stop();
        assertThat(arrived).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "--keep-refused=memory --http=127.0.0.1:0, --keep-refused needs --allow-recipient",
        "--keep-refused=memory --allow-recipient=a@b, --keep-refused needs --http",
        "--max-mails=5, need --keep-refused",
        "--keep-refused=memory --allow-recipient=a@b --http=127.0.0.1:0 --max-mails=0, --max-mails must be 1 or more"
    })
    void optionsThatDoNothingAreRefused(String options, String message) {
        List<String> args = new ArrayList<>(List.of("serve", "--listen=127.0.0.1:0", "--spool=memory"));
        args.addAll(List.of(options.split(" ")));
        Outcome outcome = run(args.toArray(String[]::new));
        assertThat(outcome.code()).isEqualTo(2);
        assertThat(outcome.err()).contains(message);
    }
}
