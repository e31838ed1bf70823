package io.github.smtpjunit.benchmarks.comparison;

import io.github.smtpjunit.benchmarks.comparison.Measure.Target;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

/** smtp-source sends to a relay, which stores each mail on disk before it answers, and the relay sends to smtp-sink. */
final class RelayPart {

    static final String POSTFIX = "Postfix";

    private static final String OURS = Contender.CORE.title();
    private static final int MAILS = 2_000;
    private static final int LENGTH = 4096;
    private static final int[] SESSIONS = {1, 16, 64};

    private final Setting setting;
    private final int nextHop;
    private final Map<Integer, Measure> accepted = new TreeMap<>();
    private final Map<Integer, Measure> delivered = new TreeMap<>();

    RelayPart(Setting setting) throws IOException {
        this.setting = setting;
        this.nextHop = Tools.freePort();
        for (int sessions : SESSIONS) {
            Target target = Target.atLeast(sessions == 1 ? 2 : 4, POSTFIX);
            String relay = "relay, " + MAILS + " x 4 KiB, sessions: " + sessions + ", mails/s ";
            accepted.put(sessions, new Measure(relay + "accepted", target));
            delivered.put(sessions, new Measure(relay + "delivered", target));
        }
    }

    static boolean isPossible() {
        return Tools.isInstalled("smtp-source") && Tools.isInstalled("smtp-sink") && Postfix.isPossible();
    }

    List<Measure> run() throws Exception {
        Path directory = setting.directory().toAbsolutePath();
        try (Postfix postfix = Postfix.start(directory, nextHop);
                Running ours = start(Files.createTempDirectory(directory, "spool"))) {
            for (int run = 0; run < setting.runs(); run++) {
                for (int sessions : SESSIONS) {
                    measure(OURS, ours.port(), sessions);
                    measure(POSTFIX, postfix.port(), sessions);
                    postfix.clear();
                }
            }
        }
        List<Measure> all = new ArrayList<>(accepted.values());
        all.addAll(delivered.values());
        return all;
    }

    private Running start(Path spool) throws IOException {
        String classPath = Path.of("target", "classes")
                + File.pathSeparator
                + String.join(File.pathSeparator, Contender.jars("relay"));
        List<String> command = List.of(
                Tools.java(), "-cp", classPath, RelayMain.class.getName(), Integer.toString(nextHop), spool.toString());
        return Running.inJava(command, setting.directory().resolve("relay.log"));
    }

    private void measure(String relay, int port, int sessions) throws Exception {
        try (Running sink = Running.program(
                Tools.smtpSink("-M", Integer.toString(MAILS)),
                nextHop,
                "1024",
                setting.directory().resolve("sink.log"))) {
            long start = System.nanoTime();
            double seconds = SmtpSource.send(port, sessions, true, 1, LENGTH, MAILS);
            boolean all = sink.awaitEnd();
            double whole = (System.nanoTime() - start) / 1e9;
            measureOf(accepted, sessions).add(relay, MAILS / seconds);
            measureOf(delivered, sessions).add(relay, all ? MAILS / whole : Double.NaN);
        }
    }

    private static Measure measureOf(Map<Integer, Measure> measures, int sessions) {
        return Objects.requireNonNull(measures.get(sessions));
    }
}
