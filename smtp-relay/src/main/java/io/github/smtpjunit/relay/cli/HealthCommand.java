package io.github.smtpjunit.relay.cli;

import io.github.smtpjunit.relay.client.HostPort;
import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.net.Proxy;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.util.concurrent.Callable;
import javax.net.ssl.HttpsURLConnection;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509ExtendedTrustManager;
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

    @Option(names = "--http-tls", description = "The service has --http-tls. Its certificate is not verified.")
    private boolean tls;

    private final Terminal terminal;

    HealthCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() {
        String answer;
        try {
            answer = ask(URI.create((tls ? "https://" : "http://") + reachable(http) + "/health"));
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
        if (connection instanceof HttpsURLConnection secured) {
            trustAny(secured);
        }
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

    /** Nothing secret is sent, and whether the service answers is all that is asked. */
    private static void trustAny(HttpsURLConnection connection) throws IOException {
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, new TrustManager[] {new AnyCertificate()}, null);
            connection.setSSLSocketFactory(context.getSocketFactory());
            connection.setHostnameVerifier((name, session) -> true);
        } catch (GeneralSecurityException e) {
            throw new IOException(e);
        }
    }

    private static final class AnyCertificate extends X509ExtendedTrustManager {

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type) {
            // trusted
        }

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type, Socket socket) {
            // trusted
        }

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine engine) {
            // trusted
        }

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type) {
            // trusted
        }

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket) {
            // trusted
        }

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine) {
            // trusted
        }

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }
    }

    private static String text(InputStream body) throws IOException {
        return new String(body.readNBytes(MAX_ANSWER), StandardCharsets.UTF_8).strip();
    }
}
