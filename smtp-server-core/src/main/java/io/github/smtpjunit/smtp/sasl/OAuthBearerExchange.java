package io.github.smtpjunit.smtp.sasl;

import java.util.Optional;

/** OAUTHBEARER (RFC 7628): {@code n,a=user,^Ahost=...^Aport=...^Aauth=Bearer token^A^A}. */
final class OAuthBearerExchange extends BearerExchange {

    OAuthBearerExchange(SaslAuthenticator authenticator) {
        super(authenticator, "{\"status\":\"invalid_token\"}");
    }

    @Override
    Optional<String> userOf(String message) {
        return Gs2Header.parse(message)
                .filter(header -> header.bindingType().isEmpty())
                .filter(header -> message.startsWith("\1", header.text().length()))
                .map(Gs2Header::identity);
    }
}
