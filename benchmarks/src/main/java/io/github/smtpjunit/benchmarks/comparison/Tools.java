package io.github.smtpjunit.benchmarks.comparison;

import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** External programs, used if they are installed. */
final class Tools {

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
