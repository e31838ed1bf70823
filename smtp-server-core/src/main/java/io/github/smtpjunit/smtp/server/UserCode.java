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
        try {
            news.run();
        } catch (Exception | AssertionError | LinkageError | StackOverflowError e) {
            log(context, e);
        }
    }

    static void log(String context, Throwable cause) {
        Log.LOGGER.log(Level.WARNING, context, cause);
    }

    /** Loaded on the first message only: looking up a logger costs more than starting a server. */
    private static final class Log {
        static final Logger LOGGER = System.getLogger("io.github.smtpjunit.smtp.server");
    }
}
