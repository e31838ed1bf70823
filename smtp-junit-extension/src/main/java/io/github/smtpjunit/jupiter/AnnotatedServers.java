package io.github.smtpjunit.jupiter;

import io.github.smtpjunit.certificates.CertificateKit;
import io.github.smtpjunit.jupiter.DeclaredServers.Declaration;
import io.github.smtpjunit.smtp.sasl.SaslAuthenticator;
import io.github.smtpjunit.smtp.server.SmtpServer;
import io.github.smtpjunit.smtp.server.SmtpServerBuilder;
import io.github.smtpjunit.smtp.server.TlsMode;
import java.lang.reflect.Constructor;
import java.lang.reflect.Parameter;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolutionException;
import org.junit.jupiter.api.extension.ParameterResolver;

/** The extension behind {@link WithSmtpServer}; it has no state. */
final class AnnotatedServers implements ParameterResolver, BeforeEachCallback, AfterEachCallback {

    AnnotatedServers() {}

    @Override
    public ExtensionContextScope getTestInstantiationExtensionContextScope(ExtensionContext rootContext) {
        return ExtensionContextScope.TEST_METHOD; // an inbox in a constructor is that of the test, not of the class
    }

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        if (!Injection.isWanted(parameter)) {
            return false;
        }
        // What no annotation declares is ours too, to be explained, unless a field may declare it.
        return declaration(parameter, DeclaredServers.of(context)).isPresent()
                || !SmtpServerExtension.isRegisteredIn(context);
    }

    private static Optional<Declaration> declaration(ParameterContext parameter, DeclaredServers declared) {
        return Injection.wantedName(parameter).map(declared::find).orElseGet(declared::unqualified);
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
        DeclaredServers declared = DeclaredServers.of(context);
        Optional<Declaration> found = declaration(parameter, declared);
        if (found.filter(AnnotatedServers::isShared).isEmpty()) {
            Injection.refuseEarly(parameter, context, found.map(Declaration::key));
        }
        Declaration declaration = found.orElseThrow(
                () -> new ParameterResolutionException(Injection.unknownServer(parameter, declared.names())));
        if (parameter.getDeclaringExecutable() instanceof Constructor
                && context.getTestMethod().isEmpty()) {
            ServerStore.constructed(
                    context,
                    new Constructed(
                            parameter.getParameter(),
                            Injection.isForEachTest(context),
                            Injection.wantedName(parameter),
                            declaration.key()));
        }
        return Injection.value(parameter, inbox(declaration, context))
                .orElseThrow(() -> new ParameterResolutionException(Injection.unknownType(parameter)));
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
            return name.map(declared::find)
                    .orElseGet(declared::unqualified)
                    .filter(ofTest -> !ofTest.key().equals(declaration))
                    .isPresent();
        }
    }

    /** A test with a server of its own never silently has the class's in its constructor. */
    @Override
    public void beforeEach(ExtensionContext context) {
        DeclaredServers declared = DeclaredServers.of(context);
        ServerStore.constructed(context).stream()
                .filter(constructed -> constructed.differs(declared))
                .findFirst()
                .ifPresent(constructed -> {
                    throw new ParameterResolutionException(Injection.twoServers(constructed, context));
                });
    }

    @Override
    public void afterEach(ExtensionContext context) {
        FailureFiles.publish(context);
    }

    static Inbox inbox(Declaration declaration, ExtensionContext context) {
        WithSmtpServer annotation = declaration.annotation();
        ExtensionContext owner = isShared(declaration) ? declaration.context() : context;
        return ServerStore.inbox(owner, declaration.key(), annotation.strict(), () -> start(annotation, owner));
    }

    private static boolean isShared(Declaration declaration) {
        return declaration.annotation().scope() == WithSmtpServer.Scope.CLASS;
    }

    private static Inbox start(WithSmtpServer annotation, ExtensionContext owner) {
        SmtpServerBuilder builder = SmtpServer.builder()
                .port(annotation.port())
                .hostname(annotation.hostname())
                .maxMessageSize(annotation.maxMessageSize())
                .without(annotation.without());
        ManualClockExtension.clock(owner).ifPresent(builder::clock);
        if (annotation.tls() != TlsMode.NONE) {
            builder.tls(CertificateKit.shared().serverContext(annotation.certificate()));
        }
        if (annotation.tls() == TlsMode.REQUIRED) {
            builder.requireTls();
        }
        if (annotation.tls() == TlsMode.IMPLICIT) {
            builder.implicitTls();
        }
        Duration patience = Duration.ofMillis(annotation.patienceMillis());
        if (annotation.users().length == 0) {
            return Inbox.start(builder, patience);
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
        return Inbox.start(builder, patience, new Login(first.getKey(), first.getValue()));
    }
}
