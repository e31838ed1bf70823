package io.github.smtpjunit.relay.spool;

import io.github.smtpjunit.smtp.usercode.UserCode;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Does what operators ask for by {@link SpoolControl}, on a thread of its own: operators do not wait until no mail is
 * due, and mails do not wait for operators.
 */
final class OperatorDesk {

    private static final System.Logger LOGGER = System.getLogger("io.github.smtpjunit.relay");
    private static final long PAUSE_MILLIS = 100;

    private final Requests requests;
    private final CountDownLatch stopped = new CountDownLatch(1);
    private final Thread thread = new Thread(UserCode.onOwnThread(this::run), "smtp-relay-operators");

    /** What has been asked for. */
    @FunctionalInterface
    interface Requests {

        void serve() throws IOException;
    }

    OperatorDesk(Requests requests) {
        this.requests = requests;
        thread.setDaemon(true);
    }

    void start() {
        thread.start();
    }

    private void run() {
        try {
            while (!stopped.await(PAUSE_MILLIS, TimeUnit.MILLISECONDS)) {
                serve();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** After each failure, the next request is served. */
    private void serve() {
        try {
            requests.serve();
        } catch (Exception | Error e) {
            LOGGER.log(Level.WARNING, "Requests to the queue cannot be served for now", e);
        }
    }

    /** Ends; what is being served is served to its end. */
    void stop() {
        stopped.countDown();
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
