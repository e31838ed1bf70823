package io.github.smtpjunit.jupiter;

import jakarta.mail.internet.InternetAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** The words of failed assertions on mails; long values are cut. */
final class Texts {

    /** What stands for a value that is not there. */
    static final String NONE = "(none)";

    private static final int MAX_LENGTH = 1_000;
    private static final int MAX_ITEMS = 20;

    private Texts() {}

    static String expecting(String what, Object expected, Object found) {
        return "Expecting " + what + ":\n" + block(expected) + "\nbut was:\n" + block(found)
                + difference(expected, found);
    }

    static String expectingOneOf(String what, String expected, List<?> found) {
        return "Expecting " + what + " to contain:\n" + block(expected) + "\nbut found:\n" + items(found);
    }

    static String expectingContaining(String what, String part, String found) {
        return "Expecting " + what + " to contain:\n" + block(part) + "\nbut was:\n" + block(found);
    }

    static String expectingNotContaining(String what, String part, String found) {
        int at = found.indexOf(part);
        String around = at < 0 ? found : found.substring(Math.max(0, at - 200), Math.min(found.length(), at + 200));
        return "Expecting " + what + " not to contain:\n" + block(part) + "\nbut found it in:\n" + block(around);
    }

    static String expectingMatching(String what, Pattern pattern, String found) {
        return "Expecting " + what + " to match:\n" + FailureReport.indented("/" + pattern + "/") + "\nbut was:\n"
                + block(found);
    }

    private static String block(Object value) {
        if (value instanceof List<?> list) {
            return items(list);
        }
        String text = value.toString();
        String cut = text.length() <= MAX_LENGTH ? text : text.substring(0, MAX_LENGTH);
        String rest =
                text.length() <= MAX_LENGTH ? "" : "\n  (and " + (text.length() - MAX_LENGTH) + " characters more)";
        String quoted = value.equals(NONE) ? NONE : "\"" + cut + "\"";
        return FailureReport.indented(quoted) + rest;
    }

    private static String items(List<?> found) {
        if (found.isEmpty()) {
            return "  (none)";
        }
        String shown = found.stream().limit(MAX_ITEMS).map(item -> "  " + item).collect(Collectors.joining("\n"));
        return found.size() <= MAX_ITEMS ? shown : shown + "\n  (and " + (found.size() - MAX_ITEMS) + " more)";
    }

    /** Where two texts part, if that is hard to see. */
    private static String difference(Object expected, Object found) {
        if (!(expected instanceof String one) || !(found instanceof String other) || one.length() < 40) {
            return "";
        }
        int at = 0;
        while (at < Math.min(one.length(), other.length()) && one.charAt(at) == other.charAt(at)) {
            at++;
        }
        return "\nThey differ at character " + at + ":\n  expected: " + excerpt(one, at) + "\n  but was:  "
                + excerpt(other, at);
    }

    private static String excerpt(String text, int at) {
        int start = Math.max(0, at - 20);
        int end = Math.min(text.length(), at + 40);
        String middle = text.substring(start, end).replace("\n", "\\n").replace("\r", "\\r");
        return (start > 0 ? "..." : "") + middle + (end < text.length() ? "..." : "");
    }

    /** A text with LF as the only line end, and none at its end. */
    static String lines(String text) {
        return text.replace("\r\n", "\n").replaceAll("\n+$", "");
    }

    static List<String> addresses(List<InternetAddress> addresses) {
        return addresses.stream().map(InternetAddress::toUnicodeString).toList();
    }

    static String octets(byte[] content) {
        String text = new String(content, StandardCharsets.ISO_8859_1);
        String visible = text.replace("\r", "\\r").replace("\n", "\\n");
        return content.length + " octets: " + visible;
    }
}
