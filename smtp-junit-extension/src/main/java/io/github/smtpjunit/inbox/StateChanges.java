package io.github.smtpjunit.inbox;

import java.time.Duration;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/**
 * The one lock over what an inbox holds, and the one condition that assertions wait on: that something has changed.
 * Thread-safe.
 */
final class StateChanges {

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private long count;
    private boolean over;

    /** Looks at something that does not change meanwhile. */
    <T> T look(Supplier<T> look) {
        lock.lock();
        try {
            return look.get();
        } finally {
            lock.unlock();
        }
    }

    /** Changes something, and wakes all who wait. */
    void make(Runnable change) {
        lock.lock();
        try {
            change.run();
            count++;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Changes something for the last time: waits that are not fulfilled now end. */
    void end(Runnable lastChange) {
        make(() -> {
            lastChange.run();
            over = true;
        });
    }

    /**
     * Waits until something holds, which is looked at after every change; true at once if it does already, false at
     * once after the end.
     */
    boolean await(BooleanSupplier condition, Duration limit) {
        long deadline = System.nanoTime() + Given.capped(limit).toNanos();
        while (true) {
            long seen = look(() -> count); // before the look, so that no change after it is missed
            if (condition.getAsBoolean()) {
                return true;
            }
            if (!awaitNext(seen, deadline)) {
                return false;
            }
        }
    }

    private boolean awaitNext(long seen, long deadline) {
        lock.lock();
        try {
            while (count == seen) {
                long left = deadline - System.nanoTime();
                if (over || left <= 0) {
                    return false;
                }
                changed.awaitNanos(left);
            }
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("Interrupted while waiting for mail", e);
        } finally {
            lock.unlock();
        }
    }
}
