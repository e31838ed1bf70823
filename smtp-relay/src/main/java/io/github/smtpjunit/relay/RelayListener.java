package io.github.smtpjunit.relay;

import io.github.smtpjunit.relay.spool.QueuedMail;
import io.github.smtpjunit.relay.spool.SpoolListener;
import io.github.smtpjunit.smtp.server.SessionInfo;
import java.lang.System.Logger.Level;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Is notified of what a relay does, for logs and metrics. By default, {@link #problem} and {@link #failed} log, and the
 * other methods do nothing. Several threads call it at a time. An exception of a method, an {@link AssertionError} too,
 * is logged and has no other effect; nor has an interrupt that a method leaves behind on a thread of the relay.
 */
public interface RelayListener extends SpoolListener {

    /** Does nothing but log problems. */
    RelayListener NONE = new RelayListener() {};

    /**
     * A mail is in the spool: its sender has its 250, or is about to get it.
     *
     * @param mail the mail
     * @param session the session that it came in by, null if it was handed over by {@link SmtpRelay#send}
     */
    default void accepted(QueuedMail mail, @Nullable SessionInfo session) {}

    /**
     * An attempt to deliver a mail to one recipient has ended. What is deferred becomes known when the attempt has
     * ended for all.
     *
     * @param mail the mail; if it is deferred, with the time of its next attempt
     * @param delivery the outcome
     */
    default void attempted(QueuedMail mail, Delivery delivery) {}

    /**
     * A mail has waited for too long, so that its last attempt ends in failure for the recipients that are left.
     * {@link #attempted} follows for each of them.
     *
     * @param mail the mail
     */
    default void expired(QueuedMail mail) {}

    /**
     * A report about a mail is in the spool, addressed to its sender (RFC 3464).
     *
     * @param mail the mail that it is about
     * @param report the report
     * @param action what it reports, by the word of RFC 3464 section 2.3.3: {@code failed}, {@code delayed} or
     *     {@code relayed}
     */
    default void reported(QueuedMail mail, QueuedMail report, String action) {}

    /**
     * Nothing is left to do for a mail: it has left the spool.
     *
     * @param mail the mail with the last states of its recipients
     */
    default void finished(QueuedMail mail) {}

    /**
     * A host cannot be reached, or does not greet, and is left alone for a while.
     *
     * @param host the host, such as {@code mx.example.org[192.0.2.1]:25}
     * @param rest for how long
     * @param reason what kept it from being reached
     */
    default void resting(String host, Duration rest, String reason) {}

    /**
     * The relay has failed: it cannot work on its queue, and accepts no further mail. What is in the spool stays there
     * for another relay. It is logged as an error by default.
     *
     * @param cause what has ended its work
     */
    default void failed(Throwable cause) {
        System.getLogger("io.github.smtpjunit.relay")
                .log(Level.ERROR, "The relay has failed: close it, and start another one on its spool", cause);
    }
}
