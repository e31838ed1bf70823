package io.github.smtpjunit.smtp.server;

/** How a listener encrypts. */
public enum TlsMode {
    /** Not at all. */
    NONE,
    /** When the client asks for it with STARTTLS (RFC 3207). */
    STARTTLS,
    /** When the client asks for it with STARTTLS; MAIL is refused before, with 530 5.7.0. */
    REQUIRED,
    /** From the first octet on (RFC 8314 section 3.3). */
    IMPLICIT
}
