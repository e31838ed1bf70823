package io.github.smtpjunit.smtp.sasl;

import static java.util.Objects.requireNonNull;

/**
 * Who a client has proved to be (RFC 4954), or says that it is, where credentials are not checked.
 *
 * @param user the name it authenticated with
 * @param mechanism the SASL mechanism, for example {@code PLAIN}
 * @param actingAs the name as whom it acts (the authorization identity of RFC 4422), which is mostly the same as the
 *     user
 * @param proved whether the credentials were checked; false if {@linkplain SaslAuthenticator#checksCredentials() any}
 *     are accepted
 */
public record AuthInfo(String user, String mechanism, String actingAs, boolean proved) {

    /**
     * Refuses null.
     *
     * @param user the name it authenticated with
     * @param mechanism the SASL mechanism, for example {@code PLAIN}
     * @param actingAs the name as whom it acts (the authorization identity of RFC 4422), which is mostly the same as
     *     the user
     * @param proved whether the credentials were checked
     */
    public AuthInfo {
        requireNonNull(user, "user");
        requireNonNull(mechanism, "mechanism");
        requireNonNull(actingAs, "actingAs");
    }

    /**
     * Makes the facts of a user who has proved to be that.
     *
     * @param user the name it authenticated with
     * @param mechanism the SASL mechanism
     * @param actingAs the name as whom it acts
     */
    public AuthInfo(String user, String mechanism, String actingAs) {
        this(user, mechanism, actingAs, true);
    }

    /**
     * Makes the facts of a user who has proved to be that, and acts under its own name.
     *
     * @param user the name it authenticated with
     * @param mechanism the SASL mechanism
     */
    public AuthInfo(String user, String mechanism) {
        this(user, mechanism, user);
    }
}
