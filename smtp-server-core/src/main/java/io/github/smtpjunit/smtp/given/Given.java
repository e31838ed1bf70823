package io.github.smtpjunit.smtp.given;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.util.List;

/** Looks first at what a caller gives; not part of the API. */
public final class Given {

    private static final Duration LONGEST = Duration.ofDays(36_500);

    private Given() {}

    /**
     * Copies an array.
     *
     * @param <T> what it holds
     * @param name the parameter's name
     * @param values the array
     * @return its elements
     * @throws NullPointerException if it or an element is null; the message is the name
     */
    public static <T> List<T> each(String name, T[] values) {
        for (T value : requireNonNull(values, name)) {
            requireNonNull(value, name);
        }
        return List.of(values);
    }

    /**
     * Copies a list.
     *
     * @param <T> what it holds
     * @param name the parameter's name
     * @param values the list
     * @return its elements
     * @throws NullPointerException if it or an element is null; the message is the name
     */
    public static <T> List<T> each(String name, List<? extends T> values) {
        for (T value : requireNonNull(values, name)) {
            requireNonNull(value, name);
        }
        return List.copyOf(values);
    }

    /**
     * Copies an array that has an element at least.
     *
     * @param <T> what it holds
     * @param name the parameter's name
     * @param values the array
     * @return its elements
     * @throws NullPointerException if it or an element is null; the message is the name
     * @throws IllegalArgumentException if it is empty
     */
    public static <T> List<T> some(String name, T[] values) {
        List<T> list = each(name, values);
        if (list.isEmpty()) {
            throw new IllegalArgumentException(
                    "Give at least one of the " + name + ": without any, this would do nothing");
        }
        return list;
    }

    /**
     * Checks a span of time.
     *
     * @param name the parameter's name
     * @param time zero or more
     * @return the time; one that is too long to be counted in nanoseconds is cut to a hundred years
     * @throws IllegalArgumentException if it is negative
     */
    public static Duration span(String name, Duration time) {
        require(!requireNonNull(time, name).isNegative(), name, "0 or more", time);
        return time.compareTo(LONGEST) > 0 ? LONGEST : time;
    }

    /**
     * Checks a span of time.
     *
     * @param name the parameter's name
     * @param time more than zero
     * @return the time; one that is too long to be counted in nanoseconds is cut to a hundred years
     * @throws IllegalArgumentException if it is zero or negative
     */
    public static Duration positiveSpan(String name, Duration time) {
        require(!span(name, time).isZero(), name, "more than 0", time);
        return span(name, time);
    }

    /**
     * Checks a number.
     *
     * @param name the parameter's name
     * @param number the number
     * @param least the smallest that is fine
     * @param most the largest
     * @return the number
     * @throws IllegalArgumentException if it is out of its bounds
     */
    public static int number(String name, int number, int least, int most) {
        require(
                number >= least && number <= most,
                name,
                least + (most == Integer.MAX_VALUE ? " or more" : " to " + most),
                number);
        return number;
    }

    private static void require(boolean condition, String name, String bounds, Object given) {
        if (!condition) {
            throw new IllegalArgumentException("The " + name + " must be " + bounds + ", not " + given);
        }
    }
}
