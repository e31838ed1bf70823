package io.github.smtpjunit.smtp.usercode;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * The threads that we make for an executor. An executor takes them for ended shortly before they are; a caller that
 * closes something of ours may look for them at once.
 *
 * <p>Not part of the API: it is exported to the modules of this project only. Thread-safe.
 */
public final class OwnThreads implements ThreadFactory {

    private static final int FEW = 16;

    private final Supplier<String> names;
    private final List<Thread> made = new ArrayList<>(); // ended ones are thrown out now and then
    private int many = FEW;

    /**
     * Has made none yet.
     *
     * @param names the name of each thread
     */
    public OwnThreads(Supplier<String> names) {
        this.names = names;
    }

    /** Makes a daemon thread. */
    @Override
    public synchronized Thread newThread(Runnable work) {
        Thread thread = new Thread(work, names.get());
        thread.setDaemon(true);
        if (made.size() >= many) {
            made.removeIf(old -> old.getState() == Thread.State.TERMINATED);
            many = 2 * made.size() + FEW;
        }
        made.add(thread);
        return thread;
    }

    /**
     * Waits until all threads have ended. To be called when the executor makes no more.
     *
     * @param deadline by {@link System#nanoTime()}
     * @return false if the time is up first
     * @throws InterruptedException if the calling thread is interrupted
     */
    public boolean awaitEnd(long deadline) throws InterruptedException {
        for (Thread thread : snapshot()) {
            TimeUnit.NANOSECONDS.timedJoin(thread, deadline - System.nanoTime());
            if (thread.isAlive()) {
                return false;
            }
        }
        return true;
    }

    private synchronized List<Thread> snapshot() {
        return List.copyOf(made);
    }
}
