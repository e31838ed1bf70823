package io.github.smtpjunit.smtp.server;

import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The threads that a server makes, to accept and to serve: virtual ones where the JDK has them (21), daemon threads elsewhere, which
 * are kept for a while for the next connection.
 */
final class ConnectionThreads implements Executor, ThreadFactory {

    private static final boolean VIRTUAL = Runtime.version().feature() >= 21;
    private static final long KEPT_SECONDS = 60;
    private static final long SHUTDOWN_MILLIS = 1_000;

    private final ExecutorService executor;

    ConnectionThreads() {
        ExecutorService virtual = VIRTUAL ? newVirtualThreads() : null;
        executor = virtual == null
                ? new ThreadPoolExecutor(
                        0, Integer.MAX_VALUE, KEPT_SECONDS, TimeUnit.SECONDS, new SynchronousQueue<>(), this)
                : virtual;
    }

    private static @Nullable ExecutorService newVirtualThreads() {
        try {
            return (ExecutorService)
                    Executors.class.getMethod("newVirtualThreadPerTaskExecutor").invoke(null);
        } catch (ReflectiveOperationException e) {
            return null;
        }
    }

    @Override
    public Thread newThread(Runnable work) {
        Thread thread = new Thread(work, "smtp-connection");
        thread.setDaemon(true);
        return thread;
    }

    @Override
    public void execute(Runnable task) {
        executor.execute(task);
    }

    /** Starts no thread any more, and waits until all have come to their end, or the time is up. */
    void awaitEnd(Duration limit) throws InterruptedException {
        executor.shutdown();
        executor.awaitTermination(limit.toNanos(), TimeUnit.NANOSECONDS);
    }

    /** Ends all threads, but waits no longer than a while for one whose handler ignores its interruption; false if interrupted itself. */
    boolean shutDown() {
        executor.shutdown();
        try {
            if (!executor.awaitTermination(SHUTDOWN_MILLIS, TimeUnit.MILLISECONDS)) {
                executor.shutdownNow();
                executor.awaitTermination(SHUTDOWN_MILLIS, TimeUnit.MILLISECONDS);
            }
            return true;
        } catch (InterruptedException e) {
            executor.shutdownNow();
            return false;
        }
    }
}
