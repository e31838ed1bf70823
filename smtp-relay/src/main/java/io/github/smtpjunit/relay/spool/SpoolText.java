package io.github.smtpjunit.relay.spool;

/**
 * How text of a mail or of a remote host stands in a line of a spool's file: as it is, but for spaces, controls and
 * backslashes, which are escaped. So it cannot end the line, and does no harm to a terminal.
 */
final class SpoolText {

    private SpoolText() {}

    /** Escapes a word that stands between spaces. */
    static String word(String text) {
        return escape(text, true);
    }

    /** Escapes what stands at the end of a line, and may have spaces. */
    static String rest(String text) {
        return escape(text, false);
    }

    private static String escape(String text, boolean spaces) {
        if (isPlain(text)) {
            return text;
        }
        StringBuilder escaped = new StringBuilder(text.length() + 16);
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '\\') {
                escaped.append("\\\\");
            } else if (c == ' ' && spaces) {
                escaped.append("\\s");
            } else if (isSafe(text, i)) {
                escaped.append(c);
            } else {
                escaped.append(String.format("\\u%04x", (int) c));
            }
        }
        return escaped.toString();
    }

    private static boolean isPlain(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c <= ' ' || c >= 0x7f || c == '\\') {
                return false;
            }
        }
        return true;
    }

    private static boolean isSafe(String text, int i) {
        char c = text.charAt(i);
        if (Character.isHighSurrogate(c)) {
            return i + 1 < text.length() && Character.isLowSurrogate(text.charAt(i + 1));
        }
        if (Character.isLowSurrogate(c)) {
            return i > 0 && Character.isHighSurrogate(text.charAt(i - 1));
        }
        return c >= ' ' && (c < 0x7f || c >= 0xa0) && c != '\u2028' && c != '\u2029';
    }

    /**
     * Reads what {@link #word} or {@link #rest} has written.
     *
     * @throws SpoolFormatException if neither has
     */
    static String read(String escaped) throws SpoolFormatException {
        if (escaped.indexOf('\\') < 0) {
            return escaped;
        }
        StringBuilder text = new StringBuilder(escaped.length());
        int i = 0;
        while (i < escaped.length()) {
            char c = escaped.charAt(i);
            char kind = c == '\\' && i + 1 < escaped.length() ? escaped.charAt(i + 1) : ' ';
            if (c != '\\') {
                text.append(c);
                i++;
            } else if (kind == '\\' || kind == 's') {
                text.append(kind == 's' ? ' ' : kind);
                i += 2;
            } else if (kind == 'u') {
                text.append(unicode(escaped, i + 2));
                i += 6;
            } else {
                throw new SpoolFormatException("a backslash that escapes nothing");
            }
        }
        return text.toString();
    }

    private static char unicode(String escaped, int from) throws SpoolFormatException {
        try {
            return (char) Integer.parseInt(escaped, from, from + 4, 16);
        } catch (IndexOutOfBoundsException | NumberFormatException e) {
            throw new SpoolFormatException("a backslash that escapes nothing", e);
        }
    }
}
