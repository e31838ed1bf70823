package io.github.smtpjunit.jupiter;

import io.github.smtpjunit.inbox.Inbox;
import io.github.smtpjunit.inbox.InboxAssert;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.LifecycleMethodExecutionExceptionHandler;
import org.junit.jupiter.api.extension.ParameterResolutionException;
import org.junit.jupiter.api.extension.TestExecutionExceptionHandler;
import org.junit.jupiter.api.extension.TestWatcher;

/**
 * What JUnit registers for all tests if its configuration parameter
 * {@code junit.jupiter.extensions.autodetection.enabled} is true. It starts no server. A test that asks for an inbox
 * and has none fails with the remedy, and one that has made its inbox by {@link Inbox#start()}, in a field, leaves its
 * mails when it fails.
 *
 * <p>JUnit finds it on the class path only: a module that provided it could not be resolved without JUnit.
 *
 * <p>Not to be used by itself. Thread-safe.
 */
public final class AutodetectedExtension
        implements BeforeEachCallback,
                AfterEachCallback,
                TestExecutionExceptionHandler,
                LifecycleMethodExecutionExceptionHandler,
                TestWatcher {

    private static final String REMEDY =
            " Put @WithSmtpServer on the test class or method, or an SmtpServerExtension with"
                    + " @RegisterExtension into a field.";

    /** Makes the extension; called by JUnit. */
    public AutodetectedExtension() {}

    /** Explains the failure of a test; called by JUnit. */
    @Override
    public void handleTestExecutionException(ExtensionContext context, Throwable failure) throws Throwable {
        throw explained(context, failure);
    }

    /** Explains the failure of a method before all tests; called by JUnit. */
    @Override
    public void handleBeforeAllMethodExecutionException(ExtensionContext context, Throwable failure) throws Throwable {
        throw explained(context, failure);
    }

    /** Explains the failure of a method before a test; called by JUnit. */
    @Override
    public void handleBeforeEachMethodExecutionException(ExtensionContext context, Throwable failure) throws Throwable {
        throw explained(context, failure);
    }

    /** Explains the failure of a constructor, which no handler gets; called by JUnit. */
    @Override
    public void testFailed(ExtensionContext context, @Nullable Throwable cause) {
        if (cause instanceof ParameterResolutionException failure) {
            asked(failure).ifPresent(type -> FailureNote.add(failure, undeclared(type) + "." + REMEDY));
        }
    }

    /** Notes what earlier tests have left in an inbox; called by JUnit. */
    @Override
    public void beforeEach(ExtensionContext context) {
        ServerStore.testBegins(context);
    }

    /** Writes the pages of the test, if they are wanted; called by JUnit. */
    @Override
    public void afterEach(ExtensionContext context) {
        TestFiles.testEnded(context);
    }

    private static Throwable explained(ExtensionContext context, Throwable failure) {
        if (failure instanceof ParameterResolutionException) {
            return asked(failure)
                    .<Throwable>map(type -> new ParameterResolutionException(
                            undeclared(type) + ": " + failure.getMessage() + "." + REMEDY, failure))
                    .orElse(failure);
        }
        if (failure instanceof NullPointerException && isUndeclared(context)) {
            InboxFields.firstEmpty(context)
                    .ifPresent(field -> FailureNote.add(
                            failure, "No SMTP server is declared for the field " + field.getName() + "." + REMEDY));
        }
        return failure;
    }

    private static String undeclared(String type) {
        return "No SMTP server is declared for a parameter of type " + type;
    }

    /** The type of ours for which no extension has a value, by JUnit's words. */
    private static Optional<String> asked(Throwable failure) {
        String message = String.valueOf(failure.getMessage());
        return Stream.of(Inbox.class, InboxAssert.class)
                .filter(type ->
                        message.startsWith("No ParameterResolver registered for parameter [" + type.getName() + " "))
                .map(Class::getSimpleName)
                .findFirst();
    }

    private static boolean isUndeclared(ExtensionContext context) {
        return DeclaredServers.of(context).all().isEmpty() && !SmtpServerExtension.isRegisteredIn(context);
    }
}
