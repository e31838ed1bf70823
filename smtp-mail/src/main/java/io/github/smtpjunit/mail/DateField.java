package io.github.smtpjunit.mail;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** Reads a date and time (RFC 5322 sections 3.3 and 4.3). The day of the week is ignored. */
final class DateField {

    private static final List<String> MONTHS =
            List.of("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec");

    private static final Map<String, Integer> ZONE_HOURS =
            Map.of("EST", -5, "EDT", -4, "CST", -6, "CDT", -5, "MST", -7, "MDT", -6, "PST", -8, "PDT", -7);

    private static final int MAX_LENGTH = 200;

    private DateField() {}

    /** The time that a field names; empty if it names no time. */
    static Optional<Instant> read(String field, Problems problems) {
        if (field.length() > MAX_LENGTH) {
            return Optional.empty();
        }
        String text = Comments.removed(field);
        int comma = text.indexOf(',');
        String[] words = text.substring(comma + 1).strip().split("[ \t]+", -1);
        int first = comma < 0 && isDay(words[0]) ? 1 : 0; // the comma is missing
        if (words.length - first < 4) {
            return Optional.empty();
        }
        try {
            LocalDate day = LocalDate.of(year(words[first + 2]), month(words[first + 1]), number(words[first], 2));
            long seconds = day.toEpochDay() * 86_400L + time(words[first + 3]);
            String zone = words.length > first + 4 ? words[first + 4] : "";
            if (zone.isEmpty()) {
                problems.add("The Date field has no zone: read as UTC");
            }
            return Optional.of(Instant.ofEpochSecond(seconds - offset(zone)));
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }

    private static boolean isDay(String word) {
        return word.length() >= 3
                && "montuewedthufrisatsun".contains(word.substring(0, 3).toLowerCase(Locale.ROOT));
    }

    private static int month(String name) {
        int index = name.length() < 3 ? -1 : MONTHS.indexOf(name.substring(0, 3).toLowerCase(Locale.ROOT));
        return require(index + 1, index >= 0);
    }

    private static int year(String digits) {
        int year = number(digits, 4);
        if (digits.length() >= 4) {
            return year;
        }
        return year + (digits.length() == 2 && year < 50 ? 2000 : 1900);
    }

    /** The second of the day; a leap second counts as the first second of the next day, as in POSIX. */
    private static int time(String text) {
        String[] parts = text.split(":", -1);
        require(0, parts.length == 2 || parts.length == 3);
        int hour = number(parts[0], 2);
        int minute = number(parts[1], 2);
        int second = parts.length == 3 ? number(parts[2], 2) : 0;
        require(0, hour < 24 && minute < 60 && second <= 60);
        return (hour * 60 + minute) * 60 + second;
    }

    /** Seconds east of Greenwich; 0 for an unknown zone (section 4.3). */
    private static int offset(String zone) {
        char sign = zone.isEmpty() ? ' ' : zone.charAt(0);
        if (sign != '+' && sign != '-') {
            return ZONE_HOURS.getOrDefault(zone.toUpperCase(Locale.ROOT), 0) * 3600;
        }
        String digits = zone.substring(1).replace(":", "");
        require(0, digits.length() == 4);
        int value = number(digits, 4);
        require(0, value % 100 < 60);
        int seconds = (value / 100 * 60 + value % 100) * 60;
        return sign == '-' ? -seconds : seconds;
    }

    private static int number(String digits, int most) {
        boolean isNumber =
                !digits.isEmpty() && digits.length() <= most && digits.chars().allMatch(c -> c >= '0' && c <= '9');
        return require(isNumber ? Integer.parseInt(digits) : 0, isNumber);
    }

    private static int require(int value, boolean right) {
        if (!right) {
            throw new DateTimeException("not a date-time of RFC 5322");
        }
        return value;
    }
}
