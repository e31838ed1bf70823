package io.github.smtpjunit.relay.spool;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Stores together what several threads store at about the same time. The first of them stores its own item and those of
 * all that have come by then, while others queue up. When it has finished, the first of those does the same. A thread
 * that is alone does not wait.
 *
 * <p>An interrupt takes effect afterwards: it must not take from others what they wait for.
 *
 * @param <T> what is stored
 */
final class GroupCommit<T> {

    /**
     * Stores items.
     *
     * @param <T> what is stored
     */
    interface Store<T> {

        /**
         * Makes the first of these items safe, as many as it likes to at a time. It is called by one thread at a time.
         *
         * @return how many are safe now, at least one
         * @throws IOException if that fails: then no item is stored
         */
        int store(List<T> items) throws IOException;
    }

    private enum Turn {
        WAITS,
        LEADS,
        OVER
    }

    /** Made in time: when it is needed, there may be no memory for another. */
    @SuppressWarnings("StaticAssignmentOfThrowable")
    private static final Throwable FAILURE = new IOException("It could not be stored: an error has ended the attempt");

    private final Store<T> store;

    /** Held for some instructions only, never while something is stored. */
    private final ReentrantLock lock = new ReentrantLock();

    private List<Ticket<T>> waiting = new ArrayList<>();
    private boolean busy;

    GroupCommit(Store<T> store) {
        this.store = store;
    }

    /** Returns when the item is safe. */
    void commit(T item) throws IOException {
        Ticket<T> ticket = new Ticket<>(item);
        List<Ticket<T>> next = new ArrayList<>(); // in time: the leader must not fail before it has begun
        lock.lock();
        try {
            waiting.add(ticket);
            if (!busy) {
                busy = true;
                ticket.turn = Turn.LEADS;
            }
        } finally {
            lock.unlock();
        }
        ticket.await();
        if (ticket.turn == Turn.LEADS) {
            lead(next);
        }
        ticket.check();
    }

    /** After each outcome, the next thread leads, and all of the group get the result. */
    private void lead(List<Ticket<T>> next) {
        List<Ticket<T>> group;
        lock.lock();
        try {
            group = waiting;
            waiting = next;
        } finally {
            lock.unlock();
        }
        try {
            store(group);
        } finally {
            for (Ticket<T> ticket : group) {
                if (ticket.turn != Turn.OVER) {
                    ticket.failure = FAILURE;
                    ticket.turn(Turn.OVER);
                }
            }
            lock.lock();
            try {
                if (waiting.isEmpty()) {
                    busy = false;
                } else {
                    waiting.get(0).turn(Turn.LEADS);
                }
            } finally {
                lock.unlock();
            }
        }
    }

    /** How many have come since the last began to store. */
    int waiting() {
        lock.lock();
        try {
            return waiting.size();
        } finally {
            lock.unlock();
        }
    }

    private void store(List<Ticket<T>> group) {
        List<Ticket<T>> left = group;
        while (!left.isEmpty()) {
            int done = left.size();
            Throwable failure = null;
            List<T> items = new ArrayList<>(left.size());
            left.forEach(ticket -> items.add(ticket.item));
            try {
                int stored = store.store(items);
                if (stored == 0) {
                    throw new IllegalStateException("Nothing was stored"); // else there would be no end
                }
                done = stored;
            } catch (IOException | RuntimeException | Error e) {
                failure = e;
            }
            for (Ticket<T> ticket : left.subList(0, done)) {
                ticket.failure = failure;
                ticket.turn(Turn.OVER);
            }
            left = left.subList(done, left.size());
        }
    }

    /** An item, and the thread that waits for it. */
    private static final class Ticket<T> {

        private final T item;
        private final Thread owner = Thread.currentThread();
        private volatile Turn turn = Turn.WAITS;
        private @Nullable Throwable failure;

        Ticket(T item) {
            this.item = item;
        }

        void turn(Turn next) {
            turn = next;
            LockSupport.unpark(owner);
        }

        void await() {
            boolean interrupted = false;
            while (turn == Turn.WAITS) {
                LockSupport.park(this);
                interrupted |= Thread.interrupted();
            }
            if (interrupted) {
                owner.interrupt();
            }
        }

        /** Each thread that waited gets an exception of its own. */
        void check() throws IOException {
            Throwable cause = failure;
            if (cause != null) {
                throw new IOException(cause.getMessage(), cause);
            }
        }
    }
}
