package io.github.smtpjunit.relay;

import java.lang.System.Logger.Level;
import java.util.function.Consumer;

/** Tells a listener of something, whose failure is nobody else's. */
final class Hearing {

    private static final System.Logger LOGGER = System.getLogger("io.github.smtpjunit.relay");

    private Hearing() {}

    static void tell(RelayListener listener, Consumer<RelayListener> news) {
        try {
            news.accept(listener);
        } catch (RuntimeException e) {
            LOGGER.log(Level.WARNING, "A listener failed", e);
        }
    }
}
