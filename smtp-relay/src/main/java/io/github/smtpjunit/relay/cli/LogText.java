package io.github.smtpjunit.relay.cli;

import java.util.stream.Collectors;

/** Foreign text made fit for a log, a terminal and JSON. */
final class LogText {

    private static final int MAX_LENGTH = 2_000;
    private static final String PLAIN_MARKS = "_.@:/+,<>[]-";

    private LogText() {}

    /** A value of a log line: as it is if it is plain and short, else within quotes, escaped and cut. */
    static String value(String text) {
        if (text.length() > MAX_LENGTH) {
            return '"' + escaped(text.substring(0, MAX_LENGTH)) + "...\"";
        }
        return isPlain(text) ? text : '"' + escaped(text) + '"';
    }

    private static boolean isPlain(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            boolean isWord = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
            if (!isWord && PLAIN_MARKS.indexOf(c) < 0) {
                return false;
            }
        }
        return !text.isEmpty();
    }

    /**
     * Text with the escapes of JSON (RFC 8259 section 7) for all that cannot be seen: controls, half surrogate pairs,
     * directional marks.
     */
    static String escaped(String text) {
        if (isAsIs(text)) {
            return text;
        }
        StringBuilder escaped = new StringBuilder(text.length() + 16);
        text.codePoints().forEach(c -> append(escaped, c));
        return escaped.toString();
    }

    private static boolean isAsIs(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c < ' ' || c > '~' || c == '"' || c == '\\') {
                return false;
            }
        }
        return true;
    }

    /** A message on one line. */
    static String oneLine(String message) {
        return message.lines()
                .map(String::strip)
                .filter(line -> !line.isEmpty())
                .collect(Collectors.joining(" "))
                .replaceAll("\\p{Cntrl}", "?");
    }

    private static void append(StringBuilder escaped, int c) {
        switch (c) {
            case '"' -> escaped.append("\\\"");
            case '\\' -> escaped.append("\\\\");
            case '\n' -> escaped.append("\\n");
            case '\r' -> escaped.append("\\r");
            case '\t' -> escaped.append("\\t");
            default -> {
                if (isShown(c)) {
                    escaped.appendCodePoint(c);
                } else {
                    for (char half : Character.toChars(c)) {
                        escaped.append(String.format("\\u%04x", (int) half));
                    }
                }
            }
        }
    }

    private static boolean isShown(int c) {
        return switch (Character.getType(c)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.SURROGATE,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR,
                    Character.PRIVATE_USE,
                    Character.UNASSIGNED -> false;
            default -> true;
        };
    }
}
