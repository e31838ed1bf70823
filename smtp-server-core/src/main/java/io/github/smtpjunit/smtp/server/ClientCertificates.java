package io.github.smtpjunit.smtp.server;

/** Whether a server asks its clients for certificates in the TLS handshake (RFC 8446 section 4.3.2). */
public enum ClientCertificates {
    /** It does not ask. */
    NONE,
    /** It asks, and a client may have none; the handshake fails for one whose issuer the server's context does not trust. */
    WANTED,
    /** It asks, and the handshake fails for a client that has none that the server's context trusts. */
    REQUIRED
}
