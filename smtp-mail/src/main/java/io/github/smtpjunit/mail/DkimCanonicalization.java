package io.github.smtpjunit.mail;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;

/**
 * What two mail servers may change on the way without breaking a signature (RFC 6376 section 3.4). One character for
 * each octet.
 */
enum DkimCanonicalization {

    /** Nothing may change. */
    SIMPLE(field -> field, line -> line, "\r\n"),

    /** White space may change, and the case of field names. */
    RELAXED(DkimCanonicalization::relaxedField, line -> collapsed(line).stripTrailing(), "");

    @SuppressWarnings("ImmutableEnumChecker") // functions without a state
    private final UnaryOperator<String> field;

    @SuppressWarnings("ImmutableEnumChecker")
    private final UnaryOperator<String> line;

    private final String emptyBody;

    DkimCanonicalization(UnaryOperator<String> field, UnaryOperator<String> line, String emptyBody) {
        this.field = field;
        this.line = line;
        this.emptyBody = emptyBody;
    }

    /** The algorithm for the header, and that for the body, of a {@code c=} tag: {@code simple} by default. */
    static List<DkimCanonicalization> named(String tag) {
        List<DkimCanonicalization> both = new ArrayList<>();
        for (String name : (tag.isEmpty() ? "simple" : tag).split("/", 2)) {
            switch (name.toLowerCase(Locale.ROOT)) {
                case "simple" -> both.add(SIMPLE);
                case "relaxed" -> both.add(RELAXED);
                default -> throw new IllegalArgumentException("the canonicalization c=" + tag + " is unknown");
            }
        }
        if (both.size() == 1) {
            both.add(SIMPLE);
        }
        return both;
    }

    /** A field with its line end, folded as it was sent. */
    String field(String raw) {
        return field.apply(raw);
    }

    /** A body; empty lines at its end do not count (sections 3.4.3 and 3.4.4). */
    String body(String raw) {
        List<String> lines = new ArrayList<>();
        for (int start = 0; start < raw.length(); ) {
            int end = raw.indexOf("\r\n", start);
            lines.add(line.apply(raw.substring(start, end < 0 ? raw.length() : end)));
            start = end < 0 ? raw.length() : end + 2;
        }
        int count = lines.size();
        while (count > 0 && lines.get(count - 1).isEmpty()) {
            count--;
        }
        return count == 0
                ? emptyBody
                : lines.subList(0, count).stream().collect(Collectors.joining("\r\n", "", "\r\n"));
    }

    private static String relaxedField(String raw) {
        int colon = raw.indexOf(':');
        String value = collapsed(raw.substring(colon + 1).replace("\r\n", "")).strip();
        return raw.substring(0, colon).strip().toLowerCase(Locale.ROOT) + ":" + value + "\r\n";
    }

    private static String collapsed(String text) {
        return text.replaceAll("[ \t]+", " ");
    }
}
