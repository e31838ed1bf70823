package io.github.smtpjunit.inbox;

import static io.github.smtpjunit.smtp.given.Given.each;
import static java.util.Objects.requireNonNull;

import io.github.smtpjunit.mail.VisibleText;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/** What a caller gives, looked at before anything is done with it: the message names the parameter and the remedy. */
final class Given {

    /** A field name (RFC 5322 section 2.2): printable ASCII without colon and space. */
    private static final Pattern HEADER_NAME = Pattern.compile("[!-9;-~]+");

    /** Type and subtype (RFC 2045 section 5.1), without parameters. */
    private static final Pattern MEDIA_TYPE = Pattern.compile("[!-~&&[^/;,\"()]]+/[!-~&&[^/;,\"()]]+");

    private static final Duration LONGEST = Duration.ofDays(365);

    private Given() {}

    /** Some among others, of which there must be one at least: without, an assertion would ask nothing, and pass. */
    @SafeVarargs
    @SuppressWarnings("varargs")
    static <T> List<T> some(String parameter, T... values) {
        List<T> list = exactly(parameter, values);
        if (list.isEmpty()) {
            throw new IllegalArgumentException(
                    "Give at least one of the " + parameter + ": without any, this would assert nothing");
        }
        return list;
    }

    /** Exactly these; the list may be empty. */
    @SafeVarargs
    @SuppressWarnings("varargs")
    static <T> List<T> exactly(String parameter, T... values) {
        return each(parameter, values);
    }

    /** A part to look for. Every text contains the empty one. */
    static String part(String parameter, String part) {
        if (requireNonNull(part, parameter).isEmpty()) {
            throw new IllegalArgumentException("Give characters to look for as " + parameter
                    + ": every text contains an empty one, so this would assert nothing");
        }
        return part;
    }

    /** A pattern that is looked for anywhere. An empty one is found in every text. */
    static Pattern pattern(Pattern pattern) {
        part("pattern", requireNonNull(pattern, "pattern").pattern());
        return pattern;
    }

    static String headerName(String parameter, String name) {
        if (!HEADER_NAME.matcher(requireNonNull(name, parameter)).matches()) {
            throw new IllegalArgumentException("No header field can be named \"" + VisibleText.onOneLine(name)
                    + "\": give the name alone, of printable ASCII, without colon and spaces");
        }
        return name;
    }

    static String mediaType(String type) {
        if (!MEDIA_TYPE.matcher(requireNonNull(type, "contentType")).matches()) {
            throw new IllegalArgumentException("\"" + VisibleText.onOneLine(type)
                    + "\" is no media type: give type and subtype without parameters, such as text/html");
        }
        return type.toLowerCase(Locale.ROOT);
    }

    /** A number in its bounds. */
    static long number(String parameter, long number, long least, long most) {
        if (number < least || number > most) {
            throw new IllegalArgumentException("The " + parameter + " must be " + least
                    + (most >= Integer.MAX_VALUE - 1 ? " or more" : " to " + most) + ", not " + number);
        }
        return number;
    }

    static void atLeast(String parameter, long number, long least) {
        number(parameter, number, least, Long.MAX_VALUE);
    }

    /** The position of one of several. */
    static void index(int index) {
        number("index, which is 0 for the first,", index, 0, Integer.MAX_VALUE - 1);
    }

    /** A time that can be counted in nanoseconds; a longer one outlasts any test too. */
    static Duration capped(Duration time) {
        return time.compareTo(LONGEST) > 0 ? LONGEST : time;
    }

    static Duration notNegative(String parameter, Duration time) {
        if (requireNonNull(time, parameter).isNegative()) {
            throw new IllegalArgumentException("The " + parameter + " must be 0 or more, not " + time);
        }
        return time;
    }
}
