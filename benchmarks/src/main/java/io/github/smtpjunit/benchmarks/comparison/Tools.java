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

/** The programs that are used where they are installed. */
final class Tools {

    private Tools() {}

    /** Where a program is: administrators' programs are not on everyone's path. */
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

    /** The JVM that this one is. */
    static String java() {
        return Path.of(System.getProperty("java.home"), "bin", "java").toString();
    }

    /** The command of smtp-sink without its last two arguments, address and backlog. As root it wants to become somebody else. */
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

    /** A port that was free just now, for programs that cannot choose one. */
    static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }
}
