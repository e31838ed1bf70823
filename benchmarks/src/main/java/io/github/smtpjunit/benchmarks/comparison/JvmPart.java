package io.github.smtpjunit.benchmarks.comparison;

import io.github.smtpjunit.benchmarks.comparison.Measure.Target;
import java.util.List;

/** The measurements inside a JVM: start, stop, a unit test, heap. */
final class JvmPart {

    private static final String ROUNDS = "200";
    private static final int COLD_STARTS_PER_RUN = 3;

    private final Setting setting;

    JvmPart(Setting setting) {
        this.setting = setting;
    }

    List<Measure> startup() throws Exception {
        String dumbster = Contender.DUMBSTER.title();
        String[] peers = Contender.inJava().stream()
                .filter(contender -> !contender.isOurs())
                .map(Contender::title)
                .toArray(String[]::new);
        Measure warm = new Measure("start, 220, stop, warm: ms", Target.atMost(0.5, dumbster));
        Measure cold = new Measure("first start in a fresh JVM until 220: ms", Target.atMost(0.75, dumbster));
        Measure unit = new Measure("start, send by Angus Mail, read the subject, stop: ms", Target.atMost(0.6, peers));
        measure(cold, COLD_STARTS_PER_RUN * setting.runs(), List.of(), "cold");
        measure(warm, setting.runs(), List.of(), "warm", ROUNDS);
        measure(unit, setting.runs(), List.of(), "unit", ROUNDS);
        return List.of(cold, warm, unit);
    }

    List<Measure> heap() throws Exception {
        // The serial collector has no regions, so it does not round up the size of a large array.
        List<String> options = List.of("-Xmx3g", "-XX:+UseSerialGC");
        Measure small = new Measure("heap for an octet of a captured mail of 1 KiB", Target.atMost(1.15));
        Measure large = new Measure("heap for an octet of a captured mail of 10 MiB", Target.atMost(1.02));
        measure(small, setting.runs(), options, "heap", "2000", "1024");
        measure(large, setting.runs(), options, "heap", "4", "10485760");
        return List.of(small, large);
    }

    private void measure(Measure measure, int runs, List<String> options, String... what) throws Exception {
        for (int run = 0; run < runs; run++) {
            for (Contender contender : Contender.inJava()) {
                measure.add(contender.title(), contender.measure(setting.directory(), options, what));
            }
        }
    }

    static List<Measure> sizes() {
        Measure server = new Measure("the server with all that it needs at run time: KB", Target.atMost(200));
        Measure inbox = new Measure("the inbox with all that it needs at run time: KB", null);
        server.add(Contender.CORE.title(), Contender.CORE.size());
        inbox.add(Contender.INBOX.title(), Contender.INBOX.size());
        for (Contender contender : List.of(Contender.GREENMAIL, Contender.SUBETHA, Contender.DUMBSTER)) {
            server.add(contender.title(), contender.size());
        }
        return List.of(server, inbox);
    }
}
