package io.github.smtpjunit.smtp;

import static java.util.Objects.requireNonNull;

import io.github.smtpjunit.smtp.given.Given;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The parameters of a MAIL or RCPT command, in the order in which they were sent (RFC 5321 section 4.1.1.11).
 *
 * @param list the parameters; no keyword stands in it twice
 */
public record EsmtpParameters(List<Parameter> list) {

    /** No parameters. */
    public static final EsmtpParameters NONE = new EsmtpParameters(List.of());

    /**
     * Copies the list.
     *
     * @param list the parameters
     */
    public EsmtpParameters {
        list = Given.each("list", list);
    }

    /**
     * Tells whether a parameter was sent, with or without a value.
     *
     * @param keyword its keyword, case-insensitive
     * @return true if it was sent
     */
    public boolean has(String keyword) {
        requireNonNull(keyword, "keyword");
        return find(keyword).isPresent();
    }

    /**
     * Returns the value of a parameter.
     *
     * @param keyword its keyword, case-insensitive
     * @return the value as sent; empty if the parameter was not sent or has no value
     */
    public Optional<String> value(String keyword) {
        requireNonNull(keyword, "keyword");
        Optional<Parameter> found = find(keyword);
        return found.isPresent() ? Optional.ofNullable(found.get().value()) : Optional.empty();
    }

    private Optional<Parameter> find(String keyword) {
        for (Parameter parameter : list) {
            if (parameter.keyword().equalsIgnoreCase(keyword)) {
                return Optional.of(parameter);
            }
        }
        return Optional.empty();
    }

    /** Returns the parameters as they stand in a command, separated by spaces. */
    @Override
    public String toString() {
        return list.stream().map(Parameter::toString).collect(Collectors.joining(" "));
    }

    /**
     * One parameter.
     *
     * @param keyword the keyword in upper case, for example {@code SIZE}
     * @param value the value as sent, null if absent
     */
    public record Parameter(String keyword, @Nullable String value) {

        /**
         * Puts the keyword into upper case.
         *
         * @param keyword the keyword, case-insensitive
         * @param value the value as sent, null if absent
         */
        public Parameter {
            requireNonNull(keyword, "keyword");
            keyword = keyword.toUpperCase(Locale.ROOT);
        }

        /** Returns {@code KEYWORD} or {@code KEYWORD=value}. */
        @Override
        public String toString() {
            return value == null ? keyword : keyword + "=" + value;
        }
    }
}
