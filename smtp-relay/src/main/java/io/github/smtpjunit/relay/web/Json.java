package io.github.smtpjunit.relay.web;

import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Writes JSON (RFC 8259). */
public final class Json {

    private Json() {}

    /** JSON that is written as it is. */
    public record Text(String json) {}

    /**
     * Returns a value as JSON on one line.
     *
     * @param value a map by names, a list, a string, a number, a boolean, null, or JSON as {@link Text}
     */
    public static String of(@Nullable Object value) {
        if (value instanceof Text text) {
            return text.json();
        }
        if (value instanceof Map<?, ?> map) {
            return map.entrySet().stream()
                    .map(entry -> of(String.valueOf(entry.getKey())) + ": " + of(entry.getValue()))
                    .collect(Collectors.joining(", ", "{", "}"));
        }
        if (value instanceof List<?> list) {
            return list.stream().map(Json::of).collect(Collectors.joining(", ", "[", "]"));
        }
        return value instanceof String text ? '"' + escaped(text) + '"' : String.valueOf(value);
    }

    /**
     * Text with the escapes of JSON (RFC 8259 section 7) for all that cannot be seen: controls, half surrogate pairs,
     * directional marks.
     */
    public static String escaped(String text) {
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

    /** Whether a reader sees a character, and not only what it does to others. */
    static boolean isShown(int c) {
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
