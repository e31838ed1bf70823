package io.github.smtpjunit.relay;

import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * How many connections there may be to one address, for all destinations that lead there: a thousand domains can share
 * a host. The number grows with success and shrinks with failure. Destinations that find no room wait in line.
 * Thread-safe.
 */
final class HostLimit {

    private static final int AT_FIRST = 5;

    private final int most;
    private final Set<Destination> waiting = new LinkedHashSet<>();
    private double allowed;
    private int open;
    private int working;

    HostLimit(int most) {
        this.most = most;
        this.allowed = Math.min(AT_FIRST, most);
    }

    /** Takes room for one connection; false if there is no room. */
    synchronized boolean enter() {
        if (open >= (int) allowed) {
            return false;
        }
        open++;
        return true;
    }

    /** Puts a destination in line: it gets the next room that becomes free. */
    void await(Destination destination) {
        synchronized (this) {
            waiting.add(destination);
        }
        passOn(); // there may have been room since it asked
    }

    /** The host has greeted on a connection that has entered. */
    synchronized void opened() {
        working++;
    }

    /** A connection that was opened ends. */
    void leave() {
        synchronized (this) {
            working--;
        }
        giveBack();
    }

    /** The room was not used. */
    void giveBack() {
        synchronized (this) {
            open--;
        }
        passOn();
    }

    /**
     * A connection could not be opened. If there are others, the host may just have enough of them.
     *
     * @return whether there are others, which work or are being opened
     */
    boolean refused() {
        boolean others;
        synchronized (this) {
            open--;
            others = open > 0;
            allowed = Math.max(1, others ? Math.min(allowed - 1, open) : allowed - 1);
        }
        passOn();
        return others;
    }

    /** A transaction was lost on a connection that had not served before. */
    synchronized void failed() {
        allowed = Math.max(1, allowed - 1);
    }

    /** A transaction had its replies: each round of these lets one more connection in. */
    void succeeded() {
        synchronized (this) {
            allowed = Math.min(most, allowed + 1 / allowed);
        }
        passOn();
    }

    /** Whether there are other connections that work than the one that asks. */
    synchronized boolean hasOthers() {
        return working > 1;
    }

    /** Whether there are more connections than there should be by now. */
    synchronized boolean isExceeded() {
        return open > (int) allowed;
    }

    /** Whether another destination waits for room. */
    synchronized boolean isWantedByOthers(Destination destination) {
        return waiting.size() > (waiting.contains(destination) ? 1 : 0);
    }

    /** Whether nothing would be lost with it but what it has learned. */
    synchronized boolean isIdle() {
        return open == 0 && waiting.isEmpty();
    }

    private void passOn() {
        for (Destination next = nextInLine(); next != null; next = nextInLine()) {
            if (!next.hasEntered(this)) {
                synchronized (this) {
                    open--;
                }
            }
        }
    }

    /** Lets the first destination in line enter; null if there is no room, or no destination waits. */
    private synchronized @Nullable Destination nextInLine() {
        if (waiting.isEmpty() || !enter()) {
            return null;
        }
        Iterator<Destination> line = waiting.iterator();
        Destination next = line.next();
        line.remove();
        return next;
    }
}
