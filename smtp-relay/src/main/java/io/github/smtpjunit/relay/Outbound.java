package io.github.smtpjunit.relay;

import io.github.smtpjunit.relay.MailAttempt.Job;
import io.github.smtpjunit.relay.MailAttempt.JobResult;
import io.github.smtpjunit.relay.client.ClientSettings;
import io.github.smtpjunit.relay.client.HostAddress;
import io.github.smtpjunit.relay.client.RemoteReply;
import io.github.smtpjunit.relay.spool.MailSpool.Claim;
import java.io.IOException;
import java.io.InputStream;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * The way out: the destinations that have something to do, and what they have in common: the sessions in all, the limits of hosts, and
 * which of these rest. Thread-safe.
 */
final class Outbound {

    private static final int MAX_RESTING = 10_000;
    private static final int MAX_IDLE_HOSTS = 10_000;
    private static final int MAX_KNOWN_LANES = 10_000;

    private final RelayConfig config;
    private final Executor threads;
    private final Lanes lanes;
    private final BiConsumer<Job, @Nullable JobResult> whenEnded;
    private final Duration rest;
    private final int slots;
    private final Map<Destination.Key, Destination> destinations = new ConcurrentHashMap<>();
    private final Map<String, HostLimit> hosts = new ConcurrentHashMap<>();
    private final Map<String, Rest> resting = new ConcurrentHashMap<>();

    /** By what the jobs of a destination are counted, where it is not its name: domains that share their hosts share their lane. */
    private final Map<String, String> laneOf = new ConcurrentHashMap<>();

    private volatile boolean stopped;

    /** Guards what follows; held for some instructions only. */
    private final Object lock = new Object();

    private final Set<Destination> waitingForSlot = new LinkedHashSet<>();
    private int running;
    private boolean passingOn;

    /**
     * A host is left alone.
     *
     * @param until when it may be tried again
     * @param reason what was wrong with it
     */
    private record Rest(Instant until, RemoteReply reason) {}

    Outbound(RelayConfig config, Executor threads, Lanes lanes, BiConsumer<Job, @Nullable JobResult> whenEnded) {
        this.config = config;
        this.threads = threads;
        this.lanes = lanes;
        this.whenEnded = whenEnded;
        this.rest = config.rest();
        this.slots = config.maxSessions();
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

    // Sessions in all

    /**
     * Takes a place for a session. A quarter of the places is for destinations that have none yet, so that a few slow ones do not have
     * them all.
     *
     * @param first whether it would be the destination's only one; if there is no place, it gets the next one that becomes free
     */
    boolean takeSlot(Destination destination, boolean first) {
        synchronized (lock) {
            if (running < (first ? slots : slots - slots / 4)) {
                running++;
                return true;
            }
            if (first) {
                waitingForSlot.add(destination);
            }
            return false;
        }
    }

    /** Whether a destination waits for a place. */
    boolean isSlotWanted() {
        synchronized (lock) {
            return !waitingForSlot.isEmpty();
        }
    }

    /** Runs a session that has a place on a thread of its own. False if there is no thread for it, whatever the reason. */
    boolean execute(Runnable session) {
        try {
            threads.execute(() -> {
                try {
                    session.run();
                } finally {
                    sessionEnded();
                }
            });
            return true;
        } catch (Throwable e) { // the executor is the user's; and "unable to create native thread" is an Error
            sessionEnded();
            if (!(e instanceof RejectedExecutionException)) { // which it is entitled to
                problem("", "There is no thread for a session", e);
            }
            return false;
        }
    }

    private void sessionEnded() {
        synchronized (lock) {
            running--;
            lock.notifyAll();
            if (passingOn) {
                return; // whoever does it sees this place too
            }
            passingOn = true;
        }
        for (Destination next = nextForSlot(); next != null; next = nextForSlot()) {
            try {
                next.startSession();
            } catch (Throwable e) { // or nobody would pass a place on again
                problem("", "No session could be started with " + next, e);
            }
        }
    }

    private @Nullable Destination nextForSlot() {
        synchronized (lock) {
            if (running >= slots || waitingForSlot.isEmpty()) {
                passingOn = false;
                return null;
            }
            Iterator<Destination> line = waitingForSlot.iterator();
            Destination next = line.next();
            line.remove();
            return next;
        }
    }

    /** Waits until no session runs; false if the time is up first. */
    boolean awaitQuiet(Duration limit) throws InterruptedException {
        long end = System.nanoTime() + limit.toNanos();
        synchronized (lock) {
            while (running > 0) {
                long millis = TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime());
                if (millis <= 0) {
                    return false;
                }
                lock.wait(millis);
            }
            return true;
        }
    }

    /** A job has ended; with no result if nothing was done, so that it was no attempt. */
    void ended(Job job, @Nullable JobResult result) {
        whenEnded.accept(job, result);
    }

    // What sessions need

    Router router() {
        return config.router();
    }

    ClientSettings settings() {
        return config.clientSettings();
    }

    InputStream content(Claim claim) throws IOException {
        return config.spool().content(claim);
    }

    // Hosts

    String lane(String destination) {
        return laneOf.getOrDefault(destination, destination);
    }

    /** A destination's hosts are known: its jobs are counted together with those of other destinations that lead there. */
    void learn(String destination, Route.Hosts route) {
        if (laneOf.size() >= MAX_KNOWN_LANES) {
            laneOf.clear();
        }
        laneOf.put(destination, lane(route));
    }

    private static String lane(Route.Hosts route) {
        return route.targets().stream()
                .map(target -> key(target.host()))
                .min(Comparator.naturalOrder())
                .orElseThrow();
    }

    /** Whether a job that finds no room at its host may wait for it here; else there is enough that does. */
    boolean mayWait(Job job, Route.Hosts route) {
        return lanes.move(job.lane(), lane(route), job.places().size());
    }

    private static String key(HostAddress host) {
        return host.address().getHostAddress() + ":" + host.port();
    }

    HostLimit limit(HostAddress host) {
        if (hosts.size() > MAX_IDLE_HOSTS) {
            hosts.values().removeIf(HostLimit::isIdle);
        }
        return hosts.computeIfAbsent(key(host), unused -> new HostLimit(config.concurrency()));
    }

    /** Why a host is left alone for now; empty if it is not. */
    Optional<RemoteReply> resting(HostAddress host) {
        Instant now = clock().instant();
        return Optional.ofNullable(resting.get(host.toString()))
                .filter(its -> now.isBefore(its.until()))
                .map(Rest::reason);
    }

    /** Lets all hosts be tried again. */
    void endRests() {
        resting.clear();
    }

    /** Leaves a host alone for a while that could not be reached; several sessions may find it out, and the first one counts. */
    void rest(HostAddress address, RemoteReply reason) {
        Instant now = clock().instant();
        if (resting.size() >= MAX_RESTING) {
            resting.values().removeIf(its -> !now.isBefore(its.until()));
        }
        String host = address.toString();
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
