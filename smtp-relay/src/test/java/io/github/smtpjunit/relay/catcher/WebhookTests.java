package io.github.smtpjunit.relay.catcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.google.gson.JsonParser;
import com.sun.net.httpserver.HttpServer;
import io.github.smtpjunit.smtp.server.SmtpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class WebhookTests extends CatcherTestCase {

    private static final List<Duration> AT_ONCE = Collections.nCopies(2, Duration.ofMillis(1));

    private final BlockingQueue<String> posted = new LinkedBlockingQueue<>();
    private final BlockingQueue<Integer> statuses = new LinkedBlockingQueue<>();
    private final List<String> log = new CopyOnWriteArrayList<>();

    /** Answers by the statuses, and by 204 when there are no more. */
    private URI program() throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            posted.add(exchange.getRequestMethod() + " "
                    + exchange.getRequestHeaders().getFirst("Content-Type") + " "
                    + new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
            Integer status = statuses.poll();
            exchange.sendResponseHeaders(status == null ? 204 : status, -1);
            exchange.close();
        });
        server.start();
        closing(() -> server.stop(0));
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/mails");
    }

    private SmtpServer catcher(URI target, List<Duration> waits) throws IOException {
        CaughtMails mails = mails(new MemoryMails(1_000_000));
        mails.addListener(closing(new Webhook(target, waits, log::add)));
        return server(mails);
    }

    private String posted() throws InterruptedException {
        String post = posted.poll(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        assertThat(post).isNotNull();
        return post;
    }

    @Test
    void eachMailIsPosted() throws Exception {
        SmtpServer catcher = catcher(program(), AT_ONCE);
        send(catcher, mail("one"), "ada@example.org");
        send(catcher, mail("two"), "bob@example.org");
        String post = posted();
        assertThat(post).startsWith("POST application/json {\"id\": \"000001\", \"from\": \"shop@example.com\"");
        assertThat(JsonParser.parseString(post.substring(post.indexOf('{')))
                        .getAsJsonObject()
                        .get("subject")
                        .getAsString())
                .isEqualTo("one");
        assertThat(posted()).contains("\"id\": \"000002\"");
        assertThat(log).isEmpty();
    }

    @Test
    void whatMayPassIsTriedAgain() throws Exception {
        statuses.addAll(List.of(503, 429));
        SmtpServer catcher = catcher(program(), AT_ONCE);
        send(catcher, mail("x"), "ada@example.org");
        assertThat(List.of(posted(), posted(), posted())).allMatch(post -> post.contains("000001"));
        assertThat(log).isEmpty();
    }

    @Test
    void whatDoesNotPassIsGivenUpAndLogged() throws Exception {
        statuses.addAll(List.of(500, 500, 500, 404));
        SmtpServer catcher = catcher(program(), AT_ONCE);
        send(catcher, mail("x"), "ada@example.org");
        send(catcher, mail("y"), "ada@example.org");
        send(catcher, mail("z"), "ada@example.org");
        await().atMost(PATIENCE).until(() -> posted.size() == 5);
        assertThat(log)
                .containsExactly(
                        "The webhook does not get to know of mail 000001: HTTP status 500 at attempt 3",
                        "The webhook does not get to know of mail 000002: HTTP status 404 at attempt 1");
    }

    @Test
    void noClientWaitsForAProgramThatHangs() throws Exception {
        try (ServerSocket hangs = new ServerSocket(0)) {
            CaughtMails mails = mails(new MemoryMails(10_000_000));
            Webhook hook = new Webhook(URI.create("http://127.0.0.1:" + hangs.getLocalPort()), AT_ONCE, log::add);
            mails.addListener(hook);
            SmtpServer catcher = server(mails);
            assertThat(send(catcher, mail("x"), "ada@example.org")).startsWith("250");
            try (Socket first = hangs.accept()) { // one is on its way, and does not wait in the queue
                assertThat(first.isConnected()).isTrue();
                CaughtMail mail = mails.find("1").orElseThrow();
                for (int i = 0; i < 1_100; i++) {
                    hook.kept(mail);
                }
                assertThat(log).hasSize(100).allMatch(line -> line.endsWith("already 1000 wait for it"));
                log.clear();
                hook.close();
                assertThat(log).hasSize(1_001).allMatch(line -> line.contains("the program ends"));
            }
        }
    }
}
