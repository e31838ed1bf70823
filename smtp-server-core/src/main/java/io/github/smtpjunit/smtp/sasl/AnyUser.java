package io.github.smtpjunit.smtp.sasl;

import static java.util.Objects.requireNonNull;

import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/** Accepts every client. */
final class AnyUser implements SaslAuthenticator {

    static final AnyUser INSTANCE = new AnyUser();

    private static final String UNNAMED = "unnamed"; // whose token it is, when OAUTHBEARER does not tell

    private AnyUser() {}

    @Override
    public boolean checkPassword(String user, String password) {
        requireNonNull(user, "user");
        requireNonNull(password, "password");
        return true;
    }

    @Override
    public boolean checkDigest(String user, Predicate<String> isMadeFrom) {
        requireNonNull(user, "user");
        requireNonNull(isMadeFrom, "isMadeFrom");
        return true;
    }

    @Override
    public Optional<String> userOfToken(String user, String token) {
        requireNonNull(user, "user");
        requireNonNull(token, "token");
        return Optional.of(user.isEmpty() ? UNNAMED : user);
    }

    @Override
    public boolean mayActAs(String user, String other) {
        requireNonNull(user, "user");
        requireNonNull(other, "other");
        return true;
    }

    @Override
    public boolean checksCredentials() {
        return false;
    }

    @Override
    public Set<SaslMechanism> mechanisms() {
        return EnumSet.complementOf(EnumSet.of(
                SaslMechanism.SCRAM_SHA_1,
                SaslMechanism.SCRAM_SHA_256,
                SaslMechanism.SCRAM_SHA_1_PLUS,
                SaslMechanism.SCRAM_SHA_256_PLUS));
    }

    @Override
    public String toString() {
        return "SaslAuthenticator.acceptAny()";
    }
}
