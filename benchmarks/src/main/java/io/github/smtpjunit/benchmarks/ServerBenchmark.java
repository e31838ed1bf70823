package io.github.smtpjunit.benchmarks;

import io.github.smtpjunit.smtp.Replies;
import io.github.smtpjunit.smtp.server.SmtpServer;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/** The cost of a server in a test: to start and stop it, and to send it one small mail over a kept connection. */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public class ServerBenchmark {

    /** A server with one connected client. */
    @State(Scope.Thread)
    public static class Connected {

        private static final byte[] ENVELOPE =
                "MAIL FROM:<a@example.com>\r\nRCPT TO:<b@example.com>\r\nDATA\r\n".getBytes(StandardCharsets.US_ASCII);
        private static final byte[] CONTENT = ("Subject: benchmark\r\n\r\n" + ("x".repeat(76) + "\r\n").repeat(12)
                        + ".\r\n")
                .getBytes(StandardCharsets.US_ASCII);

        private final SmtpServer server = SmtpServer.builder()
                .handler(mail -> {
                    mail.content().readAllBytes();
                    return Replies.MAIL_ACCEPTED;
                })
                .start();
        private final Socket socket;
        private final BufferedReader in;
        private final OutputStream out;

        /** Connects. */
        public Connected() {
            try {
                socket = new Socket(server.host(), server.port());
                socket.setTcpNoDelay(true);
                in = new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII));
                out = socket.getOutputStream();
                in.readLine();
                out.write("HELO benchmark\r\n".getBytes(StandardCharsets.US_ASCII));
                in.readLine();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        /** Stops. */
        @TearDown(Level.Trial)
        public void close() throws IOException {
            socket.close();
            server.close();
        }

        String send() throws IOException {
            out.write(ENVELOPE);
            in.readLine();
            in.readLine();
            in.readLine();
            out.write(CONTENT);
            return in.readLine();
        }
    }

    /** Starts a server, reads its greeting, stops it. */
    @Benchmark
    public String startGreetStop() throws IOException {
        try (SmtpServer server = SmtpServer.builder().start();
                Socket socket = new Socket(server.host(), server.port());
                BufferedReader in =
                        new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII))) {
            return in.readLine();
        }
    }

    /** Sends a mail of 1 KiB. */
    @Benchmark
    public String mailOfOneKib(Connected client) throws IOException {
        return client.send();
    }
}
