package io.github.smtpjunit.smtp.sasl;

import io.github.smtpjunit.smtp.usercode.UserCode;
import java.util.Optional;

/** What an authenticator returns, which is never null. */
final class AuthenticatorAnswer {

    private AuthenticatorAnswer() {}

    static Optional<String> password(SaslAuthenticator authenticator, String user) {
        return UserCode.answer(
                authenticator.password(user),
                "SaslAuthenticator.password(..)",
                "return Optional.empty() for a user who is not known");
    }

    static Optional<String> userOfToken(SaslAuthenticator authenticator, String user, String token) {
        return UserCode.answer(
                authenticator.userOfToken(user, token),
                "SaslAuthenticator.userOfToken(..)",
                "return Optional.empty() for a token that is not valid");
    }
}
