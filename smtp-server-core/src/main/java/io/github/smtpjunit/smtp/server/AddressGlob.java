package io.github.smtpjunit.smtp.server;

import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * A pattern for addresses and names, in any case of letters: {@code ada@example.org}, {@code @example.org} for all of a domain, or
 * with {@code *} for any text and {@code ?} for any one character.
 */
final class AddressGlob implements Predicate<String> {

    private final Pattern pattern;

    private AddressGlob(Pattern pattern) {
        this.pattern = pattern;
    }

    /** For an address, which needs an at sign, or a star that may stand for one. */
    static AddressGlob ofAddress(String glob) {
        AddressGlob made = of(glob);
        boolean complete = glob.contains("@") || glob.contains("*") || glob.equalsIgnoreCase("postmaster");
        require(
                complete,
                glob,
                "no address is like that: write user@domain, @domain for all of a domain, or use * for any text");
        return glob.startsWith("@") ? of("*" + glob) : made;
    }

    /** For a name. */
    static AddressGlob of(String glob) {
        require(!glob.isBlank(), glob, "it is empty: use * for any");
        require(
                glob.chars().noneMatch(c -> c <= ' ' || c == '<' || c == '>' || c == 0x7f),
                glob,
                "write it without spaces and angle brackets");
        String regex = glob.chars()
                .mapToObj(c -> c == '*' ? ".*" : c == '?' ? "." : Pattern.quote(Character.toString(c)))
                .collect(Collectors.joining());
        return new AddressGlob(Pattern.compile(regex, Pattern.CASE_INSENSITIVE | Pattern.UNICODE_CASE));
    }

    private static void require(boolean condition, String glob, String problem) {
        if (!condition) {
            throw new IllegalArgumentException("The pattern \"" + glob + "\" can match nothing: " + problem);
        }
    }

    @Override
    public boolean test(String text) {
        return pattern.matcher(text).matches();
    }
}
