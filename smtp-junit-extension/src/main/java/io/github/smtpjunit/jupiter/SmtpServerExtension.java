package io.github.smtpjunit.jupiter;

import static java.util.Objects.requireNonNull;

import io.github.smtpjunit.inbox.Inbox;
import io.github.smtpjunit.inbox.InboxAssert;
import io.github.smtpjunit.inbox.InboxSupport;
import io.github.smtpjunit.smtp.server.ManualClock;
import io.github.smtpjunit.smtp.server.SmtpServer;
import io.github.smtpjunit.smtp.server.SmtpServerBuilder;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.assertj.core.annotation.CheckReturnValue;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionConfigurationException;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolutionException;
import org.junit.jupiter.api.extension.ParameterResolver;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.platform.commons.support.AnnotationSupport;

/**
 * The server of {@link WithSmtpServer @WithSmtpServer}, configured by code.
 *
 * <pre>{@code
 * @RegisterExtension
 * final SmtpServerExtension smtp = SmtpServerExtension.of(SmtpServer.builder().maxRecipients(3));
 *
 * @Test
 * void splitsLargeAudiences(Inbox inbox) {
 *     // ...
 * }
 * }</pre>
 *
 * <p>In an instance field each test has its own server, in a static field the tests of the class share one; so they do
 * in an instance field of a class with lifecycle {@code PER_CLASS}. The parameters are those of
 * {@code @WithSmtpServer}; those of a {@linkplain #named(String) named} server need {@link ServerName @ServerName}.
 *
 * <p>{@link #host()}, {@link #port()} and {@link #inbox()} are for code that has no parameters, such as a method with
 * Spring's {@code
 * @DynamicPropertySource}:
 *
 * <pre>{@code
 * @RegisterExtension
 * static final SmtpServerExtension SMTP = SmtpServerExtension.create();
 *
 * @DynamicPropertySource
 * static void mail(DynamicPropertyRegistry registry) {
 *     registry.add("spring.mail.host", SMTP::host);
 *     registry.add("spring.mail.port", SMTP::port);
 * }
 * }</pre>
 *
 * <p>A server that was asked for in this way is kept until all tests are over, as Spring keeps its contexts; the
 * classes that share such a field take turns at it, and each begins with an empty inbox. Thread-safe.
 */
public final class SmtpServerExtension
        implements ParameterResolver, BeforeAllCallback, BeforeEachCallback, AfterEachCallback {

    private final String name;
    private final SmtpServerBuilder builder;
    private final Duration assertionTimeout;
    private final boolean strict;
    private final ExtensionServer server = new ExtensionServer();
    private volatile @Nullable ExtensionContext test; // in an instance field

    private SmtpServerExtension(String name, SmtpServerBuilder builder, Duration assertionTimeout, boolean strict) {
        this.name = name;
        this.builder = builder;
        this.assertionTimeout = assertionTimeout;
        this.strict = strict;
    }

    /**
     * Makes an extension with a server of default configuration.
     *
     * @return the extension, to be held in a field annotated by {@code @RegisterExtension}
     */
    @CheckReturnValue
    public static SmtpServerExtension create() {
        return of(SmtpServer.builder());
    }

    /**
     * Makes an extension with servers of the given configuration. A handler that is set in it is asked before a mail
     * goes into the inbox: what it refuses does not get there.
     *
     * @param builder the configuration; it is copied. If it has a clock, the test cannot have a {@link WithManualClock}
     * @return the extension, to be held in a field annotated by {@code @RegisterExtension}
     */
    @CheckReturnValue
    public static SmtpServerExtension of(SmtpServerBuilder builder) {
        requireNonNull(builder, "builder");
        return new SmtpServerExtension("", builder.copy(), InboxSupport.DEFAULT_ASSERTION_TIMEOUT, false);
    }

    /**
     * Gives the server a name.
     *
     * @param serverName the name for {@link ServerName @ServerName}
     * @return an extension that is otherwise the same
     */
    @CheckReturnValue
    public SmtpServerExtension named(String serverName) {
        requireNonNull(serverName, "serverName");
        return new SmtpServerExtension(serverName, builder, assertionTimeout, strict);
    }

    /**
     * Sets how long assertions on the inbox wait at most.
     *
     * @param limit a positive time. Default: 5 seconds
     * @return an extension that is otherwise the same
     * @throws IllegalArgumentException if the time is not positive
     */
    @CheckReturnValue
    public SmtpServerExtension within(Duration limit) {
        return new SmtpServerExtension(name, builder, InboxSupport.checkedTimeout(limit), strict);
    }

    /**
     * Demands that nothing is left over. Every mail must be looked at: a test fails at its end, or a class if its tests
     * share the inbox, when an assertion was made on some mails at most. {@link InboxAssert#verifyNoMoreMail()} tells
     * what looking at a mail means. Likewise every rule by which the server is to fail must be hit, as by
     * {@link Inbox#verifyAllRulesUsed()}.
     *
     * @return another extension
     */
    @CheckReturnValue
    public SmtpServerExtension strict() {
        return new SmtpServerExtension(name, builder, assertionTimeout, true);
    }

    /** Starts the server of a static field; called by JUnit. */
    @Override
    public void beforeAll(ExtensionContext context) {
        claimName(context);
        Inbox inbox = inbox(context);
        InboxFields.set(
                context, (wanted, isStatic) -> wanted.orElse("").equals(name) ? Optional.of(inbox) : Optional.empty());
    }

    /** Sets the fields of type {@link Inbox}; called by JUnit. */
    @Override
    public void beforeEach(ExtensionContext context) {
        if (!ServerStore.isRunning(context, name)) {
            test = context;
        }
        if (server.isKept()) {
            inbox(context); // which is closed with the test then
        }
        InboxFields.set(
                context,
                (wanted, isStatic) ->
                        wanted.orElse("").equals(name) && !isStatic ? Optional.of(inbox(context)) : Optional.empty());
        ServerStore.testBegins(context);
    }

    /**
     * Returns the host that the code under test sends to. The server starts if it has not yet.
     *
     * @return an address, {@code 127.0.0.1} by default
     * @throws IllegalStateException if test classes that run at the same time use the extension, each with another
     *     server
     */
    public String host() {
        return inbox().host();
    }

    /**
     * Returns the port that the code under test sends to. The server starts if it has not yet.
     *
     * @return the actual port
     * @throws IllegalStateException if test classes that run at the same time use the extension, each with another
     *     server
     */
    public int port() {
        return inbox().port();
    }

    /**
     * Returns the inbox. In a static field it is that of the class, in an instance field that of the test. The server
     * starts if it has not yet.
     *
     * @return the inbox, its server started
     * @throws IllegalStateException if test classes that run at the same time use the extension, each with another
     *     server
     */
    public Inbox inbox() {
        ExtensionContext current = test;
        return current == null ? server.keep(() -> start(Optional.empty())) : inbox(current);
    }

    /** Writes the pages of the test, if they are wanted; called by JUnit. */
    @Override
    public void afterEach(ExtensionContext context) {
        test = null;
        TestFiles.testEnded(context);
    }

    /**
     * Returns the inbox of a test, for an extension of your own: the one that a parameter without
     * {@link ServerName @ServerName} gets, be it declared by an annotation or in a field.
     *
     * @param context the context of the test, or of the class for an inbox that its tests share
     * @return the inbox, its server started; empty if no such server is declared
     */
    public static Optional<Inbox> inboxOf(ExtensionContext context) {
        return InjectedInbox.find(context, "").map(InjectedInbox::inbox);
    }

    /**
     * Returns the clock of a test, for an extension of your own: the one that a parameter gets, and that the servers of
     * the test go by.
     *
     * @param context the context of the test
     * @return the clock; empty if no {@link WithManualClock @WithManualClock} asks for one
     */
    public static Optional<ManualClock> clockOf(ExtensionContext context) {
        return ManualClockExtension.clock(context);
    }

    Inbox inbox(ExtensionContext context) {
        boolean ofClass = context.getTestMethod().isEmpty();
        Optional<ManualClock> clock = ManualClockExtension.clockOfServer(
                ServerStore.owner(context, name).orElse(context), context);
        if (clock.isPresent() && builder.clock().isPresent()) {
            throw new ExtensionConfigurationException("The builder of an SmtpServerExtension in "
                    + context.getRequiredTestClass()
                    + " has a clock, and @WithManualClock gives the test another one. Leave one of them out.");
        }
        ServerStore.atTheEnd(context, server, server::closeKept);
        return ServerStore.inbox(
                context,
                name,
                strict,
                () -> server.use(TestTurns.name(context), TestTurns.limit(context), clock, () -> start(clock)),
                inbox -> server.giveBack(inbox, !ofClass));
    }

    private Inbox start(Optional<ManualClock> clock) {
        SmtpServerBuilder configured = builder.copy();
        clock.ifPresent(configured::clock);
        return Inbox.start(configured, assertionTimeout);
    }

    String name() {
        return name;
    }

    boolean isStrict() {
        return strict;
    }

    @Override
    public ExtensionContextScope getTestInstantiationExtensionContextScope(ExtensionContext rootContext) {
        return ExtensionContextScope.TEST_METHOD;
    }

    /** Tells whether a parameter is about this server; called by JUnit. */
    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        if (!Injection.isWanted(parameter) || Applications.resolve(parameter, context)) {
            return false;
        }
        String wanted = Injection.wantedName(parameter).orElse("");
        if (wanted.equals(name)) {
            claimName(context);
            return true;
        }
        List<String> annotated = DeclaredServers.of(context).names();
        boolean annotationWillDo = annotated.contains(wanted) || (wanted.isEmpty() && annotated.size() == 1);
        List<String> names = Stream.concat(
                        annotated.stream(), registered(context).map(other -> other.name))
                .toList();
        if (!annotationWillDo && !names.contains(wanted)) {
            throw new ParameterResolutionException(Injection.unknownServer(parameter, names));
        }
        return false;
    }

    /** The extensions in the fields of a test and of the instances around it. */
    static Stream<SmtpServerExtension> registered(ExtensionContext context) {
        return Stream.concat(
                testClasses(context).stream()
                        .flatMap(testClass -> AnnotationSupport.findAnnotatedFieldValues(
                                testClass, RegisterExtension.class, SmtpServerExtension.class)
                                .stream()),
                context.getTestInstances().stream()
                        .flatMap(instances -> instances.getAllInstances().stream())
                        .flatMap(instance -> AnnotationSupport.findAnnotatedFieldValues(
                                instance, RegisterExtension.class, SmtpServerExtension.class)
                                .stream()));
    }

    /** The class of a context and those around it; up to 5.11, JUnit does not tell them by itself. */
    static Set<Class<?>> testClasses(ExtensionContext context) {
        Set<Class<?>> classes = new LinkedHashSet<>();
        ExtensionContext here = context;
        while (here != null) {
            Optional<Class<?>> testClass = here.getTestClass();
            if (testClass.isPresent()) {
                classes.add(testClass.get());
            }
            here = here.getParent().orElse(null);
        }
        return classes;
    }

    /** Tells whether a test class or one around it has such an extension in a field. */
    static boolean isRegisteredIn(ExtensionContext context) {
        for (Class<?> testClass : testClasses(context)) {
            if (hasField(testClass)) {
                return true;
            }
        }
        return false;
    }

    private static boolean hasField(Class<?> testClass) {
        return !fields(testClass).isEmpty();
    }

    private static List<Field> fields(Class<?> testClass) {
        return AnnotationSupport.findAnnotatedFields(
                testClass, RegisterExtension.class, field -> field.getType() == SmtpServerExtension.class);
    }

    /** Tells whether a context is that of a class whose tests share the server of such a field. */
    static boolean isSharedByTestsOf(ExtensionContext context) {
        boolean oneInstance = context.getTestInstanceLifecycle().equals(Optional.of(Lifecycle.PER_CLASS));
        return context.getTestMethod().isEmpty()
                && context.getTestClass().stream()
                        .flatMap(testClass -> fields(testClass).stream())
                        .anyMatch(field -> oneInstance || Modifier.isStatic(field.getModifiers()));
    }

    /** Two extensions of one name cannot be told apart by a parameter. */
    private void claimName(ExtensionContext context) {
        boolean annotated = DeclaredServers.of(context).find(name).isPresent();
        if (annotated || !ServerStore.claim(context, name, this)) {
            String which = name.isEmpty() ? "without a name" : "named \"" + name + "\"";
            throw new ExtensionConfigurationException(
                    "Two SMTP servers " + which + " in one test. Give each a name of its own, by"
                            + " SmtpServerExtension.named(..) or @WithSmtpServer(name = ..), and"
                            + " mark the parameters by @ServerName.");
        }
    }

    /** Gives a parameter its value; called by JUnit. */
    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
        Injection.refuseEarly(parameter, context, Optional.of(name));
        return Injection.value(parameter, inbox(context));
    }
}
