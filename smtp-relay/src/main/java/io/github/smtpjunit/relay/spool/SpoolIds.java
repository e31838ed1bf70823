package io.github.smtpjunit.relay.spool;

import java.time.Instant;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Names of mails: twelve digits and capital letters, a time in milliseconds and a count in base 36, so that names sort
 * as the mails came in. A name is never given twice, also when the clock goes back.
 */
final class SpoolIds {

    private static final int LENGTH = 12;
    private static final int RADIX = 36;
    private static final int COUNT_BITS = 20;
    private static final long LAST_SECOND = (1L << 42) / 1000 - 1; // the year 2109: 62 bits are twelve digits

    private final AtomicLong last = new AtomicLong();

    String next(Instant time) {
        long second = Math.max(0, Math.min(time.getEpochSecond(), LAST_SECOND));
        long earliest = (second * 1000 + time.getNano() / 1_000_000) << COUNT_BITS;
        long number = last.updateAndGet(previous -> Math.max(previous + 1, earliest));
        String digits = Long.toString(number, RADIX).toUpperCase(Locale.ROOT);
        return "0".repeat(LENGTH - digits.length()) + digits;
    }

    /** Gives no name up to this one from now on. */
    void avoid(String id) {
        long number = Long.parseLong(id, RADIX);
        last.accumulateAndGet(number, Math::max);
    }

    static boolean isId(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if ((c < '0' || c > '9') && (c < 'A' || c > 'Z')) {
                return false;
            }
        }
        return text.length() == LENGTH;
    }
}
