package io.github.smtpjunit.jupiter;

import org.assertj.core.api.Assert;
import org.assertj.core.api.SoftAssertionsProvider;
import org.assertj.core.api.WritableAssertionInfo;
import org.jspecify.annotations.Nullable;

/** What becomes of a failed assertion: it is thrown, or collected by soft assertions. */
final class Failing {

    /** At once, as AssertJ does. */
    static final Failing HARD = new Failing(null, false);

    /** Not at all, as long as there is a way to go on: to count what holds. */
    static final Failing SILENT = new Failing(null, true);

    private final @Nullable SoftAssertionsProvider collector;
    private final boolean silent;

    private Failing(@Nullable SoftAssertionsProvider collector, boolean silent) {
        this.collector = collector;
        this.silent = silent;
    }

    static Failing into(SoftAssertionsProvider collector) {
        return new Failing(collector, false);
    }

    boolean isSilent() {
        return silent;
    }

    /** Assertions that fail like this: themselves, or AssertJ's proxy for them. */
    <S extends Assert<? extends S, ? extends A>, A> S proxied(
            S assertions, Class<S> type, Class<A> actualType, A actual) {
        return collector == null ? assertions : collector.proxy(type, actualType, actual);
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

    private static AssertionError error(WritableAssertionInfo info, String message) {
        String description = info.descriptionText();
        return new AssertionError(description.isEmpty() ? message : "[" + description + "] " + message);
    }
}
