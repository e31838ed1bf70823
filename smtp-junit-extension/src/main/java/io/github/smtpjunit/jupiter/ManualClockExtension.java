package io.github.smtpjunit.jupiter;

import io.github.smtpjunit.smtp.server.ManualClock;
import java.lang.reflect.AnnotatedElement;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.ExtensionConfigurationException;
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
        return isDeclared(context)
                ? Optional.of(ServerStore.clock(shared(context).orElse(context)))
                : Optional.empty();
    }

    /**
     * The clock that a server goes by.
     *
     * @param owner the test or class that the server lives as long as
     * @param user the test or class that uses it
     * @throws ExtensionConfigurationException if the user has another clock
     */
    static Optional<ManualClock> clockOfServer(ExtensionContext owner, ExtensionContext user) {
        Optional<ManualClock> clock = clock(owner);
        if (!clock(user).equals(clock)) {
            AnnotatedElement bearer = layers(user)
                    .flatMap(here -> here.getElement().stream())
                    .filter(element -> AnnotationSupport.isAnnotated(element, WithManualClock.class))
                    .findFirst()
                    .orElseThrow();
            throw new ExtensionConfigurationException("@WithManualClock on " + bearer + ": the server is that of "
                    + owner.getRequiredTestClass() + ", and does not go by this clock. Move the annotation to this"
                    + " class, or give the test a server of its own.");
        }
        return clock;
    }

    /** The outermost class with a clock whose tests share a server, and so the clock. */
    private static Optional<ExtensionContext> shared(ExtensionContext context) {
        List<ExtensionContext> sharing = DeclaredServers.of(context).shared();
        return layers(context)
                .filter(here -> sharing.contains(here) || SmtpServerExtension.isSharedByTestsOf(here))
                .filter(ManualClockExtension::isDeclared)
                .reduce((inner, outer) -> outer);
    }

    private static boolean isDeclared(ExtensionContext context) {
        return layers(context)
                .anyMatch(here -> AnnotationSupport.isAnnotated(here.getElement(), WithManualClock.class));
    }

    /** A context and those around it. */
    private static Stream<ExtensionContext> layers(ExtensionContext context) {
        return Stream.iterate(
                        Optional.of(context), Optional::isPresent, here -> here.flatMap(ExtensionContext::getParent))
                .flatMap(Optional::stream);
    }
}
