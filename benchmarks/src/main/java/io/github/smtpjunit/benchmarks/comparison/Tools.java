package io.github.smtpjunit.benchmarks.comparison;

import java.io.File;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** External programs, used if they are installed. */
final class Tools {

    private static final int PATIENCE_SECONDS = 180;

    private Tools() {}

    /** The path of a program. It also searches /usr/sbin, which is often not on a user's path. */
    static Optional<Path> find(String name) {
        String path = System.getenv().getOrDefault("PATH", "") + File.pathSeparator + "/usr/sbin";
        return Stream.of(path.split(File.pathSeparator, -1))
                .map(directory -> Path.of(directory, name))
                .filter(Files::isExecutable)
                .findFirst();
    }

    static boolean isInstalled(String name) {
        return find(name).isPresent();
    }

    static String path(String name) {
        return find(name).orElseThrow().toString();
    }

    /** The java command of this JVM. */
    static String java() {
        return Path.of(System.getProperty("java.home"), "bin", "java").toString();
    }

    /**
     * The command of smtp-sink without its last two arguments, address and backlog. Under root it needs another user to
     * run as.
     */
    static List<String> smtpSink(String... options) {
        List<String> command = new ArrayList<>(List.of(path("smtp-sink")));
        if (isRoot()) {
            command.addAll(List.of("-u", "nobody"));
        }
        command.addAll(List.of(options));
        return command;
    }

    /** Runs a program to its end, and returns the seconds it takes. What it prints goes into a file. */
    static double seconds(List<String> command, Path output) throws IOException, InterruptedException {
        long start = System.nanoTime();
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(Redirect.appendTo(output.toFile()))
                .start();
        try {
            if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS) || process.exitValue() != 0) {
                throw new IOException(command + " failed, see " + output);
            }
            return (System.nanoTime() - start) / 1e9;
        } finally {
            process.destroyForcibly();
        }
    }

    static boolean isRoot() {
        return System.getProperty("user.name", "").equals("root");
    }

    /** A port that is free at the time of the call, for programs that cannot choose one. */
    static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }
}
