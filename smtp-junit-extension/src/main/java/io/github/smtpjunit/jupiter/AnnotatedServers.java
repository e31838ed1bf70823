package io.github.smtpjunit.jupiter;

import io.github.smtpjunit.certificates.CertificateKit;
import io.github.smtpjunit.inbox.Inbox;
import io.github.smtpjunit.inbox.InboxSupport;
import io.github.smtpjunit.jupiter.DeclaredServers.Declaration;
import io.github.smtpjunit.smtp.sasl.SaslAuthenticator;
import io.github.smtpjunit.smtp.server.ManualClock;
import io.github.smtpjunit.smtp.server.SmtpServer;
import io.github.smtpjunit.smtp.server.SmtpServerBuilder;
import io.github.smtpjunit.smtp.server.TlsMode;
import java.lang.reflect.Constructor;
import java.lang.reflect.Parameter;
import java.time.Clock;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.BeforeTestExecutionCallback;
import org.junit.jupiter.api.extension.ExtensionConfigurationException;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolutionException;
import org.junit.jupiter.api.extension.ParameterResolver;

/** The extension behind {@link WithSmtpServer}; it has no state. */
final class AnnotatedServers
        implements ParameterResolver,
                BeforeAllCallback,
                BeforeEachCallback,
                BeforeTestExecutionCallback,
                AfterEachCallback,
                AfterAllCallback {

    AnnotatedServers() {}

    @Override
    public ExtensionContextScope getTestInstantiationExtensionContextScope(ExtensionContext rootContext) {
        return ExtensionContextScope.TEST_METHOD; // an inbox in a constructor is that of the test, not of the class
    }

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        if (!Injection.isWanted(parameter) || Applications.resolve(parameter, context)) {
            return false;
        }
        // What no annotation declares is ours too, to be explained, unless a field may declare it.
        return DeclaredServers.of(context).find(Injection.wantedName(parameter)).isPresent()
                || !SmtpServerExtension.isRegisteredIn(context);
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
        DeclaredServers declared = DeclaredServers.of(context);
        Optional<Declaration> found = declared.find(Injection.wantedName(parameter));
        boolean isShared = found.isPresent() && isShared(found.get());
        if (!isShared && !Applications.isTestOfOne(context)) {
            Injection.refuseEarly(
                    parameter,
                    context,
                    found.isPresent() ? Optional.of(found.get().key()) : Optional.empty());
        }
        if (found.isEmpty()) {
            throw new ParameterResolutionException(Injection.unknownServer(parameter, declared.names()));
        }
        Declaration declaration = found.get();
        boolean constructing = parameter.getDeclaringExecutable() instanceof Constructor;
        if (constructing && context.getTestMethod().isEmpty()) {
            ServerStore.constructed(
                    context,
                    new Constructed(
                            parameter.getParameter(),
                            Injection.isForEachTest(context),
                            Injection.wantedName(parameter),
                            declaration.key()));
        }
        Inbox inbox = constructing
                        && Applications.isTestOfOne(context) // before its turn: the one inbox of the application
                ? Applications.servers(context).inbox(declaration.annotation().name())
                : inbox(declaration, context);
        return Injection.value(parameter, inbox);
    }

    /**
     * What a constructor was given that did not know the test.
     *
     * @param parameter of the constructor
     * @param forEachTest whether the constructor runs for each test
     * @param name the server that it asks for, empty for the one that needs no name
     * @param declaration the key of the one that it got
     */
    record Constructed(Parameter parameter, boolean forEachTest, Optional<String> name, Object declaration) {

        /** Whether the test would give it another server. */
        boolean differs(DeclaredServers declared) {
            Optional<Declaration> ofTest = declared.find(name);
            return ofTest.isPresent() && !ofTest.get().key().equals(declaration);
        }
    }

    @Override
    public void beforeAll(ExtensionContext context) {
        beginTurn(context);
        setFields(context, false);
    }

    @Override
    public void beforeEach(ExtensionContext context) {
        refuseTwoServers(context);
        beginTurn(context);
        setFields(context, true);
        ServerStore.testBegins(context);
    }

    /** A test with a server of its own never silently has the class's in its constructor. */
    private static void refuseTwoServers(ExtensionContext context) {
        DeclaredServers declared = DeclaredServers.of(context);
        for (Constructed constructed : ServerStore.constructed(context)) {
            if (constructed.differs(declared)) {
                throw new ParameterResolutionException(Injection.twoServers(constructed, context));
            }
        }
    }

    /** Sets the fields; a static one only if its server lives as long as the class. */
    private static void setFields(ExtensionContext context, boolean isTest) {
        DeclaredServers declared = DeclaredServers.of(context);
        InboxFields.set(context, (name, isStatic) -> {
            Optional<Declaration> found = declared.find(name);
            boolean isMeant = found.isPresent()
                    && (isTest || isShared(found.get()))
                    && (!isStatic || outlivesTests(found.get(), context));
            return isMeant ? Optional.of(inbox(found.get(), context)) : Optional.empty();
        });
    }

    private static boolean outlivesTests(Declaration declaration, ExtensionContext context) {
        return isShared(declaration) || Applications.isTestOfOne(context);
    }

    /** Again: another extension may have renewed the Spring context since. */
    @Override
    public void beforeTestExecution(ExtensionContext context) {
        if (Applications.isTestOfOne(context)) {
            TestTurns.begin(context);
            setFields(context, true);
        }
    }

    private static void beginTurn(ExtensionContext context) {
        if (Applications.isTestOfOne(context)) {
            TestTurns.begin(context);
        } else if (context.getTestMethod().isPresent()) {
            for (Declaration declaration : DeclaredServers.of(context).all()) {
                if (declaration.annotation().scope() == WithSmtpServer.Scope.JVM) {
                    inbox(declaration, context); // the code under test may use it, if the test does not
                }
            }
        }
    }

    @Override
    public void afterEach(ExtensionContext context) {
        TestFiles.testEnded(context);
    }

    @Override
    public void afterAll(ExtensionContext context) {
        Applications.closeAtTheEnd(context);
    }

    static Inbox inbox(Declaration declaration, ExtensionContext context) {
        WithSmtpServer annotation = declaration.annotation();
        if (Applications.isTestOfOne(context)) {
            TestTurns.begin(context);
            return Applications.servers(context).inbox(annotation.name());
        }
        if (annotation.scope() == WithSmtpServer.Scope.JVM) {
            return inboxOfAllTests(declaration, context);
        }
        ExtensionContext owner = isShared(declaration) ? declaration.context() : context;
        Optional<ManualClock> clock = ManualClockExtension.clockOfServer(owner, context);
        return ServerStore.inbox(
                owner, declaration.key(), annotation.strict(), () -> start(annotation, clock.orElse(null)));
    }

    /** The turn of a test, or of a class that asks before its tests, at the server of all tests. */
    private static Inbox inboxOfAllTests(Declaration declaration, ExtensionContext context) {
        WithSmtpServer annotation = declaration.annotation();
        if (ManualClockExtension.clock(context).isPresent()) {
            throw new ExtensionConfigurationException(
                    "@WithManualClock on " + context.getRequiredTestClass()
                            + ": the server of all tests lives longer than a test and its clock. Leave the scope JVM out, or the clock.");
        }
        ExtensionServer server = ServerStore.ofAllTests(context, annotation);
        ServerStore.atTheEnd(context, server, server::closeKept);
        return ServerStore.inbox(
                context,
                declaration.key(),
                annotation.strict(),
                () -> {
                    server.keep(() -> start(annotation, null));
                    return server.use(
                            TestTurns.name(context),
                            TestTurns.limit(context),
                            Optional.empty(),
                            () -> start(annotation, null));
                },
                inbox -> {
                    inbox.faults().release();
                    InboxSupport.awaitEndOfMails(
                            inbox,
                            System.nanoTime()
                                    + InboxSupport.assertionTimeout(inbox).toNanos());
                    server.giveBack(inbox, false);
                });
    }

    static boolean isShared(Declaration declaration) {
        return declaration.annotation().scope() == WithSmtpServer.Scope.CLASS;
    }

    /**
     * Starts a server.
     *
     * @param clock what it goes by; null for the time of day
     */
    static Inbox start(WithSmtpServer annotation, @Nullable Clock clock) {
        SmtpServerBuilder builder = SmtpServer.builder()
                .port(annotation.port())
                .hostname(annotation.hostname())
                .maxMessageSize(annotation.maxMessageSize())
                .without(annotation.without());
        if (clock != null) {
            builder.clock(clock);
        }
        if (annotation.tls() != TlsMode.NONE) {
            builder.tls(CertificateKit.shared().serverContext(annotation.certificate()));
        }
        if (annotation.tls() == TlsMode.REQUIRED) {
            builder.requireTls();
        }
        if (annotation.tls() == TlsMode.IMPLICIT) {
            builder.implicitTls();
        }
        Duration assertionTimeout = Duration.ofMillis(annotation.assertionTimeoutMillis());
        if (annotation.users().length == 0) {
            return Inbox.start(builder, assertionTimeout);
        }
        Map<String, String> passwords = new LinkedHashMap<>();
        for (String user : annotation.users()) {
            int colon = user.indexOf(':');
            passwords.put(user.substring(0, colon), user.substring(colon + 1));
        }
        builder.authenticator(SaslAuthenticator.users(passwords));
        if (annotation.tls() == TlsMode.NONE) {
            builder.allowAuthWithoutTls();
        }
        if (annotation.requireAuth()) {
            builder.requireAuth();
        }
        Map.Entry<String, String> first = passwords.entrySet().iterator().next();
        return InboxSupport.start(builder, assertionTimeout, first.getKey(), first.getValue());
    }
}
