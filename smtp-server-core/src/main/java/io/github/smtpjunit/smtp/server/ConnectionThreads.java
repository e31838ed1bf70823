package io.github.smtpjunit.smtp.server;

import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

/** The threads that a server makes for its connections: virtual ones where the JDK has them (21), daemon threads elsewhere. */
final class ConnectionThreads {

    private static final boolean VIRTUAL = Runtime.version().feature() >= 21;
    private static final long SHUTDOWN_MILLIS = 1_000;

    private ConnectionThreads() {}

    static ExecutorService newExecutor() {
        return VIRTUAL ? newVirtualThreads() : newPlatformThreads();
    }

    private static ExecutorService newVirtualThreads() {
        try {
            return (ExecutorService)
                    Executors.class.getMethod("newVirtualThreadPerTaskExecutor").invoke(null);
        } catch (ReflectiveOperationException e) {
            return newPlatformThreads();
        }
    }

    private static ExecutorService newPlatformThreads() {
        return Executors.newCachedThreadPool(task -> {
            Thread thread = new Thread(task, "smtp-connection");
            thread.setDaemon(true);
            return thread;
        });
    }

    /** Ends all threads, but waits no longer than a while for one whose handler ignores its interruption. */
    static void shutDown(ExecutorService executor) {
        executor.shutdown();
        try {
            if (!executor.awaitTermination(SHUTDOWN_MILLIS, TimeUnit.MILLISECONDS)) {
                executor.shutdownNow();
                executor.awaitTermination(SHUTDOWN_MILLIS, TimeUnit.MILLISECONDS);
            }
        } catch (InterruptedException e) {
            executor.shutdownNow();
            Thread.currentThread().interrupt();
        }
    }
}
