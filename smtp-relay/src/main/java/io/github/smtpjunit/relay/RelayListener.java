package io.github.smtpjunit.relay;

/**
 * Learns what a relay does, for logs and metrics. Every method does nothing by default. Called by several threads at a time; an
 * exception is logged and has no other effect.
 */
public interface RelayListener {

    /** Hears nothing. */
    RelayListener NONE = new RelayListener() {};

    /**
     * A mail is in the spool: its sender has its 250, or is about to get it.
     *
     * @param mail the mail
     */
    default void accepted(QueuedMail mail) {}

    /**
     * An attempt to deliver a mail to one recipient has ended.
     *
     * @param mail the mail
     * @param delivery what came of it
     */
    default void attempted(QueuedMail mail, Delivery delivery) {}

    /**
     * A report about a mail is in the spool, addressed to its sender (RFC 3464).
     *
     * @param mail the mail that it is about
     * @param report the report
     */
    default void reported(QueuedMail mail, QueuedMail report) {}

    /**
     * Nothing is left to do for a mail: it has left the spool.
     *
     * @param mail the mail with the last states of its recipients
     */
    default void finished(QueuedMail mail) {}
}
