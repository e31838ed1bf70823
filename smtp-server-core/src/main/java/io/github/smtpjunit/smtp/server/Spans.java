package io.github.smtpjunit.smtp.server;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;

/** Spans of time of any length: one that is too long to be counted in nanoseconds is cut to a hundred years. */
final class Spans {

    private static final Duration LONGEST = Duration.ofDays(36_500);

    private Spans() {}

    private static Duration cut(Duration span) {
        return span.compareTo(LONGEST) > 0 ? LONGEST : span;
    }

    /** Returns what can still be added to {@link System#nanoTime()}. */
    static long nanos(Duration span) {
        return cut(span).toNanos();
    }

    static long millis(Duration span) {
        return cut(span).toMillis();
    }

    static Instant after(Instant start, Duration span) {
        try {
            return start.plus(cut(span));
        } catch (DateTimeException e) {
            return Instant.MAX;
        }
    }

    static Instant before(Instant end, Duration span) {
        try {
            return end.minus(cut(span));
        } catch (DateTimeException e) {
            return Instant.MIN;
        }
    }
}
