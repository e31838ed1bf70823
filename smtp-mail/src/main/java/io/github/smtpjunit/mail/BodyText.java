package io.github.smtpjunit.mail;

import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Optional;

/** The text of a part: decoded with its charset, or else with the charset that the octets suggest. */
final class BodyText {

    /**
     * The number of octets of HTML that are searched for a charset. WHATWG says 1024, but mails often have style sheets
     * before it.
     */
    private static final int PRESCAN = 4096;

    private BodyText() {}

    /** Decodes octets of a type; the label is empty if there is no label. */
    static String decode(byte[] octets, String type, String label, Problems problems) {
        Optional<TextCharset> byMark = byMark(octets, label);
        if (byMark.isPresent()) {
            return withoutMark(byMark.get().decode(octets));
        }
        Optional<TextCharset> declared = label.isEmpty() ? Optional.empty() : Charsets.named(label);
        if (declared.isEmpty() && !label.isEmpty()) {
            problems.add("Unknown charset " + Problems.excerpt(label));
        }
        Optional<TextCharset> known = declared.isPresent() ? declared : inside(octets, type);
        TextCharset charset = known.isPresent() ? known.get() : Charsets.guess(octets);
        noteDoubts(octets, charset, declared.isPresent() || !label.isEmpty(), problems);
        return charset.decode(octets);
    }

    private static void noteDoubts(byte[] octets, TextCharset charset, boolean labelled, Problems problems) {
        if (isAscii(octets)) {
            return;
        }
        if (charset.equals(Charsets.US_ASCII)) {
            problems.add("A text says us-ascii, but is not: read as "
                    + Charsets.guess(octets).name());
        } else if (!labelled) {
            problems.add("A text beyond ASCII names no charset: read as " + charset.name());
        } else if (charset.decode(octets).indexOf('\ufffd') >= 0) {
            problems.add("A text is not all " + charset.name() + ": invalid octets became U+FFFD");
        }
    }

    private static boolean isAscii(byte[] octets) {
        for (byte octet : octets) {
            if (octet < 0) {
                return false;
            }
        }
        return true;
    }

    /** A byte order mark overrides any label. Only UTF-32 begins with the same octets as UTF-16. */
    private static Optional<TextCharset> byMark(byte[] octets, String label) {
        if (startsWith(octets, 0xef, 0xbb, 0xbf)) {
            return Optional.of(Charsets.UTF_8);
        }
        boolean utf32 = label.toLowerCase(Locale.ROOT).startsWith("utf-32");
        if (startsWith(octets, 0xfe, 0xff) && !utf32) {
            return Optional.of(TextCharset.of(StandardCharsets.UTF_16BE));
        }
        return startsWith(octets, 0xff, 0xfe) && !utf32
                ? Optional.of(TextCharset.of(StandardCharsets.UTF_16LE))
                : Optional.empty();
    }

    private static boolean startsWith(byte[] octets, int... start) {
        if (octets.length < start.length) {
            return false;
        }
        for (int i = 0; i < start.length; i++) {
            if ((octets[i] & 0xff) != start[i]) {
                return false;
            }
        }
        return true;
    }

    private static String withoutMark(String text) {
        return text.startsWith("\ufeff") ? text.substring(1) : text;
    }

    /** The charset that HTML or XML declares in its own text. */
    private static Optional<TextCharset> inside(byte[] octets, String type) {
        boolean xml = type.endsWith("/xml") || type.endsWith("+xml");
        if (!xml && !type.equals("text/html")) {
            return Optional.empty();
        }
        if (xml && startsWith(octets, '<', 0, '?', 0)) {
            return Optional.of(TextCharset.of(StandardCharsets.UTF_16LE));
        }
        if (xml && startsWith(octets, 0, '<', 0, '?')) {
            return Optional.of(TextCharset.of(StandardCharsets.UTF_16BE));
        }
        String start = new String(octets, 0, Math.min(octets.length, PRESCAN), StandardCharsets.ISO_8859_1)
                .toLowerCase(Locale.ROOT);
        String label = start.stripLeading().startsWith("<?xml") ? valueIn(start, "encoding", "?>") : "";
        if (label.isEmpty() && !xml) {
            label = inMeta(start);
        }
        boolean wide = label.startsWith("utf-16"); // it could not have been read as ASCII
        return wide ? Optional.of(Charsets.UTF_8) : Charsets.named(label);
    }

    private static String inMeta(String html) {
        int at = html.indexOf("<meta");
        while (at >= 0) {
            int comment = html.lastIndexOf("<!--", at);
            boolean commented = comment >= 0 && html.indexOf("-->", comment) > at;
            String label = commented ? "" : valueIn(html.substring(at), "charset", ">");
            if (!label.isEmpty()) {
                return label;
            }
            at = html.indexOf("<meta", at + 1);
        }
        return "";
    }

    /** The value after a name and an equals sign, up to an end. */
    private static String valueIn(String text, String name, String end) {
        int stop = text.indexOf(end);
        String tag = stop < 0 ? text : text.substring(0, stop);
        int found = tag.indexOf(name);
        if (found < 0) {
            return "";
        }
        String rest = tag.substring(found + name.length()).stripLeading();
        if (!rest.startsWith("=")) {
            return "";
        }
        String value = rest.substring(1).stripLeading();
        int start = value.startsWith("\"") || value.startsWith("'") ? 1 : 0;
        int length = start;
        while (length < value.length() && "\"' ;/\t\r\n".indexOf(value.charAt(length)) < 0) {
            length++;
        }
        return value.substring(start, length);
    }
}
