package io.github.smtpjunit.benchmarks.comparison;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Our relay as an operator has it: the runnable jar, with a spool of its own. */
final class RelayJar implements AutoCloseable {

    private static final Path JAR = Path.of("..", "smtp-relay", "target", "smtp-relay.jar");
    private static final Pattern READY = Pattern.compile("READY smtp=127\\.0\\.0\\.1:(\\d+)\\b.*");
    private static final int PATIENCE_SECONDS = 180;

    private final Path spool;
    private final Path log;
    private final Process process;
    private final int port;
    private final double startSeconds;

    private RelayJar(Path spool, Path log, Process process, int port, double startSeconds) {
        this.spool = spool;
        this.log = log;
        this.process = process;
        this.port = port;
        this.startSeconds = startSeconds;
    }

    static boolean isPossible() {
        return Files.exists(JAR);
    }

    /** Starts it, and waits until it says that it is ready. */
    static RelayJar start(Path spool, int nextHop, Path log) throws IOException {
        List<String> options = List.of(
                "serve",
                "--listen",
                "127.0.0.1:0",
                "--smart-host",
                "127.0.0.1:" + nextHop,
                "--spool",
                spool.toString());
        long start = System.nanoTime();
        Process process = new ProcessBuilder(command(options))
                .redirectError(Redirect.appendTo(log.toFile()))
                .start();
        BufferedReader out =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
        Matcher ready = READY.matcher(String.valueOf(out.readLine()));
        if (!ready.matches()) {
            process.destroyForcibly();
            throw new IOException("The relay did not start, see " + log);
        }
        double seconds = (System.nanoTime() - start) / 1e9;
        return new RelayJar(spool, log, process, Integer.parseInt(ready.group(1)), seconds);
    }

    private static List<String> command(List<String> arguments) {
        List<String> command = new ArrayList<>(List.of(Tools.java(), "-jar", JAR.toString()));
        command.addAll(arguments);
        return command;
    }

    int port() {
        return port;
    }

    /** How long it took until it was ready. */
    double startSeconds() {
        return startSeconds;
    }

    /** The names of the mails that have been tried and wait for another attempt. */
    List<String> deferred() throws IOException {
        try (Stream<Path> files = Files.list(spool.resolve("queue"))) {
            return files.map(file -> file.getFileName().toString())
                    .filter(name -> name.endsWith(".state"))
                    .map(name -> name.substring(0, name.indexOf('.')))
                    .toList();
        }
    }

    /** Runs {@code queue} with a spool, and returns the seconds it takes. */
    double queue(String... arguments) throws IOException, InterruptedException {
        List<String> all = new ArrayList<>(List.of("queue", arguments[0], "--spool", spool.toString()));
        all.addAll(List.of(arguments).subList(1, arguments.length));
        return Tools.seconds(command(all), log);
    }

    /** Ends it by SIGTERM, and returns the seconds it takes; NaN if it does not end. */
    double stop() throws InterruptedException {
        long start = System.nanoTime();
        process.destroy();
        return process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS) ? (System.nanoTime() - start) / 1e9 : Double.NaN;
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
