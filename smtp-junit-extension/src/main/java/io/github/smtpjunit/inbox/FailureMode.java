package io.github.smtpjunit.inbox;

import java.lang.reflect.Modifier;
import java.util.Arrays;
import java.util.Optional;
import org.assertj.core.api.AbstractAssert;
import org.assertj.core.api.Assert;
import org.assertj.core.api.SoftAssertionsProvider;
import org.assertj.core.api.WritableAssertionInfo;
import org.jspecify.annotations.Nullable;

/** What becomes of a failed assertion: it is thrown, or collected by soft assertions. */
final class FailureMode {

    /** At once, as AssertJ does. */
    static final FailureMode HARD = new FailureMode(null, false);

    /** At once, and without any words: where only whether it fails is asked. */
    static final FailureMode WORDLESS = new FailureMode(null, false);

    /** Not at all, as long as there is a way to go on: to count what holds. */
    static final FailureMode SILENT = new FailureMode(null, true);

    private final @Nullable SoftAssertionsProvider collector;
    private final boolean silent;

    private FailureMode(@Nullable SoftAssertionsProvider collector, boolean silent) {
        this.collector = collector;
        this.silent = silent;
    }

    static FailureMode into(SoftAssertionsProvider collector) {
        return new FailureMode(collector, false);
    }

    boolean isSilent() {
        return silent;
    }

    /** Fails at once if no words are wanted, before they are put together. */
    void withoutWords() {
        if (this == WORDLESS) {
            throw new Wordless();
        }
    }

    private static final class Wordless extends AssertionError {

        private static final long serialVersionUID = 1;

        @Override
        public synchronized Throwable fillInStackTrace() {
            return this;
        }
    }

    /**
     * Assertions that fail like this: themselves, or AssertJ's proxy for them. Only a public class with a public
     * constructor has a proxy; of another one AssertJ's own assertions, such as {@code satisfies}, are not soft.
     */
    @SuppressWarnings("unchecked") // the class of an object of type S
    <S extends Assert<? extends S, ? extends A>, A> S proxied(S assertions, Class<A> actualType, A actual) {
        if (collector == null || !hasProxy(assertions.getClass(), actualType)) {
            return assertions;
        }
        return collector.proxy((Class<S>) assertions.getClass(), actualType, actual);
    }

    private static boolean hasProxy(Class<?> type, Class<?> actualType) {
        return Modifier.isPublic(type.getModifiers())
                && Arrays.stream(type.getConstructors())
                        .anyMatch(each -> Arrays.equals(each.getParameterTypes(), new Class<?>[] {actualType}));
    }

    /** A check has failed; others can be made. */
    void check(WritableAssertionInfo info, String message) {
        AssertionError error = error(info, message);
        if (collector == null) {
            throw error;
        }
        collector.collectAssertionError(error);
    }

    /** There is no way to go on: all that has been collected so far is thrown. */
    AssertionError stop(WritableAssertionInfo info, String message) {
        AssertionError error = error(info, message);
        if (collector != null) {
            collector.collectAssertionError(error);
            collector.assertAll();
        }
        return error;
    }

    /** The user's own words take the place of ours, as in AssertJ. */
    private static AssertionError error(WritableAssertionInfo info, String message) {
        String description = info.descriptionText();
        String words = Optional.ofNullable(info.overridingErrorMessage()).orElse(message);
        return new AssertionError(description.isEmpty() ? words : "[" + description + "] " + words);
    }

    /**
     * Hands over what the user said by {@code as(..)} and {@code withFailMessage(..)} to the assertions that are gone
     * on to.
     */
    static void handOver(WritableAssertionInfo from, WritableAssertionInfo to) {
        to.description(from.description());
        to.overridingErrorMessage(from.overridingErrorMessage());
    }

    /** The same for assertions of AssertJ's, which need a description of ours too. */
    static <S extends AbstractAssert<S, ?>> S goOn(WritableAssertionInfo from, AbstractAssert<S, ?> to, String what) {
        String description = from.descriptionText();
        String words = from.overridingErrorMessage();
        return words == null
                ? to.as("%s", description.isEmpty() ? what : description + ", " + what)
                : to.as("%s", description).withFailMessage("%s", words);
    }
}
