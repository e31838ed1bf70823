package io.github.smtpjunit.relay.client;

import static java.util.Objects.requireNonNull;

/**
 * The name and the secret by which the relay authenticates at a next hop (RFC 4954).
 *
 * @param user the name
 * @param secret the password, or the bearer token; shown nowhere
 * @param isToken whether the secret is an OAuth 2.0 bearer token (RFC 7628) instead of a password
 */
public record Credentials(String user, String secret, boolean isToken) {

    /**
     * Makes credentials; {@link #password} and {@link #bearerToken} say it in words.
     *
     * @param user the name
     * @param secret the password or the token
     * @param isToken whether it is a token
     */
    public Credentials {
        requireNonNull(user, "user");
        requireNonNull(secret, "secret");
    }

    /**
     * Makes credentials of a name and a password.
     *
     * @param user the name
     * @param password the password
     * @return the credentials
     */
    public static Credentials password(String user, String password) {
        return new Credentials(user, requireNonNull(password, "password"), false);
    }

    /**
     * Makes credentials of a name and an OAuth 2.0 bearer token.
     *
     * @param user the name
     * @param token the token
     * @return the credentials
     */
    public static Credentials bearerToken(String user, String token) {
        return new Credentials(user, requireNonNull(token, "token"), true);
    }

    /** Returns the name, and nothing of the secret. */
    @Override
    public String toString() {
        return "Credentials of " + user;
    }
}
