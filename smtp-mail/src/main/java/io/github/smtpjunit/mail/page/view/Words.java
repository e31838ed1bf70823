package io.github.smtpjunit.mail.page.view;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/** Numbers and times as people read them, in English whatever the machine's language is. */
final class Words {

    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("EEE d MMM uuuu, HH:mm:ss 'UTC'", Locale.ENGLISH);
    private static final DateTimeFormatter TIME_WITH_MILLIS =
            DateTimeFormatter.ofPattern("EEE d MMM uuuu, HH:mm:ss.SSS 'UTC'", Locale.ENGLISH);

    private Words() {}

    static String time(Instant time) {
        return TIME.format(time.atOffset(ZoneOffset.UTC));
    }

    static String exactTime(Instant time) {
        return TIME_WITH_MILLIS.format(time.atOffset(ZoneOffset.UTC));
    }

    static String duration(Duration duration) {
        long millis = duration.toMillis();
        return millis < 10_000 ? number(millis) + " ms" : String.format(Locale.ENGLISH, "%,.1f s", millis / 1000.0);
    }

    static String number(long number) {
        return number >= 0 && number < 1_000 ? Long.toString(number) : String.format(Locale.ENGLISH, "%,d", number);
    }

    static String count(long number, String one) {
        return count(number, one, one + "s");
    }

    static String count(long number, String one, String many) {
        return number(number) + " " + (number == 1 ? one : many);
    }

    /** The same without the word, for a column. */
    static String roundSize(long octets) {
        return octets < 1000 ? octets + " B" : size(octets);
    }

    /** A size with a unit of which there are at most 999. */
    static String size(long octets) {
        if (octets < 1000) {
            return count(octets, "byte");
        }
        if (octets < 999_950) {
            return String.format(Locale.ENGLISH, "%.1f kB", octets / 1e3);
        }
        return String.format(Locale.ENGLISH, "%,.1f MB", octets / 1e6);
    }
}
