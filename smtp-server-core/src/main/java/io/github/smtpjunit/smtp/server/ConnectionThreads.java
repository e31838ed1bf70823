package io.github.smtpjunit.smtp.server;

import io.github.smtpjunit.smtp.usercode.OwnThreads;
import io.github.smtpjunit.smtp.usercode.UserCode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.RejectedExecutionHandler;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * The threads that a server makes, to accept and to serve.
 *
 * <p>A virtual thread (JDK 21) is quick to start and small, a platform thread is quick to wake up. So a server begins
 * with virtual ones, of which most tests need but two; once it has more to do it goes on with platform threads, kept
 * for a while for the next connection; and while many of these are busy, the rest get virtual ones again. Elsewhere all
 * are platform threads. Measured in ADR 12.
 */
final class ConnectionThreads implements Executor, RejectedExecutionHandler {

    /** How many tasks, the acceptors among them, a server begins with before it is taken for a busy one. */
    static final int FIRST_VIRTUAL = 16;

    /** How many connections have a platform thread at a time, where the others can have a virtual one. */
    static final int MOST_PLATFORM = 128;

    private static final boolean VIRTUAL = Runtime.version().feature() >= 21;
    private static final long KEPT_SECONDS = 60;
    private static final long SHUTDOWN_MILLIS = 1_000;

    private final @Nullable ExecutorService virtual = VIRTUAL ? newVirtualThreads() : null;
    private final AtomicInteger begun = new AtomicInteger();
    private @Nullable ExecutorService platform; // made when needed
    private final OwnThreads made = new OwnThreads(() -> "smtp-connection");
    private boolean ended;

    private static @Nullable ExecutorService newVirtualThreads() {
        try {
            return (ExecutorService)
                    Executors.class.getMethod("newVirtualThreadPerTaskExecutor").invoke(null);
        } catch (ReflectiveOperationException e) {
            return null;
        }
    }

    private synchronized ExecutorService platform() {
        if (platform == null) {
            int most = virtual == null ? Integer.MAX_VALUE : MOST_PLATFORM;
            platform = new ThreadPoolExecutor(
                    0, most, KEPT_SECONDS, TimeUnit.SECONDS, new SynchronousQueue<>(), made, this);
            if (ended) {
                platform.shutdown();
            }
        }
        return platform;
    }

    @Override
    public void execute(Runnable connection) {
        Runnable task = UserCode.onOwnThread(connection);
        if (virtual != null && begun.get() < FIRST_VIRTUAL && begun.getAndIncrement() < FIRST_VIRTUAL) {
            virtual.execute(task);
        } else {
            platform().execute(task);
        }
    }

    /** Whether the next task gets a thread of another kind than the first one. */
    boolean haveChanged() {
        return virtual != null && begun.get() >= FIRST_VIRTUAL;
    }

    /**
     * No platform thread is to be had: all are busy, or the server ends, in which case the other executor refuses too.
     */
    @Override
    public void rejectedExecution(Runnable task, ThreadPoolExecutor pool) {
        if (virtual == null) {
            throw new RejectedExecutionException("The server ends");
        }
        virtual.execute(task);
    }

    private synchronized List<ExecutorService> end() {
        ended = true;
        List<ExecutorService> executors = new ArrayList<>(2);
        if (virtual != null) {
            executors.add(virtual);
        }
        if (platform != null) {
            executors.add(platform);
        }
        for (ExecutorService executor : executors) {
            executor.shutdown();
        }
        return executors;
    }

    /** Starts no thread any more, and waits until all have come to their end; false if the time is up first. */
    boolean awaitEnd(Duration limit) throws InterruptedException {
        long deadline = System.nanoTime() + Spans.nanos(limit);
        boolean all = true;
        for (ExecutorService executor : end()) {
            all &= executor.awaitTermination(deadline - System.nanoTime(), TimeUnit.NANOSECONDS);
        }
        return all && made.awaitEnd(deadline);
    }

    /**
     * Ends all threads, but waits no longer than a while for one whose handler ignores its interruption; false if
     * interrupted itself.
     */
    boolean shutDown() {
        Duration limit = Duration.ofMillis(SHUTDOWN_MILLIS);
        try {
            if (!awaitEnd(limit)) {
                interrupt();
                awaitEnd(limit);
            }
            return true;
        } catch (InterruptedException e) {
            interrupt();
            return false;
        }
    }

    private void interrupt() {
        for (ExecutorService executor : end()) {
            executor.shutdownNow();
        }
    }
}
