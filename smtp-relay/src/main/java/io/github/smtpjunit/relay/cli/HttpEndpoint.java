package io.github.smtpjunit.relay.cli;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.github.smtpjunit.relay.client.HostPort;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.lang.System.Logger.Level;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Shows operators and their tools the state of the program, over HTTP and read-only: {@code /health}, {@code /metrics},
 * and captured mails by {@code /mails} and {@code /mails/000001.eml}. The content of a mail is never shown as a page,
 * nor to a page: only a request for one of our {@linkplain OwnNames own names} gets it. Monitors get numbers only, so
 * they may use any name of this machine.
 */
final class HttpEndpoint implements AutoCloseable {

    private static final System.Logger LOGGER = System.getLogger("io.github.smtpjunit.relay.cli");
    private static final int THREADS = 4;
    private static final String MAILS = "/mails/";
    private static final String NOT_OUR_NAME =
            "Mails are shown only to requests for an IP address, such as 127.0.0.1, for localhost, or for the name of"
                    + " --http or --hostname\n";

    private final HttpServer server;
    private final ThreadPoolExecutor threads;
    private final Supplier<Optional<String>> problem;
    private final Metrics metrics;
    private final @Nullable MailDirectory mails;
    private final OwnNames names;

    /**
     * Starts to listen.
     *
     * @param place where
     * @param problem what keeps the service from working, if anything does
     * @param metrics what to show
     * @param mails the captured mails, null if mails are not kept
     * @param hostname our name
     */
    HttpEndpoint(
            HostPort place,
            Supplier<Optional<String>> problem,
            Metrics metrics,
            @Nullable MailDirectory mails,
            String hostname) {
        this.names = new OwnNames(place.host(), hostname);
        this.problem = problem;
        this.metrics = metrics;
        this.mails = mails;
        try {
            server = HttpServer.create(new InetSocketAddress(place.host(), place.port()), 0);
        } catch (IOException | RuntimeException e) { // an unresolved name is a RuntimeException here
            throw new FailedException(
                    "Cannot listen on " + place
                            + " for HTTP: use port 0 for any free port, or stop what listens there (" + e.getMessage()
                            + ")",
                    e);
        }
        threads = new ThreadPoolExecutor(THREADS, THREADS, 0, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), work -> {
            Thread thread = new Thread(work, "http");
            thread.setDaemon(true);
            return thread;
        });
        threads.prestartAllCoreThreads(); // later there may be no thread left
        server.setExecutor(this::execute);
        server.createContext("/", this::answer);
        server.start();
    }

    InetSocketAddress address() {
        return server.getAddress();
    }

    /** The border of the thread that accepts: it would die of what is thrown here, and of a request that fails. */
    private void execute(Runnable request) {
        try {
            threads.execute(() -> {
                try {
                    request.run();
                } catch (Throwable e) {
                    LOGGER.log(Level.WARNING, "A request over HTTP failed", e);
                }
            });
        } catch (RejectedExecutionException | OutOfMemoryError e) {
            LOGGER.log(Level.WARNING, "A request over HTTP was dropped", e);
        }
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            Headers headers = exchange.getResponseHeaders();
            headers.set("X-Content-Type-Options", "nosniff");
            headers.set("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'; sandbox");
            headers.set("Cross-Origin-Resource-Policy", "same-origin");
            headers.set("Cache-Control", "no-store");
            String method = exchange.getRequestMethod();
            if (!method.equals("GET") && !method.equals("HEAD")) {
                headers.set("Allow", "GET, HEAD");
                send(exchange, 405, "text/plain; charset=utf-8", "Only GET and HEAD\n");
                return;
            }
            route(exchange, String.valueOf(exchange.getRequestURI().getPath()));
        }
    }

    private void route(HttpExchange exchange, String path) throws IOException {
        if (path.equals("/health")) {
            Optional<String> bad = problem.get();
            Map<String, String> health =
                    bad.isPresent() ? Map.of("status", "failing", "problem", bad.get()) : Map.of("status", "ok");
            send(exchange, bad.isPresent() ? 503 : 200, "application/json", Json.of(health) + "\n");
        } else if (path.equals("/metrics")) {
            send(exchange, 200, "text/plain; version=0.0.4; charset=utf-8", metrics.text());
        } else if (!names.areMeantBy(exchange.getRequestHeaders().get("Host"))) {
            send(exchange, 421, "text/plain; charset=utf-8", NOT_OUR_NAME); // RFC 9110 section 15.5.20
        } else if (path.equals("/")) {
            String places = "/health\n/metrics\n" + (mails == null ? "" : "/mails\n");
            send(exchange, 200, "text/plain; charset=utf-8", places);
        } else if ((path.equals("/mails") || path.equals(MAILS)) && mails != null) {
            send(exchange, 200, "application/json", list(mails));
        } else if (path.startsWith(MAILS) && mails != null) {
            Optional<Path> file = mails.file(path.substring(MAILS.length()));
            if (file.isPresent()) {
                send(exchange, file.get());
            } else {
                notFound(exchange);
            }
        } else {
            notFound(exchange);
        }
    }

    /** All envelopes, each with the name of its mail. */
    private static String list(MailDirectory mails) throws IOException {
        return mails.names().stream()
                .map(name -> mails.file(name + ".json")
                        .map(file -> "{\"id\": \"" + name + "\", \"envelope\": " + read(file) + "}")
                        .orElse(""))
                .filter(entry -> !entry.isEmpty())
                .collect(Collectors.joining(",\n", "[", "]\n"));
    }

    private static String read(Path file) {
        try {
            return Files.readString(file).strip();
        } catch (IOException e) {
            return "null"; // removed in this moment
        }
    }

    private static void notFound(HttpExchange exchange) throws IOException {
        send(exchange, 404, "text/plain; charset=utf-8", "Not found\n");
    }

    private static void send(HttpExchange exchange, int status, String type, String text) throws IOException {
        byte[] body = text.getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", type);
        if (exchange.getRequestMethod().equals("HEAD")) {
            exchange.getResponseHeaders().set("Content-Length", String.valueOf(body.length));
            exchange.sendResponseHeaders(status, -1);
            return;
        }
        exchange.sendResponseHeaders(status, body.length);
        exchange.getResponseBody().write(body);
    }

    private static void send(HttpExchange exchange, Path file) throws IOException {
        boolean mail = file.toString().endsWith(".eml");
        Headers headers = exchange.getResponseHeaders();
        headers.set("Content-Type", mail ? "message/rfc822" : "application/json");
        headers.set("Content-Disposition", "attachment; filename=\"" + file.getFileName() + "\"");
        long size = Files.size(file);
        if (exchange.getRequestMethod().equals("HEAD")) {
            headers.set("Content-Length", String.valueOf(size));
            exchange.sendResponseHeaders(200, -1);
            return;
        }
        try (InputStream content = Files.newInputStream(file)) {
            exchange.sendResponseHeaders(200, size == 0 ? -1 : size);
            if (size > 0) {
                OutputStream body = exchange.getResponseBody();
                content.transferTo(body);
            }
        }
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
