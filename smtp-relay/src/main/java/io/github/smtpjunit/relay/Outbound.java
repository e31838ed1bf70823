package io.github.smtpjunit.relay;

import io.github.smtpjunit.relay.MailAttempt.Job;
import io.github.smtpjunit.relay.MailAttempt.JobResult;
import io.github.smtpjunit.relay.MailSpool.Claim;
import io.github.smtpjunit.relay.Route.Target;
import java.io.IOException;
import java.io.InputStream;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiConsumer;

/** The way out: the destinations that have something to do, and what they have in common. Thread-safe. */
final class Outbound {

    private static final int MAX_RESTING = 10_000;

    private final RelayConfig config;
    private final Executor threads;
    private final BiConsumer<Job, JobResult> whenEnded;
    private final Duration rest;
    private final Map<Destination.Key, Destination> destinations = new ConcurrentHashMap<>();
    private final Map<String, Rest> resting = new ConcurrentHashMap<>();
    private final AtomicInteger running = new AtomicInteger();
    private volatile boolean stopped;

    /**
     * A host is left alone.
     *
     * @param until when it may be tried again
     * @param reason what was wrong with it
     */
    private record Rest(Instant until, RemoteReply reason) {}

    Outbound(RelayConfig config, Executor threads, BiConsumer<Job, JobResult> whenEnded) {
        this.config = config;
        this.threads = threads;
        this.whenEnded = whenEnded;
        this.rest = config.rest();
    }

    void submit(String destination, Job job) {
        Destination.Key key =
                new Destination.Key(destination, job.mail().envelope().requiresTls());
        boolean taken = false;
        while (!taken && !stopped) {
            taken = destinations
                    .computeIfAbsent(key, name -> new Destination(name, this, config.concurrency()))
                    .add(job);
        }
    }

    /** Begins no further transaction. */
    void stop() {
        stopped = true;
        destinations.values().forEach(Destination::stop);
    }

    /** Breaks off the transactions that still run. */
    void abort() {
        destinations.values().forEach(Destination::abort);
    }

    void forget(Destination.Key key, Destination ended) {
        destinations.remove(key, ended);
    }

    /** Runs a session on a thread of its own; false if the executor refuses it. */
    boolean execute(Runnable session) {
        running.incrementAndGet();
        try {
            threads.execute(() -> {
                try {
                    session.run();
                } finally {
                    sessionEnded();
                }
            });
            return true;
        } catch (RejectedExecutionException e) {
            sessionEnded();
            return false;
        }
    }

    private void sessionEnded() {
        synchronized (running) {
            running.decrementAndGet();
            running.notifyAll();
        }
    }

    /** Waits until no session runs; false if the time is up first. */
    boolean awaitQuiet(Duration limit) throws InterruptedException {
        long end = System.nanoTime() + limit.toNanos();
        synchronized (running) {
            while (running.get() > 0) {
                long millis = TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime());
                if (millis <= 0) {
                    return false;
                }
                running.wait(millis);
            }
            return true;
        }
    }

    void ended(Job job, JobResult result) {
        whenEnded.accept(job, result);
    }

    Router router() {
        return config.router();
    }

    ClientSettings settings() {
        return config.clientSettings();
    }

    InputStream content(Claim claim) throws IOException {
        return config.spool().content(claim);
    }

    /** Why a host is left alone for now; empty if it is not. */
    Optional<RemoteReply> resting(Target target) {
        Instant now = clock().instant();
        return Optional.ofNullable(resting.get(target.toString()))
                .filter(its -> now.isBefore(its.until()))
                .map(Rest::reason);
    }

    /** Lets all hosts be tried again. */
    void endRests() {
        resting.clear();
    }

    /** Leaves a host alone for a while that could not be reached; several sessions may find it out, and the first one counts. */
    void rest(Target target, RemoteReply reason) {
        Instant now = clock().instant();
        if (resting.size() >= MAX_RESTING) {
            resting.values().removeIf(its -> !now.isBefore(its.until()));
        }
        String host = target.toString();
        Rest before = resting.get(host);
        Rest next = new Rest(now.plus(rest), reason);
        boolean isNews = before == null
                ? resting.size() < MAX_RESTING && resting.putIfAbsent(host, next) == null
                : !now.isBefore(before.until()) && resting.replace(host, before, next);
        if (isNews) {
            Hearing.tell(config.listener(), who -> who.resting(host, rest, reason.toString()));
        }
    }

    void problem(String mailId, String message, Throwable cause) {
        Hearing.tell(config.listener(), listener -> listener.problem(mailId, message, cause));
    }

    private Clock clock() {
        return config.clock();
    }
}
