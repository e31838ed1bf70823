package io.github.smtpjunit.smtp.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import java.io.BufferedReader;
import java.io.FilterInputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.lang.management.ManagementFactory;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * What a mail costs, counted and not timed, so that it is the same on every machine. The bounds are about twice what
 * was counted: they fail when something is done for each line or octet that was done for each mail.
 */
@Timeout(60)
class CostTests {

    private static final String ENVELOPE = "MAIL FROM:<ada@example.org>\r\nRCPT TO:<bob@example.com>\r\nDATA\r\n";
    private static final String CONTENT = "Subject: cost\r\n\r\n" + ("x".repeat(76) + "\r\n").repeat(13) + ".\r\n";
    private static final int WARM_UP = 20;
    private static final int COUNTED = 200;

    private final AtomicInteger reads = new AtomicInteger();
    private final AtomicInteger writes = new AtomicInteger();
    private SmtpListener listener;
    private RawClient client;

    /** A socket that counts the calls of the system. */
    private final class CountedSocket extends Socket {

        @Override
        public InputStream getInputStream() throws IOException {
            return new FilterInputStream(super.getInputStream()) {
                @Override
                public int read(byte[] target, int offset, int length) throws IOException {
                    int count = super.read(target, offset, length);
                    reads.incrementAndGet();
                    return count;
                }
            };
        }

        @Override
        public OutputStream getOutputStream() throws IOException {
            return new FilterOutputStream(super.getOutputStream()) {
                @Override
                public void write(byte[] octets, int offset, int length) throws IOException {
                    writes.incrementAndGet();
                    out.write(octets, offset, length);
                }
            };
        }
    }

    private final class CountedServerSocket extends ServerSocket {

        CountedServerSocket() throws IOException {}

        @Override
        public Socket accept() throws IOException {
            Socket socket = new CountedSocket();
            implAccept(socket);
            return socket;
        }
    }

    @BeforeEach
    void listen() throws IOException {
        InetSocketAddress anyPort = new InetSocketAddress(SmtpListener.loopback(), 0);
        listener = new SmtpListener(
                new CountedServerSocket(),
                anyPort,
                10,
                false,
                new AtomicLong(),
                SmtpServer.builder().config());
        client = new RawClient(listener.address());
    }

    @AfterEach
    void close() throws IOException {
        client.close();
        listener.close();
    }

    /** What a client does on a thread of its own. */
    private Thread asClient(Runnable dialogue) {
        Thread thread = new Thread(() -> {
            client.expect("220 *").send("HELO client.example.org").skip();
            dialogue.run();
            client.send("QUIT").expect("221 *");
        });
        thread.start();
        return thread;
    }

    private void sendMails(int count) {
        for (int i = 0; i < count; i++) {
            client.sendRaw(ENVELOPE).expect("250 *").expect("250 *").expect("354 *");
            client.sendRaw(CONTENT).expect("250 *");
        }
    }

    /** How many octets this thread has allocated. */
    static long allocated() {
        return ((ThreadMXBean) ManagementFactory.getThreadMXBean()).getCurrentThreadAllocatedBytes();
    }

    /**
     * How many octets this thread allocates while it accepts the given number of mails; their contents of 1 KiB are
     * among them.
     */
    private static long allocatedFor(SmtpConnection connection, int mails) {
        long before = allocated();
        for (int i = 0; i < mails; i++) {
            assertThat(connection.process().isPresent()).isTrue();
        }
        return allocated() - before;
    }

    @Test
    void aMailInAKeptSessionAllocatesLittleMoreThanItsContent() throws Exception {
        Thread sender = asClient(() -> sendMails(WARM_UP + COUNTED));
        try (SmtpConnection connection = listener.accept()) {
            allocatedFor(connection, WARM_UP);
            long each = allocatedFor(connection, COUNTED) / COUNTED;

            assertThat(each).as("octets for a mail of 1 KiB").isLessThan(16_000);
            assertThat(connection.process()).isEmpty();
        }
        sender.join();
    }

    @Test
    void aCommandAllocatesLittle() throws Exception {
        Thread sender = asClient(() -> {
            for (int i = 0; i < WARM_UP + COUNTED; i++) {
                client.send("NOOP").expect("250 *");
            }
            sendMails(2);
            for (int i = 0; i < COUNTED; i++) {
                client.send("NOOP").expect("250 *");
            }
            sendMails(2);
        });
        try (SmtpConnection connection = listener.accept()) {
            allocatedFor(connection, 2);
            long withCommands = allocatedFor(connection, 1);
            long without = allocatedFor(connection, 1);

            assertThat((withCommands - without) / COUNTED)
                    .as("octets for a command")
                    .isLessThan(400);
            assertThat(connection.process()).isEmpty();
        }
        sender.join();
    }

    @Test
    void aPipelinedBatchIsReadOnceAndAnsweredOnce() throws Exception {
        int[] before = new int[2];
        int[] after = new int[2];
        Thread sender = asClient(() -> {
            sendMails(WARM_UP);
            count(before);
            sendMails(COUNTED);
            count(after);
        });
        try (SmtpConnection connection = listener.accept()) {
            assertThat(allocatedFor(connection, WARM_UP + COUNTED)).isPositive();
            assertThat(connection.process()).isEmpty();
        }
        sender.join();

        assertThat(after[0] - before[0])
                .as("reads: the first octet after a silence, the rest of the envelope, the content")
                .isEqualTo(COUNTED * 3);
        assertThat(after[1] - before[1]).as("writes: three replies, one reply").isEqualTo(COUNTED * 2);
    }

    private void count(int[] counts) {
        counts[0] = reads.get();
        counts[1] = writes.get();
    }

    @Test
    void aFirstStartLoadsFewClasses() throws Exception {
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xlog:class+load",
                        "-cp",
                        System.getProperty("java.class.path"),
                        FirstStart.class.getName())
                .redirectErrorStream(true)
                .start();
        try (BufferedReader out =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
            List<String> loaded = out.lines()
                    .dropWhile(line -> !line.equals(FirstStart.READY))
                    .filter(line -> line.contains(" source: "))
                    .takeWhile(line -> !line.contains(".SmtpConnection ")) // the client has been greeted then
                    .toList();
            List<String> ours =
                    loaded.stream().filter(line -> line.contains("smtpjunit")).toList();

            // The virtual threads of a JDK are some 300 classes more, and make use of streams.
            boolean virtual = Runtime.version().feature() >= 21;
            assertThat(loaded)
                    .as("classes of server and client until the greeting")
                    .hasSizeBetween(50, virtual ? 800 : 400)
                    .as("regular expressions, which are not needed before the first command")
                    .noneMatch(line -> line.contains(" java.util.regex."));
            assertThat(loaded).as("streams").noneMatch(line -> !virtual && line.contains(" java.util.stream."));
            assertThat(ours).as("our own classes").hasSizeBetween(20, 50);
            assertThat(ours)
                    .as("our own lambdas, each of which is linked and spun")
                    .filteredOn(line -> line.contains("$$Lambda"))
                    .hasSizeLessThan(6);
        } finally {
            process.destroyForcibly();
        }
    }

    /** A JVM that starts a server, hears its greeting and ends. */
    static final class FirstStart {

        static final String READY = "ready";

        private FirstStart() {}

        /**
         * Runs.
         *
         * @param args none
         */
        public static void main(String[] args) throws IOException {
            new Socket().close(); // the client's own classes are not counted
            System.out.println(READY);
            SmtpServer server = SmtpServer.builder().start();
            try (Socket socket = new Socket(server.host(), server.port())) {
                if (socket.getInputStream().read() != '2') {
                    throw new IOException("No greeting");
                }
            }
            Runtime.getRuntime().halt(0);
        }
    }
}
