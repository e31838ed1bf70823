package io.github.smtpjunit.jupiter;

import io.github.smtpjunit.inbox.Inbox;
import io.github.smtpjunit.inbox.InboxSupport;
import java.time.Duration;
import java.util.Collection;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Supplier;

/**
 * The inboxes of an application that outlives its tests, such as a Spring context: the tests take turns at them.
 * Thread-safe.
 */
final class SharedServers {

    private final Set<ServerAttributes> attributes;
    private final Map<String, Inbox> byName;
    private final Supplier<Collection<?>> executors;
    private final Turns turns = new Turns();
    private volatile String latest = "the start of the application";

    private SharedServers(
            Set<ServerAttributes> attributes, Map<String, Inbox> byName, Supplier<Collection<?>> executors) {
        this.attributes = attributes;
        this.byName = Map.copyOf(byName);
        this.executors = executors;
    }

    /**
     * Starts servers.
     *
     * @param declared what declares them, by their names
     * @param executors finds the executors of the application
     */
    static SharedServers start(Map<String, WithSmtpServer> declared, Supplier<Collection<?>> executors) {
        Map<String, Inbox> inboxes = new TreeMap<>();
        try {
            declared.forEach((name, annotation) -> inboxes.put(name, AnnotatedServers.start(annotation, null)));
            return new SharedServers(ServerAttributes.of(declared.values()), inboxes, executors);
        } catch (RuntimeException e) {
            inboxes.values().forEach(Inbox::close);
            throw e;
        }
    }

    /** What tells them from others. */
    Set<ServerAttributes> attributes() {
        return attributes;
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
