package io.github.smtpjunit.relay;

import io.github.smtpjunit.smtp.Envelope;

/** A delivery status notification, ready to be spooled like any mail (RFC 3464). */
final class DeliveryReport {

    private final Envelope envelope;
    private final byte[] octets;

    DeliveryReport(Envelope envelope, byte[] octets) {
        this.envelope = envelope;
        this.octets = octets.clone();
    }

    /** Returns the envelope: from the null reverse-path to the sender of the mail that is reported on. */
    Envelope envelope() {
        return envelope;
    }

    /** Returns the content. */
    byte[] octets() {
        return octets.clone();
    }

    /** What has happened (RFC 3464 section 2.3.3). */
    enum Action {
        /** It cannot be delivered. */
        FAILED,
        /** It takes long. */
        DELAYED,
        /** It was given to a host that does not report. */
        RELAYED,
        /** It was delivered, and there is no further hop. */
        DELIVERED
    }
}
