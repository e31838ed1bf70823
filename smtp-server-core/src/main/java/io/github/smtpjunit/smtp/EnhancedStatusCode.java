package io.github.smtpjunit.smtp;

import static java.util.Objects.requireNonNull;

/**
 * A machine-readable status such as {@code 5.1.1} (RFC 3463).
 *
 * @param statusClass 2 for success, 4 for a persistent transient failure, 5 for a permanent failure
 * @param subject where the cause lies, 0 to 999
 * @param detail the cause, 0 to 999
 */
public record EnhancedStatusCode(int statusClass, int subject, int detail) {

    /**
     * Makes a checked status code.
     *
     * @param statusClass 2, 4 or 5
     * @param subject 0 to 999
     * @param detail 0 to 999
     * @throws IllegalArgumentException if a number is out of its range
     */
    public EnhancedStatusCode {
        boolean valid = (statusClass == 2 || statusClass == 4 || statusClass == 5)
                && subject >= 0
                && subject <= 999
                && detail >= 0
                && detail <= 999;
        if (!valid) {
            throw new IllegalArgumentException("Not an enhanced status code of RFC 3463, such as 4.7.1: " + statusClass
                    + "." + subject + "." + detail);
        }
    }

    /**
     * Parses a code.
     *
     * @param text for example {@code 4.7.1}
     * @return the code
     * @throws IllegalArgumentException if the text is no enhanced status code
     */
    public static EnhancedStatusCode parse(String text) {
        requireNonNull(text, "text");
        int first = text.indexOf('.');
        int second = text.indexOf('.', first + 1);
        if (first < 0 || second < 0) {
            throw malformed(text);
        }
        return new EnhancedStatusCode(
                number(text, 0, first), number(text, first + 1, second), number(text, second + 1, text.length()));
    }

    /** One to three digits; each server that starts reads some fifty codes, too soon for regular expressions. */
    private static int number(String text, int start, int end) {
        int number = 0;
        for (int i = start; i < end; i++) {
            int digit = text.charAt(i) - '0';
            if (digit < 0 || digit > 9) {
                throw malformed(text);
            }
            number = number * 10 + digit;
        }
        if (end == start || end - start > 3) {
            throw malformed(text);
        }
        return number;
    }

    private static IllegalArgumentException malformed(String text) {
        return new IllegalArgumentException("Not an enhanced status code of RFC 3463, such as 4.7.1: " + text);
    }

    /** Returns the code as it stands in a reply. */
    @Override
    public String toString() {
        return statusClass + "." + subject + "." + detail;
    }
}
