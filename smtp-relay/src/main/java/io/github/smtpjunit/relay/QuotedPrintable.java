package io.github.smtpjunit.relay;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;

/** The encoding by which text of any form fits into lines of 76 printable characters (RFC 2045 section 6.7). */
final class QuotedPrintable {

    private static final int LINE = 76;
    private static final int LONGEST_LINE = 998; // RFC 5322 section 2.1.1
    private static final HexFormat HEX = HexFormat.of().withUpperCase();

    private QuotedPrintable() {}

    /** Returns whether a text must be encoded where only 7bit is allowed (RFC 2045 section 2.7). */
    static boolean isNeeded(byte[] text) {
        int lineStart = 0;
        for (int i = 0; i < text.length; i++) {
            if (isLineBreak(text, i)) {
                lineStart = i + 2;
                i++;
            } else if (!isPlain(text[i]) || i - lineStart >= LONGEST_LINE) {
                return true;
            }
        }
        return false;
    }

    /** Encodes; line breaks stay, bare CR and LF do not count for any. */
    static byte[] encode(byte[] text) {
        StringBuilder encoded = new StringBuilder(text.length + text.length / 8);
        int length = 0;
        for (int i = 0; i < text.length; i++) {
            if (isLineBreak(text, i)) {
                encoded.append("\r\n");
                length = 0;
                i++;
                continue;
            }
            String next = character(text, i);
            if (length + next.length() >= LINE) { // one place is left for the = of a soft line break
                encoded.append("=\r\n");
                length = 0;
            }
            encoded.append(next);
            length += next.length();
        }
        return encoded.toString().getBytes(StandardCharsets.US_ASCII);
    }

    private static String character(byte[] text, int place) {
        byte octet = text[place];
        boolean endsLine = place + 1 == text.length || isLineBreak(text, place + 1);
        boolean isSpace = octet == ' ' || octet == '\t';
        return isPlain(octet) && octet != '=' && !(isSpace && endsLine)
                ? Character.toString((char) octet)
                : "=" + HEX.toHexDigits(octet);
    }

    private static boolean isPlain(byte octet) {
        return (octet >= ' ' && octet < 0x7F) || octet == '\t';
    }

    private static boolean isLineBreak(byte[] text, int place) {
        return text[place] == '\r' && place + 1 < text.length && text[place + 1] == '\n';
    }
}
