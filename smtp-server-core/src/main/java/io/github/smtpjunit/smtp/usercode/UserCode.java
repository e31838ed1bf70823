package io.github.smtpjunit.smtp.usercode;

import java.lang.System.Logger.Level;
import java.util.Arrays;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The border to policies, handlers, listeners, rules and all other code of the user's: what that throws stays there,
 * and is logged.
 *
 * <p>Everything is caught: an assertion fails in a listener, a class is missing, a pattern recurses until the stack is
 * used up, a mail does not fit into memory, and some languages have an Error of their own for what is not written yet.
 * None of these may end more than the call. On a thread of ours, nor does an interrupt that user code leaves behind: it
 * would fail what comes next on that thread, such as the mail of another client. A thread of the user's keeps it.
 *
 * <p>Not part of the API: it is exported to the modules of this project only. Thread-safe.
 */
public final class UserCode {

    private static final int MAX_FRAMES = 100;
    private static final int MAX_CAUSES = 10;

    /** Set on the threads of ours. */
    private static final ThreadLocal<Boolean> OURS = new ThreadLocal<>();

    private final String loggerName;

    /**
     * Makes the border of a module.
     *
     * @param loggerName where failures are logged
     */
    public UserCode(String loggerName) {
        this.loggerName = loggerName;
    }

    /** Something that user code does. */
    @FunctionalInterface
    public interface Action {

        /**
         * Does it.
         *
         * @throws Exception whatever user code throws
         */
        void run() throws Exception;
    }

    /**
     * What stands for the answer that user code does not give.
     *
     * @param <T> what was asked for
     * @param <X> what may be thrown instead
     */
    @FunctionalInterface
    public interface Otherwise<T, X extends Exception> {

        /**
         * Returns the answer.
         *
         * @param failure what user code threw
         * @return the answer
         * @throws X if absent
         */
        T after(Throwable failure) throws X;
    }

    /**
     * Calls user code. This is the only place that decides what is caught.
     *
     * @param <T> what is asked for
     * @param <X> what may be thrown instead
     * @param code the user's
     * @param otherwise gives the answer if the user's code throws
     * @return the answer
     * @throws X if {@code otherwise} throws it
     */
    public static <T, X extends Exception> T call(Callable<T> code, Otherwise<T, X> otherwise) throws X {
        T answer;
        try {
            answer = code.call();
        } catch (Throwable e) {
            endInterrupt();
            return otherwise.after(e);
        }
        endInterrupt();
        return answer;
    }

    /**
     * Makes a task for a thread of ours, which only its owner interrupts, and not to say anything to user code.
     *
     * @param task what the thread does, calls of user code among it
     * @return the task
     */
    public static Runnable onOwnThread(Runnable task) {
        return () -> {
            boolean isNested = OURS.get() != null; // an executor may run the task on the thread that hands it over
            OURS.set(true);
            try {
                task.run();
            } finally {
                if (!isNested) {
                    OURS.remove();
                }
            }
        };
    }

    private static void endInterrupt() {
        if (OURS.get() != null) {
            Thread.interrupted();
        }
    }

    /**
     * Returns what user code has returned, unless that is null. To be called within {@link #call}, or where the user
     * starts something.
     *
     * @param <T> what is asked for
     * @param answer what the user's code has returned
     * @param who the method of the user's, as messages name it
     * @param remedy what it must return
     * @return the answer
     * @throws IllegalStateException if it is null; the message is safe to log
     */
    public static <T> T answer(@Nullable T answer, String who, String remedy) {
        if (answer == null) {
            throw wrong(who + " returned null: " + remedy);
        }
        return answer;
    }

    /**
     * Makes the exception for an answer that cannot be used.
     *
     * @param what what user code has returned and what it must return, without credentials: this message is always
     *     logged
     * @return to be thrown
     */
    public static IllegalStateException wrong(String what) {
        return new WrongAnswerException(what);
    }

    /** Its message is ours, and so holds no credentials. */
    private static final class WrongAnswerException extends IllegalStateException {

        private static final long serialVersionUID = 1L;

        WrongAnswerException(String message) {
            super(message);
        }
    }

    /**
     * Calls user code from which nothing is wanted.
     *
     * @param news the event
     * @param context what is logged if it throws
     */
    public void tell(Action news, Supplier<String> context) {
        call(
                () -> {
                    news.run();
                    return true;
                },
                failure -> {
                    log(context, failure);
                    return false;
                });
    }

    /**
     * Logs a failure as a warning, with no more of its stack than helps. A log that fails itself has no effect.
     *
     * @param context what has failed
     * @param cause what was thrown
     */
    public void log(Supplier<String> context, Throwable cause) {
        write(context, () -> isLong(cause, 0) ? new Shown(cause, true, 0) : cause);
    }

    /**
     * Logs a failure whose messages could hold credentials: by its classes and stack traces only, unless the message is
     * ours.
     *
     * @param context what has failed
     * @param cause what was thrown
     */
    public void logWithoutMessages(Supplier<String> context, Throwable cause) {
        write(context, () -> new Shown(cause, false, 0));
    }

    private void write(Supplier<String> context, Supplier<Throwable> shown) {
        call(
                () -> {
                    // looked up for a message only: it costs more than to start a server
                    System.getLogger(loggerName).log(Level.WARNING, context.get(), shown.get());
                    return true;
                },
                failure -> false);
    }

    private static boolean isLong(Throwable failure, int depth) {
        return depth > MAX_CAUSES
                || failure.getStackTrace().length > MAX_FRAMES
                || failure.getSuppressed().length > MAX_CAUSES
                || (failure.getCause() != null && isLong(failure.getCause(), depth + 1))
                || Arrays.stream(failure.getSuppressed()).anyMatch(other -> isLong(other, depth + 1));
    }

    /** A failure as it is shown: bounded, and perhaps without messages. */
    @SuppressWarnings("OverrideThrowableToString") // it stands for a failure of another class
    private static final class Shown extends Exception {

        private static final long serialVersionUID = 1L;

        private final String text;

        Shown(Throwable failure, boolean withMessages, int depth) {
            super(
                    null,
                    failure.getCause() == null || depth >= MAX_CAUSES
                            ? null
                            : new Shown(failure.getCause(), withMessages, depth + 1),
                    false,
                    true);
            StackTraceElement[] frames = failure.getStackTrace();
            String left = frames.length > MAX_FRAMES ? ", first " + MAX_FRAMES + " frames of its stack" : "";
            text = withMessages || failure instanceof WrongAnswerException
                    ? failure + (left.isEmpty() ? "" : " (" + left.substring(2) + ")")
                    : failure.getClass().getName() + " (message left out" + left + ")";
            setStackTrace(Arrays.copyOf(frames, Math.min(frames.length, MAX_FRAMES)));
        }

        @Override
        public String toString() {
            return text;
        }
    }
}
