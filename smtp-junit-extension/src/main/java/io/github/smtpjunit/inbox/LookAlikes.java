package io.github.smtpjunit.inbox;

import io.github.smtpjunit.mail.VisibleText;
import java.text.Normalizer;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Texts that differ in what cannot be seen, or hardly: composed letters, blanks, letters of another script, hyphens.
 */
final class LookAlikes {

    /** Characters in pairs: one, and a simpler one that it looks like. */
    private static final Map<Integer, Integer> SIMPLER =
            pairs("АAВBЕEЅSІ1ЈJКKМMНHОOРPСCТTУYХXаaеeоoрpсcуyхxіiјjѕsһhԁdԛqԝw"
                    + "ΑAΒBΕEΖZΗHΙ1ΚKΜMΝNΟOΡPΤTΥYΧXοoνvρpιi" // Greek; the line before is Cyrillic
                    + "ıiɑaɡg٠O׀1ǀ1∣1‚,"
                    + "0OI1l1|1"); // within ASCII, in many fonts

    private static final int MAX_MARKS = 4;

    private static final int MINUS = '\u2212'; // a sign of mathematics, and no dash by its category

    private LookAlikes() {}

    private static Map<Integer, Integer> pairs(String pairs) {
        Map<Integer, Integer> simpler = new HashMap<>();
        for (int i = 0; i < pairs.length(); i += 2) {
            simpler.put((int) pairs.charAt(i), (int) pairs.charAt(i + 1));
        }
        return simpler;
    }

    /** The index of the first character in which two texts differ, -1 if they are equal. */
    static int mismatch(String expected, String found) {
        int common = Math.min(expected.length(), found.length());
        int at = 0;
        while (at < common && expected.charAt(at) == found.charAt(at)) {
            at++;
        }
        if (at == expected.length() && at == found.length()) {
            return -1;
        }
        boolean withinOne = at > 0 && at < common && Character.isHighSurrogate(expected.charAt(at - 1));
        return withinOne ? at - 1 : at;
    }

    /**
     * Whether a reader may overlook what differs at an index: it is unseen, or not of ASCII, or the texts look alike.
     */
    static boolean isHardToSee(String expected, String found, int at) {
        if (at < 0 || folded(expected).equals(folded(found))) {
            return at >= 0;
        }
        String rest = expected.substring(at);
        String other = found.substring(at);
        if (rest.isEmpty() || other.isEmpty()) {
            return !isPlain((rest + other).codePointAt(0));
        }
        int one = rest.codePointAt(0);
        int two = other.codePointAt(0);
        return !isPlain(one)
                || !isPlain(two)
                || folded(Character.toString(one)).equals(folded(Character.toString(two)));
    }

    private static boolean isPlain(int c) {
        return c >= ' ' && c <= '~';
    }

    /**
     * By which characters a text differs from the expected one that it looks like; empty if it is equal, or does not
     * look like it.
     */
    static Optional<String> between(String expected, String found) {
        return !expected.equals(found) && folded(expected).equals(folded(found))
                ? Optional.of(difference(expected, found, mismatch(expected, found)))
                : Optional.empty();
    }

    /** One sentence without its period: where two texts part, and by which characters. */
    static String difference(String expected, String found, int at) {
        return "They differ at character " + at + ": " + named(expected, at) + " is expected, but " + named(found, at)
                + " was found";
    }

    /** A character by its number and name, with the marks upon it. */
    private static String named(String text, int at) {
        if (at >= text.length()) {
            return "the end";
        }
        StringBuilder names = new StringBuilder(named(text.codePointAt(at)));
        int next = text.offsetByCodePoints(at, 1);
        for (int marks = 0; marks < MAX_MARKS && next < text.length() && isMark(text.codePointAt(next)); marks++) {
            names.append(" + ").append(named(text.codePointAt(next)));
            next = text.offsetByCodePoints(next, 1);
        }
        return names.toString();
    }

    private static String named(int c) {
        String name = Character.getName(c);
        return String.format("U+%04X", c) + (name == null ? "" : " " + name);
    }

    private static boolean isMark(int c) {
        return Character.getType(c) == Character.NON_SPACING_MARK;
    }

    /** What a reader sees of a text at a glance. Equal for texts that look alike. */
    static String folded(String text) {
        return Folded.of(text).text();
    }

    /** Where a text contains what looks like a part, and by which characters it differs; empty if it does not. */
    static Optional<String> within(String text, String part) {
        String wanted = folded(part);
        Folded folded = Folded.of(text);
        int at = wanted.isEmpty() ? -1 : folded.text().indexOf(wanted);
        if (at < 0) {
            return Optional.empty();
        }
        int start = folded.origins()[at];
        String there = text.substring(start);
        int differs = mismatch(part, there);
        return Optional.of("At character " + (start + differs) + " of it: " + named(part, differs)
                + " is expected, but " + named(there, differs) + " was found");
    }

    /**
     * A text as it is seen.
     *
     * @param text without blanks and what is unseen, letters decomposed, look-alikes of ASCII by that
     * @param origins of each of its characters, the index in the text that it was made of
     */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    private record Folded(String text, int[] origins) {

        static Folded of(String text) {
            StringBuilder seen = new StringBuilder();
            int[] origins = new int[0];
            for (int i = 0; i < text.length(); i = text.offsetByCodePoints(i, 1)) {
                String glyph = seen(text.codePointAt(i));
                if (seen.length() + glyph.length() > origins.length) {
                    origins = Arrays.copyOf(origins, 2 * origins.length + 16 + glyph.length());
                }
                Arrays.fill(origins, seen.length(), seen.length() + glyph.length(), i);
                seen.append(glyph);
            }
            return new Folded(seen.toString(), origins);
        }

        private static String seen(int c) {
            StringBuilder seen = new StringBuilder();
            (c <= '~' ? Character.toString(c) : Normalizer.normalize(Character.toString(c), Normalizer.Form.NFKD))
                    .codePoints()
                    .filter(part -> part != ' ' && !VisibleText.isUnseen(part))
                    .map(Folded::simpler)
                    .forEach(seen::appendCodePoint);
            return seen.toString();
        }

        private static int simpler(int c) {
            return switch (Character.getType(c)) {
                case Character.DASH_PUNCTUATION -> '-';
                case Character.INITIAL_QUOTE_PUNCTUATION, Character.FINAL_QUOTE_PUNCTUATION -> '\'';
                default -> c == MINUS ? '-' : SIMPLER.getOrDefault(c, c);
            };
        }
    }
}
