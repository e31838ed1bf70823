package io.github.smtpjunit.smtp.sasl;

import static java.util.Objects.requireNonNull;

import java.util.EnumSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/**
 * Decides who a client is (RFC 4954). A lambda that checks a password is enough for PLAIN and LOGIN; for the other
 * mechanisms override what they ask for, and name them in {@link #mechanisms()}:
 *
 * <table>
 * <caption>What the mechanisms ask for</caption>
 * <tr><th>mechanism</th><th>asks</th></tr>
 * <tr><td>PLAIN, LOGIN</td><td>{@link #checkPassword(String, String)}</td></tr>
 * <tr><td>CRAM-MD5</td><td>{@link #checkDigest(String, Predicate)}, which asks {@link #password(String)}</td></tr>
 * <tr><td>SCRAM-SHA-1, SCRAM-SHA-256, and both with -PLUS</td><td>{@link #password(String)}</td></tr>
 * <tr><td>XOAUTH2, OAUTHBEARER</td><td>{@link #userOfToken(String, String)}</td></tr>
 * </table>
 *
 * <p>The methods are called on the thread of the connection, by several threads at a time when there are several
 * clients. An exception is answered by 454 4.7.0 and logged without its message, which could hold credentials. Names
 * are never empty, have no control characters and at most 255 characters; passwords and tokens are as the client sent
 * them, and may be empty.
 */
@FunctionalInterface
public interface SaslAuthenticator {

    /**
     * Checks a password.
     *
     * @param user the name
     * @param password the password as sent, perhaps empty
     * @return true if the password is the user's
     */
    boolean checkPassword(String user, String password);

    /**
     * Looks a password up, for mechanisms in which the client only proves that it knows it. Default: empty.
     *
     * @param user the name
     * @return the password in clear text; empty for a user who is not known
     */
    default Optional<String> password(String user) {
        requireNonNull(user, "user");
        return Optional.empty();
    }

    /**
     * Checks a digest that was made from a password (CRAM-MD5). Default: compares it with the {@link #password(String)}
     * of the user. Override it only to accept more than that, such as the previous password too.
     *
     * @param user the name
     * @param isMadeFrom returns whether the digest was made from a password
     * @return true if it was made from the user's password
     */
    default boolean checkDigest(String user, Predicate<String> isMadeFrom) {
        requireNonNull(user, "user");
        requireNonNull(isMadeFrom, "isMadeFrom");
        return AuthenticatorAnswer.password(this, user).filter(isMadeFrom).isPresent();
    }

    /**
     * Returns whether a name is that of a user. Where a client is refused, the record shows a name that is known, and
     * of any other its length only: a client that confuses the two has sent a password as a name. Default: those with a
     * {@link #password(String) password}.
     *
     * @param user the name that a client gave
     * @return true if there is such a user
     */
    default boolean knows(String user) {
        requireNonNull(user, "user");
        return AuthenticatorAnswer.password(this, user).isPresent();
    }

    /**
     * Finds the user of an OAuth 2.0 bearer token. Default: empty.
     *
     * @param user the name that the client gave, empty if it gave none, which OAUTHBEARER allows
     * @param token the token as sent
     * @return the user to whom the token belongs; empty if it is not valid
     */
    default Optional<String> userOfToken(String user, String token) {
        requireNonNull(user, "user");
        requireNonNull(token, "token");
        return Optional.empty();
    }

    /**
     * Decides whether a user may act as another one (the authorization identity of RFC 4422 section 2). Default: no.
     *
     * @param user the user, who has proved to be that
     * @param other another name, as whom the client wants to act
     * @return true to let it
     */
    default boolean mayActAs(String user, String other) {
        requireNonNull(user, "user");
        requireNonNull(other, "other");
        return false;
    }

    /**
     * Names the mechanisms for which this authenticator has answers. Asked once, when the server is started.
     *
     * @return Default: PLAIN and LOGIN, which need no more than {@link #checkPassword(String, String)}
     */
    default Set<SaslMechanism> mechanisms() {
        return EnumSet.of(SaslMechanism.PLAIN, SaslMechanism.LOGIN);
    }

    /**
     * Returns whether this authenticator checks what a client gives. If not, {@link AuthInfo#proved()} is false in the
     * record of a session.
     *
     * @return Default: true
     */
    default boolean checksCredentials() {
        return true;
    }

    /**
     * Knows some users. Comparison takes the same time wherever the difference is. A user's password is taken for a
     * bearer token as well, so all mechanisms are supported.
     *
     * @param passwords the password of each user
     * @return an authenticator with a copy of the map
     * @throws IllegalArgumentException if a name is empty
     */
    static SaslAuthenticator users(Map<String, String> passwords) {
        requireNonNull(passwords, "passwords");
        return new KnownUsers(passwords);
    }

    /**
     * Accepts every user with any password or token, to see what a client sends. All mechanisms are supported but
     * SCRAM, in which the server has to prove that it knows the password too.
     *
     * @return the authenticator
     */
    static SaslAuthenticator acceptAny() {
        return AnyUser.INSTANCE;
    }
}
