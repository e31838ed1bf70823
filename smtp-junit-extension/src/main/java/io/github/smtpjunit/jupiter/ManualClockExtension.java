package io.github.smtpjunit.jupiter;

import io.github.smtpjunit.smtp.server.ManualClock;
import java.util.Optional;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;
import org.junit.platform.commons.support.AnnotationSupport;

/** The extension behind {@link WithManualClock}; it has no state but JUnit's store. */
final class ManualClockExtension implements ParameterResolver {

    ManualClockExtension() {}

    @Override
    public ExtensionContextScope getTestInstantiationExtensionContextScope(ExtensionContext rootContext) {
        return ExtensionContextScope.TEST_METHOD; // a clock in a constructor is that of the test, not of the class
    }

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        return parameter.getParameter().getType() == ManualClock.class;
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
        if (shared(context).isEmpty()) {
            Injection.refuseEarly(parameter, context, Optional.empty());
        }
        return clock(context).orElseThrow(); // it is registered by the annotation only
    }

    /** The clock of a test, or of the class whose tests share a server; empty if no annotation asks for one. */
    static Optional<ManualClock> clock(ExtensionContext context) {
        if (!isDeclared(Optional.of(context))) {
            return Optional.empty();
        }
        return Optional.of(ServerStore.clock(shared(context).orElse(context)));
    }

    /** The class whose tests share a server, and so its clock. */
    private static Optional<ExtensionContext> shared(ExtensionContext context) {
        return DeclaredServers.of(context).outermostShared().filter(shared -> isDeclared(Optional.of(shared)));
    }

    private static boolean isDeclared(Optional<ExtensionContext> context) {
        return context.isPresent()
                && (AnnotationSupport.isAnnotated(context.get().getElement(), WithManualClock.class)
                        || isDeclared(context.get().getParent()));
    }
}
