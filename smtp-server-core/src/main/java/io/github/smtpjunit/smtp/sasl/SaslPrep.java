package io.github.smtpjunit.smtp.sasl;

import java.text.Normalizer;

/**
 * Makes equal what users take for equal in names and passwords: the mapping and normalization of SASLprep (RFC 4013
 * sections 2.1 and 2.2). What it prohibits is left as it is: it never equals anything else, and control characters in
 * names are refused earlier.
 */
final class SaslPrep {

    private SaslPrep() {}

    static String prepare(String text) {
        if (text.chars().allMatch(c -> c < 0x80)) {
            return text; // nothing is mapped there
        }
        StringBuilder mapped = new StringBuilder();
        text.codePoints().forEach(c -> {
            if (Character.getType(c) == Character.SPACE_SEPARATOR || c == 0x200B) {
                mapped.append(' '); // RFC 3454 table C.1.2
            } else if (!isMappedToNothing(c)) {
                mapped.appendCodePoint(c);
            }
        });
        return Normalizer.normalize(mapped, Normalizer.Form.NFKC);
    }

    /** RFC 3454 table B.1. */
    private static boolean isMappedToNothing(int c) {
        return switch (c) {
            case 0x00AD, 0x034F, 0x1806, 0x180B, 0x180C, 0x180D, 0x200C, 0x200D, 0x2060, 0xFEFF -> true;
            default -> c >= 0xFE00 && c <= 0xFE0F;
        };
    }
}
