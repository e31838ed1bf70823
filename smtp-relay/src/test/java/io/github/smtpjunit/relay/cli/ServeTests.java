package io.github.smtpjunit.relay.cli;

import static io.github.smtpjunit.smtp.server.FaultMatcher.recipient;
import static io.github.smtpjunit.smtp.server.Phase.RCPT;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.smtpjunit.inbox.Inbox;
import io.github.smtpjunit.smtp.Replies;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The relay as a command. */
class ServeTests extends CommandTestCase {

    @AutoClose
    private final Inbox inbox = Inbox.start();

    private final Path spool;

    ServeTests(@TempDir Path directory) {
        this.spool = directory.resolve("spool");
    }

    private Running serve(String... more) throws Exception {
        String[] args = new String[more.length + 5];
        args[0] = "serve";
        args[1] = "--listen=127.0.0.1:0";
        args[2] = "--hostname=relay.example.net";
        args[3] = "--spool=" + spool;
        args[4] = "--smart-host=" + inbox.host() + ":" + inbox.port();
        System.arraycopy(more, 0, args, 5, more.length);
        return start(args);
    }

    private static String id(String reply) {
        assertThat(reply).startsWith("250 2.0.0 Queued as ");
        return reply.substring("250 2.0.0 Queued as ".length()).strip();
    }

    private static HttpResponse<String> get(Running running, String path) throws Exception {
        URI uri = URI.create("http://" + running.places("http").get(0) + path);
        return HttpClient.newHttpClient()
                .send(HttpRequest.newBuilder(uri).timeout(PATIENCE).build(), BodyHandlers.ofString());
    }

    @Test
    void eachEventIsALineWithTheMailsIdAndIsCounted() throws Exception {
        inbox.on(RCPT).where(recipient("nobody@example.org")).reply(Replies.NO_SUCH_USER);
        inbox.on(RCPT).where(recipient("later@example.org")).reply(Replies.MAILBOX_BUSY);
        Running serve = serve("--http=127.0.0.1:0");
        String id;
        try (Client client = serve.connect()) {
            client.say("250", "EHLO client.example.org").say("501", "MAIL FROM:<a");
            String[] to = {"ada@example.org", "nobody@example.org", "later@example.org"};
            id = id(client.mail("shop@example.com", "Subject: x\r\n\r\nx\r\n", to)
                    .expect("250"));
        }
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(serve.log())
                        .containsPattern(
                                "event=accepted id=" + id + " session=1 remote=127.0.0.1:\\d+ from=shop@example.com")
                        .contains("event=delivered id=" + id + " to=ada@example.org attempt=1")
                        .contains("event=failed id=" + id + " to=nobody@example.org attempt=1")
                        .contains("event=deferred id=" + id + " to=later@example.org attempt=1")
                        .containsPattern("event=reported id=" + id + " report=\\S+ action=failed to=shop@example.com")
                        .containsPattern("event=delivered id=\\S+ to=shop@example.com")
                        .contains("event=finished"));
        assertThat(get(serve, "/health").body()).isEqualTo("{\"status\": \"ok\"}\n");
        assertThat(get(serve, "/metrics").body())
                .contains(
                        "smtp_relay_mails_accepted_total 1\n",
                        "smtp_relay_rejected_total 1\n",
                        "smtp_relay_recipients_delivered_total 2\n",
                        "smtp_relay_recipients_deferred_total 1\n",
                        "smtp_relay_recipients_bounced_total 1\n",
                        "smtp_relay_reports_total 1\n",
                        "smtp_relay_queue_mails 1\n",
                        "smtp_relay_queue_oldest_age_seconds ",
                        "smtp_relay_delivery_latency_seconds_count 2\n");
        assertThat(get(serve, "/mails").statusCode()).isEqualTo(404);
    }

    @Test
    void itIsClosedToWhomeverItIsNotToldOf() throws Exception {
        Running serve = serve("--allow-from=none", "--relay-domain=example.org");
        try (Client client = serve.connect()) {
            client.say("250", "EHLO client.example.org", "MAIL FROM:<a@example.com>", "RCPT TO:<ada@example.org>");
            assertThat(client.send("RCPT TO:<ada@example.net>").expect("550")).startsWith("550 5.7.1 ");
        }
    }

    @Test
    void itWritesToNobodyElseThanItMay() throws Exception {
        Running serve = serve("--allow-recipient=*@example.org", "--deny-recipient=boss@example.org");
        try (Client client = serve.connect()) {
            client.say("250", "EHLO client.example.org", "MAIL FROM:<a@example.com>", "RCPT TO:<ada@example.org>");
            client.say("550", "RCPT TO:<ada@example.net>", "RCPT TO:<boss@example.org>");
        }
    }

    @Test
    void aMailThatWaitsIsReportedOnIfAskedFor() throws Exception {
        inbox.on(RCPT).where(recipient("ada@example.org")).reply(Replies.MAILBOX_BUSY);
        Running serve = serve("--delay-warning=1s", "--retry-schedule=2s,1h");
        try (Client client = serve.connect()) {
            client.say("250", "EHLO client.example.org");
            client.mail("shop@example.com", "Subject: x\r\n\r\nx\r\n", "ada@example.org")
                    .expect("250");
        }
        assertThat(inbox).within(PATIENCE).singleMail().hasEnvelopeRecipients("shop@example.com");
        assertThat(new String(inbox.awaitMail().raw(), US_ASCII)).contains("Action: delayed");
        assertThat(serve.stop()).isZero();
    }

    @Test
    void whatIsLeftWhenItStopsIsThereWhenItStartsAgain() throws Exception {
        inbox.on(RCPT).reply(Replies.MAILBOX_BUSY);
        Running first = serve();
        String id;
        try (Client client = first.connect()) {
            client.say("250", "EHLO client.example.org");
            id = id(client.mail("shop@example.com", "Subject: x\r\n\r\nx\r\n", "ada@example.org")
                    .expect("250"));
        }
        await().atMost(PATIENCE).untilAsserted(() -> assertThat(first.log()).contains("event=deferred id=" + id));
        assertThat(first.stop()).isZero();
        inbox.faults().clear();

        Running second = serve();
        String option = "--spool=" + spool;
        assertThat(run("queue", "list", option).out()).contains(id);
        assertThat(run("queue", "flush", option, id).code()).isZero();
        assertThat(inbox).within(PATIENCE).singleMail().hasEnvelopeRecipients("ada@example.org");
        await().atMost(PATIENCE).untilAsserted(() -> assertThat(second.log()).contains("event=finished id=" + id));
        assertThat(run("queue", "list", option).out()).isEqualTo("The queue is empty\n");
    }

    @Test
    void aSpoolThatCannotBeUsedIsOneLine() throws Exception {
        Files.writeString(spool, "not a directory");
        Outcome outcome = run("serve", "--listen=127.0.0.1:0", "--spool=" + spool, "--smart-host=127.0.0.1:25");
        assertThat(outcome.code()).isEqualTo(1);
        assertThat(outcome.err()).hasLineCount(1).contains("Cannot use the spool " + spool);
    }

    // Health

    /** Leaves a mail in the spool that has been tried; returns its name. */
    private String leaveDeferred() throws Exception {
        inbox.on(RCPT).times(1).reply(Replies.MAILBOX_BUSY);
        Running serve = serve();
        try (Client client = serve.connect()) {
            client.say("250", "EHLO client.example.org");
            String id = id(client.mail("shop@example.com", "Subject: x\r\n\r\nx\r\n", "ada@example.org")
                    .expect("250"));
            await().atMost(PATIENCE).untilAsserted(() -> assertThat(serve.log()).contains("event=deferred id=" + id));
            assertThat(serve.stop()).isZero();
            return id;
        }
    }

    private int flush(String id) {
        return run("queue", "flush", id, "--spool=" + spool).code();
    }

    @Test
    void whileTheQueueCannotBeWorkedOnHealthFailsWithTheReason() throws Exception {
        String id = leaveDeferred();
        assertThat(flush(id)).isZero();
        // Its state cannot be written: where it would be, there is something else
        Path obstacle = Files.createDirectories(
                spool.resolve("queue").resolve(id + ".state.tmp").resolve("x"));
        Running serve = serve("--http=127.0.0.1:0");
        await().atMost(PATIENCE).untilAsserted(() -> {
            HttpResponse<String> health = get(serve, "/health");
            assertThat(health.statusCode()).isEqualTo(503);
            assertThat(health.body())
                    .contains("\"status\": \"failing\"", "\"problem\": \"The relay cannot work on its queue for now: ")
                    .contains(".state.tmp");
        });
        assertThat(serve.log()).contains("The relay cannot work on its queue for now");

        Files.delete(obstacle);

        assertThat(inbox).within(PATIENCE).hasMailCount(1);
        await().atMost(PATIENCE).until(() -> get(serve, "/health").statusCode() == 200);
    }

    @Test
    void healthTellsOfAMailThatCannotBeRead() throws Exception {
        String id = leaveDeferred();
        Path state = spool.resolve("queue").resolve(id + ".state");
        Path away = Files.move(state, spool.resolveSibling("away"));
        Files.createDirectory(state);
        Running serve = serve("--http=127.0.0.1:0");
        HttpResponse<String> health = get(serve, "/health");
        assertThat(health.statusCode()).isEqualTo(503);
        assertThat(health.body())
                .contains("1 of the mails cannot be read, so they are not tried; mail " + id + ": " + state);
        assertThat(serve.log()).contains("Mail " + id + " waits until it can be read: ");

        Files.delete(state);
        Files.move(away, state);
        await().atMost(PATIENCE).until(() -> flush(id) == 0); // once the relay has looked again

        assertThat(inbox).within(PATIENCE).hasMailCount(1);
        assertThat(get(serve, "/health").body()).isEqualTo("{\"status\": \"ok\"}\n");
    }
}
