package io.github.smtpjunit.benchmarks.comparison;

import io.github.smtpjunit.benchmarks.comparison.Measure.Target;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Mails per second. All servers run, and one at a time has work. */
final class ThroughputPart {

    private static final String SINK = Contender.SMTP_SINK.title();
    private static final int MOST = 20_000;
    private static final int MAILS_TO_WARM_UP = 200;
    private static final double CALIBRATING_TURNS = 2;

    private final Setting setting;

    ThroughputPart(Setting setting) {
        this.setting = setting;
    }

    /** The load that is sent. */
    private enum Workload {
        W1("W1: a new connection per mail, 1 KiB", 1, false, 1, 1024, 1.0),
        W2("W2: one kept session, 1 KiB", 1, true, 1, 1024, 1.2),
        W3("W3: 16 kept sessions, 4 KiB", 16, true, 1, 4096, 1.0),
        W4("W4: 16 sessions, new connections, 4 KiB", 16, false, 1, 4096, 1.0),
        W5("W5: 25 MiB mails, one kept session", 1, true, 1, 25 * 1024 * 1024, 5.0),
        W6("W6: 5 recipients, one kept session, 1 KiB", 1, true, 5, 1024, 1.0),
        W7("W7: pipelining client, one kept session, 1 KiB", 1, true, 1, 1024, 1.0);

        private final String title;
        private final int sessions;
        private final boolean kept;
        private final int recipients;
        private final int length;
        private final double target;

        Workload(String title, int sessions, boolean kept, int recipients, int length, double target) {
            this.title = title;
            this.sessions = sessions;
            this.kept = kept;
            this.recipients = recipients;
            this.length = length;
            this.target = target;
        }

        /** Sends the given number of mails, and returns the seconds that it took. */
        double send(int port, int mails) throws Exception {
            if (this == W7) {
                return new LoadClient(port, 1, true, 1, length).sendPipelined(mails);
            }
            if (Tools.isInstalled("smtp-source")) {
                return SmtpSource.send(port, sessions, kept, recipients, length, mails);
            }
            return new LoadClient(port, sessions, kept, recipients, length).send(mails);
        }
    }

    List<Measure> run() throws Exception {
        Map<Contender, Running> servers = new EnumMap<>(Contender.class);
        List<Measure> measures = new ArrayList<>();
        try {
            for (Contender contender : Contender.installed()) {
                servers.put(contender, contender.serve(setting.directory()));
            }
            for (Running server : servers.values()) {
                warmUp(server);
            }
            for (Workload workload : Workload.values()) {
                measures.add(measure(workload, servers));
            }
        } finally {
            for (Running server : servers.values()) {
                server.close();
            }
        }
        return measures;
    }

    private void warmUp(Running server) throws Exception {
        long end = System.nanoTime() + (long) (setting.warmUp() * 1e9);
        while (System.nanoTime() < end) {
            for (Workload workload : List.of(Workload.W2, Workload.W3, Workload.W4, Workload.W1)) {
                seconds(workload, server, MAILS_TO_WARM_UP);
            }
        }
    }

    private Measure measure(Workload workload, Map<Contender, Running> servers) throws Exception {
        Measure measure = new Measure(workload.title, Target.atLeast(workload.target, SINK));
        Map<Contender, Integer> counts = new EnumMap<>(Contender.class);
        for (Map.Entry<Contender, Running> server : servers.entrySet()) {
            counts.put(server.getKey(), calibrated(workload, server.getValue()));
        }
        for (int run = 0; run < setting.runs(); run++) {
            for (Map.Entry<Contender, Running> server : servers.entrySet()) {
                int count = counts.getOrDefault(server.getKey(), 0);
                Double seconds = count == 0 ? null : seconds(workload, server.getValue(), count);
                measure.add(server.getKey().title(), seconds == null ? Double.NaN : count / seconds);
            }
        }
        return measure;
    }

    /** The number of mails in a turn. It sends mails for a while to find it, which also warms up; 0 if that fails. */
    private int calibrated(Workload workload, Running server) throws Exception {
        int count = workload == Workload.W5 ? 1 : 4 * workload.sessions;
        double spent = 0;
        while (true) {
            Double seconds = seconds(workload, server, count);
            if (seconds == null) {
                return 0;
            }
            spent += seconds;
            int next = (int) Math.min(MOST, Math.max(workload.sessions, count * setting.seconds() / seconds));
            if (spent >= CALIBRATING_TURNS * setting.seconds()) {
                return next;
            }
            count = Math.min(next, 8 * count);
        }
    }

    private static @Nullable Double seconds(Workload workload, Running server, int count) throws Exception {
        try {
            double seconds = workload.send(server.port(), count);
            server.clear();
            return seconds;
        } catch (InterruptedException e) {
            throw e;
        } catch (Exception e) {
            System.out.println(workload.title + ": " + e.getMessage());
            return null;
        }
    }
}
