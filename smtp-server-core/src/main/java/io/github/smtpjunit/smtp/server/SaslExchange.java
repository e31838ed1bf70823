package io.github.smtpjunit.smtp.server;

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

    static SaslExchange of(SaslMechanism mechanism, Authenticator authenticator, String hostname) {
        return switch (mechanism) {
            case PLAIN -> new PlainExchange(authenticator);
            case LOGIN -> new LoginExchange(authenticator);
            case CRAM_MD5 -> new CramMd5Exchange(authenticator, CramMd5Exchange.challenge(hostname));
            case SCRAM_SHA_1 -> new ScramExchange("SHA-1", authenticator);
            case SCRAM_SHA_256 -> new ScramExchange("SHA-256", authenticator);
            case OAUTHBEARER -> new OAuthBearerExchange(authenticator);
            case XOAUTH2 -> new XOAuth2Exchange(authenticator);
        };
    }
}
