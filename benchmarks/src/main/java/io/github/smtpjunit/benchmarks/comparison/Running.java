package io.github.smtpjunit.benchmarks.comparison;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.lang.ProcessBuilder.Redirect;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A server in its own process, which ends with this object. */
final class Running implements AutoCloseable {

    private static final String RESULT = "RESULT ";
    private static final int PATIENCE_SECONDS = 180;
    private static final long START_NANOS = TimeUnit.SECONDS.toNanos(10);

    private final Process process;
    private final @Nullable BufferedReader out; // for our own main classes
    private final int port;

    private Running(Process process, @Nullable BufferedReader out, int port) {
        this.process = process;
        this.out = out;
        this.port = port;
    }

    int port() {
        return port;
    }

    long pid() {
        return process.pid();
    }

    /** Starts one of our own main classes, which prints the port that it listens on. */
    static Running inJava(List<String> command, Path log) throws IOException {
        Process process = start(command, log);
        BufferedReader out = reader(process);
        double port = nextResult(out);
        if (Double.isNaN(port)) {
            process.destroyForcibly();
            throw new IOException("It did not start, see " + log);
        }
        return new Running(process, out, (int) port);
    }

    /** Starts another program, and waits until it greets. */
    static Running program(List<String> command, int port, String lastArgument, Path log)
            throws IOException, InterruptedException {
        List<String> whole = new ArrayList<>(command);
        whole.addAll(List.of("127.0.0.1:" + port, lastArgument));
        Running running = new Running(start(whole, log), null, port);
        running.awaitGreeting();
        return running;
    }

    private void awaitGreeting() throws IOException, InterruptedException {
        long end = System.nanoTime() + START_NANOS;
        while (!greets(port)) {
            boolean ended = process.waitFor(5, TimeUnit.MILLISECONDS);
            if (ended || System.nanoTime() > end) {
                close();
                throw new IOException("No server on port " + port);
            }
        }
    }

    static boolean greets(int port) {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.setSoTimeout(10_000);
            return socket.getInputStream().read() == '2';
        } catch (IOException e) {
            return false;
        }
    }

    private static Process start(List<String> command, Path log) throws IOException {
        return new ProcessBuilder(command)
                .redirectError(Redirect.appendTo(log.toFile()))
                .start();
    }

    private static BufferedReader reader(Process process) {
        return new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
    }

    private static double nextResult(BufferedReader out) throws IOException {
        for (String line = out.readLine(); line != null; line = out.readLine()) {
            if (line.startsWith(RESULT)) {
                return Double.parseDouble(line.substring(RESULT.length()));
            }
        }
        return Double.NaN;
    }

    /** Runs one of our own main classes to its end, and returns its result; NaN if there is no result. */
    static double result(List<String> command, Path log) throws IOException, InterruptedException {
        Process process = start(command, log);
        Thread watchdog = new Thread(() -> {
            try {
                if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                    process.destroyForcibly();
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        watchdog.setDaemon(true);
        watchdog.start();
        try (BufferedReader out = reader(process)) {
            return nextResult(out);
        } finally {
            process.destroyForcibly();
            process.waitFor();
        }
    }

    /** Makes it forget its mails. */
    void clear() throws IOException {
        if (out != null) {
            process.getOutputStream().write('\n');
            process.getOutputStream().flush();
            nextResult(out);
        }
    }

    /** Waits until a program ends by itself, and returns whether it ended in time. */
    boolean awaitEnd() throws InterruptedException {
        return process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS);
    }

    @Override
    public void close() {
        process.destroy();
        try {
            if (!process.waitFor(3, TimeUnit.SECONDS)) {
                process.destroyForcibly();
                process.waitFor();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}
