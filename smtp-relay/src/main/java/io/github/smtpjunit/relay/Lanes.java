package io.github.smtpjunit.relay;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What is on its way, in recipients, by destination. Each destination may have as many as there is room left for: one
 * that stands still takes a half, two of them two thirds, and there is always room for another one. Thread-safe.
 */
final class Lanes {

    private final int most;
    private final Map<String, Integer> used = new HashMap<>();

    /** The destinations that mails in the spool wait for. */
    private final Set<String> wanted = new LinkedHashSet<>();

    private int total;

    /** What a job is counted by: its destination, and its host once that is known. */
    static final class Ticket {

        private String lane;

        Ticket(String lane) {
            this.lane = lane;
        }
    }

    /**
     * Makes empty ones.
     *
     * @param most how many recipients may be on their way, but for those of the last mails that are let in
     */
    Lanes(int most) {
        this.most = most;
    }

    /** How many more recipients there is room for. */
    synchronized int room() {
        return Math.max(0, most - total);
    }

    synchronized boolean hasRoom(String lane) {
        return used.getOrDefault(lane, 0) < most - total;
    }

    /** What a mail to these destinations has to wait for: one of them, if all are full. */
    synchronized Optional<String> obstacle(Collection<String> lanes) {
        if (lanes.isEmpty() || lanes.stream().anyMatch(this::hasRoom)) {
            return Optional.empty();
        }
        String lane = lanes.iterator().next();
        wanted.add(lane);
        return Optional.of(lane);
    }

    synchronized void enter(Ticket ticket, int recipients) {
        used.merge(ticket.lane, recipients, Integer::sum);
        total += recipients;
    }

    /** Counts recipients by their host from now on. False if the host is full: then they should wait in the spool. */
    synchronized boolean move(Ticket ticket, String host, int recipients) {
        if (ticket.lane.equals(host)) {
            return true;
        }
        if (!hasRoom(host)) {
            return false;
        }
        leave(ticket, recipients);
        ticket.lane = host;
        enter(ticket, recipients);
        return true;
    }

    /**
     * Some recipients are on their way no more.
     *
     * @return whether to look again for mails: those that wait for this destination have enough room by now to be worth
     *     it, or nothing else found any
     */
    synchronized boolean leave(Ticket ticket, int recipients) {
        String lane = ticket.lane;
        boolean full = total >= most;
        total -= recipients;
        int left = used.getOrDefault(lane, 0) - recipients;
        if (left > 0) {
            used.put(lane, left);
        } else {
            used.remove(lane);
        }
        return (full && total < most) || (wanted.contains(lane) && left <= (most - total) / 2);
    }

    /** The destinations that mails wait for, and that have room. */
    synchronized List<String> wantedWithRoom() {
        List<String> lanes = new ArrayList<>(wanted);
        lanes.removeIf(lane -> !hasRoom(lane));
        return lanes;
    }

    /** No mail waits for a destination now. */
    synchronized void unwanted(String lane) {
        wanted.remove(lane);
    }

    /** Whether mails wait for any destination. */
    synchronized boolean areWanted() {
        return !wanted.isEmpty();
    }
}
