package io.github.smtpjunit.relay;

import io.github.smtpjunit.relay.MailAttempt.Job;
import io.github.smtpjunit.relay.client.HostAddress;
import io.github.smtpjunit.relay.client.RemoteReply;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * What the relay has learned of the hosts that it sends to: how many connections each of them takes, which of them
 * rest, and which destinations share them. Thread-safe.
 */
final class KnownHosts {

    private static final int MAX_RESTING = 10_000;
    private static final int MAX_IDLE_HOSTS = 10_000;
    private static final int MAX_KNOWN_LANES = 10_000;

    private final int maxConnections;
    private final Duration restTime;
    private final Clock clock;
    private final RelayListener listener;
    private final Lanes lanes;
    private final Map<String, HostLimit> limits = new ConcurrentHashMap<>();
    private final Map<String, Rest> resting = new ConcurrentHashMap<>();

    /**
     * By what the jobs of a destination are counted, where it is not its name: domains that share their hosts share
     * their lane.
     */
    private final Map<String, String> laneOf = new ConcurrentHashMap<>();

    /**
     * A host is left alone.
     *
     * @param since when this was found out; a clock that shows less was ahead then
     * @param until when it may be tried again
     * @param reason what was wrong with it
     */
    private record Rest(Instant since, Instant until, RemoteReply reason) {

        boolean isOver(Instant now) {
            return now.isBefore(since) || !now.isBefore(until);
        }
    }

    KnownHosts(RelayConfig config, Lanes lanes) {
        this.maxConnections = config.concurrency();
        this.restTime = config.rest();
        this.clock = config.clock();
        this.listener = config.listener();
        this.lanes = lanes;
    }

    /** The limit of connections to a host's address. */
    HostLimit limit(HostAddress host) {
        if (limits.size() > MAX_IDLE_HOSTS) {
            limits.values().removeIf(HostLimit::isIdle);
        }
        return limits.computeIfAbsent(key(host), unused -> new HostLimit(maxConnections));
    }

    private static String key(HostAddress host) {
        return host.address().getHostAddress() + ":" + host.port();
    }

    // Hosts that rest

    /** Why a host is left alone for now; empty if it is not. */
    Optional<RemoteReply> resting(HostAddress host) {
        Instant now = clock.instant();
        return Optional.ofNullable(resting.get(host.toString()))
                .filter(its -> !its.isOver(now))
                .map(Rest::reason);
    }

    /** Lets all hosts be tried again. */
    void endRests() {
        resting.clear();
    }

    /**
     * Leaves a host alone for a while that could not be reached; several sessions may find it out, and the first one
     * counts.
     */
    void rest(HostAddress address, RemoteReply reason) {
        Instant now = clock.instant();
        if (resting.size() >= MAX_RESTING) {
            resting.values().removeIf(its -> its.isOver(now));
        }
        String host = address.toString();
        Rest before = resting.get(host);
        Rest next = new Rest(now, now.plus(restTime), reason);
        boolean isNews = before == null
                ? resting.size() < MAX_RESTING && resting.putIfAbsent(host, next) == null
                : before.isOver(now) && resting.replace(host, before, next);
        if (isNews) {
            ListenerCalls.tell(listener, who -> who.resting(host, restTime, reason.toString()));
        }
    }

    // Destinations that share hosts

    /** The lane that the jobs of a destination are counted in. */
    String lane(String destination) {
        return laneOf.getOrDefault(destination, destination);
    }

    /**
     * A destination's hosts are known: its jobs are counted together with those of other destinations that lead there.
     */
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
}
