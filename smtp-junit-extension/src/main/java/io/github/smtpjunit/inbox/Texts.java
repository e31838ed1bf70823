package io.github.smtpjunit.inbox;

import io.github.smtpjunit.mail.MailAddress;
import io.github.smtpjunit.mail.MailPart;
import io.github.smtpjunit.mail.VisibleText;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The words of failed assertions on mails. Long values are cut around what matters, and what cannot be seen is escaped.
 */
final class Texts {

    private static final String NONE = "(none)";

    private static final int MAX_CHARS = 800;
    private static final int MAX_LINES = 15;
    private static final int MAX_ITEMS = 15;
    private static final int MAX_ITEM_CHARS = 150;
    private static final int MAX_OCTETS = 60;

    /** Texts shorter than this are compared by eye. */
    private static final int EASY_TO_COMPARE = 30;

    private Texts() {}

    /** A text that is not the expected one, or not there. */
    static String expecting(String what, String expected, Optional<String> found) {
        return expecting(what, expected, found, NONE);
    }

    static String expecting(String what, String expected, Optional<String> found, String absent) {
        int at = found.map(text -> LookAlikes.mismatch(expected, text)).orElse(0);
        return "Expecting " + what + ":\n" + block(expected, at) + "\nbut was:\n"
                + found.map(text -> block(text, at) + difference(expected, text, at))
                        .orElse("  " + absent);
    }

    static String expectingNone(String what, String found) {
        return "Expecting no " + what + ", but found:\n" + block(found, 0);
    }

    static String expectingNone(String what, List<?> found) {
        return "Expecting no " + what + ", but found:\n" + items(found);
    }

    /** One of several whole values. */
    static String expectingOneOf(String what, String expected, List<?> found) {
        return expectingOneOf(
                what, expected, found, found.stream().map(Object::toString).toList());
    }

    /**
     * One of several whole values, which are shown with more than is compared.
     *
     * @param what the values, in the plural
     * @param shown what they belong to
     * @param compared the values
     */
    static String expectingOneOf(String what, String expected, List<?> shown, List<String> compared) {
        String wholeOnly = !expected.isEmpty() && compared.stream().anyMatch(value -> value.contains(expected))
                ? "\nWhole values are compared, and that is only a part of one."
                : "";
        return "Expecting one of the " + what + " to be:\n" + block(expected, 0) + "\nbut found:\n" + items(shown)
                + wholeOnly + lookAlike(List.of(expected), compared);
    }

    /**
     * What differs where the eye does not tell it, in the first two values that look alike; nothing if no texts look
     * alike.
     */
    static String lookAlike(Collection<String> expected, Collection<String> found) {
        for (String one : expected) {
            for (String other : found) {
                if (!one.equals(other)
                        && (LookAlikes.folded(one).equals(LookAlikes.folded(other))
                                || item(one).equals(item(other)))) {
                    return "\nOne looks like " + item("\"" + one + "\"") + ". "
                            + LookAlikes.difference(one, other, LookAlikes.mismatch(one, other)) + ".";
                }
            }
        }
        return "";
    }

    static String expectingExactly(String what, List<String> expected, List<String> found) {
        String lists = "Expecting " + what + " to be exactly:\n" + items(expected) + "\nbut found:\n" + items(found);
        boolean easy = expected.size() + found.size() < 8;
        List<String> missing = without(expected, found);
        List<String> unexpected = without(found, expected);
        return lists
                + (easy ? "" : "\nMissing:\n" + items(missing) + "\nNot expected:\n" + items(unexpected))
                + lookAlike(missing, unexpected);
    }

    private static List<String> without(List<String> all, List<String> others) {
        List<String> rest = new ArrayList<>(all);
        others.forEach(rest::remove); // one for one, so that repetitions count
        return rest;
    }

    static String expectingContaining(String what, String part, Optional<String> found) {
        String text = found.orElse("");
        int known = knownPrefix(part, text);
        boolean telling = known >= Math.max(4, part.length() / 2);
        return "Expecting " + what + " to contain:\n" + block(part, 0) + "\nbut was:\n"
                + found.map(body -> block(body, telling ? body.indexOf(part.substring(0, known)) : 0))
                        .orElse("  " + NONE)
                + (telling ? "\nIt contains the beginning:\n" + block(part.substring(0, known), known) : "")
                + LookAlikes.within(text, part)
                        .map(difference -> "\nIt contains what looks like that. " + difference + ".")
                        .orElse("");
    }

    /** A part that is there, but not after the parts before it. */
    static String expectingContainingNext(String what, List<String> parts, String part, String rest) {
        return "Expecting " + what + " to contain in this order:\n" + items(parts) + "\nbut there is no:\n"
                + block(part, 0) + "\nin the rest:\n" + block(rest, 0);
    }

    /** How much of the beginning of a part a text contains. */
    private static int knownPrefix(String part, String text) {
        int known = 0;
        int unknown = part.length() + 1;
        while (unknown - known > 1) { // who contains a beginning contains the shorter ones too
            int middle = (known + unknown) >>> 1;
            if (text.contains(part.substring(0, middle))) {
                known = middle;
            } else {
                unknown = middle;
            }
        }
        return known;
    }

    static String expectingNotContaining(String what, String part, String found) {
        int at = Math.max(0, found.indexOf(part));
        return "Expecting " + what + " not to contain:\n" + block(part, 0) + "\nbut was:\n" + block(found, at)
                + "\nIt stands at character " + at + ":\n  " + excerpt(found, at);
    }

    /** A pattern that has to match the whole text. */
    static String expectingMatching(String what, Pattern pattern, Optional<String> found) {
        return expecting(what + " to match", pattern, found);
    }

    /** A pattern that has to find something in the text. */
    static String expectingContainingPattern(String what, Pattern pattern, Optional<String> found) {
        return expecting(what + " to contain the pattern", pattern, found);
    }

    private static String expecting(String what, Pattern pattern, Optional<String> found) {
        return "Expecting " + what + ":\n  /" + pattern + "/\nbut was:\n"
                + found.map(text -> block(text, 0)).orElse("  " + NONE);
    }

    static String expectingOctets(String what, byte[] expected, byte[] found) {
        int at = Math.max(0, Arrays.mismatch(expected, found));
        return "Expecting " + what + ":\n  " + octets(expected, at) + "\nbut was:\n  " + octets(found, at)
                + "\nThey differ at octet " + at + ".";
    }

    static String expectingCrlf(byte[] found, List<Integer> bare) {
        int first = bare.get(0);
        String where = bare.size() == 1
                ? "one stands alone, at octet " + first
                : bare.size() + " stand alone, the first at octet " + first;
        return "Expecting CR and LF only together, but " + where + ":\n  " + octets(found, first);
    }

    /** A quoted text; of a long one the part around what matters. */
    private static String block(String text, int focus) {
        int start = start(text, focus);
        int end = end(text, focus);
        String before = start == 0 ? "" : "(" + start + " characters before)\n";
        String after = end == text.length() ? "" : "\n(" + (text.length() - end) + " characters more)";
        return FailureReport.indented(before + "\"" + VisibleText.of(text.substring(start, end)) + "\"" + after);
    }

    private static boolean isLong(String text) {
        return text.length() > MAX_CHARS || text.lines().count() > MAX_LINES;
    }

    private static int start(String text, int focus) {
        int start = isLong(text) ? Math.max(0, focus - MAX_CHARS / 4) : 0;
        for (int lines = 0, i = focus - 1; i >= start; i--) {
            if (text.charAt(i) == '\n' && ++lines > MAX_LINES / 3 && isLong(text)) {
                return i + 1;
            }
        }
        return start;
    }

    private static int end(String text, int focus) {
        int end = isLong(text) ? Math.min(text.length(), Math.max(focus, 0) + MAX_CHARS / 2) : text.length();
        for (int lines = 0, i = Math.max(focus, 0); i < end; i++) {
            if (text.charAt(i) == '\n' && ++lines > MAX_LINES / 2 && isLong(text)) {
                return i;
            }
        }
        return end;
    }

    static String expectingPart(String what, String expected, MailPart root) {
        return "Expecting " + what + ":\n  " + expected + "\nbut was:\n  "
                + VisibleText.onOneLine(expected.contains("/") ? root.fullTree() : root.tree());
    }

    /** Numbers of mails, with three or more in a row as "0 to 40". */
    static String mails(List<Integer> numbers) {
        List<Integer> sorted = numbers.stream().sorted().toList();
        List<String> runs = new ArrayList<>();
        for (int first = 0, last; first < sorted.size(); first = last + 1) {
            last = first;
            while (last + 1 < sorted.size() && sorted.get(last + 1) == sorted.get(last) + 1) {
                last++;
            }
            if (last == first + 1) {
                last = first;
            }
            runs.add(first == last ? sorted.get(first).toString() : sorted.get(first) + " to " + sorted.get(last));
        }
        String rest = runs.size() > MAX_ITEMS ? ", and more" : "";
        return (sorted.size() == 1 ? "mail " : "mails ")
                + String.join(", ", runs.subList(0, Math.min(MAX_ITEMS, runs.size())))
                + rest;
    }

    static String items(List<?> found) {
        if (found.isEmpty()) {
            return "  " + NONE;
        }
        String shown = found.stream()
                .limit(MAX_ITEMS)
                .map(item -> "  " + item(item.toString()))
                .collect(Collectors.joining("\n"));
        return found.size() <= MAX_ITEMS ? shown : shown + "\n  (and " + (found.size() - MAX_ITEMS) + " more)";
    }

    private static String item(String text) {
        String item = VisibleText.onOneLine(text);
        return item.length() <= MAX_ITEM_CHARS ? item : item.substring(0, MAX_ITEM_CHARS) + "...";
    }

    /** Where two texts part, if that is hard to see. */
    private static String difference(String expected, String found, int at) {
        boolean hard = LookAlikes.isHardToSee(expected, found, at);
        if (Math.min(expected.length(), found.length()) < EASY_TO_COMPARE) {
            return hard ? "\n" + LookAlikes.difference(expected, found, at) + "." : "";
        }
        return "\n" + (hard ? LookAlikes.difference(expected, found, at) : "They differ at character " + at)
                + ":\n  expected: " + excerpt(expected, at) + "\n  but was:  " + excerpt(found, at);
    }

    /** On one line, in which a typed {@code \n} is another thing than a line end. */
    private static String excerpt(String text, int at) {
        int start = Math.max(0, at - 20);
        int end = Math.min(text.length(), at + 40);
        String middle = VisibleText.onOneLine(text.substring(start, end).replace("\\", "\\\\"));
        return (start > 0 ? "..." : "") + middle + (end < text.length() ? "..." : "");
    }

    /** A text with LF as the only line end, and none at its end. */
    static String lines(String text) {
        return text.replace("\r\n", "\n").replaceFirst("(?<!\n)\n++\\z", "");
    }

    static List<String> addresses(List<MailAddress> addresses) {
        return addresses.stream().map(MailAddress::toString).toList();
    }

    /** The beginning of some octets. */
    static String octets(byte[] content) {
        return "  " + octets(content, 0);
    }

    private static String octets(byte[] content, int at) {
        int start = content.length <= MAX_OCTETS ? 0 : Math.max(0, at - MAX_OCTETS / 3);
        int end = Math.min(content.length, start + MAX_OCTETS);
        StringBuilder visible = new StringBuilder();
        for (int i = start; i < end; i++) {
            int octet = content[i] & 0xff;
            visible.append(octet >= ' ' && octet <= '~' ? Character.toString(octet) : VisibleText.escaped(octet));
        }
        return content.length + (content.length == 1 ? " octet" : " octets")
                + (start == 0 ? "" : ", from " + start + " on") + ": "
                + (start == 0 ? "" : "...") + visible + (end == content.length ? "" : "...");
    }
}
