package io.github.smtpjunit.relay;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;

/** Text for header fields, into which nothing from outside gets but what is harmless there. */
final class HeaderText {

    private static final int LINE = 78; // RFC 5322 section 2.1.1: what a line should not exceed
    private static final DateTimeFormatter DATE = DateTimeFormatter.ofPattern(
                    "EEE, d MMM yyyy HH:mm:ss Z", Locale.ENGLISH)
            .withZone(ZoneOffset.UTC);

    private HeaderText() {}

    /** Writes a time as RFC 5322 section 3.3 does, in UTC. */
    static String date(Instant time) {
        return DATE.format(time);
    }

    /**
     * Puts a question mark for each control character, and cuts the text. What is not US-ASCII is kept where UTF-8 may
     * stand, and spelled as {@code \x{...}} elsewhere (RFC 6533 section 3).
     */
    static String clean(String text, int limit, boolean utf8) {
        StringBuilder clean = new StringBuilder();
        text.codePoints().limit(limit).takeWhile(c -> clean.length() < limit).forEach(c -> {
            if (c >= ' ' && c < 0x7f) {
                clean.append((char) c);
            } else if (c < 0xa0) {
                clean.append('?');
            } else if (utf8 && isVisible(c)) {
                clean.appendCodePoint(c);
            } else {
                clean.append(String.format("\\x{%X}", c));
            }
        });
        return clean.toString();
    }

    /** What breaks lines, or makes text look like other text, is not. */
    private static boolean isVisible(int c) {
        return switch (Character.getType(c)) {
            case Character.LINE_SEPARATOR, Character.PARAGRAPH_SEPARATOR, Character.FORMAT, Character.SURROGATE ->
                false;
            default -> true;
        };
    }

    /**
     * Appends words, separated by spaces or, where the line would grow too long, by a fold (RFC 5322 section 2.2.3).
     */
    static void appendFolded(StringBuilder field, List<String> words) {
        for (String word : words) {
            int used = field.length() - (field.lastIndexOf("\n") + 1);
            boolean startsLine = used == 0 || field.charAt(field.length() - 1) == '\t';
            if (!startsLine) {
                field.append(used + 1 + word.length() > LINE ? "\r\n\t" : " ");
            }
            field.append(word);
        }
    }
}
