package io.github.smtpjunit.benchmarks;

import io.github.smtpjunit.inbox.Inbox;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/** The cost of an inbox in a test: to start and stop it, to capture a mail, to assert on a mail. */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public class InboxBenchmark {

    /** An inbox with one connected client and one mail. */
    @State(Scope.Thread)
    public static class Connected {

        private static final byte[] ENVELOPE =
                "MAIL FROM:<a@example.com>\r\nRCPT TO:<b@example.com>\r\nDATA\r\n".getBytes(StandardCharsets.US_ASCII);
        private static final byte[] CONTENT = ("To: b@example.com\r\nSubject: benchmark\r\n\r\n"
                        + ("x".repeat(76) + "\r\n").repeat(12) + ".\r\n")
                .getBytes(StandardCharsets.US_ASCII);

        private final Inbox inbox = Inbox.start();
        private final Socket socket;
        private final BufferedReader in;

        /** Connects, and sends the mail. */
        public Connected() {
            try {
                socket = new Socket(inbox.host(), inbox.port());
                socket.setTcpNoDelay(true);
                in = new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII));
                in.readLine();
                socket.getOutputStream().write("HELO benchmark\r\n".getBytes(StandardCharsets.US_ASCII));
                in.readLine();
                send();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        final String send() throws IOException {
            socket.getOutputStream().write(ENVELOPE);
            in.readLine();
            in.readLine();
            in.readLine();
            socket.getOutputStream().write(CONTENT);
            return in.readLine();
        }

        /** Stops. */
        @TearDown
        public void close() throws IOException {
            socket.close();
            inbox.close();
        }
    }

    /** Starts and stops an inbox. */
    @Benchmark
    public int startStop() {
        try (Inbox inbox = Inbox.start()) {
            return inbox.port();
        }
    }

    /** Captures a mail of 1 KiB. */
    @Benchmark
    public int capture(Connected client) throws IOException {
        client.inbox.clear();
        client.send();
        return client.inbox.mails().size();
    }

    /** Asserts on a mail that has arrived. */
    @Benchmark
    public Object assertion(Connected client) {
        return client.inbox.assertThat().singleMail().isTo("b@example.com").hasSubject("benchmark");
    }
}
