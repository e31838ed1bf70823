package io.github.smtpjunit.mail;

import static java.util.Objects.requireNonNull;

import java.text.Normalizer;
import java.util.Arrays;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Text for people: what forges a line, steers a terminal or looks like something else is escaped. */
public final class VisibleText {

    private static final Pattern BLANKS = Pattern.compile("\\s+");
    private static final Pattern FILLERS = Pattern.compile("[\\u00ad\\u034f\\u200b-\\u200f\\u2060\\ufeff]");
    private static final Pattern SPACES_IN_LINE = Pattern.compile("[\\s\\u00a0\\u2007&&[^\\n]]+");
    private static final Pattern LINE_ENDS = Pattern.compile(" ?\\n[ \\n]*");
    private static final Pattern SPACES = Pattern.compile("[\\s\\u00a0\\u2007]+");

    private VisibleText() {}

    /**
     * Escapes control characters, formats, and spaces that look like one but are not.
     *
     * @param text any text
     * @return the same with escapes such as {@code \r}, {@code \xad} and the four digits of a code point; line feeds
     *     and tabs stay
     */
    public static String of(String text) {
        requireNonNull(text, "text");
        StringBuilder visible = new StringBuilder();
        text.codePoints()
                .forEach(c ->
                        visible.append(isUnseen(c) && c != '\n' && c != '\t' ? escaped(c) : Character.toString(c)));
        return visible.toString();
    }

    /**
     * Escapes the same, and line feeds and tabs too: nothing in the text can forge another line.
     *
     * @param text any text
     * @return the text on one line
     */
    public static String onOneLine(String text) {
        requireNonNull(text, "text");
        return of(text).replace("\n", "\\n").replace("\t", "\\t");
    }

    /**
     * Collapses white space, escapes what cannot be seen, and cuts the end of a long text.
     *
     * @param text any text
     * @param maxChars how many characters to keep
     * @return the text on one line; three dots stand for what was cut
     */
    public static String excerpt(String text, int maxChars) {
        requireNonNull(text, "text");
        String start = text.substring(0, Math.min(text.length(), 4 * maxChars));
        String line = BLANKS.matcher(of(start.strip())).replaceAll(" ");
        return line.length() <= maxChars ? line : line.substring(0, maxChars) + "...";
    }

    /**
     * Collapses white space, and removes the invisible characters that fill up a pre-header.
     *
     * @param text any text
     * @return the text on one line, without blanks around it
     */
    public static String collapsed(String text) {
        String seen = FILLERS.matcher(requireNonNull(text, "text")).replaceAll("");
        return SPACES.matcher(seen).replaceAll(" ").strip();
    }

    /** The same for each line; blank lines go. */
    static String collapsedLines(String text) {
        String seen = FILLERS.matcher(text).replaceAll("");
        String spaced = SPACES_IN_LINE.matcher(seen).replaceAll(" ");
        return LINE_ENDS.matcher(spaced).replaceAll("\n").strip();
    }

    /**
     * Returns the words of a text. Web addresses are left out.
     *
     * @param text any text
     * @return the words in lower case and in Unicode's form NFC, sorted, without repetitions
     */
    public static Set<String> words(String text) {
        return Arrays.stream(Normalizer.normalize(requireNonNull(text, "text"), Normalizer.Form.NFC)
                        .replaceAll("\\b(https?://|mailto:)\\S+", " ")
                        .toLowerCase(Locale.ROOT)
                        .split("[^\\p{L}\\p{M}\\p{N}]+"))
                .filter(word -> !word.isEmpty())
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /**
     * Tells whether a character is one that {@link #of(String)} looks at.
     *
     * @param c a code point
     * @return true for control characters, formats, lone surrogates, unassigned code points, and spaces other than
     *     U+0020
     */
    public static boolean isUnseen(int c) {
        return switch (Character.getType(c)) {
            case Character.CONTROL, Character.FORMAT, Character.SURROGATE, Character.UNASSIGNED -> true;
            default -> Character.isSpaceChar(c) && c != ' ';
        };
    }

    /**
     * Escapes a character, whatever it is.
     *
     * @param c a code point
     * @return a backslash and what stands for the character, as in Java
     */
    public static String escaped(int c) {
        return switch (c) {
            case '\r' -> "\\r";
            case '\n' -> "\\n";
            case '\t' -> "\\t";
            default -> String.format(c <= 0xff ? "\\x%02x" : "\\u%04x", c);
        };
    }
}
