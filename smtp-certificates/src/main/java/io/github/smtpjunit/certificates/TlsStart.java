package io.github.smtpjunit.certificates;

/** When a client that sends mail starts TLS. */
public enum TlsStart {
    /** On a command, in a connection that begins in clear text (RFC 3207); without it no mail is sent. */
    STARTTLS,
    /** With the connection (RFC 8314 section 3.3). */
    IMPLICIT
}
