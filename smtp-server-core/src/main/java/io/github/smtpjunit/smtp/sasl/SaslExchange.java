package io.github.smtpjunit.smtp.sasl;

import static java.util.Objects.requireNonNull;

import java.security.cert.Certificate;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The server's side of one exchange of a SASL mechanism (RFC 4422 section 3). It is used once, on one thread. It knows
 * no base64 and no SMTP; all mechanisms here exchange UTF-8 text.
 */
public interface SaslExchange {

    /**
     * Returns the first challenge to a client that has sent no initial response. Default: empty.
     *
     * @return the challenge, perhaps empty
     */
    default String firstChallenge() {
        return "";
    }

    /**
     * Returns whether the client may start with a response. Default: true.
     *
     * @return false if the mechanism starts with a challenge of the server
     */
    default boolean takesInitialResponse() {
        return true;
    }

    /**
     * Answers the client's next response, the initial one included.
     *
     * @param response the response, perhaps empty
     * @return what follows
     */
    SaslStep respond(String response);

    /**
     * Starts an exchange.
     *
     * @param mechanism the mechanism that the client has chosen
     * @param authenticator who decides
     * @param hostname the server's name, for the challenge of CRAM-MD5
     * @param serverEndPoint what a client can bind to (see {@link #serverEndPoint}), null if the server offers no -PLUS
     *     mechanism here
     * @return the exchange
     */
    static SaslExchange of(
            SaslMechanism mechanism,
            SaslAuthenticator authenticator,
            String hostname,
            byte @Nullable [] serverEndPoint) {
        requireNonNull(mechanism, "mechanism");
        requireNonNull(authenticator, "authenticator");
        requireNonNull(hostname, "hostname");
        ChannelBinding binding = new ChannelBinding(mechanism.bindsToTheChannel(), serverEndPoint);
        return switch (mechanism) {
            case PLAIN -> new PlainExchange(authenticator);
            case LOGIN -> new LoginExchange(authenticator);
            case CRAM_MD5 -> new CramMd5Exchange(authenticator, CramMd5Exchange.challenge(hostname));
            case SCRAM_SHA_1, SCRAM_SHA_1_PLUS -> new ScramExchange("SHA-1", authenticator, binding);
            case SCRAM_SHA_256, SCRAM_SHA_256_PLUS -> new ScramExchange("SHA-256", authenticator, binding);
            case OAUTHBEARER -> new OAuthBearerExchange(authenticator);
            case XOAUTH2 -> new XOAuth2Exchange(authenticator);
        };
    }

    /**
     * Returns what a client can bind a -PLUS mechanism to: the hash of the server's certificate, tls-server-end-point
     * of RFC 5929 section 4.1.
     *
     * @param chain the certificates that the server has shown, its own first; null if absent
     * @return the hash; empty where RFC 5929 defines none
     */
    static Optional<byte[]> serverEndPoint(Certificate @Nullable [] chain) {
        return ChannelBinding.serverEndPoint(chain);
    }
}
