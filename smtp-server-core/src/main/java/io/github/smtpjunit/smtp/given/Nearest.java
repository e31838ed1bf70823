package io.github.smtpjunit.smtp.given;

import java.util.Comparator;
import java.util.stream.Stream;

/** Finds what a caller may have meant by a name that is misspelt. */
public final class Nearest {

    private Nearest() {}

    /**
     * Returns the known name that is the most like a given one.
     *
     * @param given the name, which may be misspelt
     * @param known the names that there are
     * @return the one of them that needs the fewest changes to become the given one; {@code ""} if no name is known
     */
    public static String to(String given, Stream<String> known) {
        return known.min(Comparator.comparingInt(name -> distance(given, name))).orElse("");
    }

    /** How many letters must be inserted, removed or replaced to make one word of the other (Levenshtein). */
    private static int distance(String one, String other) {
        int[] row = new int[other.length() + 1];
        for (int j = 0; j <= other.length(); j++) {
            row[j] = j;
        }
        for (int i = 1; i <= one.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= other.length(); j++) {
                int replaced = diagonal + (one.charAt(i - 1) == other.charAt(j - 1) ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.min(replaced, Math.min(row[j], row[j - 1]) + 1);
            }
        }
        return row[other.length()];
    }
}
