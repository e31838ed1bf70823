package io.github.smtpjunit.smtp.sasl;

import static java.util.Objects.requireNonNull;

import java.util.Locale;
import java.util.Optional;

/**
 * The SASL mechanisms that the server speaks, in the order in which it offers them.
 *
 * <p>The {@code -PLUS} variants of SCRAM bind to the TLS channel by tls-server-end-point (RFC 5929), and are offered
 * within TLS only, and only if {@code SmtpServerBuilder.mechanisms} names them: clients that know no other binding than
 * tls-exporter (RFC 9266), for which the JDK has no API before 25, would choose them and fail. Where they are offered,
 * SCRAM refuses a client that got another list.
 */
public enum SaslMechanism {
    /** As {@link #SCRAM_SHA_256}, bound to the TLS channel; offered only if it is named. */
    SCRAM_SHA_256_PLUS("SCRAM-SHA-256-PLUS"),
    /** As {@link #SCRAM_SHA_1}, bound to the TLS channel; offered only if it is named. */
    SCRAM_SHA_1_PLUS("SCRAM-SHA-1-PLUS"),
    /** Proves the knowledge of the password without sending it, both ways (RFC 7677). */
    SCRAM_SHA_256("SCRAM-SHA-256"),
    /** As {@link #SCRAM_SHA_256}, with an older hash (RFC 5802). */
    SCRAM_SHA_1("SCRAM-SHA-1"),
    /** Sends a keyed hash of the server's challenge (RFC 2195). */
    CRAM_MD5("CRAM-MD5"),
    /** Sends name and password at once (RFC 4616). */
    PLAIN("PLAIN"),
    /** Sends name and password one after the other (draft-murchison-sasl-login); many clients know nothing else. */
    LOGIN("LOGIN"),
    /** Sends an OAuth 2.0 bearer token (RFC 7628). */
    OAUTHBEARER("OAUTHBEARER"),
    /** Sends an OAuth 2.0 bearer token in the form that Google and Microsoft made common before RFC 7628. */
    XOAUTH2("XOAUTH2");

    private final String registeredName;

    SaslMechanism(String registeredName) {
        this.registeredName = registeredName;
    }

    /**
     * Returns the name that stands behind AUTH.
     *
     * @return the name as registered, for example {@code SCRAM-SHA-256}
     */
    public String registeredName() {
        return registeredName;
    }

    /**
     * Returns whether the mechanism binds to the TLS channel.
     *
     * @return true for the -PLUS variants
     */
    public boolean bindsToTheChannel() {
        return registeredName.endsWith("-PLUS");
    }

    /**
     * Finds a mechanism by its registered name, case-insensitively.
     *
     * @param name the name, for example {@code scram-sha-256}
     * @return the mechanism, empty if no mechanism has that name
     */
    public static Optional<SaslMechanism> named(String name) {
        String upper = requireNonNull(name, "name").toUpperCase(Locale.ROOT);
        for (SaslMechanism mechanism : values()) {
            if (mechanism.registeredName.equals(upper)) {
                return Optional.of(mechanism);
            }
        }
        return Optional.empty();
    }
}
