package io.github.smtpjunit.mail;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Reads a date and time (RFC 5322 sections 3.3 and 4.3). The day of the week is ignored. Two other forms are read too:
 * the month before the day, and the year at the end, as C and Java write dates.
 */
final class DateField {

    private static final List<String> MONTHS =
            List.of("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec");

    /** The zones that have a meaning (section 4.3); UTC and Z are no words of the RFC, but plain. */
    private static final Map<String, Integer> ZONE_HOURS = Map.ofEntries(
            Map.entry("UT", 0),
            Map.entry("GMT", 0),
            Map.entry("UTC", 0),
            Map.entry("Z", 0),
            Map.entry("EST", -5),
            Map.entry("EDT", -4),
            Map.entry("CST", -6),
            Map.entry("CDT", -5),
            Map.entry("MST", -7),
            Map.entry("MDT", -6),
            Map.entry("PST", -8),
            Map.entry("PDT", -7));

    private static final int MAX_LENGTH = 200;
    private static final Pattern WITH_HYPHENS = Pattern.compile("(\\d)-(\\p{L}{3,20})-(?=\\d)"); // RFC 850
    private static final Pattern OF_GREENWICH = Pattern.compile("(?:GMT|UTC)(?=[+-])");

    private final List<String> words;
    private final Problems problems;

    private DateField(List<String> words, Problems problems) {
        this.words = words;
        this.problems = problems;
    }

    /** The time that a field names; empty if it names no time. */
    static Optional<Instant> read(String field, Problems problems) {
        if (field.length() > MAX_LENGTH) {
            return Optional.empty();
        }
        try {
            return Optional.of(new DateField(words(Comments.removed(field)), problems).instant());
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }

    /** The words without the day of the week. */
    private static List<String> words(String text) {
        int comma = text.indexOf(',');
        boolean dayBefore = comma >= 0 && text.substring(0, comma).chars().noneMatch(Character::isDigit);
        String rest = dayBefore ? text.substring(comma + 1) : text;
        String plain = WITH_HYPHENS.matcher(rest).replaceAll("$1 $2 ").replace(',', ' ');
        List<String> words = new ArrayList<>(List.of(plain.strip().split("[ \t]+", -1)));
        if (isDay(words.get(0))) { // the comma is missing
            words.remove(0);
        }
        return words;
    }

    private static boolean isDay(String word) {
        return word.length() >= 3
                && "montuewedthufrisatsun".contains(word.substring(0, 3).toLowerCase(Locale.ROOT));
    }

    private Instant instant() {
        require(0, words.size() >= 4);
        boolean monthFirst = isMonth(words.get(0));
        boolean yearLast = words.get(2).indexOf(':') >= 0;
        String day = words.get(monthFirst ? 1 : 0);
        String month = words.get(monthFirst ? 0 : 1);
        int zoneAt = yearLast ? 3 : 4;
        int yearAt = yearLast ? Math.min(4, words.size() - 1) : 2;
        String zone = zoneAt < words.size() && zoneAt != yearAt ? words.get(zoneAt) : "";
        LocalDate date = LocalDate.of(year(words.get(yearAt)), month(month), number(day, 2));
        long seconds = date.toEpochDay() * 86_400L + time(words.get(yearLast ? 2 : 3));
        Instant instant = Instant.ofEpochSecond(seconds - offset(zone));
        if (monthFirst || yearLast) {
            problems.add("The Date field is not in the form of RFC 5322: read as " + instant);
        }
        return instant;
    }

    private static boolean isMonth(String name) {
        return name.length() >= 3 && MONTHS.contains(name.substring(0, 3).toLowerCase(Locale.ROOT));
    }

    private static int month(String name) {
        require(0, isMonth(name));
        return MONTHS.indexOf(name.substring(0, 3).toLowerCase(Locale.ROOT)) + 1;
    }

    /** The year; one of less than four digits is of this or the last century, as is one with zeros before it. */
    private static int year(String digits) {
        int year = number(digits, 4);
        require(0, digits.length() >= 2);
        if (year >= 1000) {
            return year;
        }
        return year + (digits.length() != 3 && year < 50 ? 2000 : 1900);
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
    private int offset(String named) {
        String zone = OF_GREENWICH.matcher(named.toUpperCase(Locale.ROOT)).replaceFirst("");
        char sign = zone.isEmpty() ? ' ' : zone.charAt(0);
        if (sign != '+' && sign != '-') {
            Integer hours = ZONE_HOURS.get(zone);
            if (hours == null) {
                problems.add(
                        zone.isEmpty()
                                ? "The Date field has no zone: read as UTC"
                                : "The Date field has the unknown zone " + Problems.excerpt(named) + ": read as UTC");
            }
            return hours == null ? 0 : hours * 3600;
        }
        String digits = zone.substring(1).replace(":", "");
        require(0, digits.length() == 3 || digits.length() == 4);
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
