package io.github.smtpjunit.smtp.server;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;

/** The connections that a rule holds up; each waits until a condition of its own holds. */
final class FaultWaiters {

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private long releases;
    private final List<BooleanSupplier> waiters = new ArrayList<>(); // each returns whether its wait is over

    long releases() {
        lock.lock();
        try {
            return releases;
        } finally {
            lock.unlock();
        }
    }

    /** Ends all waits that have begun. */
    void release() {
        lock.lock();
        try {
            releases++;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Makes all waiters check their conditions again. */
    void wake() {
        lock.lock();
        try {
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Counts a waiter from now on, until its condition holds. */
    void enter(BooleanSupplier over) {
        lock.lock();
        try {
            waiters.add(over);
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    void leave(BooleanSupplier over) {
        lock.lock();
        try {
            waiters.remove(over);
        } finally {
            lock.unlock();
        }
    }

    /** Waits until at least the given number waits here; returns false if the time is up first. */
    boolean awaitWaiters(int count, long nanos) throws InterruptedException {
        lock.lock();
        try {
            long left = nanos;
            while (waiters.stream().filter(over -> !over.getAsBoolean()).count() < count) {
                if (left <= 0) {
                    return false;
                }
                left = changed.awaitNanos(left);
            }
            return true;
        } finally {
            lock.unlock();
        }
    }

    /** Waits until it is over, or the time is up. */
    void await(BooleanSupplier over, long nanos) {
        lock.lock();
        try {
            long left = nanos;
            while (left > 0 && !over.getAsBoolean()) {
                left = changed.awaitNanos(left);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt(); // the next read of the socket fails
        } finally {
            lock.unlock();
        }
    }
}
