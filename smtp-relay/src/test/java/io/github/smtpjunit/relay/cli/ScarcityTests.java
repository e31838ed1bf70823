package io.github.smtpjunit.relay.cli;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.smtpjunit.inbox.Inbox;
import io.github.smtpjunit.relay.client.HostPort;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A relay with little memory and few threads, as a process of its own, and what it does where it cannot go on. */
@Timeout(300)
class ScarcityTests extends CommandTestCase {

    private static final String OK = "{\"status\": \"ok\"}\n";

    @AutoClose
    private final Inbox inbox = Inbox.start();

    private final Path directory;

    ScarcityTests(@TempDir Path directory) {
        this.directory = directory;
    }

    /** A relay in a JVM of 128 MiB. */
    private final class Small implements AutoCloseable {

        private final Process process;
        private final HostPort smtp;
        private final String http;

        Small(String... options) throws Exception {
            List<String> command = new ArrayList<>(List.of(
                    Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                    "-Xmx128m",
                    "-cp",
                    System.getProperty("java.class.path"),
                    RelayCommand.class.getName(),
                    "serve",
                    "--listen=127.0.0.1:0",
                    "--http=127.0.0.1:0"));
            command.addAll(List.of(options));
            if (!command.contains("--spool=memory")) {
                command.add("--spool=" + directory.resolve("spool"));
            }
            process = new ProcessBuilder(command)
                    .redirectError(directory.resolve("log").toFile())
                    .start();
            String ready = process.inputReader(UTF_8).readLine();
            assertThat(ready).as("log: %s", log()).startsWith("READY");
            String[] words = ready.split("[ =]", -1);
            smtp = HostPort.parseListening(words[2]);
            http = words[4];
        }

        String log() throws Exception {
            return Files.readString(directory.resolve("log"));
        }

        String get(String path) throws Exception {
            HttpResponse<String> response = HttpClient.newHttpClient()
                    .send(
                            HttpRequest.newBuilder(URI.create("http://" + http + path))
                                    .timeout(PATIENCE)
                                    .build(),
                            BodyHandlers.ofString());
            return response.body();
        }

        /** Sends mails in batches, and returns how many were taken; the others got 452. */
        int send(int count, String recipients) throws Exception {
            int taken = 0;
            try (Socket socket = new Socket(InetAddress.getByName(smtp.host()), smtp.port());
                    BufferedReader in = new BufferedReader(new InputStreamReader(socket.getInputStream(), US_ASCII))) {
                socket.setSoTimeout((int) Duration.ofMinutes(2).toMillis());
                OutputStream out = socket.getOutputStream();
                say(out, "EHLO client.example.org\r\n");
                assertThat(in.readLine()).startsWith("220");
                while (!in.readLine().startsWith("250 ")) {
                    // the extensions
                }
                int replies = (int) recipients.lines().count();
                for (int i = 0; i < count; i++) {
                    say(out, "MAIL FROM:<shop@example.com>\r\n" + recipients + "DATA\r\n");
                    for (int j = 0; j <= replies; j++) {
                        assertThat(in.readLine()).startsWith("250");
                    }
                    assertThat(in.readLine()).startsWith("354");
                    say(out, "Subject: x\r\n\r\nx\r\n.\r\n");
                    String reply = in.readLine();
                    assertThat(reply).containsPattern("^(250 2.0.0|452 4.3.1) ");
                    taken += reply.startsWith("250") ? 1 : 0;
                }
            }
            return taken;
        }

        private void say(OutputStream out, String lines) throws Exception {
            out.write(lines.getBytes(US_ASCII));
        }

        @Override
        public void close() {
            process.destroy();
            if (!hasEnded()) {
                process.destroyForcibly();
            }
        }

        private boolean hasEnded() {
            try {
                return process.waitFor(60, TimeUnit.SECONDS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return false;
            }
        }
    }

    private static String recipients(int count, String domains) {
        return IntStream.range(0, count)
                .mapToObj(i -> "RCPT TO:<recipient" + i + "@" + domains.formatted(i) + ">\r\n")
                .collect(Collectors.joining());
    }

    @Test
    void aThousandMailsOfAThousandRecipientsDoNotExhaustIt() throws Exception {
        try (ServerSocket silent = new ServerSocket(0, 1_000, InetAddress.getLoopbackAddress());
                Small relay = new Small("--smart-host=127.0.0.1:" + silent.getLocalPort())) {
            int taken = relay.send(1_049, recipients(1_000, "%1$d.example.org"));

            assertThat(taken).isGreaterThan(50);
            assertThat(relay.get("/health")).contains("octets of memory");
            assertThat(relay.get("/metrics")).contains("smtp_relay_queue_mails " + taken);
            assertThat(relay.log()).doesNotContain("OutOfMemoryError");
        }
    }

    @Test
    void twentyThousandMailsDoNotExhaustIt() throws Exception {
        try (ServerSocket silent = new ServerSocket(0, 1_000, InetAddress.getLoopbackAddress());
                Small relay = new Small(
                        "--spool=memory", // which has the contents in memory too
                        "--smart-host=127.0.0.1:" + silent.getLocalPort(),
                        "--route=inbox.test=" + inbox.host() + ":" + inbox.port())) {
            List<CompletableFuture<Integer>> clients = IntStream.range(0, 40)
                    .mapToObj(i -> CompletableFuture.supplyAsync(
                            () -> {
                                try {
                                    return relay.send(500, recipients(1, "example.org"));
                                } catch (Exception e) {
                                    throw new CompletionException(e);
                                }
                            },
                            client -> new Thread(client).start()))
                    .toList();
            assertThat(clients.stream().mapToInt(CompletableFuture::join)).containsOnly(500);
            assertThat(relay.send(1, recipients(1, "inbox.test"))).isEqualTo(1);

            await().atMost(PATIENCE).until(() -> inbox.mails().size() == 1);
            assertThat(relay.get("/health")).isEqualTo(OK);
            assertThat(relay.log()).doesNotContain("OutOfMemoryError");
        }
    }

    @Test
    void manySlowHostsHaveNoMoreThreadsThanTold() throws Exception {
        try (ServerSocket silent = new ServerSocket(0, 1_000, InetAddress.getByName("0.0.0.0"))) {
            List<String> options = new ArrayList<>(List.of("--max-sessions=200"));
            IntStream.range(0, 400)
                    .forEach(i -> options.add("--route=" + i + ".test=127.1." + i / 250 + "." + (1 + i % 250) + ":"
                            + silent.getLocalPort()));
            try (Small relay = new Small(options.toArray(String[]::new))) {
                for (int i = 0; i < 400; i++) {
                    relay.send(1, recipients(1, i + ".test"));
                }
                await().atMost(PATIENCE).until(() -> threads(relay.process) > 200);
                assertThat(threads(relay.process)).isLessThan(200 + 100);
                assertThat(relay.get("/health")).isEqualTo(OK);
            }
        }
    }

    private static long threads(Process process) throws Exception {
        Path tasks = Path.of("/proc", Long.toString(process.pid()), "task");
        if (!Files.isDirectory(tasks)) {
            return 250; // this system does not tell
        }
        try (var files = Files.list(tasks)) {
            return files.count();
        }
    }

    // The end

    @Test
    void aProgramThatCannotGoOnEndsWithOneAndLeavesAWholeSpool() throws Exception {
        String[] serve = {
            "serve",
            "--listen=127.0.0.1:0",
            "--spool=" + directory.resolve("spool"),
            "--smart-host=" + inbox.host() + ":" + inbox.port(),
            "--retry-schedule=1s"
        };
        Running running = start(serve);
        try (Client client = running.connect()) {
            client.say("250", "EHLO client.example.org");
            client.mail("shop@example.com", "Subject: x\r\n\r\nx\r\n", "ada@example.org")
                    .expect("250");
        }
        Thread thread = new Thread(() -> {}, "some-acceptor");
        running.die(thread, new OutOfMemoryError("Java heap space"));

        assertThat(running.end()).isEqualTo(1);
        assertThat(running.log())
                .contains("The thread some-acceptor has died: java.lang.OutOfMemoryError: Java heap space");
        Running next = start(serve);
        assertThat(inbox).within(PATIENCE).hasMailCountAtLeast(1);
        assertThat(next.stop()).isZero();
    }

    @Test
    void theProcessEndsWithOneToo() throws Exception {
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        Dying.class.getName(),
                        "serve",
                        "--listen=127.0.0.1:0",
                        "--http=127.0.0.1:0",
                        "--spool=memory")
                .redirectErrorStream(true)
                .start();
        String said = new String(process.getInputStream().readAllBytes(), UTF_8);

        assertThat(process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).as(said).isEqualTo(1);
        assertThat(said).contains("READY", "event=stopping", "The thread doomed has died: java.lang.InternalError");
    }

    /** The program, and a thread of it that dies a while after the start. */
    static final class Dying {

        private Dying() {}

        public static void main(String[] args) {
            Thread doomed = new Thread(
                    () -> {
                        await().atMost(Duration.ofMinutes(1)).until(Dying::hasStarted);
                        throw new InternalError("on purpose");
                    },
                    "doomed");
            doomed.setDaemon(true);
            doomed.start();
            RelayCommand.main(args);
        }

        private static boolean hasStarted() {
            return Thread.getAllStackTraces().keySet().stream()
                    .anyMatch(thread -> thread.getName().equals("http"));
        }
    }
}
