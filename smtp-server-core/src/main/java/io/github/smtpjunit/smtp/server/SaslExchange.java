package io.github.smtpjunit.smtp.server;

import org.jspecify.annotations.Nullable;

/**
 * The server's side of one exchange of a SASL mechanism (RFC 4422 section 3), used once. It knows no base64 and no SMTP; all
 * mechanisms here speak UTF-8 text.
 */
interface SaslExchange {

    /** What the server says to a client that has sent no initial response. */
    default String firstChallenge() {
        return "";
    }

    default boolean takesInitialResponse() {
        return true;
    }

    /** Takes the client's next response, the initial one included. */
    SaslStep respond(String response);

    /**
     * Starts an exchange.
     *
     * @param serverEndPoint what a client can bind to, null if no -PLUS mechanism is offered here
     */
    static SaslExchange of(
            SaslMechanism mechanism, Authenticator authenticator, String hostname, byte @Nullable [] serverEndPoint) {
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
}
