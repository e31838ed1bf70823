package io.github.smtpjunit.smtp.sasl;

import static java.util.Objects.requireNonNull;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What the two OAuth 2.0 mechanisms share: a bearer token in one message; a refusal tells its reason as one more
 * challenge, and fails with whatever the client answers to that (RFC 7628 section 3.2.3).
 */
abstract class BearerExchange implements SaslExchange {

    private static final Pattern TOKEN = Pattern.compile("(?:^|\\x01)auth=(?i:Bearer) +([!-~]*)(?:\\x01|$)");

    private final SaslAuthenticator authenticator;
    private final String refusal;
    private @Nullable SaslStep outcome;

    /**
     * Makes an exchange.
     *
     * @param refusal the answer to a client whose token is not valid, in JSON
     */
    BearerExchange(SaslAuthenticator authenticator, String refusal) {
        this.authenticator = authenticator;
        this.refusal = refusal;
    }

    /** The name that the client gives, empty if it gives none; empty optional if the message has another form. */
    abstract Optional<String> userOf(String message);

    @Override
    public SaslStep respond(String response) {
        requireNonNull(response, "response");
        if (outcome != null) {
            return outcome;
        }
        Optional<String> user = userOf(response).filter(name -> name.isEmpty() || SaslClaim.isName(name));
        Matcher token = TOKEN.matcher(response);
        if (user.isEmpty() || !token.find() || !response.endsWith("\1\1")) {
            return SaslStep.MALFORMED;
        }
        SaslStep verdict = verdict(user.get(), token.group(1));
        if (verdict instanceof SaslStep.Failure) {
            outcome = verdict;
            return new SaslStep.Challenge(refusal);
        }
        return verdict;
    }

    private SaslStep verdict(String claimed, String token) {
        return AuthenticatorAnswer.userOfToken(authenticator, claimed, token)
                .map(user -> new SaslClaim(user, claimed).verdict(true, authenticator))
                .orElseGet(() -> SaslStep.refused(claimed));
    }
}
