package io.github.smtpjunit.relay;

import io.github.smtpjunit.smtp.usercode.UserCode;
import java.time.Duration;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The places for sessions, of all destinations together, and the threads that these run on. A quarter of the places is
 * for destinations without a place, so that a few slow ones cannot take all of them. Thread-safe.
 */
final class SessionSlots {

    private final int slots;
    private final Executor threads;
    private final RelayListener listener;

    /** Guards what follows; held for some instructions only. */
    private final Object lock = new Object();

    private final Set<Destination> waiting = new LinkedHashSet<>();
    private int running;
    private boolean passingOn;

    SessionSlots(int slots, Executor threads, RelayListener listener) {
        this.slots = slots;
        this.threads = threads;
        this.listener = listener;
    }

    /**
     * Takes a place for a session.
     *
     * @param first whether it would be the destination's only one; if there is no place, it gets the next one that
     *     becomes free
     */
    boolean take(Destination destination, boolean first) {
        synchronized (lock) {
            if (running < (first ? slots : slots - slots / 4)) {
                running++;
                return true;
            }
            if (first) {
                waiting.add(destination);
            }
            return false;
        }
    }

    /** Whether a destination waits for a place. */
    boolean isWanted() {
        synchronized (lock) {
            return !waiting.isEmpty();
        }
    }

    /** Runs a session that has a place on a thread of its own. False if there is no thread for it, for any reason. */
    boolean execute(Runnable session) {
        try {
            threads.execute(UserCode.onOwnThread(() -> {
                try {
                    session.run();
                } finally {
                    giveBack();
                }
            }));
            return true;
        } catch (Throwable e) { // the executor is the user's; and "unable to create native thread" is an Error
            giveBack();
            if (!(e instanceof RejectedExecutionException)) { // which it is entitled to
                ListenerCalls.problem(listener, "", "There is no thread for a session", e);
            }
            return false;
        }
    }

    private void giveBack() {
        synchronized (lock) {
            running--;
            lock.notifyAll();
            if (passingOn) {
                return; // the thread that passes places on sees this one too
            }
            passingOn = true;
        }
        for (Destination next = nextInLine(); next != null; next = nextInLine()) {
            try {
                next.startSession();
            } catch (Throwable e) { // or no thread would pass a place on again
                ListenerCalls.problem(listener, "", "No session could be started with " + next, e);
            }
        }
    }

    private @Nullable Destination nextInLine() {
        synchronized (lock) {
            if (running >= slots || waiting.isEmpty()) {
                passingOn = false;
                return null;
            }
            Iterator<Destination> line = waiting.iterator();
            Destination next = line.next();
            line.remove();
            return next;
        }
    }

    /** Waits until no session runs; false if the time is up first. */
    boolean awaitQuiet(Duration limit) throws InterruptedException {
        long end = System.nanoTime() + limit.toNanos();
        synchronized (lock) {
            while (running > 0) {
                long millis = TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime());
                if (millis <= 0) {
                    return false;
                }
                lock.wait(millis);
            }
            return true;
        }
    }
}
