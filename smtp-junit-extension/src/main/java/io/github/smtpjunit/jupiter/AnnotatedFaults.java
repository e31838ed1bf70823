package io.github.smtpjunit.jupiter;

import io.github.smtpjunit.inbox.InboxSupport;
import io.github.smtpjunit.smtp.server.FaultRule;
import java.lang.reflect.AnnotatedElement;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionConfigurationException;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;

/** The extension behind {@link SmtpFault}; it has no state. */
final class AnnotatedFaults implements BeforeEachCallback, AfterEachCallback {

    private static final Namespace RULES = Namespace.create(AnnotatedFaults.class);

    AnnotatedFaults() {}

    /**
     * A rule and where it is at work.
     *
     * @param server the inbox
     * @param rule the rule
     */
    private record Added(InjectedInbox server, FaultRule rule) {

        void remove() {
            server.inbox().faults().remove(rule);
        }

        boolean isMissed() {
            return server.strict() && !rule.isUsed();
        }
    }

    /** The rules of one test. */
    @SuppressWarnings("serial") // never serialised
    private static final class Rules extends ArrayList<Added> {}

    @Override
    public void beforeEach(ExtensionContext context) {
        Rules rules = new Rules();
        for (AnnotatedElement element : elements(context)) {
            AnnotationLayers.of(element, SmtpFault.class).stream()
                    .flatMap(List::stream)
                    .forEach(fault -> add(fault.annotation(), "@SmtpFault on " + fault.bearer(), context, rules));
        }
        context.getStore(RULES).put(context.getUniqueId(), rules);
    }

    /** The method, its class, and the classes around it; a test template has its method twice. */
    private static Set<AnnotatedElement> elements(ExtensionContext context) {
        Set<AnnotatedElement> elements = new LinkedHashSet<>();
        for (ExtensionContext current = context;
                current != null;
                current = current.getParent().orElse(null)) {
            current.getElement().ifPresent(elements::add);
        }
        return elements;
    }

    private static void add(SmtpFault fault, String where, ExtensionContext context, Rules rules) {
        InjectedInbox server = InjectedInbox.of(context, fault.server(), where);
        for (String text : fault.value()) {
            FaultRule rule = parse(text, where);
            server.inbox().faults().add(rule);
            rules.add(new Added(server, rule));
        }
    }

    private static FaultRule parse(String text, String where) {
        try {
            return FaultRule.parse(text);
        } catch (IllegalArgumentException e) {
            throw new ExtensionConfigurationException(where + ": " + e.getMessage(), e);
        }
    }

    @Override
    public void afterEach(ExtensionContext context) {
        Rules rules = context.getStore(RULES).remove(context.getUniqueId(), Rules.class);
        if (rules == null) {
            return;
        }
        rules.forEach(Added::remove);
        List<Added> missed = rules.stream().filter(Added::isMissed).toList();
        if (!missed.isEmpty() && context.getExecutionException().isEmpty()) {
            throw new AssertionError(InboxSupport.failure(
                    missed.get(0).server().inbox(),
                    missed.stream()
                            .map(added -> "  " + added.rule())
                            .collect(Collectors.joining("\n", "A rule of @SmtpFault was never hit:\n", ""))));
        }
    }
}
