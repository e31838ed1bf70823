package io.github.smtpjunit.smtp.sasl;

import static java.util.Objects.requireNonNull;

/**
 * Who a client has proved to be (RFC 4954).
 *
 * @param user the name it authenticated with
 * @param mechanism the SASL mechanism, for example {@code PLAIN}
 * @param actingAs the name as whom it acts (the authorization identity of RFC 4422), which is mostly the same as the user
 */
public record AuthInfo(String user, String mechanism, String actingAs) {

    /**
     * Refuses null.
     *
     * @param user the name it authenticated with
     * @param mechanism the SASL mechanism, for example {@code PLAIN}
     * @param actingAs the name as whom it acts (the authorization identity of RFC 4422), which is mostly the same as the user
     */
    public AuthInfo {
        requireNonNull(user, "user");
        requireNonNull(mechanism, "mechanism");
        requireNonNull(actingAs, "actingAs");
    }

    /**
     * Makes the facts of a user who acts under its own name.
     *
     * @param user the name it authenticated with
     * @param mechanism the SASL mechanism
     */
    public AuthInfo(String user, String mechanism) {
        this(user, mechanism, user);
    }
}
