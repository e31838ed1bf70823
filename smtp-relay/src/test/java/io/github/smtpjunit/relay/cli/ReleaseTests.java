package io.github.smtpjunit.relay.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.github.smtpjunit.smtp.Reply;
import io.github.smtpjunit.smtp.server.FaultRule;
import io.github.smtpjunit.smtp.server.ReceivedMail;
import io.github.smtpjunit.smtp.server.SmtpServer;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A caught mail goes to a real server. */
class ReleaseTests extends CommandTestCase {

    private static final String MAIL = "Subject: x\r\n\r\n.dot\r\nbare\nnewline\r\n";

    private final BlockingQueue<ReceivedMail> arrived = new LinkedBlockingQueue<>();
    private final HttpClient client = HttpClient.newHttpClient();
    private SmtpServer real;
    private Running catcher;

    @BeforeEach
    void startAServerAndACatcher() throws Exception {
        real = SmtpServer.builder()
                .handler(mail -> {
                    arrived.add(mail.inMemory());
                    return Reply.of(250, "Real words");
                })
                .start();
        catcher = start(
                "capture",
                "--listen=127.0.0.1:0",
                "--http=127.0.0.1:0",
                "--release-to=" + real.host() + ":" + real.port(),
                "--release-allow=*@example.org",
                "--release-allow=bob@example.com");
        try (Client smtp = catcher.connect()) {
            smtp.say("250", "EHLO c", "MAIL FROM:<shop@example.com> RET=FULL ENVID=x BODY=8BITMIME");
            smtp.say("250", "RCPT TO:<ada@example.org> NOTIFY=SUCCESS,FAILURE", "RCPT TO:<bob@example.com>");
            smtp.send("DATA").expect("354");
            smtp.write((MAIL.replace("\n.", "\n..") + ".\r\n").getBytes(StandardCharsets.UTF_8))
                    .expect("250");
        }
    }

    @AfterEach
    void stopTheServer() {
        real.close();
    }

    private HttpResponse<String> release(String body) throws Exception {
        return send("POST", body);
    }

    private HttpResponse<String> send(String method, String body) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(
                        URI.create("http://" + catcher.places("http").get(0) + "/api/mails/1/release"))
                .method(method, BodyPublishers.ofString(body))
                .timeout(PATIENCE)
                .build();
        return client.send(request, BodyHandlers.ofString());
    }

    private static List<String> results(HttpResponse<String> answer) {
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        List<String> results = new ArrayList<>();
        JsonParser.parseString(answer.body())
                .getAsJsonObject()
                .getAsJsonArray("recipients")
                .forEach(one -> {
                    JsonObject result = one.getAsJsonObject();
                    results.add(result.get("address").getAsString() + " "
                            + result.get("status").getAsString() + " "
                            + result.get("reply").getAsString());
                });
        return results;
    }

    @Test
    void theExactOctetsGoToTheRecipientsOfTheEnvelope() throws Exception {
        assertThat(results(release("")))
                .containsExactly(
                        "ada@example.org delivered 250 Real words", "bob@example.com delivered 250 Real words");
        ReceivedMail mail = arrived.poll(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        assertThat(new String(mail.content().readAllBytes(), StandardCharsets.UTF_8))
                .isEqualTo(MAIL);
        assertThat(mail.envelope().from()).isEqualTo("shop@example.com");
        assertThat(mail.envelope().to()).containsExactly("ada@example.org", "bob@example.com");
        assertThat(mail.envelope().returnContent()).isEmpty();
        assertThat(arrived).isEmpty();
        assertThat(results(send("GET", ""))).hasSize(2);
    }

    @Test
    void twoClicksAreOneMail() throws Exception {
        CompletableFuture<List<String>> first = CompletableFuture.supplyAsync(this::releaseToAda);
        CompletableFuture<List<String>> second = CompletableFuture.supplyAsync(this::releaseToAda);
        assertThat(first.get(PATIENCE.toSeconds(), TimeUnit.SECONDS))
                .containsExactly("ada@example.org delivered 250 Real words");
        assertThat(second.get(PATIENCE.toSeconds(), TimeUnit.SECONDS))
                .containsExactly("ada@example.org delivered 250 Real words");
        assertThat(releaseToAda()).hasSize(1);
        assertThat(arrived).hasSize(1);
        release("{\"to\": [\"ada@EXAMPLE.org\", \"bob@example.com\"]}"); // only bob is new
        assertThat(arrived).hasSize(2);
        release("{\"to\": [\"ada@example.org\"], \"again\": true}");
        assertThat(arrived).hasSize(3);
    }

    private List<String> releaseToAda() {
        try {
            return results(release("{\"to\": [\"ada@example.org\"]}"));
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "carol@example.com",
                "carol@example.org.evil.example",
                "carol%evil.example@example.org",
                "evil.example!carol@example.org",
                "\\\"carol@evil.example\\\"@example.org",
                "Postmaster"
            })
    void noOtherRecipientGetsIt(String address) throws Exception {
        HttpResponse<String> answer = release("{\"to\": [\"ada@example.org\", \"" + address + "\"]}");
        assertThat(answer.statusCode()).isEqualTo(403);
        assertThat(answer.body()).contains("--release-allow does not allow ");
        assertThat(arrived).isEmpty();
        assertThat(results(send("GET", ""))).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"to\": []}",
                "{\"to\": \"ada@example.org\"}",
                "{\"to\": [1]}",
                "{\"to\": [\"\"]}",
                "{\"to\": [\"ada@example.org>\\r\\nRCPT TO:<x@example.org\"]}",
                "{\"cc\": [\"ada@example.org\"]}",
                "{\"again\": 1}"
            })
    void whatIsNoListOfAddressesIsRefused(String body) throws Exception {
        assertThat(release(body).statusCode()).isEqualTo(400);
        assertThat(arrived).isEmpty();
    }

    @Test
    void eachRecipientHasTheHostsWords() throws Exception {
        real.faults()
                .add(
                        FaultRule.parse("rcpt:ada@example.org=550 5.1.1 No such user"),
                        FaultRule.parse("rcpt:bob@example.com=451 4.2.0 Try later"));
        assertThat(results(release("")))
                .containsExactly(
                        "ada@example.org failed 550 5.1.1 No such user",
                        "bob@example.com deferred 451 4.2.0 Try later");
        assertThat(results(release("")).get(1)).startsWith("bob@example.com deferred"); // it waits in the queue
        real.faults().clear();
        assertThat(results(release("{\"to\": [\"ada@example.org\"]}")).get(0)).startsWith("ada@example.org delivered");
        assertThat(arrived).hasSize(1);
        assertThat(catcher.log()).doesNotContain("password");
    }

    @Test
    void aHostThatIsDownDefers() throws Exception {
        real.close();
        assertThat(results(release(""))).hasSize(2).allMatch(result -> result.contains(" deferred "));
    }

    @Test
    void withoutAHostNoMailLeaves() throws Exception {
        catcher.stop();
        catcher = start("capture", "--listen=127.0.0.1:0", "--http=127.0.0.1:0");
        HttpResponse<String> answer = release("");
        assertThat(answer.statusCode()).isEqualTo(409);
        assertThat(answer.body()).contains("--release-to HOST:PORT");
    }

    @ParameterizedTest
    @CsvSource({
        "--release-to=127.0.0.1:25 --http=127.0.0.1:0, --release-to needs --release-allow",
        "--release-to=127.0.0.1:25 --release-allow=a@b, --release-to needs --http",
        "--release-allow=a@b, need --release-to HOST:PORT",
        "--release-user=a:b, need --release-to HOST:PORT"
    })
    void optionsThatDoNothingAreRefused(String options, String message) {
        List<String> args = new ArrayList<>(List.of("capture", "--listen=127.0.0.1:0"));
        args.addAll(List.of(options.split(" ")));
        Outcome outcome = run(args.toArray(String[]::new));
        assertThat(outcome.code()).isEqualTo(2);
        assertThat(outcome.err()).contains(message);
    }
}
