package io.github.smtpjunit.jupiter;

import io.github.smtpjunit.inbox.Inbox;
import io.github.smtpjunit.inbox.InboxSupport;
import io.github.smtpjunit.smtp.server.ManualClock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.ExtensionConfigurationException;

/**
 * The inboxes that one {@link SmtpServerExtension} has started, for code that asks it outside of JUnit's calls, such as
 * a method with Spring's {@code @DynamicPropertySource}. An inbox that was asked for there is kept until all tests are
 * over, since Spring keeps its contexts with the port of it; the classes that use the extension take turns at it.
 * Thread-safe.
 */
final class ExtensionServer {

    private final Turns turns = new Turns();
    private final List<Use> uses = new ArrayList<>();
    private @Nullable Inbox kept;
    private Optional<ManualClock> clock = Optional.empty(); // that the kept inbox goes by
    private String latest = "code before all tests";

    /** The use of an inbox by a class, or by a test with an extension of its own. */
    private static final class Use {
        final Inbox inbox;
        final String who;
        final Optional<ManualClock> clock;
        boolean turn;

        Use(Inbox inbox, String who, Optional<ManualClock> clock, boolean turn) {
            this.inbox = inbox;
            this.who = who;
            this.clock = clock;
            this.turn = turn;
        }
    }

    /** The inbox for code without a context; it is kept from now on. */
    synchronized Inbox keep(Supplier<Inbox> start) {
        Inbox running = kept().orElse(null);
        if (running != null) {
            return running;
        }
        if (uses.size() > 1) {
            throw new IllegalStateException(
                    "Several classes use this SmtpServerExtension at the same time, each with a"
                            + " server of its own: "
                            + uses.stream().map(use -> use.who).toList()
                            + ". Give each class an extension in a field of its own, or make the Inbox a parameter of the test.");
        }
        if (uses.isEmpty()) {
            kept = start.get();
            clock = Optional.empty();
        } else {
            Use use = uses.get(0);
            turns.take(use.who, Duration.ofSeconds(1)); // it is free: the inbox has not been kept before
            use.turn = true;
            kept = use.inbox;
            clock = use.clock;
        }
        return kept;
    }

    /**
     * The inbox for a class, or for a test with an extension of its own; to be given back.
     *
     * @param wanted the clock that the inbox is to go by, empty for the time of day
     * @throws ExtensionConfigurationException if an inbox is kept that goes by another one
     */
    Inbox use(String who, Duration limit, Optional<ManualClock> wanted, Supplier<Inbox> start) {
        synchronized (this) {
            if (kept().isEmpty()) {
                Inbox inbox = start.get();
                uses.add(new Use(inbox, who, wanted, false));
                return inbox;
            }
            if (!clock.equals(wanted)) {
                throw new ExtensionConfigurationException("The SmtpServerExtension of " + who
                        + " was asked for its host, port or inbox before the test, or by another class. Its server is"
                        + " kept since then, and does not go by the clock of this test. Give each class an extension in"
                        + " a field of its own, and ask it from within a test.");
            }
        }
        turns.take(who, limit);
        synchronized (this) {
            Inbox inbox = kept().orElseGet(start);
            InboxSupport.startOver(inbox, latest);
            uses.add(new Use(inbox, who, wanted, true));
            return inbox;
        }
    }

    /**
     * Gives an inbox back, which closes it unless it is kept.
     *
     * @param last whether no other class can ask for it
     */
    synchronized void giveBack(Inbox inbox, boolean last) {
        for (Use use : List.copyOf(uses)) {
            if (use.inbox == inbox) {
                uses.remove(use);
                latest = use.who;
                if (use.turn) {
                    turns.end();
                }
            }
        }
        if (last || inbox != kept) {
            inbox.close();
        }
    }

    /** Closes the inbox that was kept. */
    synchronized void closeKept() {
        kept().ifPresent(Inbox::close);
    }

    synchronized boolean isKept() {
        return kept().isPresent();
    }

    private synchronized Optional<Inbox> kept() {
        return Optional.ofNullable(kept).filter(inbox -> inbox.server().isRunning());
    }
}
