package io.github.smtpjunit.smtp.server;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;

/** Where connections wait on purpose, until something that they wait for may have happened. */
final class FaultWaiters {

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private long releases;
    private final List<BooleanSupplier> waiters = new ArrayList<>(); // each tells whether its time is over

    long releases() {
        lock.lock();
        try {
            return releases;
        } finally {
            lock.unlock();
        }
    }

    /** Lets all go that wait now. */
    void release() {
        lock.lock();
        try {
            releases++;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Lets all look again at what they wait for. */
    void wake() {
        lock.lock();
        try {
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Somebody waits from now on, until it is over. */
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

    /** Waits until so many wait here; false if the time is up first. */
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
            Thread.currentThread().interrupt(); // the socket tells the rest
        } finally {
            lock.unlock();
        }
    }
}
