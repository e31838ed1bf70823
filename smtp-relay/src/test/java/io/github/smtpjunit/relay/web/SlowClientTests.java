package io.github.smtpjunit.relay.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Clients that take a thread each, and give it no work: the others are answered all the same. */
class SlowClientTests extends WebTestCase {

    private static final int MORE_THAN_THREADS = 150;
    private static final Duration PATIENCE = Duration.ofMillis(PATIENCE_MILLIS);

    private final List<Socket> slow = new ArrayList<>();
    private final CountDownLatch longWork = new CountDownLatch(1);
    private final AtomicInteger working = new AtomicInteger();
    private final AtomicBoolean isInterrupted = new AtomicBoolean();

    @BeforeEach
    void startPlaces() throws IOException {
        start(new Routes()
                .add("GET", "/well", request -> Response.of("text/plain", "well"))
                .add("GET", "/large", request -> Response.of("text/plain", new byte[16 * 1024 * 1024]))
                .add("GET", "/work", request -> Response.of("text/plain", longWork("worked")))
                .add(
                        "GET",
                        "/stream",
                        request -> Response.stream("text/plain", out -> {
                            out.write(longWork("streamed").getBytes(StandardCharsets.US_ASCII));
                        }))
                .add(
                        "POST",
                        "/json",
                        request -> Response.of("text/plain", request.json().toString())));
    }

    private String longWork(String result) {
        working.incrementAndGet();
        try {
            longWork.await();
            return result;
        } catch (InterruptedException e) {
            isInterrupted.set(true);
            return "interrupted";
        }
    }

    @AfterEach
    void closeTheSlow() throws IOException {
        longWork.countDown();
        for (Socket socket : slow) {
            socket.close();
        }
    }

    private Socket send(String text) throws IOException {
        Socket socket = connect();
        slow.add(socket);
        OutputStream out = socket.getOutputStream();
        out.write(text.replace("HOST", host()).getBytes(StandardCharsets.US_ASCII));
        return socket;
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "G",
                "GET /well HTTP/1.1\r\nHost: HOST\r\n",
                "POST /json HTTP/1.1\r\nHost: HOST\r\nContent-Length: 2\r\n\r\n{",
                "POST /json HTTP/1.1\r\nHost: HOST\r\nTransfer-Encoding: chunked\r\n\r\n5\r\n{",
                "GET /well HTTP/1.1\r\nHost: HOST\r\nContent-Length: 100\r\n\r\n",
                "GET /large HTTP/1.1\r\nHost: HOST\r\n\r\n"
            })
    void theOthersAreAnswered(String half) throws IOException {
        for (int i = 0; i < MORE_THAN_THREADS; i++) {
            send(half);
        }
        assertThat(body(ask("GET /well"))).isEqualTo("well");
        assertThat(body(ask("POST /json", List.of(), "{}"))).isEqualTo("{}");
    }

    /** Also if no one else needs its thread; and it costs as long, whether it sends an octet now and then or not. */
    @Test
    void aHalfRequestIsBrokenOff() throws IOException {
        Socket half = send("GET /well HTTP/1.1\r\n");
        await().atMost(PATIENCE).pollInterval(Duration.ofMillis(200)).until(() -> isClosed(half));
        assertThat(body(ask("GET /well"))).isEqualTo("well");
    }

    private static boolean isClosed(Socket socket) throws IOException {
        try {
            socket.getOutputStream().write('x');
            return socket.getInputStream().available() > 0;
        } catch (SocketException e) {
            return true;
        }
    }

    /** A request that waits for a mail, and a page that listens, may take long. */
    @Test
    void whatWorksIsNotBrokenOff() throws IOException {
        Socket works = send("GET /work HTTP/1.1\r\nHost: HOST\r\nConnection: close\r\n\r\n");
        Socket streams = send("GET /stream HTTP/1.1\r\nHost: HOST\r\nConnection: close\r\n\r\n");
        await().atMost(PATIENCE).until(() -> working.get() == 2);
        for (int i = 0; i < MORE_THAN_THREADS; i++) {
            send("G");
        }
        assertThat(body(ask("GET /well"))).isEqualTo("well");
        longWork.countDown();
        assertThat(all(works)).endsWith("worked");
        assertThat(all(streams)).contains("streamed");
        assertThat(isInterrupted).isFalse();
    }

    private static String all(Socket socket) throws IOException {
        InputStream in = socket.getInputStream();
        return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
}
