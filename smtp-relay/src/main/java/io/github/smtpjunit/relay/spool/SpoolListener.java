package io.github.smtpjunit.relay.spool;

import java.lang.System.Logger.Level;
import org.jspecify.annotations.Nullable;

/**
 * Learns what happens in a spool, for logs and metrics. {@link #changed} does nothing by default, and {@link #problem} logs. Called by
 * several threads at a time; whatever a method throws, an {@link AssertionError} too, is logged and has no other effect.
 */
public interface SpoolListener {

    /**
     * What another process has asked for by {@link SpoolControl} is done.
     *
     * @param mail the mail as it is now, or as it was if it is deleted
     * @param action what was done; the mail may have been in that state before
     */
    default void changed(QueuedMail mail, SpoolControl.Action action) {}

    /**
     * Something is wrong, and an operator should look at it: for example a record in the spool that cannot be read, or a mail that was put
     * on hold. It is logged as a warning by default.
     *
     * @param mailId the mail that it is about, empty if it is about no single mail
     * @param message what is wrong and what was done about it, on one line
     * @param cause an exception that explains more, null if there is none
     */
    default void problem(String mailId, String message, @Nullable Throwable cause) {
        System.getLogger("io.github.smtpjunit.relay").log(Level.WARNING, message, cause);
    }
}
