package io.github.smtpjunit.smtp.server;

import io.github.smtpjunit.smtp.Replies;
import io.github.smtpjunit.smtp.Reply;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Supplier;

/** The border to policies, handlers and listeners: whatever they throw stays there, and is logged. */
final class UserCode {

    private UserCode() {}

    /** Asks a question; a failure instead of an answer becomes a 451, once the asker has cleared up. */
    static Optional<Reply> ask(Supplier<Optional<Reply>> question, Supplier<String> context, Runnable clearUp) {
        try {
            return Objects.requireNonNull(question.get(), "A policy must return an Optional");
        } catch (Exception | AssertionError | LinkageError | StackOverflowError e) {
            log(context.get(), e);
            clearUp.run();
            return Optional.of(Replies.LOCAL_ERROR);
        }
    }

    static void tell(Runnable news, String context) {
        tell(news, () -> context);
    }

    static void tell(Runnable news, Supplier<String> context) {
        try {
            news.run();
        } catch (Exception | AssertionError | LinkageError | StackOverflowError e) {
            log(context.get(), e);
        }
    }

    /** Logs a failure whose messages could hold credentials: by its classes and stack traces only. */
    static void logWithoutMessages(String context, Throwable cause) {
        log(context, withoutMessages(cause, 0));
    }

    private static Throwable withoutMessages(Throwable cause, int depth) {
        Throwable inner = cause.getCause() == null || depth > 10 ? null : withoutMessages(cause.getCause(), depth + 1);
        Throwable shown = new RuntimeException(cause.getClass().getName() + " (message left out)", inner);
        shown.setStackTrace(cause.getStackTrace());
        return shown;
    }

    static void log(String context, Throwable cause) {
        Log.LOGGER.log(Level.WARNING, context, cause);
    }

    /** Loaded on the first message only: looking up a logger costs more than starting a server. */
    private static final class Log {
        static final Logger LOGGER = System.getLogger("io.github.smtpjunit.smtp.server");
    }
}
