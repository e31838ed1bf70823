package io.github.smtpjunit.relay.cli;

import io.github.smtpjunit.relay.client.HostPort;
import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.net.Proxy;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Asks a running service how it is: the health check of a container, whose image may have no other HTTP client. */
@Command(
        name = "health",
        mixinStandardHelpOptions = true,
        versionProvider = RelayCommand.Version.class,
        description = {
            "Ask a running serve or capture whether it is well, by the /health of its --http.",
            "Ends in 0 if it is, else in 1, with the reason."
        })
final class HealthCommand implements Callable<Integer> {

    private static final int TIMEOUT_MILLIS = 5_000;
    private static final int MAX_ANSWER = 10_000;

    @Option(
            names = "--http",
            paramLabel = "HOST:PORT",
            converter = PlaceConverter.Remote.class,
            description = "The --http of the service. Default: 127.0.0.1:8025.")
    private HostPort http = new HostPort("127.0.0.1", 8025);

    private final Terminal terminal;

    HealthCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() {
        String answer;
        try {
            answer = ask(URI.create("http://" + reachable(http) + "/health"));
        } catch (IOException e) {
            throw new FailedException("Cannot ask " + http + ": " + e.getMessage(), e);
        }
        terminal.out().println(answer);
        return 0;
    }

    /** A service that listens on all interfaces is asked on loopback. */
    private static HostPort reachable(HostPort place) {
        return switch (place.host()) {
            case "0.0.0.0" -> new HostPort("127.0.0.1", place.port());
            case "::" -> new HostPort("::1", place.port());
            default -> place;
        };
    }

    private String ask(URI health) throws IOException {
        HttpURLConnection connection = (HttpURLConnection) health.toURL().openConnection(Proxy.NO_PROXY);
        connection.setConnectTimeout(TIMEOUT_MILLIS);
        connection.setReadTimeout(TIMEOUT_MILLIS);
        connection.setInstanceFollowRedirects(false);
        int code = connection.getResponseCode();
        if (code != HttpURLConnection.HTTP_OK) {
            try (InputStream error = connection.getErrorStream()) {
                throw new FailedException(
                        http + " is not well: " + code + " " + (error == null ? "" : text(error)), null);
            }
        }
        try (InputStream body = connection.getInputStream()) {
            return text(body);
        }
    }

    private static String text(InputStream body) throws IOException {
        return new String(body.readNBytes(MAX_ANSWER), StandardCharsets.UTF_8).strip();
    }
}
