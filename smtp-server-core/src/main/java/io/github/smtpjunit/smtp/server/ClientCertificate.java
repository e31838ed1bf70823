package io.github.smtpjunit.smtp.server;

/** Whether the server asks a client for a certificate in the TLS handshake (RFC 8446 section 4.3.2). */
enum ClientCertificate {
    NOT_REQUESTED,
    /** A client may have none; one whose issuer the server's context does not trust fails the handshake. */
    REQUESTED,
    /** A client without one that the server's context trusts fails the handshake. */
    REQUIRED
}
