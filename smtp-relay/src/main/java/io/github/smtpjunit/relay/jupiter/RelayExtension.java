package io.github.smtpjunit.relay.jupiter;

import io.github.smtpjunit.jupiter.Inbox;
import io.github.smtpjunit.relay.RetrySchedule;
import io.github.smtpjunit.relay.SmtpRelay;
import io.github.smtpjunit.relay.SmtpRelayBuilder;
import io.github.smtpjunit.smtp.server.ManualClock;
import java.lang.reflect.Method;
import java.util.Objects;
import java.util.Optional;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolutionException;
import org.junit.jupiter.api.extension.ParameterResolver;
import org.junit.platform.commons.support.AnnotationSupport;

/** The extension behind {@link WithSmtpRelay}; it has no state but JUnit's store. */
final class RelayExtension implements ParameterResolver {

    private static final Namespace RELAYS = Namespace.create(RelayExtension.class);

    RelayExtension() {}

    @Override
    public ExtensionContextScope getTestInstantiationExtensionContextScope(ExtensionContext rootContext) {
        return ExtensionContextScope.TEST_METHOD; // a relay in a constructor is that of the test, not of the class
    }

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        return parameter.getParameter().getType() == SmtpRelay.class;
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
        return running(context).relay();
    }

    /** The deprecated method is the only one that JUnit 5.13, our floor, has. */
    @SuppressWarnings("deprecation")
    private static Running running(ExtensionContext context) {
        return Objects.requireNonNull(
                context.getStore(RELAYS).getOrComputeIfAbsent(Running.class, unused -> start(context), Running.class));
    }

    private static Running start(ExtensionContext context) {
        WithSmtpRelay annotation = annotation(Optional.of(context));
        Inbox inbox = inbox(context);
        SmtpRelayBuilder builder = SmtpRelay.builder()
                .hostname(annotation.hostname())
                .clock(resolved(context, ManualClock.class))
                .smartHost(inbox.host(), inbox.port());
        if (!annotation.retrySchedule().isEmpty()) {
            builder.retrySchedule(RetrySchedule.parse(annotation.retrySchedule()));
        }
        return new Running(builder.start());
    }

    private static WithSmtpRelay annotation(Optional<ExtensionContext> context) {
        return context.map(here -> AnnotationSupport.findAnnotation(here.getElement(), WithSmtpRelay.class)
                        .orElseGet(() -> annotation(here.getParent())))
                .orElseThrow(() -> new ParameterResolutionException("There is no @WithSmtpRelay here"));
    }

    private static Inbox inbox(ExtensionContext context) {
        try {
            return resolved(context, Inbox.class);
        } catch (ParameterResolutionException e) {
            throw new ParameterResolutionException(
                    "@WithSmtpRelay sends to the test's inbox: put @WithSmtpServer beside it, without a name", e);
        }
    }

    /** Asks the extension that injects a type into this test for it. */
    private static <T> T resolved(ExtensionContext context, Class<T> type) {
        try {
            Method wanting = RelayExtension.class.getDeclaredMethod("itself", type);
            return type.cast(
                    Objects.requireNonNull(context.getExecutableInvoker().invoke(wanting)));
        } catch (NoSuchMethodException e) {
            throw new AssertionError(e);
        }
    }

    static Inbox itself(Inbox inbox) {
        return inbox;
    }

    static ManualClock itself(ManualClock clock) {
        return clock;
    }

    /**
     * A relay in JUnit's store, which closes it.
     *
     * @param relay the relay
     */
    private record Running(SmtpRelay relay) implements AutoCloseable {

        @Override
        public void close() {
            relay.close();
        }
    }
}
