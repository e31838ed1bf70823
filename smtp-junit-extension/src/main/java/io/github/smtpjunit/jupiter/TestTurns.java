package io.github.smtpjunit.jupiter;

import io.github.smtpjunit.inbox.Inbox;
import io.github.smtpjunit.inbox.InboxSupport;
import io.github.smtpjunit.jupiter.DeclaredServers.Declaration;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.extension.ExtensionConfigurationException;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ExtensionContext.Store;

/**
 * The tests of an application, such as a Spring context, at its inboxes. From before-each to after-each a test has them
 * for itself; with {@code scope = CLASS} the tests of a class have them together, from before-all to after-all.
 */
final class TestTurns {

    /** A configuration parameter of JUnit: how many seconds a test waits for another one that uses the same server. */
    static final String LIMIT_PARAMETER = "smtpjunit.turn.seconds";

    private static final Duration LIMIT = Duration.ofMinutes(5);
    private static final Namespace TURNS = Namespace.create(TestTurns.class);

    private TestTurns() {}

    /**
     * An inbox while a test uses it.
     *
     * @param inbox the inbox
     * @param annotation what is said of it
     */
    private record Use(Inbox inbox, WithSmtpServer annotation) {}

    /** One turn: until JUnit closes what it has stored for the test, which is after all that other extensions do. */
    @SuppressWarnings("deprecation")
    private record Turn(
            SharedServers servers,
            String who,
            ExtensionContext owner,
            List<Use> uses,
            BackgroundWork work,
            boolean takesTurns)
            implements Store.CloseableResource, AutoCloseable {

        @Override
        public void close() {
            try {
                uses.forEach(use -> use.inbox().faults().release());
                servers.settle(work, assertionTimeout());
                for (Use use : uses) {
                    if (use.annotation().strict()) {
                        ServerStore.verifyNothingIsLeft(owner, use.inbox());
                    }
                }
            } finally {
                uses.forEach(use -> use.inbox().faults().clear());
                servers.latest(who);
                if (takesTurns) {
                    servers.turns().end();
                }
            }
        }

        private Duration assertionTimeout() {
            return uses.stream()
                    .map(use -> InboxSupport.assertionTimeout(use.inbox()))
                    .max(Duration::compareTo)
                    .orElse(Duration.ZERO);
        }
    }

    /**
     * Sees to it that a test, or a class whose tests share inboxes, has its turn; to be called again when the context
     * may be another one.
     */
    static void begin(ExtensionContext context) {
        DeclaredServers servers = DeclaredServers.of(context);
        List<Declaration> declared = servers.all();
        declared.forEach(TestTurns::refuseOnMethod);
        List<Declaration> ofClass =
                declared.stream().filter(AnnotatedServers::isShared).toList();
        if (!ofClass.isEmpty()) {
            List<ExtensionContext> sharing = servers.shared();
            ExtensionContext owner = sharing.get(sharing.size() - 1); // the outermost one
            begin(owner, Applications.servers(context), ofClass);
        }
        if (context.getTestMethod().isPresent() && ofClass.size() < declared.size()) {
            begin(
                    context,
                    Applications.servers(context),
                    declared.stream()
                            .filter(each -> !AnnotatedServers.isShared(each))
                            .toList());
        }
    }

    private static void refuseOnMethod(Declaration declaration) {
        declaration
                .context()
                .getTestMethod()
                .filter(method -> declaration.context().getElement().equals(Optional.of(method)))
                .ifPresent(method -> {
                    throw new ExtensionConfigurationException("@WithSmtpServer on " + method
                            + ": the application starts before the test methods and is shared by them, so a method cannot"
                            + " have a server of its own. Move the annotation to the class.");
                });
    }

    private static void begin(ExtensionContext owner, SharedServers servers, List<Declaration> declared) {
        if (ManualClockExtension.clock(owner).isPresent()) {
            throw new ExtensionConfigurationException("@WithManualClock on " + owner.getRequiredTestClass()
                    + ": the server of an application lives longer than a test and its clock. Leave the annotation out,"
                    + " or use an SmtpServerExtension whose builder has the clock.");
        }
        Store store = owner.getStore(TURNS);
        Object key = List.of(servers, owner.getUniqueId());
        if (store.get(key) == null) {
            boolean first = store.get(owner.getUniqueId()) == null;
            boolean takesTurns = store.get(servers) == null; // unless the class has its turn, or a test around this one
            ServerStore.computeIfAbsent(
                    store, key, () -> take(servers, owner, declared, takesTurns, first), Turn.class);
            store.put(owner.getUniqueId(), true);
            store.put(servers, true);
        }
    }

    private static Turn take(
            SharedServers servers,
            ExtensionContext owner,
            List<Declaration> declared,
            boolean takesTurns,
            boolean first) {
        String who = name(owner);
        List<Use> uses = declared.stream()
                .map(declaration ->
                        new Use(servers.inbox(declaration.annotation().name()), declaration.annotation()))
                .toList();
        if (takesTurns) {
            servers.turns().take(who, limit(owner));
        }
        for (Use use : uses) {
            Inbox inbox = use.inbox();
            InboxSupport.usedBy(inbox, owner.getRequiredTestClass());
            InboxSupport.assertionTimeout(
                    inbox, Duration.ofMillis(use.annotation().assertionTimeoutMillis()));
            if (first) { // a context that is renewed within the test, by @DirtiesContext, is the test's from its start
                InboxSupport.startOver(inbox, servers.latest());
            }
            ServerStore.started(owner, inbox);
        }
        return new Turn(servers, who, owner, uses, BackgroundWork.of(servers.executors()), takesTurns);
    }

    static Duration limit(ExtensionContext context) {
        return context.getConfigurationParameter(LIMIT_PARAMETER)
                .map(TestTurns::seconds)
                .orElse(LIMIT);
    }

    private static Duration seconds(String value) {
        try {
            return InboxSupport.checkedTimeout(Duration.ofMillis(Math.round(Double.parseDouble(value) * 1_000)));
        } catch (IllegalArgumentException e) {
            throw new ExtensionConfigurationException(
                    "The configuration parameter " + LIMIT_PARAMETER + " must be a positive number of seconds, not \""
                            + value + "\"",
                    e);
        }
    }

    /** How messages name a test or class. */
    static String name(ExtensionContext context) {
        String type = context.getRequiredTestClass().getSimpleName();
        return context.getTestMethod()
                .map(method -> type + "." + method.getName()
                        + (context.getDisplayName().startsWith(method.getName()) ? "" : " " + context.getDisplayName()))
                .orElse(type);
    }
}
