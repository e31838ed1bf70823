package io.github.smtpjunit.smtp.sasl;

import static java.util.Objects.requireNonNull;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The client of SCRAM without channel binding (RFC 5802, RFC 7677). The names are the RFC's. */
final class ScramClient implements SaslClientExchange {

    private static final Pattern SERVER_FIRST =
            Pattern.compile("r=([!-+\\--~]+),s=([A-Za-z0-9+/]+=*),i=([1-9]\\d{0,6})(,.*)?"); // m= does not match
    private static final Pattern SERVER_FINAL = Pattern.compile("v=([A-Za-z0-9+/]+=*)(,.*)?");
    private static final int MIN_ITERATIONS =
            4_096; // less makes a stolen exchange cheap to guess from: RFC 7677 section 4
    private static final int MAX_ITERATIONS = 1_000_000; // more is an attack on us: RFC 5802 section 9

    private enum State {
        FIRST,
        FINAL,
        VERIFIED
    }

    private final String hash;
    private final String password;
    private final String clientNonce;
    private final String clientFirstBare;
    private State state = State.FIRST;
    private byte[] serverSignature = {};

    /**
     * Makes an exchange.
     *
     * @param hash {@code SHA-1} or {@code SHA-256}
     */
    ScramClient(String hash, String user, String password) {
        this(hash, user, password, SaslCrypto.nonce());
    }

    ScramClient(String hash, String user, String password, String clientNonce) {
        this.hash = hash;
        this.password = password;
        this.clientNonce = clientNonce;
        this.clientFirstBare = "n=" + Gs2Header.escape(SaslPrep.prepare(user)) + ",r=" + clientNonce;
    }

    @Override
    public Optional<String> initialResponse() {
        return Optional.of("n,," + clientFirstBare);
    }

    @Override
    public Optional<String> respond(String challenge) {
        requireNonNull(challenge, "challenge");
        return switch (state) {
            case FIRST -> prove(challenge);
            case FINAL -> verify(challenge);
            case VERIFIED -> Optional.empty();
        };
    }

    @Override
    public boolean isSatisfied() {
        return state == State.VERIFIED;
    }

    private Optional<String> prove(String serverFirst) {
        Matcher matcher = SERVER_FIRST.matcher(serverFirst);
        if (!matcher.matches()
                || !matcher.group(1).startsWith(clientNonce)
                || matcher.group(1).length() == clientNonce.length()) {
            return Optional.empty();
        }
        int iterations = Integer.parseInt(matcher.group(3));
        if (iterations < MIN_ITERATIONS || iterations > MAX_ITERATIONS) {
            return Optional.empty();
        }
        String withoutProof = "c=biws,r=" + matcher.group(1);
        String authMessage = clientFirstBare + "," + serverFirst + "," + withoutProof;
        byte[] salt;
        try {
            salt = Base64.getDecoder().decode(matcher.group(2));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
        ScramKeys keys = new ScramKeys(hash, password, salt, iterations);
        serverSignature = keys.serverSignature(authMessage);
        state = State.FINAL;
        return Optional.of(withoutProof + ",p=" + Base64.getEncoder().encodeToString(keys.clientProof(authMessage)));
    }

    private Optional<String> verify(String serverFinal) {
        Matcher matcher = SERVER_FINAL.matcher(serverFinal); // an error, e=, does not match
        String expected = Base64.getEncoder().encodeToString(serverSignature);
        if (!matcher.matches() || !isSame(expected, matcher.group(1))) {
            return Optional.empty();
        }
        state = State.VERIFIED;
        return Optional.of("");
    }

    private static boolean isSame(String a, String b) {
        return MessageDigest.isEqual(a.getBytes(StandardCharsets.US_ASCII), b.getBytes(StandardCharsets.US_ASCII));
    }
}
