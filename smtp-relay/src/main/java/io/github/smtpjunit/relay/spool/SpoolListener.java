package io.github.smtpjunit.relay.spool;

import java.lang.System.Logger.Level;
import org.jspecify.annotations.Nullable;

/**
 * Is notified of what happens in a spool, for logs and metrics. By default, {@link #changed} does nothing and
 * {@link #problem} logs. Several threads call it at a time. An exception of a method, an {@link AssertionError} too, is
 * logged and has no other effect.
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
     * Something is wrong, and an operator should look at it: for example a record in the spool that cannot be read, or
     * a mail that was put on hold. It is logged as a warning by default.
     *
     * @param mailId the mail that it is about, empty if it is about no single mail
     * @param message what is wrong and what was done about it, on one line
     * @param cause an exception that explains more, null without one
     */
    default void problem(String mailId, String message, @Nullable Throwable cause) {
        System.getLogger("io.github.smtpjunit.relay").log(Level.WARNING, message, cause);
    }
}
