package io.github.smtpjunit.smtp.given;

import static java.util.Objects.requireNonNull;

import java.util.List;

/** Looks first at the lists that a caller gives; not part of the API. */
public final class Given {

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
}
