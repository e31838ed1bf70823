package io.github.smtpjunit.relay.spool;

import java.io.IOException;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * What happens at the {@linkplain SpoolStep steps} of a spool: nothing. In a test, an exception; or the end of the
 * process, by the system property {@code smtp-relay.crash-at}: {@code AFTER_FORCE:7} ends it when that step is passed
 * for the seventh time.
 */
interface CrashPoint {

    CrashPoint NONE = step -> {};

    /** The exit status of a process that was ended: that of one killed by SIGKILL. */
    int KILLED = 137;

    void pass(SpoolStep step) throws IOException;

    static CrashPoint ofSystemProperty() {
        return parse(System.getProperty("smtp-relay.crash-at"));
    }

    static CrashPoint parse(@Nullable String property) {
        if (property == null || property.isEmpty()) {
            return NONE;
        }
        int colon = property.indexOf(':');
        SpoolStep at = SpoolStep.valueOf(colon < 0 ? property : property.substring(0, colon));
        AtomicInteger left = new AtomicInteger(colon < 0 ? 1 : Integer.parseInt(property.substring(colon + 1)));
        return step -> {
            if (step == at && left.decrementAndGet() == 0) {
                Runtime.getRuntime().halt(KILLED);
            }
        };
    }
}
