package io.github.smtpjunit.relay.client;

import java.io.Closeable;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Closes a connection that takes too long. A socket's own time-out ends single reads only: not one that gets an octet
 * now and then, not a handshake in small pieces, and no write at all.
 *
 * <p>A new limit costs next to nothing: the timer runs on, and looks when it rings whether the time is really up.
 */
public final class Watchdog implements Closeable {

    private static final Object TIMER_LOCK = new Object();

    private static @Nullable ScheduledThreadPoolExecutor timer; // shared, made when it is needed
    private static int relays;

    private final Closeable connection;
    private @Nullable Future<?> alarm;
    private long alarmAt;
    private boolean armed;
    private long deadline;
    private boolean hasExpired;

    Watchdog(Closeable connection) {
        this.connection = connection;
    }

    /** A relay begins its work. */
    public static void enter() {
        synchronized (TIMER_LOCK) {
            relays++;
        }
    }

    /** A relay has ended its work, and the last one the thread that all share. */
    public static void leave() {
        ScheduledThreadPoolExecutor last;
        synchronized (TIMER_LOCK) {
            last = --relays == 0 ? timer : null;
            timer = last == null ? timer : null;
        }
        if (last != null) {
            last.shutdownNow();
            join(last);
        }
    }

    private static void join(ScheduledThreadPoolExecutor ended) {
        Thread thread = ((TimerThread) ended.getThreadFactory()).last;
        try {
            if (thread != null) {
                thread.join(TimeUnit.SECONDS.toMillis(1));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static Future<?> schedule(Runnable alarm, long nanos) {
        synchronized (TIMER_LOCK) {
            if (timer == null) {
                timer = new ScheduledThreadPoolExecutor(1, new TimerThread());
                timer.setRemoveOnCancelPolicy(true);
                timer.setKeepAliveTime(10, TimeUnit.SECONDS);
                timer.allowCoreThreadTimeOut(true);
            }
            return timer.schedule(alarm, nanos, TimeUnit.NANOSECONDS);
        }
    }

    /** Makes the one thread of the timer, and remembers it. */
    private static final class TimerThread implements ThreadFactory {

        private volatile @Nullable Thread last;

        @Override
        public Thread newThread(Runnable task) {
            Thread thread = new Thread(task, "smtp-relay-time-limits");
            thread.setDaemon(true);
            last = thread;
            return thread;
        }
    }

    /** From now on the connection has so much time. */
    synchronized void arm(Duration limit) {
        deadline = System.nanoTime() + limit.toNanos();
        armed = true;
        if (alarm == null || alarmAt - deadline > 0) {
            setAlarm();
        }
    }

    synchronized void disarm() {
        armed = false;
    }

    /** Whether it closed the connection. */
    synchronized boolean hasExpired() {
        return hasExpired;
    }

    private void setAlarm() {
        if (alarm != null) {
            alarm.cancel(false);
        }
        alarmAt = deadline;
        alarm = schedule(this::ring, deadline - System.nanoTime());
    }

    private synchronized void ring() {
        alarm = null;
        if (!armed) {
            return;
        }
        if (deadline - System.nanoTime() > 0) {
            try {
                setAlarm();
                return;
            } catch (RuntimeException | Error e) {
                // No thread or no memory for a timer: better no connection than one without a limit
            }
        }
        expire();
    }

    private void expire() {
        hasExpired = true;
        try {
            connection.close();
        } catch (IOException e) {
            // A thread that waits on it sees that it is closed
        }
    }

    @Override
    public synchronized void close() {
        armed = false;
        if (alarm != null) {
            alarm.cancel(false);
            alarm = null;
        }
    }
}
