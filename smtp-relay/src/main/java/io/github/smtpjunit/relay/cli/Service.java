package io.github.smtpjunit.relay.cli;

import io.github.smtpjunit.relay.client.HostPort;
import io.github.smtpjunit.relay.web.Access;
import io.github.smtpjunit.relay.web.HttpEndpoint;
import io.github.smtpjunit.relay.web.Response;
import io.github.smtpjunit.relay.web.Routes;
import io.github.smtpjunit.smtp.server.SmtpServer;
import io.github.smtpjunit.smtp.server.SmtpServerBuilder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** What listens while a command serves: the mail server, and HTTP if asked for. */
final class Service implements AutoCloseable {

    private final SmtpServer server;
    private final @Nullable HttpEndpoint http;
    private final int plainListeners;

    private Service(SmtpServer server, @Nullable HttpEndpoint http, int plainListeners) {
        this.server = server;
        this.http = http;
        this.plainListeners = plainListeners;
    }

    /** Lets metrics and log watch a server that is to be started. */
    static void watch(SmtpServerBuilder builder, ServerOptions options, EventLog log, Metrics metrics) {
        builder.addSessionListener(metrics).addSessionListener(new SessionLog(log, options.isVerbose()));
    }

    /**
     * Starts something that listens.
     *
     * @throws FailedException if a port cannot be opened
     * @throws UsageException if the server cannot be as asked for
     */
    static <T> T started(Supplier<T> start) {
        try {
            return start.get();
        } catch (UncheckedIOException e) {
            throw new FailedException(String.valueOf(e.getMessage()), e);
        } catch (IllegalArgumentException e) {
            throw new UsageException(String.valueOf(e.getMessage()));
        }
    }

    /** Puts HTTP beside a server, which is closed if that fails. */
    static Service of(
            SmtpServer server,
            ServerOptions options,
            EventLog log,
            Metrics metrics,
            Supplier<Optional<String>> problem,
            Places places) {
        try {
            HostPort place = options.http();
            HttpEndpoint http = place == null ? null : listen(place, options, problem, metrics, places);
            Service service = new Service(server, http, options.plainListeners());
            service.warnOfStrangers(log);
            options.prepare();
            return service;
        } catch (FailedException e) {
            server.close();
            throw e;
        }
    }

    /** What else there is over HTTP. */
    interface Places {
        void addTo(Routes routes, Access access);
    }

    private static HttpEndpoint listen(
            HostPort place, ServerOptions options, Supplier<Optional<String>> problem, Metrics metrics, Places places) {
        Routes routes = new Routes()
                .addForMonitors("/health", request -> health(problem.get()))
                .addForMonitors("/metrics", request -> Response.of("text/plain; version=0.0.4", metrics.text()));
        Access access = options.access("localhost");
        places.addTo(routes, access);
        routes.add("GET", "/", request -> Response.of("text/plain", "/health\n/metrics\n"));
        try {
            return new HttpEndpoint(
                    new InetSocketAddress(place.host(), place.port()), options.httpTls(), routes, access);
        } catch (IOException | RuntimeException e) { // an unresolved name is a RuntimeException here
            throw new FailedException(
                    "Cannot listen on " + place
                            + " for HTTP: use port 0 for any free port, or stop what listens there (" + e.getMessage()
                            + ")",
                    e);
        }
    }

    private static Response health(Optional<String> problem) {
        return problem.isPresent()
                ? Response.json(Map.of("status", "failing", "problem", problem.get()))
                        .status(503)
                : Response.json(Map.of("status", "ok"));
    }

    private void warnOfStrangers(EventLog log) {
        for (InetSocketAddress address : server.addresses()) {
            warnOfStrangers(address, log);
        }
        if (http != null) {
            warnOfStrangers(http.address(), log);
        }
    }

    private static void warnOfStrangers(InetSocketAddress address, EventLog log) {
        if (!address.getAddress().isLoopbackAddress()) {
            log.warning("Other machines can reach " + HostPort.of(address) + "; listen on 127.0.0.1 to be alone");
        }
    }

    /** Returns the line that says that all listeners accept. */
    String ready() {
        StringBuilder line = new StringBuilder("READY");
        List<InetSocketAddress> addresses = server.addresses();
        for (int i = 0; i < addresses.size(); i++) {
            line.append(i < plainListeners ? " smtp=" : " smtps=").append(HostPort.of(addresses.get(i)));
        }
        if (http != null) {
            line.append(" http=").append(HostPort.of(http.address()));
        }
        return line.toString();
    }

    @Override
    public void close() {
        server.close();
        if (http != null) {
            http.close();
        }
    }
}
