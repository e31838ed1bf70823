package io.github.smtpjunit.relay.jupiter;

import io.github.smtpjunit.inbox.Inbox;
import io.github.smtpjunit.jupiter.SmtpServerExtension;
import io.github.smtpjunit.relay.RetrySchedule;
import io.github.smtpjunit.relay.SmtpRelay;
import io.github.smtpjunit.relay.SmtpRelayBuilder;
import java.lang.reflect.AnnotatedElement;
import java.lang.reflect.Constructor;
import java.time.Duration;
import java.util.Comparator;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.extension.ExtensionConfigurationException;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ExtensionContext.Store;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolutionException;
import org.junit.jupiter.api.extension.ParameterResolver;
import org.junit.platform.commons.support.AnnotationSupport;

/** The extension behind {@link WithSmtpRelay}; it has no state but JUnit's store. */
final class RelayExtension implements ParameterResolver {

    private static final Namespace RELAYS = Namespace.create(RelayExtension.class);

    /** As that of a test's inbox: what is under way when the test is over belongs to no test. */
    private static final Duration GRACE = Duration.ofMillis(500);

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
        refuseEarly(parameter, context);
        return running(context).relay();
    }

    /**
     * Up to 5.11, JUnit does not name the test for which it calls a constructor: the relay would be another one than
     * the test method's.
     */
    private static void refuseEarly(ParameterContext parameter, ExtensionContext context) {
        boolean early = parameter.getDeclaringExecutable() instanceof Constructor
                && context.getTestMethod().isEmpty()
                && context.getTestInstanceLifecycle().equals(Optional.of(Lifecycle.PER_METHOD));
        if (early && context.getStore(RELAYS).get(Running.class) == null) {
            throw new ParameterResolutionException(parameter.getDeclaringExecutable() + " cannot have the "
                    + parameter.getParameter().getType().getSimpleName()
                    + " of the test: before version 5.12, JUnit does"
                    + " not tell a constructor which test it is for. Make it a parameter of the test method or of a"
                    + " @BeforeEach method, or update JUnit.");
        }
    }

    /** The deprecated method is the only one that JUnit 5.10, our floor, has. */
    @SuppressWarnings("deprecation")
    private static Running running(ExtensionContext context) {
        return Objects.requireNonNull(
                context.getStore(RELAYS).getOrComputeIfAbsent(Running.class, unused -> start(context), Running.class));
    }

    private static Running start(ExtensionContext context) {
        Declaration declaration = declaration(context);
        SmtpRelayBuilder builder = SmtpRelay.builder().shutdownGrace(GRACE);
        SmtpServerExtension.clockOf(context).ifPresent(builder::clock);
        declaration.configure(builder);
        Inbox inbox = SmtpServerExtension.inboxOf(context)
                .orElseThrow(() -> new ParameterResolutionException(
                        "@WithSmtpRelay sends to the test's inbox: put @WithSmtpServer beside it, without a name"));
        return new Running(builder.smartHost(inbox.host(), inbox.port()).start());
    }

    /**
     * An annotation and the element that it was found for.
     *
     * @param annotation the annotation
     * @param element the class or method
     */
    private record Declaration(WithSmtpRelay annotation, AnnotatedElement element) {

        private static final Pattern HOSTNAME = Pattern.compile("[!-~]{1,255}");

        void configure(SmtpRelayBuilder builder) {
            if (!HOSTNAME.matcher(annotation.hostname()).matches()) {
                throw wrong("hostname must be a name without spaces, such as mail.example.org, not \""
                        + annotation.hostname() + "\"");
            }
            builder.hostname(annotation.hostname());
            if (!annotation.retrySchedule().isEmpty()) {
                try {
                    builder.retrySchedule(RetrySchedule.parse(annotation.retrySchedule()));
                } catch (IllegalArgumentException e) {
                    throw wrong("retrySchedule: " + e.getMessage());
                }
            }
        }

        private ExtensionConfigurationException wrong(String problem) {
            return new ExtensionConfigurationException("@WithSmtpRelay on " + element + ": " + problem);
        }
    }

    private static Declaration declaration(ExtensionContext context) {
        return Stream.iterate(
                        Optional.of(context), Optional::isPresent, here -> here.flatMap(ExtensionContext::getParent))
                .flatMap(here -> here.flatMap(ExtensionContext::getElement).stream())
                .flatMap(element -> nearest(element).map(annotation -> new Declaration(annotation, element)).stream())
                .findFirst()
                .orElseThrow(() -> new ParameterResolutionException("There is no @WithSmtpRelay here"));
    }

    /**
     * As with {@code @WithSmtpServer}, a class comes before interfaces; JUnit looks at those of a class before its
     * superclass.
     */
    private static Optional<WithSmtpRelay> nearest(AnnotatedElement element) {
        Stream<Class<?>> classes = element instanceof Class<?> self
                ? Stream.iterate(self, Objects::nonNull, Class::getSuperclass)
                : Stream.empty();
        return classes.flatMap(each -> Stream.of(each.getDeclaredAnnotations())
                        .sorted(Comparator.comparing(annotation -> !(annotation instanceof WithSmtpRelay)))
                        .flatMap(annotation -> annotation instanceof WithSmtpRelay itself
                                ? Stream.of(itself)
                                : AnnotationSupport.findAnnotation(annotation.annotationType(), WithSmtpRelay.class)
                                        .stream()))
                .findFirst()
                .or(() -> AnnotationSupport.findAnnotation(element, WithSmtpRelay.class));
    }

    /**
     * A relay in JUnit's store, which closes it: up to 5.12 as a {@code CloseableResource}, later as an
     * {@code AutoCloseable}.
     *
     * @param relay the relay
     */
    @SuppressWarnings("deprecation")
    private record Running(SmtpRelay relay) implements Store.CloseableResource, AutoCloseable {

        @Override
        public void close() {
            relay.close();
        }
    }
}
