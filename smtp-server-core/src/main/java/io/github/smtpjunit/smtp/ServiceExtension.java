package io.github.smtpjunit.smtp;

import java.util.Optional;

/**
 * The service extensions that the server speaks; each is offered in the reply to EHLO and can be switched off (RFC 5321
 * section 2.2).
 */
public enum ServiceExtension {
    /** Many commands may be sent without waiting for their replies (RFC 2920). */
    PIPELINING("PIPELINING"),
    /** The client declares the size of a mail, the server its limit (RFC 1870). */
    SIZE("SIZE"),
    /** Content with octets above 127 (RFC 6152). */
    EIGHT_BIT_MIME("8BITMIME"),
    /** Addresses and headers in UTF-8 (RFC 6531). */
    SMTPUTF8("SMTPUTF8"),
    /** Replies carry enhanced status codes (RFC 2034). */
    ENHANCED_STATUS_CODES("ENHANCEDSTATUSCODES"),
    /** Content in counted chunks by BDAT (RFC 3030). */
    CHUNKING("CHUNKING"),
    /** Content without line structure; needs {@link #CHUNKING} (RFC 3030). */
    BINARY_MIME("BINARYMIME"),
    /** The change to TLS within a session; offered only when the server has a certificate (RFC 3207). */
    STARTTLS("STARTTLS"),
    /** Authentication; offered only when the server has an authenticator (RFC 4954). */
    AUTH("AUTH"),
    /** Delivery status notifications on request (RFC 3461). */
    DSN("DSN"),
    /** The mail may travel on only over verified TLS; offered only within TLS (RFC 8689). */
    REQUIRETLS("REQUIRETLS"),
    /** The mail is to be delivered by a time (RFC 2852). */
    DELIVERBY("DELIVERBY"),
    /** The mail has a priority from -9 to 9 (RFC 6710). */
    MT_PRIORITY("MT-PRIORITY"),
    /** The mail is to be released later (RFC 4865). */
    FUTURERELEASE("FUTURERELEASE"),
    /** The server's limits on mails and recipients (RFC 9422). */
    LIMITS("LIMITS");

    private final String keyword;

    ServiceExtension(String keyword) {
        this.keyword = keyword;
    }

    /**
     * Returns the extension without which this one must not be offered.
     *
     * @return CHUNKING for BINARYMIME (RFC 3030 section 3), 8BITMIME for SMTPUTF8 (RFC 6531 section 3.1), and empty for
     *     all others
     */
    public Optional<ServiceExtension> base() {
        return switch (this) {
            case BINARY_MIME -> Optional.of(CHUNKING);
            case SMTPUTF8 -> Optional.of(EIGHT_BIT_MIME);
            default -> Optional.empty();
        };
    }

    /**
     * Returns the EHLO keyword.
     *
     * @return the keyword in upper case
     */
    public String keyword() {
        return keyword;
    }
}
