package io.github.smtpjunit.relay;

import io.github.smtpjunit.smtp.Mailbox;

/** Finds the way to a recipient (RFC 5321 section 5). Thread-safe. */
interface Router {

    /**
     * Names the destination of a recipient: recipients with the same one share a transaction, and are limited together.
     *
     * @return the domain in lower case, or the name of what stands in for it, such as {@code relay.example.org:25}
     */
    String destination(Mailbox recipient);

    /**
     * Finds the hosts of a destination, in the order in which they are to be tried. May wait for DNS, within a bound.
     */
    Route route(String destination);
}
