package io.github.smtpjunit.mail;

import java.io.ByteArrayOutputStream;

/** Quoted-printable (RFC 2045 section 6.7); an equals sign that encodes nothing stands for itself. */
final class QuotedPrintable {

    private QuotedPrintable() {}

    static byte[] decode(Octets encoded, Problems problems) {
        ByteArrayOutputStream decoded = new ByteArrayOutputStream(encoded.length());
        boolean blanks = false;
        int loose = 0;
        int at = encoded.from();
        while (at < encoded.to()) {
            int lineEnd = encoded.lineEnd(at);
            int next = encoded.afterLineEnd(lineEnd);
            int textEnd = lineEnd;
            while (textEnd > at && isBlank(encoded.at(textEnd - 1))) {
                textEnd--; // rule 3: only the transport can have added them
            }
            blanks |= textEnd < lineEnd;
            boolean soft = textEnd > at && encoded.at(textEnd - 1) == '=';
            loose += line(encoded.between(at, soft ? textEnd - 1 : textEnd), decoded);
            if (!soft) {
                decoded.writeBytes(encoded.between(lineEnd, next).toArray());
            }
            at = next;
        }
        if (blanks) {
            problems.add("Blanks at the end of a quoted-printable line: left out");
        }
        if (loose > 0) {
            problems.add("Quoted-printable has an equals sign that encodes nothing: kept");
        }
        return decoded.toByteArray();
    }

    private static int line(Octets line, ByteArrayOutputStream decoded) {
        int loose = 0;
        for (int i = line.from(); i < line.to(); i++) {
            byte octet = line.at(i);
            int value = octet == '=' && i + 2 < line.to() ? hex(line.at(i + 1), line.at(i + 2)) : -1;
            if (octet == '=' && value >= 0) {
                decoded.write(value);
                i += 2;
            } else {
                decoded.write(octet);
                loose += octet == '=' ? 1 : 0;
            }
        }
        return loose;
    }

    private static boolean isBlank(byte octet) {
        return octet == ' ' || octet == '\t';
    }

    /**
     * The octet that two hexadecimal digits stand for, in upper or lower case; -1 if they are not hexadecimal digits.
     */
    static int hex(int high, int low) {
        int one = Character.digit(high, 16);
        int other = Character.digit(low, 16);
        return one < 0 || other < 0 || high > 0x7f || low > 0x7f ? -1 : one << 4 | other;
    }
}
