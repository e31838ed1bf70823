package io.github.smtpjunit.inbox;

import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** An assertion on a thread of its own. */
final class Background {

    private final FutureTask<Void> task;
    private final Thread thread;

    private Background(Runnable assertion) {
        task = new FutureTask<>(assertion, null);
        thread = new Thread(task, "assertion");
        thread.setDaemon(true);
        thread.start();
    }

    /** Starts an assertion and returns when it waits for something. */
    static Background waiting(Runnable assertion) {
        Background background = new Background(assertion);
        await().pollInSameThread()
                .pollDelay(Duration.ZERO)
                .pollInterval(Duration.ofMillis(2))
                .atMost(Duration.ofSeconds(10))
                .until(() -> background.task.isDone() || background.thread.getState() == Thread.State.TIMED_WAITING);
        if (background.task.isDone()) {
            throw new AssertionError("It did not wait", background.failure());
        }
        return background;
    }

    void interrupt() {
        thread.interrupt();
    }

    /** Lets a failure of the assertion through. */
    void join() {
        Throwable failure = failure();
        if (failure instanceof Error error) {
            throw error;
        }
        if (failure != null) {
            throw (RuntimeException) failure;
        }
    }

    private @Nullable Throwable failure() {
        try {
            task.get(20, TimeUnit.SECONDS);
            return null;
        } catch (ExecutionException e) {
            return e.getCause();
        } catch (InterruptedException | TimeoutException e) {
            return new AssertionError("It did not end", e);
        }
    }
}
