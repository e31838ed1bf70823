package io.github.smtpjunit.relay;

import java.lang.System.Logger.Level;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Does what operators ask for by {@link SpoolControl}, on a thread of its own: they must not wait until no mail is due, nor mails until
 * they are served.
 */
final class OperatorDesk {

    private static final System.Logger LOGGER = System.getLogger("io.github.smtpjunit.relay");
    private static final long PAUSE_MILLIS = 100;

    private final FileSpool spool;
    private final RelayConfig config;
    private final CountDownLatch stopped = new CountDownLatch(1);
    private final Thread thread = new Thread(this::run, "smtp-relay-operators");

    OperatorDesk(FileSpool spool, RelayConfig config) {
        this.spool = spool;
        this.config = config;
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

    /** Whatever fails, the next request is served. */
    private void serve() {
        try {
            spool.serveRequests(config.clock().instant(), config.listener());
        } catch (Exception | Error e) {
            LOGGER.log(Level.WARNING, "Requests to the queue cannot be served for now", e);
        }
    }

    /** Ends; what is being served is served to its end. */
    void stop() throws InterruptedException {
        stopped.countDown();
        thread.join();
    }
}
