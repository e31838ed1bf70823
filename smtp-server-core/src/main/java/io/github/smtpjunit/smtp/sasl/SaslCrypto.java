package io.github.smtpjunit.smtp.sasl;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Base64;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** The primitives of the challenge mechanisms, all of them in every JDK. */
final class SaslCrypto {

    private static final SecureRandom RANDOM = new SecureRandom();

    private SaslCrypto() {}

    /** Returns 24 random characters of the base64 alphabet. */
    static String nonce() {
        return Base64.getEncoder().encodeToString(random(18));
    }

    static byte[] random(int length) {
        byte[] random = new byte[length];
        RANDOM.nextBytes(random);
        return random;
    }

    static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    static byte[] hmac(String algorithm, byte[] key, String text) {
        return mac(algorithm, key).doFinal(utf8(text));
    }

    static byte[] hash(String algorithm, byte[] data) {
        try {
            return MessageDigest.getInstance(algorithm).digest(data);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("The JDK has no " + algorithm, e);
        }
    }

    /** Hi() of RFC 5802 section 2.2, which is PBKDF2 with one block. */
    static byte[] stretch(String algorithm, byte[] password, byte[] salt, int iterations) {
        Mac mac = mac(algorithm, password);
        mac.update(salt);
        byte[] block = mac.doFinal(new byte[] {0, 0, 0, 1});
        byte[] result = block.clone();
        for (int i = 1; i < iterations; i++) {
            block = mac.doFinal(block);
            xor(result, block);
        }
        return result;
    }

    /** Changes the first array to its exclusive or with the second. */
    static byte[] xor(byte[] target, byte[] other) {
        for (int i = 0; i < target.length; i++) {
            target[i] ^= other[i];
        }
        return target;
    }

    private static Mac mac(String algorithm, byte[] key) {
        try {
            Mac mac = Mac.getInstance(algorithm);
            // the JDK has no empty keys; HMAC pads with zeros, so one zero is the same key (RFC 2104 section 2)
            mac.init(new SecretKeySpec(key.length == 0 ? new byte[1] : key, algorithm));
            return mac;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("The JDK has no " + algorithm, e);
        }
    }
}
