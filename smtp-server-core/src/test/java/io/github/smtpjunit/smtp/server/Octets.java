package io.github.smtpjunit.smtp.server;

import java.nio.charset.StandardCharsets;

/** Octets as text and back: Latin-1, with the escapes of a Java string for what is not printable. */
final class Octets {

    private Octets() {}

    static String escape(String latin1) {
        StringBuilder escaped = new StringBuilder();
        for (int i = 0; i < latin1.length(); i++) {
            char c = latin1.charAt(i);
            switch (c) {
                case '\r' -> escaped.append("\\r");
                case '\n' -> escaped.append("\\n");
                case '\\' -> escaped.append("\\\\");
                default -> escaped.append(c >= ' ' && c < 0x7f ? String.valueOf(c) : String.format("\\x%02x", (int) c));
            }
        }
        return escaped.toString();
    }

    static String unescape(String text) {
        StringBuilder plain = new StringBuilder();
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c != '\\') {
                plain.append(c);
                continue;
            }
            char escape = text.charAt(++i);
            switch (escape) {
                case 'r' -> plain.append('\r');
                case 'n' -> plain.append('\n');
                case 't' -> plain.append('\t');
                case 'x' -> {
                    plain.append((char) Integer.parseInt(text.substring(i + 1, i + 3), 16));
                    i += 2;
                }
                case '\\' -> plain.append('\\');
                default -> throw new IllegalArgumentException("No such escape: " + escape);
            }
        }
        return plain.toString();
    }

    static byte[] of(String latin1) {
        return latin1.getBytes(StandardCharsets.ISO_8859_1);
    }

    static String toString(byte[] octets) {
        return new String(octets, StandardCharsets.ISO_8859_1);
    }
}
