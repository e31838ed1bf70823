package io.github.smtpjunit.certificates;

/** The time at which a client that sends mail starts TLS. */
public enum TlsStart {
    /**
     * After the STARTTLS command, in a connection that begins in clear text (RFC 3207). If TLS does not start, the
     * client sends no mail.
     */
    STARTTLS,
    /** At the start of the connection (RFC 8314 section 3.3). */
    IMPLICIT
}
