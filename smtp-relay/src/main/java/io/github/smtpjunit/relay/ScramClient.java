package io.github.smtpjunit.relay;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.text.Normalizer;
import java.util.Base64;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** SCRAM without channel binding (RFC 5802, RFC 7677). The names are the RFC's. */
final class ScramClient implements ClientMechanism {

    private static final Pattern SERVER_FIRST =
            Pattern.compile("r=([!-+\\--~]+),s=([A-Za-z0-9+/]+=*),i=([1-9]\\d{0,6})(,.*)?"); // m= does not match
    private static final Pattern SERVER_FINAL = Pattern.compile("v=([A-Za-z0-9+/]+=*)(,.*)?");
    private static final int MIN_ITERATIONS =
            4_096; // less makes a stolen exchange cheap to guess from: RFC 7677 section 4
    private static final int MAX_ITERATIONS = 1_000_000; // more is an attack on us: RFC 5802 section 9
    private static final SecureRandom RANDOM = new SecureRandom();

    private enum State {
        FIRST,
        FINAL,
        VERIFIED
    }

    private final String hash;
    private final String hmac;
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
        this(hash, user, password, nonce());
    }

    ScramClient(String hash, String user, String password, String clientNonce) {
        this.hash = hash;
        this.hmac = "Hmac" + hash.replace("-", "");
        this.password = prepare(password);
        this.clientNonce = clientNonce;
        this.clientFirstBare = "n=" + prepare(user).replace("=", "=3D").replace(",", "=2C") + ",r=" + clientNonce;
    }

    private static String nonce() {
        byte[] octets = new byte[18];
        RANDOM.nextBytes(octets);
        return Base64.getEncoder().encodeToString(octets);
    }

    /** SASLprep (RFC 4013), as far as it makes equal what looks equal. */
    private static String prepare(String text) {
        String mapped = text.replaceAll("[\\p{Zs}\u200B]", " ")
                .replaceAll("[\u00AD\u034F\u1806\u180B-\u180D\u200C\u200D\u2060\uFE00-\uFE0F\uFEFF]", "");
        return Normalizer.normalize(mapped, Normalizer.Form.NFKC);
    }

    @Override
    public String name() {
        return "SCRAM-" + hash;
    }

    @Override
    public Optional<String> initialResponse() {
        return Optional.of("n,," + clientFirstBare);
    }

    @Override
    public Optional<String> respond(String challenge) {
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
        try {
            byte[] saltedPassword = stretch(Base64.getDecoder().decode(matcher.group(2)), iterations);
            byte[] clientKey = hmac(saltedPassword, "Client Key");
            byte[] storedKey = MessageDigest.getInstance(hash).digest(clientKey);
            byte[] proof = xor(clientKey, hmac(storedKey, authMessage));
            serverSignature = hmac(hmac(saltedPassword, "Server Key"), authMessage);
            state = State.FINAL;
            return Optional.of(withoutProof + ",p=" + Base64.getEncoder().encodeToString(proof));
        } catch (IllegalArgumentException e) {
            return Optional.empty(); // the salt is no base64
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("Every JDK has " + hmac, e);
        }
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

    /** Hi() of RFC 5802 section 2.2. */
    private byte[] stretch(byte[] salt, int iterations) throws GeneralSecurityException {
        Mac mac = mac(password.getBytes(StandardCharsets.UTF_8));
        mac.update(salt);
        byte[] last = mac.doFinal(new byte[] {0, 0, 0, 1});
        byte[] all = last.clone();
        for (int i = 1; i < iterations; i++) {
            last = mac.doFinal(last);
            for (int k = 0; k < all.length; k++) {
                all[k] ^= last[k];
            }
        }
        return all;
    }

    private byte[] hmac(byte[] key, String text) throws GeneralSecurityException {
        return mac(key).doFinal(text.getBytes(StandardCharsets.UTF_8));
    }

    private Mac mac(byte[] key) throws GeneralSecurityException {
        Mac mac = Mac.getInstance(hmac);
        mac.init(new SecretKeySpec(key.length == 0 ? new byte[1] : key, hmac)); // a key of zeros is an empty one
        return mac;
    }

    private static byte[] xor(byte[] a, byte[] b) {
        byte[] both = a.clone();
        for (int i = 0; i < both.length; i++) {
            both[i] ^= b[i];
        }
        return both;
    }
}
