package io.github.smtpjunit.jupiter;

import io.github.smtpjunit.inbox.Inbox;
import io.github.smtpjunit.inbox.InboxSupport;
import java.time.Duration;
import java.util.Collection;
import java.util.Map;
import java.util.Objects;
import java.util.function.Supplier;

/** The inboxes of an application that outlives its tests, a Spring context: the tests take turns at them. Thread-safe. */
final class SharedServers {

    private final Map<String, Inbox> byName;
    private final Supplier<Collection<?>> executors;
    private final Turns turns = new Turns();
    private volatile String latest = "the start of the application";

    /**
     * Shares inboxes.
     *
     * @param byName the inboxes, their servers started, by the names of the servers
     * @param executors finds the executors of the application
     */
    SharedServers(Map<String, Inbox> byName, Supplier<Collection<?>> executors) {
        this.byName = Map.copyOf(byName);
        this.executors = executors;
    }

    Inbox inbox(String name) {
        return Objects.requireNonNull(byName.get(name), name);
    }

    Turns turns() {
        return turns;
    }

    Collection<?> executors() {
        return executors.get();
    }

    /** Who has used the inboxes last, as messages name it. */
    String latest() {
        return latest;
    }

    void latest(String who) {
        latest = who;
    }

    /** Waits until nothing is under way that the test has begun, as long as the given time at most. */
    void settle(BackgroundWork work, Duration limit) {
        long deadline = System.nanoTime() + limit.toNanos();
        work.awaitEnd(deadline);
        byName.values().forEach(inbox -> InboxSupport.awaitEndOfMails(inbox, deadline));
    }

    void close() {
        byName.values().forEach(Inbox::close);
    }
}
