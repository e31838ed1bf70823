package io.github.smtpjunit.certificates;

/**
 * The certificates that a server can show: a good one, and bad ones that a client should refuse.
 *
 * <p>Unless its description says something else, a certificate is issued by the kit's authority to {@code localhost},
 * {@code 127.0.0.1} and {@code ::1}, is valid now, and has an EC P-256 key.
 */
public enum ServerCertificate {
    /** Nothing is wrong with it. */
    GOOD,
    /** It expired yesterday. */
    EXPIRED,
    /** It becomes valid tomorrow. */
    NOT_YET_VALID,
    /** Issued to {@code wrong.example}, so it is bad for every host of this machine. */
    WRONG_HOST,
    /** Signed by its own key, not by an authority. */
    SELF_SIGNED,
    /** Issued by an authority that is not the kit's, and that no client trusts. */
    UNKNOWN_CA,
    /** Has an RSA key of 768 bits, too short for the clients of the JDK and of OpenSSL. */
    WEAK_KEY,
    /**
     * Names {@code localhost} as the subject's common name only, which clients must not use (RFC 9525 section 2). The
     * JDK does use it, and accepts the certificate for {@code localhost}, not for {@code 127.0.0.1}.
     */
    CN_ONLY,
    /**
     * Issued to {@code 127.0.0.1} and {@code ::1}, not to {@code localhost}: good for a client that connects to an
     * address.
     */
    IP_ONLY
}
