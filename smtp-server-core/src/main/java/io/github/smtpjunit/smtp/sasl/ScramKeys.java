package io.github.smtpjunit.smtp.sasl;

import java.security.MessageDigest;

/** What both sides of SCRAM compute from a password (RFC 5802 section 3). The names are the RFC's. */
final class ScramKeys {

    private final String hash;
    private final String hmac;
    private final byte[] saltedPassword;

    /**
     * Derives the keys.
     *
     * @param hash {@code SHA-1} or {@code SHA-256}
     * @param password the password as the user gave it
     */
    ScramKeys(String hash, String password, byte[] salt, int iterations) {
        this.hash = hash;
        this.hmac = "Hmac" + hash.replace("-", "");
        this.saltedPassword = SaslCrypto.stretch(hmac, SaslCrypto.utf8(SaslPrep.prepare(password)), salt, iterations);
    }

    byte[] clientProof(String authMessage) {
        byte[] clientKey = SaslCrypto.hmac(hmac, saltedPassword, "Client Key");
        byte[] storedKey = SaslCrypto.hash(hash, clientKey);
        return SaslCrypto.xor(clientKey, SaslCrypto.hmac(hmac, storedKey, authMessage));
    }

    /** Compares in a time that does not depend on where the difference is. */
    boolean isClientProof(byte[] proof, String authMessage) {
        return MessageDigest.isEqual(clientProof(authMessage), proof);
    }

    byte[] serverSignature(String authMessage) {
        return SaslCrypto.hmac(hmac, SaslCrypto.hmac(hmac, saltedPassword, "Server Key"), authMessage);
    }
}
