package io.github.smtpjunit.smtp;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A machine-readable status such as {@code 5.1.1} (RFC 3463).
 *
 * @param statusClass 2 for success, 4 for a persistent transient failure, 5 for a permanent failure
 * @param subject where the cause lies, 0 to 999
 * @param detail the cause, 0 to 999
 */
public record EnhancedStatusCode(int statusClass, int subject, int detail) {

    private static final Pattern SYNTAX = Pattern.compile("([245])\\.(\\d{1,3})\\.(\\d{1,3})");

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
        Matcher matcher = SYNTAX.matcher(text);
        if (!matcher.matches()) {
            throw new IllegalArgumentException("Not an enhanced status code of RFC 3463, such as 4.7.1: " + text);
        }
        return new EnhancedStatusCode(
                Integer.parseInt(matcher.group(1)),
                Integer.parseInt(matcher.group(2)),
                Integer.parseInt(matcher.group(3)));
    }

    /** Returns the code as it stands in a reply. */
    @Override
    public String toString() {
        return statusClass + "." + subject + "." + detail;
    }
}
