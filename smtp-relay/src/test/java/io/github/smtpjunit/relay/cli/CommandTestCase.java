package io.github.smtpjunit.relay.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.smtpjunit.relay.client.HostPort;
import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.PrintStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;

/** Runs commands within this JVM. */
abstract class CommandTestCase {

    static final Duration PATIENCE = Duration.ofSeconds(30);

    private final List<Running> started = new ArrayList<>();

    /** Runs a command that ends by itself. */
    static Outcome run(String... args) {
        return runWith(Map.of(), args);
    }

    /** Runs a command that ends by itself, with these variables. */
    static Outcome runWith(Map<String, String> environment, String... args) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        int code = RelayCommand.run(new Terminal(utf8(out), utf8(err)), environment, args);
        return new Outcome(code, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
    }

    private static PrintStream utf8(OutputStream stream) {
        return new PrintStream(stream, true, StandardCharsets.UTF_8);
    }

    record Outcome(int code, String out, String err) {}

    /** Starts a command that serves, and waits until it is ready. */
    Running start(String... args) throws Exception {
        return startWith(Map.of(), args);
    }

    /** Starts a command that serves, with these variables. */
    Running startWith(Map<String, String> environment, String... args) throws Exception {
        Running running = new Running(environment, args);
        started.add(running);
        running.ready = running.out.poll(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        assertThat(running.ready).as("log:\n%s", running.log()).isNotNull();
        return running;
    }

    @AfterEach
    void stopAll() throws Exception {
        for (Running running : started) {
            running.stop();
        }
    }

    static final class Running {

        private final BlockingQueue<String> out = new LinkedBlockingQueue<>();
        private final ByteArrayOutputStream err = new ByteArrayOutputStream();
        private final Terminal terminal = new Terminal(utf8(new LineStream(out)), utf8(err));
        private final CompletableFuture<Integer> code;
        String ready = "";

        Running(Map<String, String> environment, String... args) {
            code = CompletableFuture.supplyAsync(
                    () -> RelayCommand.run(terminal, environment, args), work -> new Thread(work).start());
        }

        /** The places behind a keyword of the READY line. */
        List<HostPort> places(String keyword) {
            List<HostPort> places = new ArrayList<>();
            Matcher matcher = Pattern.compile(" " + keyword + "=(\\S+)").matcher(ready);
            while (matcher.find()) {
                places.add(HostPort.parseListening(matcher.group(1)));
            }
            return places;
        }

        Client connect() throws IOException {
            return new Client(places("smtp").get(0));
        }

        String log() {
            return err.toString(StandardCharsets.UTF_8);
        }

        /** What else was said on standard output. */
        List<String> furtherLines() {
            return List.copyOf(out);
        }

        /** A thread of the program dies. */
        void die(Thread thread, Throwable cause) {
            RelayCommand.died(terminal, thread, cause);
        }

        /** Waits for the end, which the command comes to by itself. */
        int end() throws Exception {
            return code.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        }

        int stop() throws Exception {
            terminal.stop();
            return code.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        }
    }

    /** Makes lines of what is written. */
    private static final class LineStream extends OutputStream {

        private final BlockingQueue<String> lines;
        private final ByteArrayOutputStream line = new ByteArrayOutputStream();

        LineStream(BlockingQueue<String> lines) {
            this.lines = lines;
        }

        @Override
        public synchronized void write(int octet) {
            if (octet == '\n') {
                lines.add(line.toString(StandardCharsets.UTF_8));
                line.reset();
            } else {
                line.write(octet);
            }
        }
    }

    /** Speaks SMTP, octet by octet. */
    static final class Client implements Closeable {

        private final Socket socket;
        private final BufferedReader in;

        Client(HostPort place) throws IOException {
            socket = new Socket(place.host(), place.port());
            socket.setSoTimeout((int) PATIENCE.toMillis());
            in = new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
            expect("220");
        }

        /** What is under the dialogue, to put TLS on it. */
        Socket socket() {
            return socket;
        }

        /** Sends lines in one segment. */
        Client send(String... lines) throws IOException {
            return write((String.join("\r\n", lines) + "\r\n").getBytes(StandardCharsets.UTF_8));
        }

        Client write(byte[] octets) throws IOException {
            socket.getOutputStream().write(octets);
            return this;
        }

        /** Reads a reply, which must have this code. */
        String expect(String code) throws IOException {
            StringBuilder reply = new StringBuilder();
            String line;
            do {
                line = in.readLine();
                reply.append(line).append('\n');
            } while (line != null && line.startsWith("-", 3));
            assertThat(reply.toString()).startsWith(code);
            return reply.toString();
        }

        /** Commands, each of which must get a reply with this code. */
        Client say(String code, String... commands) throws IOException {
            for (String command : commands) {
                send(command).expect(code);
            }
            return this;
        }

        /** Sends a mail after EHLO. */
        Client mail(String from, String content, String... to) throws IOException {
            say("250", "MAIL FROM:<" + from + ">");
            say(
                    "250",
                    Arrays.stream(to)
                            .map(address -> "RCPT TO:<" + address + ">")
                            .toArray(String[]::new));
            send("DATA").expect("354");
            return write((content + ".\r\n").getBytes(StandardCharsets.UTF_8));
        }

        @Override
        public void close() throws IOException {
            socket.close();
        }
    }
}
