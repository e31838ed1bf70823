package io.github.smtpjunit.relay;

/** Whether the relay encrypts the way to the next hop. */
public enum TlsPolicy {
    /** Never, STARTTLS is ignored. */
    NONE,
    /**
     * By STARTTLS where it is offered, with any certificate, and in clear text if that fails (RFC 7435). With
     * credentials the same as {@link #REQUIRED}, since a secret is sent over verified TLS only.
     */
    OPPORTUNISTIC,
    /** By STARTTLS with a trusted certificate of the right name, or not at all (RFC 3207, RFC 6125). */
    REQUIRED,
    /** From the first octet on, with a trusted certificate of the right name (RFC 8314). */
    IMPLICIT
}
