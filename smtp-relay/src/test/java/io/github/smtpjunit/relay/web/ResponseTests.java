package io.github.smtpjunit.relay.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.ByteArrayInputStream;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ResponseTests extends WebTestCase {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "a.txt | attachment; filename=\"a.txt\"",
                "a b.txt | attachment; filename=\"a b.txt\"",
                "a\"b;c.txt | attachment; filename=\"a_b_c.txt\"; filename*=UTF-8''a_b%3Bc.txt",
                "a\\r\\nX: y | attachment; filename=\"a__X_ y\"",
                "\\u202egpj.exe | attachment; filename=\"_gpj.exe\"",
                "\\u2066a\\u200b | attachment; filename=\"_a_\"",
                "../../etc/passwd | attachment; filename=\".._.._etc_passwd\"",
                "C:\\\\x | attachment; filename=\"C__x\"",
                "\\u00e4.txt | attachment; filename=\"__.txt\"; filename*=UTF-8''%C3%A4.txt",
                "\\ud800 | attachment; filename=\"_\"",
                "`` | attachment; filename=\"file\"",
                ".. | attachment; filename=\"file\""
            })
    void aNameIsMadeSafe(String name, String field) {
        String unescaped = name.replace("\\r", "\r").replace("\\n", "\n").replace("\\\\", "\\");
        unescaped = Pattern.compile("\\\\u([0-9a-f]{4})")
                .matcher(unescaped)
                .replaceAll(hit -> String.valueOf((char) Integer.parseInt(hit.group(1), 16)));
        assertThat(Response.of("text/plain", "").attachment(unescaped).headers())
                .containsEntry("Content-Disposition", field);
    }

    @Test
    void aLongNameIsCut() {
        assertThat(Response.of("text/plain", "")
                        .attachment("\u00e4".repeat(100_000))
                        .headers())
                .hasEntrySatisfying(
                        "Content-Disposition", field -> assertThat(field).hasSizeLessThan(1_200));
    }

    @Test
    void eachAnswerKeepsABrowserFromMoreThanItIs() throws IOException {
        start(new Routes().add("GET", "/x", request -> Response.of("text/html", "<script>")));
        for (String path : new String[] {"/x", "/absent"}) {
            assertThat(ask("GET " + path))
                    .containsIgnoringCase("x-content-type-options: nosniff\r\n")
                    .containsIgnoringCase(
                            "content-security-policy: default-src 'none'; frame-ancestors 'none'; sandbox\r\n")
                    .containsIgnoringCase("cross-origin-resource-policy: same-origin\r\n")
                    .containsIgnoringCase("cache-control: no-store\r\n")
                    .containsIgnoringCase("referrer-policy: no-referrer\r\n");
        }
    }

    @Test
    void whatFailsIsAnswered() throws IOException {
        start(new Routes()
                .add("GET", "/bug", request -> {
                    throw new IllegalStateException("provoked");
                })
                .add("GET", "/deep", request -> {
                    throw new StackOverflowError("provoked");
                })
                .add("GET", "/memory", request -> {
                    throw new OutOfMemoryError("provoked");
                })
                .add("GET", "/gone", request -> {
                    throw new FileNotFoundException("provoked");
                })
                .add(
                        "GET",
                        "/late",
                        request -> Response.stream("text/plain", 5, () -> {
                            throw new FileNotFoundException("provoked");
                        }))
                .add("GET", "/well", request -> Response.of("text/plain", "well")));
        assertThat(status(ask("GET /bug"))).isEqualTo(500);
        assertThat(status(ask("GET /deep"))).isEqualTo(500);
        assertThat(status(ask("GET /memory"))).isEqualTo(503);
        assertThat(status(ask("GET /gone"))).isEqualTo(404);
        assertThat(status(ask("GET /late"))).isEqualTo(404);
        assertThat(ask("GET /bug")).doesNotContain("provoked", "IllegalState");
        assertThat(body(ask("GET /well"))).isEqualTo("well");
    }

    @Test
    void aStreamIsClosedAlsoForHead() throws IOException {
        AtomicInteger open = new AtomicInteger();
        start(new Routes()
                .add(
                        "GET",
                        "/x",
                        request -> Response.stream("text/plain", 2, () -> {
                            open.incrementAndGet();
                            return new ByteArrayInputStream("ok".getBytes(StandardCharsets.US_ASCII)) {
                                @Override
                                public void close() {
                                    open.decrementAndGet();
                                }
                            };
                        })));
        assertThat(body(ask("GET /x"))).isEqualTo("ok");
        assertThat(ask("HEAD /x")).containsIgnoringCase("content-length: 2\r\n");
        await().untilAsserted(() -> assertThat(open).hasValue(0)); // the answer is read before it is closed
    }

    @Test
    void closeBreaksOffWhatIsOpenAndFreesItsThreads() throws Exception {
        CountDownLatch begun = new CountDownLatch(2);
        CountDownLatch ended = new CountDownLatch(2);
        HttpEndpoint endpoint = start(new Routes()
                .add(
                        "GET",
                        "/waits",
                        request -> Response.stream("text/plain", out -> {
                            begun.countDown();
                            try {
                                new CountDownLatch(1).await();
                            } catch (InterruptedException e) {
                                Thread.currentThread().interrupt();
                            } finally {
                                ended.countDown();
                            }
                        }))
                .add(
                        "GET",
                        "/floods",
                        request -> Response.stream("text/plain", out -> {
                            begun.countDown();
                            try {
                                while (true) {
                                    out.write(new byte[64 * 1024]); // its reader is slow
                                }
                            } finally {
                                ended.countDown();
                            }
                        })));
        try (Socket waits = connect();
                Socket floods = connect()) {
            for (Map.Entry<Socket, String> each :
                    Map.of(waits, "/waits", floods, "/floods").entrySet()) {
                each.getKey()
                        .getOutputStream()
                        .write(("GET " + each.getValue() + " HTTP/1.1\r\nHost: " + host() + "\r\n\r\n")
                                .getBytes(StandardCharsets.US_ASCII));
            }
            assertThat(begun.await(PATIENCE_MILLIS, TimeUnit.MILLISECONDS)).isTrue();
            int port = endpoint.address().getPort();
            endpoint.close();
            assertThat(ended.await(PATIENCE_MILLIS, TimeUnit.MILLISECONDS)).isTrue();
            InputStream rest = waits.getInputStream();
            assertThat(Optional.of(rest).map(ResponseTests::drained)).contains(true);
            try (ServerSocket again = new ServerSocket()) {
                again.setReuseAddress(true);
                again.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port)); // the port is free
                assertThat(again.isBound()).isTrue();
            }
        }
    }

    private static boolean drained(InputStream in) {
        try {
            in.readAllBytes();
            return true;
        } catch (IOException e) {
            return true; // reset
        }
    }
}
