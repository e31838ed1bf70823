package io.github.smtpjunit.smtp.server;

import java.time.Duration;

/**
 * How long to wait after failures that follow each other: 10 ms after the first one, then twice as long each time, up
 * to a second.
 */
final class BackOff {

    private static final long FIRST_MILLIS = 10;
    private static final int MAX_DOUBLINGS = 7;
    private static final long MAX_MILLIS = 1_000;

    private int failures;

    /** Notes a failure; tells whether it is the first one since the last success, and so worth a line in the log. */
    boolean failed() {
        failures++;
        return failures == 1;
    }

    void succeeded() {
        failures = 0;
    }

    Duration pause() {
        long millis = FIRST_MILLIS << Math.min(Math.max(failures - 1, 0), MAX_DOUBLINGS);
        return Duration.ofMillis(Math.min(millis, MAX_MILLIS));
    }
}
