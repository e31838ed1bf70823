package io.github.smtpjunit.jupiter;

import io.github.smtpjunit.inbox.CapturedMail;
import io.github.smtpjunit.inbox.Inbox;
import io.github.smtpjunit.inbox.InboxAssert;
import io.github.smtpjunit.inbox.MailAssert;
import io.github.smtpjunit.jupiter.AnnotatedServers.Constructed;
import io.github.smtpjunit.smtp.server.SmtpServer;
import java.lang.reflect.Constructor;
import java.lang.reflect.Field;
import java.lang.reflect.Parameter;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolutionException;

/** What can be injected into a test, and how a parameter says which server it is about. */
final class Injection {

    private static final Set<Class<?>> INJECTED = Set.of(Inbox.class, InboxAssert.class, SmtpServer.class);

    /**
     * What people ask for, and cannot have. Other types of ours may come from somebody else, an enum source for
     * example.
     */
    private static final Set<Class<?>> REFUSED = Set.of(CapturedMail.class, MailAssert.class);

    private Injection() {}

    /** Tells whether a parameter is for us: by its type, by its qualifier, or because we explain why it cannot be. */
    static boolean isWanted(ParameterContext parameter) {
        Class<?> type = parameter.getParameter().getType();
        return INJECTED.contains(type)
                || isSession(type)
                || REFUSED.contains(type)
                || parameter.isAnnotated(ServerName.class);
    }

    /** By its name, since a test that has no mail API needs none. */
    private static boolean isSession(Class<?> type) {
        return type.getName().equals("jakarta.mail.Session");
    }

    static Optional<String> wantedName(ParameterContext parameter) {
        Optional<ServerName> name = parameter.findAnnotation(ServerName.class);
        return name.isPresent() ? Optional.of(name.get().value()) : Optional.empty();
    }

    static Optional<String> wantedName(Field field) {
        ServerName name = field.getAnnotation(ServerName.class);
        return name == null ? Optional.empty() : Optional.of(name.value());
    }

    /** What a parameter gets of an inbox. */
    static Object value(ParameterContext parameter, Inbox inbox) {
        Class<?> type = parameter.getParameter().getType();
        if (type == Inbox.class) {
            return inbox;
        }
        if (type == InboxAssert.class) {
            return inbox.assertThat();
        }
        if (type == SmtpServer.class) {
            return inbox.server();
        }
        if (isSession(type)) {
            return inbox.session();
        }
        throw new ParameterResolutionException(unknownType(parameter));
    }

    /**
     * Refuses an inbox of the test for a constructor that JUnit calls without telling the test, as it does up to 5.11:
     * the inbox would be that of the class, and another one than the test method's.
     *
     * @param declaration what tells the inbox from others, if it is declared; one that runs for the class already is
     *     not refused
     */
    static void refuseEarly(ParameterContext parameter, ExtensionContext context, Optional<Object> declaration) {
        boolean early = parameter.getDeclaringExecutable() instanceof Constructor
                && context.getTestMethod().isEmpty()
                && isForEachTest(context);
        if (early && !(declaration.isPresent() && ServerStore.isRunning(context, declaration.get()))) {
            throw new ParameterResolutionException(parameter.getDeclaringExecutable() + " cannot have the "
                    + parameter.getParameter().getType().getSimpleName()
                    + " of the test: before version 5.12, JUnit does"
                    + " not tell a constructor which test it is for. Make it a parameter of the test method or of a"
                    + " @BeforeEach method, or share one server by @WithSmtpServer(scope = CLASS), or update JUnit.");
        }
    }

    static boolean isForEachTest(ExtensionContext context) {
        return context.getTestInstanceLifecycle().equals(Optional.of(Lifecycle.PER_METHOD));
    }

    static String twoServers(Constructed constructed, ExtensionContext context) {
        Parameter parameter = constructed.parameter();
        return parameter.getDeclaringExecutable() + " has the "
                + parameter.getType().getSimpleName()
                + " of the class, and " + context.getRequiredTestMethod() + " another server of the same name"
                + (constructed.forEachTest()
                        ? ": before version 5.12, JUnit does not tell a constructor which test it is for"
                        : ": the constructor runs once for all tests")
                + ". Make it a parameter of the test method or of a @BeforeEach method, give one of the two servers a"
                + " name by @WithSmtpServer(name = ..)" + (constructed.forEachTest() ? ", or update JUnit." : ".");
    }

    static String unknownServer(ParameterContext parameter, List<String> declared) {
        String names = declared.stream()
                .map(name -> name.isEmpty() ? "one without a name" : "\"" + name + "\"")
                .collect(Collectors.joining(", "));
        return wantedName(parameter)
                .map(name -> "No SMTP server is named \"" + name + "\"; there are: " + names
                        + ". Declare it by @WithSmtpServer(name = \"" + name + "\") or SmtpServerExtension.named(\""
                        + name + "\").")
                .orElse("Which SMTP server? There are: " + names
                        + ". Mark the parameter by @ServerName, or leave one server without a name.");
    }

    private static String unknownType(ParameterContext parameter) {
        return "Cannot inject a " + parameter.getParameter().getType().getName() + " into "
                + parameter.getDeclaringExecutable()
                + ". A parameter can be an Inbox, an InboxAssert, an SmtpServer or a jakarta.mail.Session;"
                + " a mail is asked for when it has been sent, for example by inbox.awaitMail().";
    }
}
