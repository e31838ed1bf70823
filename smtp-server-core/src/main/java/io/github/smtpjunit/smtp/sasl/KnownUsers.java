package io.github.smtpjunit.smtp.sasl;

import static java.util.Objects.requireNonNull;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Knows a fixed set of users and their passwords. */
final class KnownUsers implements SaslAuthenticator {

    private final Map<String, String> passwords = new LinkedHashMap<>();

    KnownUsers(Map<String, String> passwords) {
        passwords.forEach((user, password) -> {
            if (user.isEmpty()) {
                throw new IllegalArgumentException("A user needs a name: use acceptAny() to let everybody in");
            }
            this.passwords.put(SaslPrep.prepare(user), SaslPrep.prepare(password));
        });
    }

    @Override
    public boolean checkPassword(String user, String password) {
        requireNonNull(user, "user");
        requireNonNull(password, "password");
        String known = passwords.get(SaslPrep.prepare(user));
        boolean equal = isEqual(known == null ? "" : known, password); // an unknown user costs the same time
        return equal && known != null;
    }

    private static boolean isEqual(String known, String sent) {
        return MessageDigest.isEqual(
                known.getBytes(StandardCharsets.UTF_8), SaslPrep.prepare(sent).getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public Optional<String> password(String user) {
        requireNonNull(user, "user");
        return Optional.ofNullable(passwords.get(SaslPrep.prepare(user)));
    }

    @Override
    public Optional<String> userOfToken(String user, String token) {
        requireNonNull(user, "user");
        requireNonNull(token, "token");
        if (!user.isEmpty()) {
            return checkPassword(user, token) ? Optional.of(user) : Optional.empty();
        }
        return passwords.entrySet().stream()
                .filter(entry -> isEqual(entry.getValue(), token))
                .map(Map.Entry::getKey)
                .findFirst();
    }

    @Override
    public Set<SaslMechanism> mechanisms() {
        return EnumSet.allOf(SaslMechanism.class);
    }

    /** Returns how many users there are, and no password. */
    @Override
    public String toString() {
        return "SaslAuthenticator.users(" + passwords.size() + " users)";
    }
}
