package io.github.smtpjunit.smtp.server;

import io.github.smtpjunit.smtp.EsmtpParameters;
import io.github.smtpjunit.smtp.EsmtpParameters.Parameter;
import io.github.smtpjunit.smtp.ForwardPath;
import io.github.smtpjunit.smtp.Leniency;
import io.github.smtpjunit.smtp.ReversePath;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;

/**
 * The argument of MAIL or RCPT: a path in angle brackets and parameters (RFC 5321 sections 4.1.1.2, 4.1.1.3, 4.1.1.11).
 *
 * @param path the path with its angle brackets, its inside not checked yet
 * @param parameters the parameters
 */
record PathArgument(String path, EsmtpParameters parameters) {

    private static final Optional<EsmtpParameters> NO_PARAMETERS = Optional.of(EsmtpParameters.NONE);
    private static final Pattern KEYWORD = Pattern.compile("[A-Za-z0-9][A-Za-z0-9-]*");

    /**
     * Splits an argument.
     *
     * @param prefix {@code FROM:} or {@code TO:}, matched case-insensitively; spaces behind it are tolerated, as old
     *     clients send them
     * @return empty if the argument is not of this form
     */
    static Optional<PathArgument> parse(String prefix, String argument) {
        if (!argument.regionMatches(true, 0, prefix, 0, prefix.length())) {
            return Optional.empty();
        }
        String rest = argument.substring(prefix.length()).stripLeading();
        int end = endOfPath(rest);
        if (end == 0 || (end < rest.length() && rest.charAt(end) != ' ')) {
            return Optional.empty();
        }
        Optional<EsmtpParameters> parameters = parameters(rest.substring(end));
        return parameters.isPresent()
                ? Optional.of(new PathArgument(rest.substring(0, end), parameters.get()))
                : Optional.empty();
    }

    /** The sender that a MAIL command names: an address, or what stands in the place of one. */
    static String sender(String argument, boolean lenient) {
        return address(
                "FROM:",
                standard("FROM:", argument, lenient),
                path -> (lenient ? ReversePath.parseLeniently(path) : ReversePath.parse(path)).address());
    }

    /** The recipient that a RCPT command names: an address, or what stands in the place of one. */
    static String recipient(String argument, boolean lenient) {
        return address(
                "TO:",
                standard("TO:", argument, lenient),
                path -> (lenient ? ForwardPath.parseLeniently(path) : ForwardPath.parse(path)).address());
    }

    /** The argument in the form that {@link #parse} reads. */
    static String standard(String prefix, String argument, boolean lenient) {
        return lenient ? LenientArgument.standard(prefix, argument, EnumSet.noneOf(Leniency.class)) : argument;
    }

    private static String address(String prefix, String argument, UnaryOperator<String> grammar) {
        String path = parse(prefix, argument).map(PathArgument::path).orElse(argument);
        try {
            return grammar.apply(path);
        } catch (IllegalArgumentException e) {
            boolean bracketed = path.startsWith("<") && path.endsWith(">");
            return SessionRecord.printable(bracketed ? path.substring(1, path.length() - 1) : path);
        }
    }

    /** The index behind the closing bracket that stands outside a quoted string, 0 if absent. */
    static int endOfPath(String text) {
        return text.startsWith("<") ? indexOutsideQuotes(text, '>') + 1 : 0;
    }

    /** The index of a character that stands outside a quoted string, -1 if absent. */
    static int indexOutsideQuotes(String text, char wanted) {
        boolean quoted = false;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (quoted && c == '\\') {
                i++;
            } else if (c == '"') {
                quoted = !quoted;
            } else if (c == wanted && !quoted) {
                return i;
            }
        }
        return -1;
    }

    private static Optional<EsmtpParameters> parameters(String text) {
        if (text.isBlank()) {
            return NO_PARAMETERS;
        }
        List<Parameter> list = new ArrayList<>();
        Set<String> keywords = new HashSet<>();
        for (String word : text.strip().split(" +", -1)) {
            Optional<Parameter> parameter = parameter(word);
            if (parameter.isEmpty() || !keywords.add(parameter.get().keyword())) {
                return Optional.empty();
            }
            list.add(parameter.get());
        }
        return Optional.of(new EsmtpParameters(list));
    }

    private static Optional<Parameter> parameter(String text) {
        int equals = text.indexOf('=');
        String keyword = equals < 0 ? text : text.substring(0, equals);
        boolean valueMissing = equals == text.length() - 1;
        boolean control = text.chars().anyMatch(c -> c < '!' || c == 0x7f);
        if (!KEYWORD.matcher(keyword).matches() || valueMissing || control) {
            return Optional.empty();
        }
        return Optional.of(new Parameter(keyword, equals < 0 ? null : text.substring(equals + 1)));
    }
}
