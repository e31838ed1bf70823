package io.github.smtpjunit.jupiter;

import java.util.Collection;
import java.util.List;
import java.util.concurrent.Delayed;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.IntSupplier;
import java.util.stream.Stream;

/**
 * The tasks that an application has begun or queued in its executors since a test began. Those that ran before, such as
 * a loop that lasts as long as the application, are not the test's.
 */
final class BackgroundWork {

    private static final long POLL_NANOS = TimeUnit.MILLISECONDS.toNanos(2);

    private final List<Load> loads;

    private BackgroundWork(List<Load> loads) {
        this.loads = loads;
    }

    /**
     * What an executor has to do.
     *
     * @param now the number of its tasks that run or are due
     * @param before that number when the test began
     */
    private record Load(IntSupplier now, int before) {

        static Load of(IntSupplier now) {
            return new Load(now, now.getAsInt());
        }

        boolean isOver() {
            return now.getAsInt() <= before;
        }
    }

    /** Begins to watch executors; those of other types than the JDK's pools cannot be watched. */
    static BackgroundWork of(Collection<?> executors) {
        return new BackgroundWork(executors.stream()
                .flatMap(executor -> tasks(executor).map(Load::of))
                .toList());
    }

    private static Stream<IntSupplier> tasks(Object executor) {
        if (executor instanceof ScheduledThreadPoolExecutor pool) {
            return Stream.of(() -> pool.getActiveCount() + due(pool));
        }
        if (executor instanceof ThreadPoolExecutor pool) {
            return Stream.of(() -> pool.getActiveCount() + pool.getQueue().size());
        }
        if (executor instanceof ForkJoinPool pool) {
            return Stream.of(() -> pool.isQuiescent() ? 0 : 1);
        }
        return Stream.empty();
    }

    /** What is planned for later is not waited for. */
    private static int due(ScheduledThreadPoolExecutor pool) {
        return (int) pool.getQueue().stream()
                .filter(task -> !(task instanceof Delayed later) || later.getDelay(TimeUnit.NANOSECONDS) <= 0)
                .count();
    }

    /** Waits until the tasks are over. Executors do not report when they are idle, so it looks again and again. */
    void awaitEnd(long deadline) {
        while (!loads.stream().allMatch(Load::isOver) && System.nanoTime() - deadline < 0) {
            LockSupport.parkNanos(POLL_NANOS);
            if (Thread.interrupted()) {
                Thread.currentThread().interrupt();
                return;
            }
        }
    }
}
