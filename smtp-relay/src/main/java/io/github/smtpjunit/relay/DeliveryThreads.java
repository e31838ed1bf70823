package io.github.smtpjunit.relay;

import io.github.smtpjunit.smtp.usercode.OwnThreads;
import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;

/** The threads that a relay makes for its sessions, and that end with it. Thread-safe. */
final class DeliveryThreads implements Executor {

    private final AtomicLong number = new AtomicLong();
    private final OwnThreads threads = new OwnThreads(() -> "smtp-relay-delivery-" + number.incrementAndGet());
    private final ExecutorService pool = Executors.newCachedThreadPool(threads);

    @Override
    public void execute(Runnable session) {
        pool.execute(session);
    }

    /** Ends those that have nothing to do, and waits for them; false if one is busy for longer than that. */
    boolean end(Duration limit) throws InterruptedException {
        pool.shutdown();
        return threads.awaitEnd(System.nanoTime() + limit.toNanos());
    }
}
