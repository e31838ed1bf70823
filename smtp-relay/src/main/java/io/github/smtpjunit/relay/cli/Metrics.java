package io.github.smtpjunit.relay.cli;

import io.github.smtpjunit.smtp.server.FailedAttempt;
import io.github.smtpjunit.smtp.server.SessionListener;
import io.github.smtpjunit.smtp.server.SessionRecord;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * Counts what happens, and shows it in the text format of Prometheus. What a server sees is counted here; a relay adds
 * counters, gauges and histograms of its own. Thread-safe.
 */
final class Metrics implements SessionListener {

    private static final String PREFIX = "smtp_relay_";

    /** Something with a name that can be measured. */
    private interface Family {
        void write(StringBuilder out);
    }

    private final List<Family> families = new ArrayList<>();
    private final LongAdder accepted = counter("mails_accepted_total", "Mails answered by 250");
    private final LongAdder octets = counter("octets_accepted_total", "Content of the accepted mails");
    private final LongAdder rejected = counter("rejected_total", "Commands and mails answered by 4yz or 5yz");
    private final LongAdder aborted = counter("aborted_total", "Mails and handshakes that clients broke off");
    private final LongAdder sessions = counter("sessions_total", "Connections that were accepted");
    private final AtomicLong open = new AtomicLong();

    Metrics() {
        gauge("sessions_open", "Connections at this moment", open::get);
    }

    /** A number that only grows. */
    LongAdder counter(String name, String help) {
        LongAdder counter = new LongAdder();
        add(out -> sample(head(out, name, help, "counter"), PREFIX + name, counter.sum()));
        return counter;
    }

    /** A number that is asked for. */
    void gauge(String name, String help, Supplier<? extends Number> value) {
        add(out -> sample(head(out, name, help, "gauge"), PREFIX + name, value.get()));
    }

    /** How long something takes, by classes with these upper bounds. */
    Histogram histogram(String name, String help, Duration... bounds) {
        Histogram histogram = new Histogram(name, help, bounds);
        add(histogram);
        return histogram;
    }

    private synchronized void add(Family family) {
        families.add(family);
    }

    void accepted(long size) {
        accepted.increment();
        octets.add(size);
    }

    @Override
    public void opened(SessionRecord session) {
        sessions.increment();
        open.incrementAndGet();
    }

    @Override
    public void failed(SessionRecord session, FailedAttempt attempt) {
        (attempt.reply().isPresent() ? rejected : aborted).increment();
    }

    @Override
    public void closed(SessionRecord session) {
        open.decrementAndGet();
    }

    /** Returns all values in the text format of Prometheus, version 0.0.4. */
    synchronized String text() {
        StringBuilder out = new StringBuilder();
        families.forEach(family -> family.write(out));
        return out.toString();
    }

    private static StringBuilder head(StringBuilder out, String name, String help, String type) {
        return out.append("# HELP ")
                .append(PREFIX + name)
                .append(' ')
                .append(help)
                .append("\n# TYPE ")
                .append(PREFIX + name)
                .append(' ')
                .append(type)
                .append('\n');
    }

    private static void sample(StringBuilder out, String name, Number value) {
        out.append(name).append(' ').append(value).append('\n');
    }

    /** Counts durations. Thread-safe. */
    static final class Histogram implements Family {

        private static final long NANOS = Duration.ofSeconds(1).toNanos();

        private final String name;
        private final String help;
        private final double[] bounds;
        private final LongAdder[] counts;
        private final LongAdder nanos = new LongAdder();

        private Histogram(String name, String help, Duration... bounds) {
            this.name = name;
            this.help = help;
            this.bounds = Stream.of(bounds).mapToDouble(Histogram::seconds).toArray();
            this.counts =
                    Stream.generate(LongAdder::new).limit(bounds.length + 1L).toArray(LongAdder[]::new);
        }

        private static double seconds(Duration time) {
            return time.toNanos() / (double) NANOS;
        }

        void record(Duration time) {
            int place = 0;
            while (place < bounds.length && seconds(time) > bounds[place]) {
                place++;
            }
            counts[place].increment();
            nanos.add(time.toNanos());
        }

        @Override
        public void write(StringBuilder out) {
            head(out, name, help, "histogram");
            long sum = 0;
            for (int i = 0; i < counts.length; i++) {
                sum += counts[i].sum();
                String bound = i < bounds.length ? String.valueOf(bounds[i]) : "+Inf";
                sample(out, PREFIX + name + "_bucket{le=\"" + bound + "\"}", sum);
            }
            sample(out, PREFIX + name + "_sum", seconds(Duration.ofNanos(nanos.sum())));
            sample(out, PREFIX + name + "_count", sum);
        }
    }
}
