package io.github.smtpjunit.relay;

import io.github.smtpjunit.relay.client.ClientSettings;
import io.github.smtpjunit.relay.spool.MailSpool;
import java.time.Clock;
import java.time.Duration;

/**
 * How a relay works; built once, before the start.
 *
 * @param hostname its own name
 * @param router finds the way
 * @param clientSettings how it speaks to the next hop
 * @param spool where the mails are
 * @param clock what time it is
 * @param retrySchedule when to try again
 * @param expireAfter when to give up
 * @param delayWarningAfter when to report to the sender that delivery takes long; longer than {@code expireAfter} for
 *     never
 * @param deadHostRest how long to leave a host alone that cannot be reached
 * @param concurrency how many connections there may be to one host
 * @param maxSessions how many sessions there may be in all
 * @param shutdownGrace how long running transactions may take when it stops
 * @param listener is notified of what happens
 */
record RelayConfig(
        String hostname,
        Router router,
        ClientSettings clientSettings,
        MailSpool spool,
        Clock clock,
        RetrySchedule retrySchedule,
        Duration expireAfter,
        Duration delayWarningAfter,
        Duration deadHostRest,
        int concurrency,
        int maxSessions,
        Duration shutdownGrace,
        RelayListener listener) {

    /** The longest time between two attempts. */
    Duration longestWait() {
        return retrySchedule.steps().stream()
                .map(RetrySchedule.Step::delay)
                .max(Duration::compareTo)
                .orElseThrow();
    }

    /** How long a host rests in fact: never for longer than until a next attempt, or that would be lost. */
    Duration rest() {
        return retrySchedule.steps().stream()
                .map(RetrySchedule.Step::delay)
                .filter(delay -> delay.compareTo(deadHostRest) < 0)
                .min(Duration::compareTo)
                .orElse(deadHostRest);
    }
}
