package io.github.smtpjunit.relay.cli;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Where a command writes, and from where it is stopped. Thread-safe. */
final class Terminal implements AutoCloseable {

    /** That of the process. */
    static final Terminal STANDARD = new Terminal(stream(FileDescriptor.out), stream(FileDescriptor.err));

    private static final long STOP_SECONDS = 60;

    /** Made in time: when it is needed, there may be no memory for another. */
    @SuppressWarnings("StaticAssignmentOfThrowable")
    private static final FailedException FAILED = new FailedException("There is no memory left", null);

    private final PrintStream out;
    private final PrintStream err;
    private final CountDownLatch stopRequested = new CountDownLatch(1);
    private final CountDownLatch ended = new CountDownLatch(1);
    private @Nullable EventLog log;
    private boolean serving;
    private volatile @Nullable FailedException failure;

    Terminal(PrintStream out, PrintStream err) {
        this.out = out;
        this.err = err;
    }

    /** UTF-8 in every locale: the reader is a program. */
    private static PrintStream stream(FileDescriptor descriptor) {
        return new PrintStream(new FileOutputStream(descriptor), true, StandardCharsets.UTF_8);
    }

    PrintStream out() {
        return out;
    }

    PrintStream err() {
        return err;
    }

    /** Returns the log, which starts with its first use. */
    synchronized EventLog log() {
        if (log == null) {
            log = new EventLog(err, Clock.systemUTC());
        }
        return log;
    }

    /**
     * Says that a service is ready, and waits until it is to be stopped.
     *
     * @throws FailedException if it cannot go on
     */
    void awaitStop(String ready) throws InterruptedException {
        synchronized (this) {
            serving = true;
        }
        out.println(ready);
        out.flush();
        stopRequested.await(); // as long as the user likes
        log().event("stopping");
        FailedException reason = failure;
        if (reason != null) {
            throw reason;
        }
    }

    /** Ends the service, since something that it depends on cannot go on. */
    void fail(String problem, Throwable cause) {
        try {
            failure = new FailedException(problem + ": " + cause, cause);
        } catch (OutOfMemoryError e) {
            failure = FAILED;
        }
        stopRequested.countDown();
    }

    boolean hasFailed() {
        return failure != null;
    }

    /** Ends the command's run. */
    @Override
    public void close() {
        synchronized (this) {
            if (log != null) {
                log.close();
            }
        }
        ended.countDown();
    }

    /**
     * Stops the service that runs, and waits for the end of the command.
     *
     * @return true if one ran and has ended
     */
    boolean stop() {
        stopRequested.countDown();
        synchronized (this) {
            if (!serving) {
                return false;
            }
        }
        try {
            return ended.await(STOP_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
