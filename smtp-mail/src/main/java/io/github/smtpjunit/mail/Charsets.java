package io.github.smtpjunit.mail;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Finds charsets by the labels in mails, as the WHATWG Encoding standard reads them: iso-8859-1 is windows-1252, gb2312
 * is gb18030, and so on.
 *
 * <p>It differs from the standard in three points. Text in us-ascii that contains UTF-8 is read as UTF-8. If a mail
 * declares utf-7, utf-32 or another charset of the JDK (such as cp850 and iso-2022-kr), it is used. Punctuation in
 * labels is ignored, so that {@code cp-1252} and {@code windows1251} are known.
 */
final class Charsets {

    static final TextCharset UTF_8 = TextCharset.of(StandardCharsets.UTF_8);
    static final TextCharset WINDOWS_1252 = TextCharset.withControls(Charset.forName("windows-1252"));

    /** ASCII, and the UTF-8 or windows-1252 that senders hide behind its name. */
    static final TextCharset US_ASCII =
            new TextCharset("us-ascii", octets -> guess(octets).decode(octets));

    private static final int MAX_LABEL = 60;

    /** The charsets found so far. Only existing labels are kept, so that a sender cannot fill the map. */
    private static final Map<String, TextCharset> KNOWN =
            new ConcurrentHashMap<>(Map.of("utf8", UTF_8, "usascii", US_ASCII));

    private Charsets() {}

    /** The charset of a label; empty for an unknown label. */
    static Optional<TextCharset> named(String label) {
        String plain = plain(label);
        TextCharset known = KNOWN.get(plain);
        if (known == null) {
            known = CharsetLabels.find(plain);
            if (known != null) {
                KNOWN.put(plain, known);
            }
        }
        return Optional.ofNullable(known);
    }

    /**
     * A label without the details that differ between mails: case, punctuation, a leading x, the year of a standard.
     */
    static String plain(String label) {
        StringBuilder plain = new StringBuilder();
        for (int i = 0; i < label.length() && plain.length() <= MAX_LABEL && !label.startsWith(":19", i); i++) {
            char c = Character.toLowerCase(label.charAt(i));
            boolean leadingX = c == 'x' && plain.isEmpty();
            if (!leadingX && ((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9'))) {
                plain.append(c);
            }
        }
        return plain.toString();
    }

    static boolean isUtf8(byte[] octets) {
        return TextCharset.isSound(octets, StandardCharsets.UTF_8);
    }

    /** The charset of octets without a label. */
    static TextCharset guess(byte[] octets) {
        return isUtf8(octets) ? UTF_8 : WINDOWS_1252;
    }
}
