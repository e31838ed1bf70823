package io.github.smtpjunit.relay;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/** The threads that a relay makes for its sessions, and that end with it. Thread-safe. */
final class DeliveryThreads implements Executor {

    private final AtomicLong number = new AtomicLong();
    private final List<Thread> made = new ArrayList<>(); // ended ones are thrown out when another is made
    private final ExecutorService pool = Executors.newCachedThreadPool(this::newThread);

    private Thread newThread(Runnable task) {
        Thread thread = new Thread(task, "smtp-relay-delivery-" + number.incrementAndGet());
        thread.setDaemon(true);
        synchronized (made) {
            made.removeIf(old -> old.getState() == Thread.State.TERMINATED);
            made.add(thread);
        }
        return thread;
    }

    @Override
    public void execute(Runnable session) {
        pool.execute(session);
    }

    /** Ends those that have nothing to do, and waits for them; false if one is busy for longer than that. */
    boolean end(Duration limit) throws InterruptedException {
        long deadline = System.nanoTime() + limit.toNanos();
        pool.shutdown();
        List<Thread> all;
        synchronized (made) {
            all = List.copyOf(made);
        }
        for (Thread thread : all) {
            TimeUnit.NANOSECONDS.timedJoin(thread, deadline - System.nanoTime());
            if (thread.isAlive()) {
                return false;
            }
        }
        return true;
    }
}
