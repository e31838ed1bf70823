package io.github.smtpjunit.relay.catcher;

import io.github.smtpjunit.relay.web.Json;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * Tells another program of each mail that is caught, by a POST of what a list shows of it. A thread of its own does it,
 * one mail after the other, so that no SMTP client waits. What fails is tried again a few times; what is given up is
 * logged. Thread-safe.
 */
public final class Webhook implements CaughtMails.Listener, AutoCloseable {

    /** The waits between attempts of a webhook. */
    public static final List<Duration> WAITS =
            List.of(Duration.ofSeconds(1), Duration.ofSeconds(5), Duration.ofSeconds(30), Duration.ofSeconds(60));

    private static final int MAX_WAITING = 1_000;
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final URI target;
    private final List<Duration> waits;
    private final Consumer<String> log;
    private final BlockingQueue<CaughtMail> waiting = new ArrayBlockingQueue<>(MAX_WAITING);
    private final CountDownLatch end = new CountDownLatch(1);
    private final HttpClient client =
            HttpClient.newBuilder().connectTimeout(PATIENCE).build();
    private final Thread thread = new Thread(this::work, "webhook");

    /**
     * Starts to work.
     *
     * @param target where to post, by http or https
     * @param waits how long to wait before each further attempt
     * @param log gets a line about each mail that the program does not get to know
     */
    public Webhook(URI target, List<Duration> waits, Consumer<String> log) {
        this.target = target;
        this.waits = List.copyOf(waits);
        this.log = log;
        thread.setDaemon(true);
        thread.start();
    }

    @Override
    public void changed() {
        // a new mail is handled below
    }

    @Override
    public void kept(CaughtMail mail) {
        if (!waiting.offer(mail)) {
            log.accept("The webhook does not get to know of mail " + mail.id() + ": already " + MAX_WAITING
                    + " wait for it");
        }
    }

    private void work() {
        try {
            while (true) {
                CaughtMail mail = waiting.take();
                try {
                    tell(mail);
                } catch (InterruptedException e) {
                    giveUp(mail, "the program ends");
                    throw e;
                } catch (RuntimeException | Error e) {
                    giveUp(mail, e.toString());
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt(); // the program ends
        }
    }

    private void tell(CaughtMail mail) throws InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(target)
                .timeout(PATIENCE)
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(Json.of(mail.json(true)) + "\n"))
                .build();
        for (int attempt = 0; ; attempt++) {
            String failure;
            boolean mayPass = true;
            try {
                int status = client.send(request, BodyHandlers.discarding()).statusCode();
                if (status / 100 == 2) {
                    return;
                }
                failure = "HTTP status " + status;
                mayPass = status >= 500 || status == 429 || status == 408;
            } catch (IOException e) {
                failure = e.toString();
            }
            if (!mayPass || attempt == waits.size()) {
                giveUp(mail, failure + " at attempt " + (attempt + 1));
                return;
            }
            if (end.await(waits.get(attempt).toMillis(), TimeUnit.MILLISECONDS)) {
                giveUp(mail, failure + ", and the program ends");
                return;
            }
        }
    }

    private void giveUp(CaughtMail mail, String failure) {
        log.accept("The webhook does not get to know of mail " + mail.id() + ": " + failure);
    }

    /** Stops. Mails that wait are logged. */
    @Override
    public void close() {
        end.countDown();
        thread.interrupt();
        try {
            thread.join(PATIENCE.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        waiting.forEach(mail -> giveUp(mail, "the program ends"));
    }
}
