package io.github.smtpjunit.smtp;

import java.nio.charset.StandardCharsets;

/** The encoding of parameter values: {@code +} and two hexadecimal digits stand for an octet (RFC 3461 section 4). */
final class Xtext {

    private Xtext() {}

    static String decode(String xtext) {
        byte[] encoded = xtext.getBytes(StandardCharsets.UTF_8);
        byte[] decoded = new byte[encoded.length];
        int count = 0;
        for (int i = 0; i < encoded.length; i++) {
            int octet = encoded[i];
            if (octet == '+' && i + 2 < encoded.length && isHex(encoded[i + 1]) && isHex(encoded[i + 2])) {
                octet = 16 * Character.digit(encoded[i + 1], 16) + Character.digit(encoded[i + 2], 16);
                i += 2;
            }
            decoded[count++] = (byte) octet;
        }
        return new String(decoded, 0, count, StandardCharsets.UTF_8);
    }

    private static boolean isHex(byte octet) {
        return Character.digit(octet, 16) >= 0;
    }
}
