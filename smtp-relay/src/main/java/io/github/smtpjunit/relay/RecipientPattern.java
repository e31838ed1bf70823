package io.github.smtpjunit.relay;

import io.github.smtpjunit.smtp.Mailbox;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * A pattern for recipients, in any case of letters: {@code ada@example.org}, {@code @example.org} for all of a domain, or with {@code *}
 * for any text and {@code ?} for any one character. However an address is written, quoted or in A-labels, it is the same to a pattern.
 */
final class RecipientPattern {

    private final Pattern pattern;

    private RecipientPattern(Pattern pattern) {
        this.pattern = pattern;
    }

    /**
     * Parses a pattern.
     *
     * @throws IllegalArgumentException if it can match no address
     */
    static RecipientPattern parse(String glob) {
        int at = glob.lastIndexOf('@');
        require(
                glob,
                at >= 0 || glob.contains("*"),
                "write user@domain, @domain for all of a domain, or use * for any text");
        require(
                glob,
                glob.chars().noneMatch(c -> c < ' ' || c == 0x7f || c == '<' || c == '>'),
                "write it without angle brackets");
        require(glob, at < glob.length() - 1, "the domain is missing");
        String domain = glob.substring(at + 1);
        boolean exact = domain.indexOf('*') < 0 && domain.indexOf('?') < 0;
        String whole =
                (at == 0 ? "*" : "") + glob.substring(0, at + 1) + (exact ? DomainNames.canonical(domain) : domain);
        String regex = whole.chars()
                .mapToObj(c -> c == '*' ? ".*" : c == '?' ? "." : Pattern.quote(Character.toString(c)))
                .collect(Collectors.joining());
        return new RecipientPattern(Pattern.compile(regex, Pattern.CASE_INSENSITIVE | Pattern.UNICODE_CASE));
    }

    private static void require(String glob, boolean condition, String problem) {
        if (!condition) {
            throw new IllegalArgumentException("The pattern \"" + glob + "\" can match no recipient: " + problem);
        }
    }

    boolean matches(Mailbox recipient) {
        String address = unquoted(recipient.localPart()) + "@" + DomainNames.canonical(recipient.domain());
        return pattern.matcher(address).matches();
    }

    /** Returns what a local-part means: quotes and backslashes only help to write it (RFC 5321 section 4.1.2). */
    static String unquoted(String localPart) {
        return localPart.startsWith("\"")
                ? localPart.substring(1, localPart.length() - 1).replaceAll("\\\\(.)", "$1")
                : localPart;
    }
}
