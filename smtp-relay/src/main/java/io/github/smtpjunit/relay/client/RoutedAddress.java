package io.github.smtpjunit.relay.client;

import io.github.smtpjunit.smtp.Mailbox;

/**
 * An address whose local-part is an address again, in one of the old forms ({@code user%domain}, {@code domain!user},
 * {@code "user@domain"}). A next hop that trusts us might send it on, so no pattern allows it. A source route needs no
 * such care, since it is dropped when it is read (RFC 5321 section 4.1.1.3).
 */
public final class RoutedAddress {

    private RoutedAddress() {}

    /** Returns whether an address is one. */
    public static boolean is(Mailbox mailbox) {
        return mailbox.localPart().chars().anyMatch(c -> c == '%' || c == '!' || c == '@');
    }
}
