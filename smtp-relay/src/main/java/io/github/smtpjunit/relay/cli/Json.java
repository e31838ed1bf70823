package io.github.smtpjunit.relay.cli;

import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Writes JSON (RFC 8259). */
final class Json {

    private Json() {}

    /**
     * Returns a value as JSON on one line.
     *
     * @param value a map by names, a list, a string, a number, a boolean or null
     */
    static String of(@Nullable Object value) {
        if (value instanceof Map<?, ?> map) {
            return map.entrySet().stream()
                    .map(entry -> of(String.valueOf(entry.getKey())) + ": " + of(entry.getValue()))
                    .collect(Collectors.joining(", ", "{", "}"));
        }
        if (value instanceof List<?> list) {
            return list.stream().map(Json::of).collect(Collectors.joining(", ", "[", "]"));
        }
        return value instanceof String text ? '"' + LogText.escaped(text) + '"' : String.valueOf(value);
    }
}
