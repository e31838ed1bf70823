package io.github.smtpjunit.relay.web;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;

/** Speaks HTTP octet by octet, as no library lets one. */
abstract class WebTestCase {

    static final int PATIENCE_MILLIS = 30_000;

    private @Nullable HttpEndpoint endpoint;
    Access access = new Access(Map.of(), "catcher.example");

    final HttpEndpoint start(Routes routes) throws IOException {
        HttpEndpoint started =
                new HttpEndpoint(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), null, routes, access);
        endpoint = started;
        return started;
    }

    @AfterEach
    final void stop() {
        if (endpoint != null) {
            endpoint.close();
        }
    }

    final Socket connect() throws IOException {
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), port());
        socket.setSoTimeout(PATIENCE_MILLIS);
        return socket;
    }

    private int port() {
        return Objects.requireNonNull(endpoint).address().getPort();
    }

    final String host() {
        return "127.0.0.1:" + port();
    }

    /** Sends a request, and returns all of the answer. */
    final String ask(String requestLine, String... headers) throws IOException {
        return ask(requestLine, List.of(headers), "");
    }

    final String ask(String requestLine, List<String> headers, String body) throws IOException {
        try (Socket socket = connect()) {
            boolean hasHost = headers.stream().anyMatch(header -> header.startsWith("Host:"));
            String head = requestLine + " HTTP/1.1\r\n" + (hasHost ? "" : "Host: " + host() + "\r\n")
                    + headers.stream().map(header -> header + "\r\n").reduce("", String::concat)
                    + (body.isEmpty() ? "" : "Content-Length: " + body.getBytes(StandardCharsets.UTF_8).length + "\r\n")
                    + "Connection: close\r\n\r\n";
            socket.getOutputStream().write((head + body).getBytes(StandardCharsets.UTF_8));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    static int status(String answer) {
        return Integer.parseInt(answer.split(" ", 3)[1]);
    }

    static String body(String answer) {
        return answer.substring(answer.indexOf("\r\n\r\n") + 4);
    }
}
