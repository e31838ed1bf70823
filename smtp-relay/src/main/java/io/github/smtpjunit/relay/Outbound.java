package io.github.smtpjunit.relay;

import io.github.smtpjunit.relay.MailAttempt.Job;
import io.github.smtpjunit.relay.MailAttempt.JobResult;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/** The way out: the destinations that have something to do. Thread-safe. */
final class Outbound {

    private final RelayConfig config;
    private final BiConsumer<Job, @Nullable JobResult> whenEnded;
    private final SessionSlots slots;
    private final KnownHosts hosts;
    private final Map<Destination.Key, Destination> destinations = new ConcurrentHashMap<>();
    private volatile boolean stopped;

    /**
     * Prepares the way.
     *
     * @param whenEnded gets each job that has ended, with no result if nothing was done, so that it was no attempt
     */
    Outbound(RelayConfig config, Executor threads, Lanes lanes, BiConsumer<Job, @Nullable JobResult> whenEnded) {
        this.config = config;
        this.whenEnded = whenEnded;
        this.slots = new SessionSlots(config.maxSessions(), threads, config.listener());
        this.hosts = new KnownHosts(config, lanes);
    }

    void submit(String name, Job job) {
        Destination.Key key = new Destination.Key(name, job.mail().envelope().requiresTls());
        boolean taken = false;
        while (!taken && !stopped) {
            taken = destinations.computeIfAbsent(key, this::destination).add(job);
        }
    }

    private Destination destination(Destination.Key key) {
        return new Destination(key, config, slots, hosts, whenEnded, ended -> destinations.remove(key, ended));
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

    /** Waits until no session runs; false if the time is up first. */
    boolean awaitQuiet(Duration limit) throws InterruptedException {
        return slots.awaitQuiet(limit);
    }

    /** The lane that the jobs of a destination are counted in. */
    String lane(String destination) {
        return hosts.lane(destination);
    }

    /** Lets all hosts be tried again. */
    void endRests() {
        hosts.endRests();
    }
}
