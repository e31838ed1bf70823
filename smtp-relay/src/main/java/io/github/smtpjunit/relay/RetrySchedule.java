package io.github.smtpjunit.relay;

import static java.util.Objects.requireNonNull;

import io.github.smtpjunit.smtp.given.Given;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * How long to wait between the attempts to deliver a mail (RFC 5321 section 4.5.4.1).
 *
 * @param steps the waits in their order; the last one repeats for as long as the mail lives
 */
public record RetrySchedule(List<Step> steps) {

    /** Five minutes at first, then twice as long each time, up to 4000 seconds. */
    public static final RetrySchedule DEFAULT = parse("5m,10m,20m,40m,4000s");

    /**
     * Copies the steps.
     *
     * @param steps the waits in their order
     * @throws IllegalArgumentException if there is no step
     */
    public RetrySchedule {
        steps = Given.each("steps", steps);
        if (steps.isEmpty()) {
            throw new IllegalArgumentException("A retry schedule needs a step, such as 5m");
        }
    }

    /**
     * A wait that comes once or more often.
     *
     * @param delay how long it is, up to 365 days
     * @param times how often it comes, 1 or more
     */
    public record Step(Duration delay, int times) {

        private static final Duration LONGEST = Duration.ofDays(365);
        private static final Pattern FORM = Pattern.compile("([^*]+)(?:\\*(\\d{1,6}))?");

        /**
         * Checks the step.
         *
         * @param delay how long it is
         * @param times how often it comes
         * @throws IllegalArgumentException if the wait is not positive or too long, or comes less than once
         */
        public Step {
            if (requireNonNull(delay, "delay").isNegative() || delay.isZero() || delay.compareTo(LONGEST) > 0) {
                throw new IllegalArgumentException("A wait must be more than 0 and at most 365 days");
            }
            if (times < 1) {
                throw new IllegalArgumentException("A step must come once or more, not " + times + " times");
            }
        }

        private static Step parse(String text) {
            Matcher matcher = FORM.matcher(text.strip());
            if (!matcher.matches()) {
                throw new IllegalArgumentException(
                        "\"" + text + "\" is not a step of a retry schedule, such as 5m, or 5m*3 for three times");
            }
            return new Step(
                    parseDuration(matcher.group(1)), matcher.group(2) == null ? 1 : Integer.parseInt(matcher.group(2)));
        }

        /** Returns the step as it is parsed. */
        @Override
        public String toString() {
            return text(delay) + (times == 1 ? "" : "*" + times);
        }
    }

    /**
     * Reads a schedule.
     *
     * @param text steps with commas between them, such as {@code 1m,5m*2,1h*3}: a wait of one minute, then two of five,
     *     then of an hour for ever; the times of the last step are ignored
     * @return the schedule
     * @throws IllegalArgumentException if the text is of another form; the message names the remedy
     */
    public static RetrySchedule parse(String text) {
        return new RetrySchedule(Arrays.stream(requireNonNull(text, "text").split(",", -1))
                .map(Step::parse)
                .toList());
    }

    /**
     * Reads a length of time.
     *
     * @param text whole numbers, each with its unit {@code s}, {@code m}, {@code h} or {@code d}, such as {@code 5d} or
     *     {@code 1h30m}
     * @return the time, which may be zero
     * @throws IllegalArgumentException if the text is of another form; the message names the remedy
     */
    public static Duration parseDuration(String text) {
        Matcher matcher = Pattern.compile("(\\d{1,9})([smhd])")
                .matcher(requireNonNull(text, "text").strip());
        Duration sum = Duration.ZERO;
        int end = 0;
        while (matcher.find() && matcher.start() == end) {
            sum = sum.plus(
                    seconds(Long.parseLong(matcher.group(1)), matcher.group(2).charAt(0)));
            end = matcher.end();
        }
        if (end == 0 || end != text.strip().length()) {
            throw new IllegalArgumentException("\"" + text
                    + "\" is not a length of time: write a number and s, m, h or d, such as 90s, 5m, 1h30m or 5d");
        }
        return sum;
    }

    private static Duration seconds(long number, char unit) {
        return switch (unit) {
            case 's' -> Duration.ofSeconds(number);
            case 'm' -> Duration.ofMinutes(number);
            case 'h' -> Duration.ofHours(number);
            default -> Duration.ofDays(number);
        };
    }

    /**
     * Returns how long to wait after an attempt.
     *
     * @param attempt how many attempts there have been, 1 after the first
     * @return the wait before the next one
     * @throws IllegalArgumentException if the number is below 1
     */
    public Duration delay(int attempt) {
        if (attempt < 1) {
            throw new IllegalArgumentException("The first attempt is number 1, not " + attempt);
        }
        int left = attempt;
        for (Step step : steps) {
            if (left <= step.times()) {
                return step.delay();
            }
            left -= step.times();
        }
        return steps.get(steps.size() - 1).delay();
    }

    private static String text(Duration time) {
        List<String> parts = new ArrayList<>();
        add(parts, time.toDaysPart(), 'd');
        add(parts, time.toHoursPart(), 'h');
        add(parts, time.toMinutesPart(), 'm');
        add(parts, time.toSecondsPart(), 's');
        return parts.isEmpty() ? "0s" : String.join("", parts);
    }

    private static void add(List<String> parts, long number, char unit) {
        if (number > 0) {
            parts.add(number + String.valueOf(unit));
        }
    }

    /** Returns the schedule as it is parsed. */
    @Override
    public String toString() {
        return steps.stream().map(Step::toString).collect(Collectors.joining(","));
    }
}
