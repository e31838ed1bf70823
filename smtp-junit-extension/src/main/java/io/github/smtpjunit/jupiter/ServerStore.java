package io.github.smtpjunit.jupiter;

import io.github.smtpjunit.inbox.Inbox;
import io.github.smtpjunit.inbox.InboxSupport;
import io.github.smtpjunit.jupiter.AnnotatedServers.Constructed;
import io.github.smtpjunit.smtp.server.ManualClock;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ExtensionContext.Store;

/**
 * The only state of the extensions: JUnit's store. What is put into it for a context is seen by the contexts below, and
 * closed when the context ends.
 */
final class ServerStore {

    private static final Namespace INBOXES = Namespace.create(ServerStore.class, "inbox");
    private static final Namespace STARTED = Namespace.create(ServerStore.class, "started");
    private static final Namespace CONSTRUCTED = Namespace.create(ServerStore.class, "constructed");
    private static final Namespace DONE = Namespace.create(ServerStore.class, "done");
    private static final Namespace CLOCKS = Namespace.create(ServerStore.class, "clock");
    static final Namespace ALBUM = Namespace.create(ServerStore.class, "album");

    private static final Namespace CLAIMS = Namespace.create(ServerStore.class, "claim");

    private ServerStore() {}

    /**
     * An inbox in the store. Up to 5.12, JUnit closes a {@code CloseableResource} only; later versions close an
     * {@code AutoCloseable}, unless a configuration parameter tells them to close the other kind only.
     *
     * @param inbox the inbox, its server started
     * @param strict whether nothing may be left over at the end
     * @param owner the context that it lives as long as
     * @param closer closes it
     */
    @SuppressWarnings("deprecation")
    private record Running(Inbox inbox, boolean strict, ExtensionContext owner, Consumer<Inbox> closer)
            implements Store.CloseableResource, AutoCloseable {

        @Override
        public void close() {
            try {
                if (strict) {
                    verifyNothingIsLeft(owner, inbox);
                }
            } finally {
                closer.accept(inbox);
            }
        }
    }

    /** What {@code strict} demands at the end of a context, unless that has failed already. */
    static void verifyNothingIsLeft(ExtensionContext owner, Inbox inbox) {
        if (owner.getExecutionException().isPresent()) {
            return;
        }
        try {
            inbox.assertThat().verifyNoMoreMail();
            inbox.verifyAllRulesUsed();
        } catch (AssertionError e) {
            TestFiles.failedLate(owner, inbox, e);
            throw e;
        }
    }

    /** The server for all tests of a run that ask for the same one, of which each has its turn. */
    static ExtensionServer ofAllTests(ExtensionContext context, WithSmtpServer annotation) {
        return computeIfAbsent(
                context.getRoot().getStore(INBOXES), annotation, ExtensionServer::new, ExtensionServer.class);
    }

    /** What is done when all tests are over. */
    @SuppressWarnings("deprecation")
    private record AtTheEnd(Runnable action) implements Store.CloseableResource, AutoCloseable {

        @Override
        public void close() {
            action.run();
        }
    }

    /** Runs an action when all tests are over, one for each key. */
    static void atTheEnd(ExtensionContext context, Object key, Runnable action) {
        computeIfAbsent(context.getRoot().getStore(STARTED), key, () -> new AtTheEnd(action), AtTheEnd.class);
    }

    /**
     * The running inbox of a context or of one above; started if missing.
     *
     * @param declaration what tells the inbox from others: two declarations of one name are two servers
     * @param strict whether its mails must all have been looked at, and its fault rules all hit, when the context ends,
     *     unless the context has failed already
     */
    static Inbox inbox(ExtensionContext context, Object declaration, boolean strict, Supplier<Inbox> start) {
        return inbox(context, declaration, strict, start, Inbox::close);
    }

    /** The same with what closes it. */
    static Inbox inbox(
            ExtensionContext context,
            Object declaration,
            boolean strict,
            Supplier<Inbox> start,
            Consumer<Inbox> closer) {
        Supplier<Running> startForTest = () -> {
            Inbox inbox = start.get();
            Optional<Class<?>> testClass = context.getTestClass();
            if (testClass.isPresent()) {
                InboxSupport.usedBy(inbox, testClass.get());
            }
            started(context, inbox);
            return new Running(inbox, strict, context, closer);
        };
        return computeIfAbsent(context.getStore(INBOXES), declaration, startForTest, Running.class)
                .inbox();
    }

    /** Whether a context or one above has the inbox already. */
    static boolean isRunning(ExtensionContext context, Object declaration) {
        return owner(context, declaration).isPresent();
    }

    /** The context that the running inbox of a context or of one above lives as long as; empty without one. */
    static Optional<ExtensionContext> owner(ExtensionContext context, Object declaration) {
        return Optional.ofNullable(context.getStore(INBOXES).get(declaration, Running.class))
                .map(Running::owner);
    }

    /** Notes an inbox as one that a context uses. */
    static void started(ExtensionContext context, Inbox inbox) {
        started(context).inboxes().add(inbox);
    }

    /** The inboxes of a context and of those above. */
    static List<Inbox> inboxes(ExtensionContext context) {
        List<Inbox> inboxes = new ArrayList<>();
        for (ExtensionContext here = context;
                here != null;
                here = here.getParent().orElse(null)) {
            inboxes.addAll(started(here).inboxes());
        }
        return inboxes;
    }

    /** Tells the inboxes that a test shares with others, those of its class and in static fields, that it begins. */
    static void testBegins(ExtensionContext context) {
        Optional<ExtensionContext> parent = context.getParent();
        Set<Inbox> shared = new LinkedHashSet<>(parent.isPresent() ? inboxes(parent.get()) : List.of());
        shared.addAll(InboxFields.staticValues(context));
        for (Inbox inbox : shared) {
            InboxSupport.testBegins(inbox);
        }
    }

    /** Those that were started for one context. */
    private record Started(Queue<Inbox> inboxes) {}

    private static Started started(ExtensionContext context) {
        return computeIfAbsent(
                context.getStore(STARTED),
                context.getUniqueId(), // so that it is not that of a context above
                () -> new Started(new ConcurrentLinkedQueue<>()),
                Started.class);
    }

    /** Notes what a constructor was given in the context of its class. */
    static void constructed(ExtensionContext context, Constructed given) {
        ofConstructors(context).given().add(given);
    }

    /** What the constructors of the classes around a test were given. */
    static List<Constructed> constructed(ExtensionContext context) {
        List<Constructed> all = new ArrayList<>();
        for (ExtensionContext here = context;
                here != null;
                here = here.getParent().orElse(null)) {
            all.addAll(ofConstructors(here).given());
        }
        return all;
    }

    private record OfConstructors(Set<Constructed> given) {}

    private static OfConstructors ofConstructors(ExtensionContext context) {
        return computeIfAbsent(
                context.getStore(CONSTRUCTED),
                context.getUniqueId(), // so that it is not that of a context above
                () -> new OfConstructors(ConcurrentHashMap.newKeySet()),
                OfConstructors.class);
    }

    /** The clock of a context; made if missing. */
    static ManualClock clock(ExtensionContext context) {
        return computeIfAbsent(context.getStore(CLOCKS), ManualClock.class, ManualClock::atNow, ManualClock.class);
    }

    /** Tells whether this is the first request for this in this context. */
    static boolean isFirst(ExtensionContext context) {
        Store store = context.getStore(DONE);
        boolean first = store.get(context.getUniqueId()) == null;
        store.put(context.getUniqueId(), true);
        return first;
    }

    /** Reserves a name for an extension; false if another one has it. */
    static boolean claim(ExtensionContext context, String name, SmtpServerExtension owner) {
        return computeIfAbsent(context.getStore(CLAIMS), name, () -> owner, SmtpServerExtension.class) == owner;
    }

    /** The method is deprecated from JUnit 6.0 on in favour of one that 5.10, our floor, does not have. */
    @SuppressWarnings("deprecation")
    static <T> T computeIfAbsent(Store store, Object key, Supplier<T> value, Class<T> type) {
        return Objects.requireNonNull(store.getOrComputeIfAbsent(key, unused -> value.get(), type));
    }
}
