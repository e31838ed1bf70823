package io.github.smtpjunit.benchmarks.comparison;

import io.github.smtpjunit.benchmarks.comparison.Measure.Target;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * What an operator waits for: a host that refuses a queue for now, a look at the queue, the end and the start of a
 * relay with one.
 */
final class OperatorPart {

    private static final String OURS = Contender.CORE.title();
    private static final String POSTFIX = RelayPart.POSTFIX;
    private static final int DEFERRED = 5_000;
    private static final int FRESH = 20_000;
    private static final int LENGTH = 1024;
    private static final int SESSIONS = 16;
    private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(300);

    private final Setting setting;
    private final Path directory;
    private final Measure deferring = measure(DEFERRED + " mails until all are deferred: s");
    private final Measure list = measure("list of " + DEFERRED + ": s");
    private final Measure show = measure("one mail of " + DEFERRED + ": s");
    private final Measure hold = measure("hold of all " + DEFERRED + ": s");
    private final Measure flush = measure("flush of all " + DEFERRED + ": s");
    private final Measure delete = measure("delete of all " + DEFERRED + ": s");
    private final Measure stop = measure("SIGTERM with " + FRESH + " fresh mails: s");
    private final Measure start = measure("start with " + FRESH + " mails: s");

    /** What has deferred mails. */
    private interface Names {
        List<String> get() throws IOException;
    }

    OperatorPart(Setting setting) {
        this.setting = setting;
        this.directory = setting.directory().toAbsolutePath();
    }

    private static Measure measure(String what) {
        return new Measure(what, Target.atMost(2, POSTFIX));
    }

    static boolean isPossible() {
        return RelayPart.isPossible() && RelayJar.isPossible();
    }

    List<Measure> run() throws Exception {
        int busy = Tools.freePort();
        // Connections are made, and get no greeting: what is in the queue stays there
        try (ServerSocket silent = new ServerSocket(0, 1024, InetAddress.getLoopbackAddress());
                Running sink =
                        Running.program(Tools.smtpSink("-r", "RCPT"), busy, "1024", directory.resolve("sink.log"));
                Postfix postfix = Postfix.start(directory, sink.port());
                Postfix full = Postfix.start(directory, silent.getLocalPort())) {
            SmtpSource.send(full.port(), SESSIONS, true, 1, LENGTH, FRESH);
            for (int run = 0; run < setting.runs(); run++) {
                ourDeferring(sink.port());
                deferring(postfix);
                ourFresh(silent.getLocalPort());
                stop.add(POSTFIX, full.stop());
                start.add(POSTFIX, full.restart());
            }
        }
        return List.of(deferring, list, show, hold, flush, delete, stop, start);
    }

    private void ourDeferring(int nextHop) throws Exception {
        Path spool = Files.createTempDirectory(directory, "spool");
        try (RelayJar relay = RelayJar.start(spool, nextHop, log())) {
            deferring.add(OURS, secondsToDefer(relay.port(), relay::deferred));
            list.add(OURS, relay.queue("list"));
            show.add(OURS, relay.queue("show", relay.deferred().get(0)));
            hold.add(OURS, relay.queue("hold", "--all"));
            relay.queue("release", "--all");
            flush.add(OURS, relay.queue("flush", "--all"));
            delete.add(OURS, relay.queue("delete", "--all"));
            relay.stop();
        }
    }

    private void deferring(Postfix postfix) throws Exception {
        deferring.add(POSTFIX, secondsToDefer(postfix.port(), postfix::deferred));
        list.add(POSTFIX, postfix.seconds("postqueue", "-p"));
        show.add(POSTFIX, postfix.seconds("postcat", "-q", postfix.deferred().get(0)));
        hold.add(POSTFIX, postfix.seconds("postsuper", "-h", "ALL"));
        postfix.seconds("postsuper", "-H", "ALL");
        flush.add(POSTFIX, postfix.seconds("postqueue", "-f"));
        delete.add(POSTFIX, postfix.seconds("postsuper", "-d", "ALL"));
    }

    private void ourFresh(int nextHop) throws Exception {
        Path spool = Files.createTempDirectory(directory, "spool");
        try (RelayJar relay = RelayJar.start(spool, nextHop, log())) {
            SmtpSource.send(relay.port(), SESSIONS, true, 1, LENGTH, FRESH);
            stop.add(OURS, relay.stop());
        }
        try (RelayJar relay = RelayJar.start(spool, nextHop, log())) {
            start.add(OURS, relay.startSeconds());
            relay.stop();
        }
    }

    private static double secondsToDefer(int port, Names deferred) throws Exception {
        long begin = System.nanoTime();
        SmtpSource.send(port, SESSIONS, true, 1, LENGTH, DEFERRED);
        while (deferred.get().size() < DEFERRED) {
            if (System.nanoTime() - begin > PATIENCE_NANOS) {
                return Double.NaN;
            }
            TimeUnit.MILLISECONDS.sleep(50);
        }
        return (System.nanoTime() - begin) / 1e9;
    }

    private Path log() {
        return directory.resolve("operator.log");
    }
}
