package io.github.smtpjunit.smtp.sasl;

import static java.util.Objects.requireNonNull;

import org.jspecify.annotations.Nullable;

/** LOGIN (draft-murchison-sasl-login-00): the name, which may come as initial response, then the password. */
final class LoginExchange implements SaslExchange {

    private final SaslAuthenticator authenticator;
    private @Nullable SaslClaim claim;

    LoginExchange(SaslAuthenticator authenticator) {
        this.authenticator = authenticator;
    }

    @Override
    public String firstChallenge() {
        return "Username:";
    }

    @Override
    public SaslStep respond(String response) {
        requireNonNull(response, "response");
        if (claim != null) {
            return claim.verdict(authenticator.checkPassword(claim.user(), response), authenticator);
        }
        if (response.isEmpty()) {
            return SaslStep.refused(
                    ""); // it has the form of an answer, but no user has it, as no user has an empty password
        }
        claim = new SaslClaim(response, "");
        return claim.isWellFormed() ? new SaslStep.Challenge("Password:") : SaslStep.MALFORMED;
    }
}
