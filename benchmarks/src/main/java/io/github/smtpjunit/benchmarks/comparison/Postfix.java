package io.github.smtpjunit.benchmarks.comparison;

import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * A separate instance of Postfix, with configuration, queue and data in our own directory. The system's instance stays
 * unchanged.
 */
final class Postfix implements AutoCloseable {

    private static final Path SYSTEM = Path.of("/etc/postfix");

    private final Path configuration;
    private final Path queue;
    private final Path log;
    private final int port;

    private Postfix(Path directory, int port) {
        this.configuration = directory.resolve("etc");
        this.queue = directory.resolve("queue");
        this.log = directory.resolve("command.log");
        this.port = port;
    }

    /** Postfix must start as root, since its parts run as different users. */
    static boolean isPossible() {
        return Tools.isRoot() && Tools.isInstalled("postfix") && Files.exists(SYSTEM.resolve("master.cf.proto"));
    }

    int port() {
        return port;
    }

    /** Starts an instance that relays all mails to a port. */
    static Postfix start(Path parent, int nextHop) throws IOException, InterruptedException {
        Path directory = Files.createTempDirectory(parent, "postfix").toRealPath();
        Postfix postfix = new Postfix(directory, Tools.freePort());
        postfix.configure(directory, nextHop);
        Runtime.getRuntime().addShutdownHook(new Thread(postfix::stopQuietly)); // it is not our child process
        postfix.command("postfix", "start"); // returns when its ports are open
        if (!Running.greets(postfix.port)) {
            postfix.close();
            throw new IOException("Postfix did not start, see " + postfix.log);
        }
        return postfix;
    }

    private void configure(Path directory, int nextHop) throws IOException {
        Files.createDirectories(queue);
        Path data = Files.createDirectories(directory.resolve("data"));
        Files.createDirectories(configuration);
        copy(SYSTEM, configuration);
        String services = Files.readString(SYSTEM.resolve("master.cf.proto"));
        Files.writeString(
                configuration.resolve("master.cf"),
                services.replaceFirst("(?m)^smtp      inet", "127.0.0.1:" + port + " inet"));
        Files.writeString(configuration.resolve("main.cf"), """
                compatibility_level = 3.6
                queue_directory = %s
                data_directory = %s
                multi_instance_name = postfix-comparison
                multi_instance_enable = yes
                maillog_file = %s/postfix.log
                maillog_file_prefixes = %s
                inet_interfaces = loopback-only
                inet_protocols = ipv4
                myhostname = comparison.localdomain
                mydestination =
                mynetworks = 127.0.0.0/8
                relayhost = [127.0.0.1]:%d
                """.formatted(queue, data, directory, directory, nextHop));
        run(List.of("chown", "postfix", data.toString()));
        run(List.of("chmod", "o+rx", directory.toString()));
    }

    /** The files that Postfix needs beside its configuration. */
    private static void copy(Path from, Path to) throws IOException {
        for (String name : List.of("dynamicmaps.cf", "postfix-files", "dynamicmaps.cf.d", "postfix-files.d")) {
            if (Files.exists(from.resolve(name))) {
                try (Stream<Path> files = Files.walk(from.resolve(name))) {
                    for (Path file : files.toList()) {
                        Files.copy(file, to.resolve(from.relativize(file)), StandardCopyOption.REPLACE_EXISTING);
                    }
                }
            }
        }
    }

    private void command(String name, String... arguments) throws IOException {
        Stream<String> command = Stream.of(Tools.path(name), "-c", configuration.toString());
        run(Stream.concat(command, Stream.of(arguments)).toList());
    }

    private void run(List<String> command) throws IOException {
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(Redirect.appendTo(log.toFile()))
                .start();
        try {
            if (!process.waitFor(60, TimeUnit.SECONDS)) {
                throw new IOException(command + " did not end");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            process.destroyForcibly();
        }
    }

    /** Empties the queue: the sink may end before it has answered its last mail. */
    void clear() throws IOException {
        command("postsuper", "-d", "ALL");
    }

    /** The names of the mails that have been tried and wait for another attempt. */
    List<String> deferred() throws IOException {
        try (Stream<Path> files = Files.walk(queue.resolve("deferred"))) {
            return files.filter(Files::isRegularFile)
                    .map(file -> file.getFileName().toString())
                    .toList();
        }
    }

    /** Runs one of its commands, and returns the seconds it takes. */
    double seconds(String name, String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(Tools.path(name), "-c", configuration.toString()));
        command.addAll(List.of(arguments));
        return Tools.seconds(command, log);
    }

    /** Ends it, and returns the seconds it takes. */
    double stop() throws IOException, InterruptedException {
        return seconds("postfix", "stop");
    }

    /** Starts it again, and returns the seconds until it greets. */
    double restart() throws IOException, InterruptedException {
        long start = System.nanoTime();
        command("postfix", "start");
        if (!Running.greets(port)) {
            throw new IOException("Postfix did not start again, see " + log);
        }
        return (System.nanoTime() - start) / 1e9;
    }

    @Override
    public void close() throws IOException {
        command("postfix", "stop");
    }

    private void stopQuietly() {
        try {
            close();
        } catch (IOException e) {
            // it did not start, or has stopped already
        }
    }
}
