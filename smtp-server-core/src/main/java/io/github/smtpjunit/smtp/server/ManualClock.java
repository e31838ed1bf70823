package io.github.smtpjunit.smtp.server;

import static java.util.Objects.requireNonNull;

import io.github.smtpjunit.smtp.given.Given;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * A clock that stands still until a test advances it: hours pass in no time. Given to
 * {@link SmtpServerBuilder#clock(Clock)}, it drives the delays, rate limits and greylisting of {@link Faults}.
 * Thread-safe.
 *
 * <pre>{@code
 * faults.on(RCPT).greylisting(ofMinutes(5)).reply(Replies.GREYLISTED);
 * send();                        // 451
 * clock.advance(ofMinutes(5));
 * send();                        // 250
 * }</pre>
 */
public final class ManualClock extends Clock {

    private final Hand hand;
    private final ZoneId zone;

    private ManualClock(Hand hand, ZoneId zone) {
        this.hand = hand;
        this.zone = zone;
    }

    /** What clocks of different zones have in common. */
    private static final class Hand {

        private final List<Runnable> listeners = new CopyOnWriteArrayList<>();
        private Instant now;

        Hand(Instant now) {
            this.now = now;
        }

        synchronized Instant now() {
            return now;
        }

        synchronized void advance(Duration time) {
            now = Spans.after(now, time);
        }
    }

    /**
     * Makes a clock that stands at the present.
     *
     * @return a clock in UTC
     */
    public static ManualClock atNow() {
        return at(Instant.now());
    }

    /**
     * Makes a clock.
     *
     * @param start where it stands
     * @return a clock in UTC
     */
    public static ManualClock at(Instant start) {
        requireNonNull(start, "start");
        return new ManualClock(new Hand(start), ZoneOffset.UTC);
    }

    /**
     * Lets time pass, and wakes those who wait for it.
     *
     * @param time zero or more
     * @throws IllegalArgumentException if the time is negative
     */
    public void advance(Duration time) {
        hand.advance(Given.span("time", time));
        hand.listeners.forEach(Runnable::run);
    }

    /**
     * Wakes somebody whenever time passes.
     *
     * @param listener called on the thread that advances the clock, and must return soon
     */
    public void onAdvance(Runnable listener) {
        requireNonNull(listener, "listener");
        hand.listeners.add(listener);
    }

    /**
     * Wakes somebody no longer.
     *
     * @param listener who was given to {@link #onAdvance}
     */
    public void forget(Runnable listener) {
        requireNonNull(listener, "listener");
        hand.listeners.remove(listener);
    }

    @Override
    public Instant instant() {
        return hand.now();
    }

    @Override
    public ZoneId getZone() {
        return zone;
    }

    /** Returns the same clock in another zone: when one advances, so does the other. */
    @Override
    public Clock withZone(ZoneId other) {
        requireNonNull(other, "other");
        return new ManualClock(hand, other);
    }

    /** Returns where the clock stands. */
    @Override
    public String toString() {
        return "ManualClock at " + hand.now();
    }
}
