package io.github.smtpjunit.smtp.sasl;

import static java.util.Objects.requireNonNull;

/** PLAIN (RFC 4616): {@code [authzid] NUL authcid NUL passwd}. */
final class PlainExchange implements SaslExchange {

    private final SaslAuthenticator authenticator;

    PlainExchange(SaslAuthenticator authenticator) {
        this.authenticator = authenticator;
    }

    @Override
    public SaslStep respond(String response) {
        requireNonNull(response, "response");
        String[] parts = response.split("\0", -1);
        if (parts.length != 3) {
            return SaslStep.MALFORMED;
        }
        SaslClaim claim = new SaslClaim(parts[1], parts[0]);
        return claim.isWellFormed()
                ? claim.verdict(authenticator.checkPassword(claim.user(), parts[2]), authenticator)
                : SaslStep.MALFORMED;
    }
}
