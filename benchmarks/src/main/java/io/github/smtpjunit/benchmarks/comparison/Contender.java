package io.github.smtpjunit.benchmarks.comparison;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** A server in the comparison, and the way to start it. */
enum Contender {
    CORE("ours", "core", "core", false),
    INBOX("ours, Inbox", "inbox", "inbox", false),
    SMTP_SINK("smtp-sink", "", "", false),
    GREENMAIL("GreenMail", "greenmail", "greenmail", true),
    SUBETHA("SubEtha", "subetha", "subetha", true),
    WISER("Wiser", "wiser", "subetha", true),
    DUMBSTER("dumbster", "dumbster", "dumbster", false);

    private final String title;
    private final String peer;
    private final String directory;
    private final boolean hasMailClient;

    Contender(String title, String peer, String directory, boolean hasMailClient) {
        this.title = title;
        this.peer = peer;
        this.directory = directory;
        this.hasMailClient = hasMailClient;
    }

    String title() {
        return title;
    }

    boolean isOurs() {
        return this == CORE || this == INBOX;
    }

    /** Returns whether it runs in a JVM, and can be measured inside it. */
    boolean isJava() {
        return this != SMTP_SINK;
    }

    static List<Contender> inJava() {
        return Arrays.stream(values()).filter(Contender::isJava).toList();
    }

    /** The contenders that can be started on this machine. */
    static List<Contender> installed() {
        return Arrays.stream(values())
                .filter(contender -> contender.isJava() || Tools.isInstalled("smtp-sink"))
                .toList();
    }

    /** Starts it on a free port. */
    Running serve(Path logs) throws Exception {
        if (!isJava()) {
            return Running.program(Tools.smtpSink("-m", "12000"), Tools.freePort(), "4096", log(logs));
        }
        return Running.inJava(java(List.of("-Xmx3g"), "serve"), log(logs));
    }

    /** Makes it measure itself, and returns the result; NaN if that failed. */
    double measure(Path logs, List<String> options, String... what) throws Exception {
        return Running.result(java(options, what), log(logs));
    }

    private Path log(Path logs) {
        return logs.resolve(name().toLowerCase(Locale.ROOT) + ".log");
    }

    private List<String> java(List<String> options, String... what) {
        List<String> command = new ArrayList<>(List.of(Tools.java()));
        command.addAll(options);
        command.addAll(List.of("-cp", classPath(), PeerMain.class.getName(), what[0], peer));
        command.addAll(Arrays.asList(what).subList(1, what.length));
        return command;
    }

    /** What it needs at run time, the mail client included; without the comparison itself. */
    List<String> jars() {
        List<String> jars = new ArrayList<>(jars(directory));
        if (!hasMailClient) {
            jars.addAll(jars("angus"));
        }
        return jars;
    }

    private String classPath() {
        return Path.of("target", "classes") + File.pathSeparator + String.join(File.pathSeparator, jars());
    }

    /** The size of its jar and of all its dependencies, in KB. */
    double size() {
        return size(directory);
    }

    static double size(String directory) {
        try {
            long octets = 0;
            for (String jar : jars(directory)) {
                octets += Files.size(Path.of(jar));
            }
            return octets / 1000.0;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The class path from the module of that name in contenders/. */
    static List<String> jars(String directory) {
        Path file = Path.of("contenders", directory, "target", "classpath");
        try {
            return List.of(Files.readString(file).strip().split(File.pathSeparator, -1));
        } catch (IOException e) {
            throw new UncheckedIOException("Build with -Pcompare first: " + e.getMessage(), e);
        }
    }
}
