package io.github.smtpjunit.relay.spool;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;

/**
 * Reads times as {@link Instant#toString} writes them: at the start of a large queue, the JDK's parser would take most
 * of the time.
 */
final class SpoolTime {

    private static final String SHAPE = "0000-00-00T00:00:00";
    private static final int NANO_DIGITS = 9;

    private SpoolTime() {}

    /**
     * Reads a time.
     *
     * @throws DateTimeException if it is not a time by {@link Instant#parse}
     */
    static Instant parse(String text) {
        int end = text.length() - 1;
        boolean isWhole = end == SHAPE.length();
        boolean isFraction = end > SHAPE.length() + 1 && end <= SHAPE.length() + 1 + NANO_DIGITS;
        if ((isWhole || isFraction) && text.charAt(end) == 'Z' && hasShape(text, end)) {
            int nanos = isWhole ? 0 : number(text, SHAPE.length() + 1, end);
            for (int digits = end - SHAPE.length() - 1; isFraction && digits < NANO_DIGITS; digits++) {
                nanos *= 10;
            }
            return LocalDateTime.of(
                            number(text, 0, 4),
                            number(text, 5, 7),
                            number(text, 8, 10),
                            number(text, 11, 13),
                            number(text, 14, 16),
                            number(text, 17, 19),
                            nanos)
                    .toInstant(ZoneOffset.UTC);
        }
        return Instant.parse(text);
    }

    private static boolean hasShape(String text, int end) {
        for (int i = 0; i < end; i++) {
            char wanted = i < SHAPE.length() ? SHAPE.charAt(i) : i == SHAPE.length() ? '.' : '0';
            char found = text.charAt(i);
            if (wanted == '0' ? found < '0' || found > '9' : found != wanted) {
                return false;
            }
        }
        return true;
    }

    /** The number that these digits are. */
    private static int number(String text, int from, int to) {
        int number = 0;
        for (int i = from; i < to; i++) {
            number = 10 * number + text.charAt(i) - '0';
        }
        return number;
    }
}
