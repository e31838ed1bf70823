package io.github.smtpjunit.relay.web;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.System.Logger.Level;
import java.net.InetSocketAddress;
import java.nio.file.NoSuchFileException;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedTransferQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/**
 * Listens for HTTP, and answers by the {@link Routes} what the {@link Access} allows. Each answer has the header fields
 * that keep a browser from taking it for more than it is: no page may show it in a frame, nothing is fetched for it but
 * from here.
 */
public final class HttpEndpoint implements AutoCloseable {

    private static final System.Logger LOGGER = System.getLogger("io.github.smtpjunit.relay.web");
    private static final int LEAST_THREADS = 4;
    private static final int MOST_THREADS = 64;
    private static final int LAST_SECONDS = 2;

    /** How long a request may take to arrive, and its client to read a piece of the answer. */
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    /** The same while other requests wait for a thread; clients are looked at as often. */
    private static final Duration PATIENCE_WHEN_BUSY = Duration.ofMillis(250);

    private final HttpServer server;
    private final ThreadPoolExecutor threads;
    private final RequestQueue queue = new RequestQueue();
    private final ClientWaits waits = new ClientWaits();
    private final ScheduledExecutorService watch;
    private final Routes routes;
    private final Access access;

    /**
     * Starts to listen.
     *
     * @param address where; port 0 is any free port
     * @param tls the context for HTTPS, null for HTTP in clear text
     * @throws IOException if that is not possible
     */
    public HttpEndpoint(InetSocketAddress address, @Nullable SSLContext tls, Routes routes, Access access)
            throws IOException {
        this.routes = routes;
        this.access = access;
        server = tls == null ? HttpServer.create(address, 0) : https(address, tls);
        threads = new ThreadPoolExecutor(
                LEAST_THREADS, MOST_THREADS, 30, TimeUnit.SECONDS, queue, work -> daemon("http", work));
        threads.prestartAllCoreThreads(); // later there may be no thread left
        watch = Executors.newSingleThreadScheduledExecutor(work -> daemon("http-watch", work));
        var unused = watch.scheduleWithFixedDelay(
                this::breakOffTheSlow,
                PATIENCE_WHEN_BUSY.toMillis(),
                PATIENCE_WHEN_BUSY.toMillis(),
                TimeUnit.MILLISECONDS);
        server.setExecutor(this::execute);
        server.createContext("/", this::answer);
        server.start();
    }

    private static HttpServer https(InetSocketAddress address, SSLContext tls) throws IOException {
        HttpsServer server = HttpsServer.create(address, 0);
        server.setHttpsConfigurator(new HttpsConfigurator(tls));
        return server;
    }

    /** Returns where it listens. */
    public InetSocketAddress address() {
        return server.getAddress();
    }

    private static Thread daemon(String name, Runnable work) {
        Thread thread = new Thread(work, name);
        thread.setDaemon(true);
        return thread;
    }

    /** Requests that wait for a thread: only if all threads work, and no further one may start. */
    private static final class RequestQueue extends LinkedTransferQueue<Runnable> {

        private static final long serialVersionUID = 1;

        /** Gives a request to a thread that is free; otherwise a new thread starts. */
        @Override
        public boolean offer(Runnable request) {
            return tryTransfer(request);
        }

        void keep(Runnable request) {
            super.offer(request);
        }
    }

    /** The border of the thread that accepts: it would die of what is thrown here, and of a request that fails. */
    private void execute(Runnable request) {
        Runnable work = () -> work(request);
        try {
            threads.execute(work);
        } catch (RejectedExecutionException | OutOfMemoryError e) { // there is no further thread
            queue.keep(work);
        }
    }

    /** Reads a request, and answers it. The thread waits for the client, except while we work for it. */
    private void work(Runnable request) {
        waits.begin();
        try {
            request.run();
        } catch (Throwable e) {
            LOGGER.log(Level.WARNING, "A request over HTTP failed", e);
        } finally {
            waits.hasEnded();
        }
    }

    /** A thread for each request is no bound for clients that are slow on purpose; so the slowest make room. */
    private void breakOffTheSlow() {
        waits.breakOff(PATIENCE, Integer.MAX_VALUE);
        waits.breakOff(PATIENCE_WHEN_BUSY, queue.size());
    }

    private void answer(HttpExchange exchange) throws IOException {
        waits.end();
        try (exchange) {
            exchange.setStreams(waits.watched(exchange.getRequestBody()), null);
            Response response = answered(exchange);
            try (Response.Body body = opened(response)) {
                send(exchange, response, body);
            } catch (HttpProblem e) {
                Response error = e.response();
                send(exchange, error, error.open());
            } finally {
                waits.begin(); // for the rest of its request, which is skipped
            }
        }
    }

    /** The border to what answers: a client gets an answer, whatever fails. */
    private Response answered(HttpExchange exchange) {
        try {
            return routes.answer(new Request(exchange), access);
        } catch (HttpProblem e) {
            return e.response();
        } catch (FileNotFoundException | NoSuchFileException e) {
            return HttpProblem.notFound("It was deleted in this moment").response();
        } catch (OutOfMemoryError e) {
            return new HttpProblem(503, "There is too little memory for this answer: give Java more by -Xmx")
                    .response();
        } catch (IOException | RuntimeException | StackOverflowError e) {
            LOGGER.log(Level.WARNING, "A request over HTTP failed: " + exchange.getRequestURI(), e);
            return new HttpProblem(500, "The answer failed, and the log says why").response();
        }
    }

    private static Response.Body opened(Response response) throws IOException {
        try {
            return response.open();
        } catch (FileNotFoundException | NoSuchFileException e) {
            throw HttpProblem.notFound("It was deleted in this moment");
        }
    }

    private void send(HttpExchange exchange, Response response, Response.Body content) throws IOException {
        Headers headers = exchange.getResponseHeaders();
        headers.set("X-Content-Type-Options", "nosniff");
        headers.set("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'; sandbox");
        headers.set("Cross-Origin-Resource-Policy", "same-origin");
        headers.set("Referrer-Policy", "no-referrer");
        headers.set("Cache-Control", "no-store");
        response.headers().forEach(headers::set);
        waits.begin();
        if (exchange.getRequestMethod().equals("HEAD")) {
            if (response.length() >= 0) {
                headers.set("Content-Length", String.valueOf(response.length()));
            }
            exchange.sendResponseHeaders(response.status(), -1);
            return;
        }
        // here 0 means an unknown length, and -1 no body
        exchange.sendResponseHeaders(
                response.status(), response.length() < 0 ? 0 : response.length() == 0 ? -1 : response.length());
        if (response.length() != 0) {
            waits.end();
            try (OutputStream body = waits.watched(exchange.getResponseBody())) {
                content.writeTo(body);
            }
        }
    }

    /** Stops: breaks off what is being answered, and frees its port and threads. */
    @Override
    public void close() {
        server.stop(0);
        watch.shutdownNow();
        threads.shutdownNow();
        try {
            if (!threads.awaitTermination(LAST_SECONDS, TimeUnit.SECONDS)) {
                LOGGER.log(Level.WARNING, "A request over HTTP does not end");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
