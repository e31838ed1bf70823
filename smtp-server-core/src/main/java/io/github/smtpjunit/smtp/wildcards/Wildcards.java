package io.github.smtpjunit.smtp.wildcards;

import java.util.Arrays;

/**
 * A text in which {@code *} stands for any text and {@code ?} for any one character; upper and lower case are the same.
 *
 * <p>Not part of the API. Immutable. The time of a comparison grows at most with the length of the text times that of
 * the pattern.
 */
public final class Wildcards {

    /** What every text matches. */
    public static final Wildcards ANY = of("*");

    private static final int ANY_TEXT = -1;
    private static final int ANY_CHARACTER = -2;

    private final int[] pattern; // code points, and the two above

    private Wildcards(int[] pattern) {
        this.pattern = pattern;
    }

    /**
     * Makes a pattern.
     *
     * @param text with wildcards
     * @return the pattern
     */
    public static Wildcards of(String text) {
        return of(text, false);
    }

    /**
     * Makes a pattern in which a character behind a backslash stands for itself.
     *
     * @param text with wildcards; no backslash is the last character
     * @return the pattern
     */
    public static Wildcards ofEscaped(String text) {
        return of(text, true);
    }

    private static Wildcards of(String text, boolean escaped) {
        int[] points = text.codePoints().toArray();
        int length = 0;
        for (int i = 0; i < points.length; i++) {
            if (escaped && points[i] == '\\') {
                points[length++] = fold(points[++i]);
            } else {
                points[length++] = token(points[i]);
            }
        }
        return new Wildcards(Arrays.copyOf(points, length));
    }

    private static int token(int codePoint) {
        return switch (codePoint) {
            case '*' -> ANY_TEXT;
            case '?' -> ANY_CHARACTER;
            default -> fold(codePoint);
        };
    }

    private static int fold(int codePoint) {
        return Character.toLowerCase(Character.toUpperCase(codePoint));
    }

    /**
     * Tells whether the whole of a text is like this.
     *
     * @param text any text
     * @return true if it is
     */
    public boolean matches(String text) {
        int[] points = text.codePoints().map(Wildcards::fold).toArray();
        int p = 0;
        int t = 0;
        int star = -1;
        int behindStar = 0;
        while (t < points.length) {
            if (p < pattern.length && pattern[p] == ANY_TEXT) {
                star = p++;
                behindStar = t;
            } else if (p < pattern.length && (pattern[p] == ANY_CHARACTER || pattern[p] == points[t])) {
                p++;
                t++;
            } else if (star >= 0) { // only the last star needs to stand for more: those before it fit already
                p = star + 1;
                t = ++behindStar;
            } else {
                return false;
            }
        }
        while (p < pattern.length && pattern[p] == ANY_TEXT) {
            p++;
        }
        return p == pattern.length;
    }
}
