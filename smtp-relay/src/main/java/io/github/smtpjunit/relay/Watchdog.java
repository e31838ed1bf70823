package io.github.smtpjunit.relay;

import java.io.Closeable;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Closes a connection that takes too long. A socket's own time-out ends single reads only: not one that gets an octet now and then,
 * not a handshake in small pieces, and no write at all.
 *
 * <p>A new limit costs next to nothing: the timer runs on, and looks when it rings whether the time is really up.
 */
final class Watchdog implements Closeable {

    private static final ScheduledThreadPoolExecutor TIMER = timer();

    private final Closeable connection;
    private @Nullable Future<?> alarm;
    private long alarmAt;
    private boolean armed;
    private long deadline;
    private boolean hasBitten;

    Watchdog(Closeable connection) {
        this.connection = connection;
    }

    private static ScheduledThreadPoolExecutor timer() {
        ScheduledThreadPoolExecutor timer = new ScheduledThreadPoolExecutor(1, task -> {
            Thread thread = new Thread(task, "smtp-relay-time-limits");
            thread.setDaemon(true);
            return thread;
        });
        timer.setRemoveOnCancelPolicy(true);
        timer.setKeepAliveTime(10, TimeUnit.SECONDS);
        timer.allowCoreThreadTimeOut(true);
        return timer;
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
    synchronized boolean hasBitten() {
        return hasBitten;
    }

    private void setAlarm() {
        if (alarm != null) {
            alarm.cancel(false);
        }
        alarmAt = deadline;
        alarm = TIMER.schedule(this::ring, deadline - System.nanoTime(), TimeUnit.NANOSECONDS);
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
        bite();
    }

    private void bite() {
        hasBitten = true;
        try {
            connection.close();
        } catch (IOException e) {
            // Whoever waits on it sees that it does not work any more
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
