package io.github.smtpjunit.mail;

import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * A media type and its parameters.
 *
 * @param name type and subtype in lower case
 * @param field the content of the field, with the parameters
 */
record MediaType(String name, ContentField field) {

    /** The type of a part that names no other (RFC 2045 section 5.2). */
    static final MediaType TEXT = new MediaType("text/plain", new ContentField("text/plain", Map.of()));

    private static final MediaType MESSAGE =
            new MediaType("message/rfc822", new ContentField("message/rfc822", Map.of()));

    /** Reads a type; {@link #TEXT} if the field is not a type (RFC 2045 section 5.2). */
    static MediaType read(Optional<String> value, MediaType byDefault, Problems problems) {
        if (value.isEmpty() || value.get().isEmpty()) {
            return byDefault;
        }
        ContentField field = ContentField.read("Content-Type", value.get(), problems);
        String name = field.value();
        if (isType(name)) {
            return new MediaType(name, field);
        }
        problems.add("Cannot read Content-Type " + Problems.excerpt(value.get()));
        boolean multipart =
                name.startsWith("multipart/") && !field.parameter("boundary").isEmpty();
        return new MediaType(multipart ? "multipart/" + name.substring(name.lastIndexOf('/') + 1) : TEXT.name(), field);
    }

    private static boolean isType(String name) {
        int slash = name.indexOf('/');
        return slash > 0
                && slash == name.lastIndexOf('/')
                && slash < name.length() - 1
                && name.chars().allMatch(c -> c > ' ' && c < 0x7f && "()<>@,;:\\\"[]?=".indexOf(c) < 0);
    }

    boolean isMultipart() {
        return name.startsWith("multipart/");
    }

    boolean isMessage() {
        return name.startsWith("message/");
    }

    /** The type of a part of this multipart that names no type (RFC 2046 section 5.1.5). */
    MediaType childType() {
        return name.equals("multipart/digest") ? MESSAGE : TEXT;
    }

    String boundary() {
        return field.parameter("boundary").orElse("");
    }

    /** The label of its charset in lower case; empty if it has no charset. */
    String charset() {
        return field.parameter("charset").orElse("").toLowerCase(Locale.ROOT);
    }

    boolean isFlowed() {
        return "flowed".equalsIgnoreCase(field.parameter("format").orElse(""));
    }

    boolean deletesSpaces() {
        return "yes".equalsIgnoreCase(field.parameter("delsp").orElse(""));
    }
}
