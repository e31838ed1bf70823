package io.github.smtpjunit.relay;

import static java.util.Objects.requireNonNull;

import io.github.smtpjunit.relay.client.Watchdog;
import io.github.smtpjunit.relay.spool.MailSpool;
import io.github.smtpjunit.relay.spool.QueuedMail;
import io.github.smtpjunit.relay.spool.SpoolFullException;
import io.github.smtpjunit.smtp.Envelope;
import io.github.smtpjunit.smtp.given.Given;
import io.github.smtpjunit.smtp.server.ManualClock;
import io.github.smtpjunit.smtp.server.ReceivedMail;
import io.github.smtpjunit.smtp.server.SmtpServer;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * A relay: accepts mails, keeps them in its {@linkplain MailSpool spool}, and delivers them to the next hop, in as many
 * attempts as that takes. The sender of a mail that cannot be delivered gets a report (RFC 3464).
 *
 * <p>In a test it stands between the code under test and an inbox:
 *
 * <pre>{@code
 * try (SmtpRelay relay = SmtpRelay.builder().smartHost(inbox.host(), inbox.port()).start()) {
 *     new Shop(relay.host(), relay.port()).register("Ada", "ada@example.org");
 *     assertThat(inbox).singleMail().isTo("ada@example.org");
 * }
 * }</pre>
 *
 * <p>Mails come in through its own {@link SmtpServer}, which by default listens on loopback at any free port, or from a
 * main loop of your own by {@link #send(Envelope, InputStream)}. Thread-safe.
 */
public final class SmtpRelay implements AutoCloseable {

    private static final Duration LAST_THREADS = Duration.ofSeconds(2);

    private final RelayConfig config;
    private final MailIntake intake;
    private final QueueRunner runner;
    private final DeliveryLog deliveries = new DeliveryLog();
    private final DeliveryThreads ownThreads = new DeliveryThreads(); // not used if the user has set an executor
    private final Runnable clockListener;
    private final @Nullable SmtpServer server;
    private boolean closed;

    SmtpRelay(RelayConfig config, MailIntake intake, @Nullable SmtpServer server, @Nullable Executor threads) {
        this.config = config;
        this.intake = intake;
        this.server = server;
        this.runner = new QueueRunner(
                config, threads == null ? ownThreads : threads, deliveries, cause -> intake.close(failed(cause)));
        this.clockListener = runner::wake;
        if (config.clock() instanceof ManualClock manual) {
            manual.onAdvance(clockListener);
        }
        Watchdog.enter();
        DnsClient.enter();
        runner.start();
        config.spool().serveOperators(config.clock(), config.listener());
    }

    /**
     * Begins to configure a relay.
     *
     * @return a builder with the defaults
     */
    public static SmtpRelayBuilder builder() {
        return new SmtpRelayBuilder();
    }

    /**
     * Returns the server by which mails come in.
     *
     * @return the server
     * @throws IllegalStateException if the relay was started {@linkplain SmtpRelayBuilder#withoutServer() without one}
     */
    public SmtpServer server() {
        if (server == null) {
            throw new IllegalStateException("This relay has no server: leave out withoutServer(), or use send(..)");
        }
        return server;
    }

    /**
     * Returns the host that the server listens at.
     *
     * @return an address in text
     * @throws IllegalStateException if there is no server
     */
    public String host() {
        return server().host();
    }

    /**
     * Returns the port that the server listens at.
     *
     * @return the port
     * @throws IllegalStateException if there is no server
     */
    public int port() {
        return server().port();
    }

    /**
     * Accepts a mail: it is in the spool on return, and will be delivered or reported on.
     *
     * @param envelope the envelope
     * @param content the content, read to its end and not closed; a trace field is put in front of it (RFC 5321 section
     *     4.4)
     * @return the mail's name in the queue
     * @throws UncheckedIOException if it cannot be read or stored, with a {@link SpoolFullException} as its cause if
     *     there is no room for it; nothing of it is kept
     * @throws IllegalArgumentException if an address breaks the grammar, as a lenient server accepts it
     * @throws IllegalStateException if the relay is closed or has failed; nothing of it is kept
     */
    public String send(Envelope envelope, InputStream content) {
        requireNonNull(envelope, "envelope");
        requireNonNull(content, "content");
        return taken(() -> intake.take(envelope, content));
    }

    /**
     * Accepts a mail: it is in the spool on return, and will be delivered or reported on.
     *
     * @param envelope the envelope
     * @param content the content, in front of which a trace field is put (RFC 5321 section 4.4)
     * @return the mail's name in the queue
     * @throws UncheckedIOException if it cannot be stored
     * @throws IllegalArgumentException if an address breaks the grammar, as a lenient server accepts it
     * @throws IllegalStateException if the relay is closed or has failed
     */
    public String send(Envelope envelope, byte[] content) {
        return send(envelope, new ByteArrayInputStream(requireNonNull(content, "content")));
    }

    /**
     * Accepts a mail that a server of your own has received, with a trace field that describes its session.
     *
     * @param mail the mail
     * @return the mail's name in the queue
     * @throws UncheckedIOException if it cannot be read or stored; nothing of it is kept
     * @throws IllegalArgumentException if an address breaks the grammar, as a lenient server accepts it
     * @throws IllegalStateException if the relay is closed or has failed; nothing of it is kept
     */
    public String send(ReceivedMail mail) {
        requireNonNull(mail, "mail");
        return taken(() -> intake.take(mail));
    }

    private static String taken(Intake mail) {
        try {
            return mail.take().id();
        } catch (IOException e) {
            throw new UncheckedIOException(e.getMessage(), e);
        }
    }

    private interface Intake {
        QueuedMail take() throws IOException;
    }

    /**
     * Returns the mails that are not finished.
     *
     * @return the queue, in the order in which the mails came in
     */
    public List<QueuedMail> queue() {
        return config.spool().list();
    }

    /**
     * Returns what came of the attempts so far, one entry for each recipient and attempt.
     *
     * @return the last 10,000 deliveries, oldest first
     */
    public List<Delivery> deliveries() {
        return deliveries.list();
    }

    /**
     * Returns where the mails are, to hold, release, flush or delete some.
     *
     * @return the spool
     */
    public MailSpool spool() {
        return config.spool();
    }

    /**
     * Waits until each mail has been delivered or given up, and the reports as well.
     *
     * @param limit how long at most
     * @return false if mails are left then: {@link #queue()} has them, with the last reply to each recipient
     * @throws IllegalArgumentException if the time is negative
     * @throws IllegalStateException if the relay has failed or the thread is interrupted; at once, with the cause
     */
    @CheckReturnValue
    public boolean awaitDrained(Duration limit) {
        long nanos = Given.span("limit", limit).toNanos();
        return await(() -> runner.awaitEmpty(nanos)) || working();
    }

    /**
     * Waits until no attempt runs and no attempt is due. What is still in the queue then waits for the clock. With a
     * {@link ManualClock}, days of retries take no time:
     *
     * <pre>{@code
     * clock.advance(Duration.ofHours(1));
     * boolean settled = relay.awaitSettled(Duration.ofSeconds(5));
     * }</pre>
     *
     * @param limit how long at most
     * @return false if attempts still run then
     * @throws IllegalArgumentException if the time is negative
     * @throws IllegalStateException if the relay has failed or the thread is interrupted; at once, with the cause
     */
    @CheckReturnValue
    public boolean awaitSettled(Duration limit) {
        long nanos = Given.span("limit", limit).toNanos();
        return await(() -> runner.awaitSettled(nanos)) || working();
    }

    /**
     * Returns what keeps the relay from working on its queue: an error of its spool that may pass, or one that has
     * ended the work for good.
     *
     * @return one line, empty while the queue runs
     */
    public Optional<String> problem() {
        return runner.problem();
    }

    /** Returns false while the relay works: what was awaited has not come. */
    private boolean working() {
        runner.failure().map(SmtpRelay::failed).ifPresent(failed -> {
            throw failed;
        });
        return false;
    }

    private static IllegalStateException failed(Throwable cause) {
        return new IllegalStateException(
                "The relay has failed and does not work on its queue: close it, and start another one on its spool ("
                        + cause + ")",
                cause);
    }

    private static boolean await(Wait wait) {
        try {
            return wait.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("Interrupted while waiting for the relay", e);
        }
    }

    private interface Wait {
        boolean await() throws InterruptedException;
    }

    /**
     * Stops: takes no further mail, lets running transactions end for up to the shutdown grace, ends all threads, and
     * closes the spool. What is not delivered stays there. Closing again does nothing. An interrupt of the calling
     * thread ends the grace, and is kept.
     *
     * <p>The last relay of the JVM to close also ends the thread {@code dnsjava NIO selector}, which dnsjava shares
     * among all its users in the JVM. A look-up that other code makes by dnsjava at that moment gets no answer; later
     * ones do.
     */
    @Override
    public void close() {
        synchronized (this) {
            if (closed) {
                return;
            }
            closed = true;
        }
        intake.close(new IllegalStateException(
                "This relay is closed and accepts no mail: start another one by its builder"));
        if (server != null) {
            server.close();
        }
        if (config.clock() instanceof ManualClock manual) {
            manual.forget(clockListener);
        }
        boolean isInterrupted = !endThreads(config.shutdownGrace());
        if (isInterrupted) {
            endThreads(Duration.ZERO);
        }
        try {
            Watchdog.leave();
            DnsClient.leave();
            config.spool().close(); // not while the thread is interrupted: that would close files under what is written
        } catch (IOException e) {
            throw new UncheckedIOException("The spool could not be closed", e);
        } finally {
            if (isInterrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /**
     * Ends all threads; false if the calling thread is interrupted before they have ended, which it is not any more.
     */
    private boolean endThreads(Duration grace) {
        try {
            runner.stop(grace);
            ownThreads.end(LAST_THREADS);
            return true;
        } catch (InterruptedException e) {
            return false;
        }
    }

    /** Returns where it listens, and how many mails are in the queue. */
    @Override
    public String toString() {
        return "SmtpRelay " + config.hostname()
                + (server == null ? "" : " at " + server.host() + ":" + server.port())
                + ", " + config.spool().size() + " mails in the queue";
    }
}
