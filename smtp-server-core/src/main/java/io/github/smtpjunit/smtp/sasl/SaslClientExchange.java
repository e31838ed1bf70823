package io.github.smtpjunit.smtp.sasl;

import static java.util.Objects.requireNonNull;

import io.github.smtpjunit.smtp.given.Given;
import java.util.List;
import java.util.Optional;

/**
 * The client's side of one exchange of a SASL mechanism (RFC 4422 section 3). It is used once, on one thread. It knows
 * no base64 and no SMTP; all mechanisms here exchange UTF-8 text.
 */
public interface SaslClientExchange {

    /**
     * Returns what the client sends with the name of the mechanism.
     *
     * @return the initial response; empty if the server has the first word
     */
    Optional<String> initialResponse();

    /**
     * Answers a challenge.
     *
     * @param challenge what the server has sent, perhaps empty
     * @return the response, perhaps of no characters; empty if the client gives up
     */
    Optional<String> respond(String challenge);

    /**
     * Returns whether the client accepts a success that the server reports now. A server that speaks SCRAM must have
     * proved first that it knows the password too.
     *
     * @return true if the server may report success
     */
    boolean isSatisfied();

    /**
     * Starts an exchange.
     *
     * @param mechanism the mechanism, none of the -PLUS ones
     * @param user the name
     * @param secret the password; for OAUTHBEARER and XOAUTH2 the token
     * @param host the server's name, for OAUTHBEARER
     * @param port the server's port, for OAUTHBEARER
     * @return the exchange
     * @throws IllegalArgumentException for a mechanism that binds to the TLS channel, and for what is no port
     */
    static SaslClientExchange of(SaslMechanism mechanism, String user, String secret, String host, int port) {
        requireNonNull(mechanism, "mechanism");
        requireNonNull(user, "user");
        requireNonNull(secret, "secret");
        requireNonNull(host, "host");
        Given.number("port", port, 1, 65_535);
        return switch (mechanism) {
            case PLAIN -> new ScriptedClient(Optional.of("\0" + user + "\0" + secret), List.of());
            case LOGIN -> new ScriptedClient(Optional.empty(), List.of(prompt -> user, prompt -> secret));
            case CRAM_MD5 ->
                new ScriptedClient(
                        Optional.empty(), List.of(challenge -> user + " " + CramMd5Exchange.digest(secret, challenge)));
            case SCRAM_SHA_1 -> new ScramClient("SHA-1", user, secret);
            case SCRAM_SHA_256 -> new ScramClient("SHA-256", user, secret);
            case OAUTHBEARER -> // an error is a challenge, and one octet answers it (RFC 7628 section 3.2.3)
                new ScriptedClient(
                        Optional.of("n,a=" + Gs2Header.escape(user) + ",\1host=" + host + "\1port=" + port
                                + "\1auth=Bearer " + secret + "\1\1"),
                        List.of(error -> "\1"));
            case XOAUTH2 -> // an error is a challenge, and an empty line answers it
                new ScriptedClient(
                        Optional.of("user=" + user + "\1auth=Bearer " + secret + "\1\1"), List.of(error -> ""));
            case SCRAM_SHA_1_PLUS, SCRAM_SHA_256_PLUS ->
                throw new IllegalArgumentException("The client binds to no TLS channel: use "
                        + mechanism.registeredName().replace("-PLUS", "") + " instead of "
                        + mechanism.registeredName());
        };
    }
}
