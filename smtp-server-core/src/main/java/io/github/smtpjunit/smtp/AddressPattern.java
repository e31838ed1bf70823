package io.github.smtpjunit.smtp;

import io.github.smtpjunit.smtp.wildcards.Wildcards;
import java.net.IDN;
import java.util.Locale;
import java.util.Objects;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A pattern for mail addresses. Fault rules, and the lists of recipients that a relay allows or denies, use this one
 * language:
 *
 * <ul>
 *   <li>{@code ada@example.org} is this address,
 *   <li>{@code @example.org} is every address of this domain, and not of the domains below it,
 *   <li>{@code *} stands for any text, the empty one included, and {@code ?} for any one character:
 *       {@code *@*.example.org}, {@code test-??@example.org},
 *   <li>a pattern without {@code @} needs a {@code *}, and is compared with the whole address: {@code *.example.org},
 *   <li>{@code postmaster} is the recipient without a domain (RFC 5321 section 4.1.1.3),
 *   <li>a local-part in quotes may hold spaces and angle brackets, and a character behind a backslash stands for
 *       itself: {@code "ada l"@example.org}, {@code "\*"@example.org}.
 * </ul>
 *
 * <p>An address is compared by what it means, not by how it is written. Upper and lower case are the same in both
 * parts. Quotes and backslashes of a local-part are removed ({@code "ada"@example.org} is {@code ada@example.org}, RFC
 * 5321 section 4.1.2). A-labels and U-labels of a domain are the same (RFC 5890 section 2.3.2.1). So are all spellings
 * of an address literal: {@code [IPv6:::1]} and {@code [IPv6:0:0:0:0:0:0:0:1]} (RFC 4291 section 2.2); a literal with a
 * wildcard is compared with that and with what is written.
 *
 * <p>Immutable, so safe for use by any number of threads. The time of a comparison grows at most with the length of the
 * address times that of the pattern.
 */
public final class AddressPattern {

    private static final int MAX_DOMAIN_CHARS = 255; // RFC 5321 section 4.5.3.1.2
    private static final String A_LABEL = "xn--"; // RFC 5890 section 2.3.2.1

    /**
     * The characters that IDNA 2003, which the JDK knows, maps to others, and IDNA 2008 keeps (RFC 5894 section 7.2):
     * such a name would become another domain.
     */
    private static final String DEVIATIONS = "\u00df\u1e9e\u03c2\u200c\u200d";

    private final String text;
    private final boolean whole;
    private final Wildcards localPart; // of a whole pattern: the pattern with its A-labels
    private final Wildcards asciiDomain; // of a whole pattern: the same
    private final Wildcards otherDomain; // of a whole pattern: the pattern with its U-labels

    private AddressPattern(String text) {
        this.text = text;
        int at = text.lastIndexOf('@');
        String domain = text.substring(at + 1);
        whole = at < 0;
        asciiDomain = Wildcards.of(canonicalDomain(domain));
        otherDomain = Wildcards.of(otherDomain(domain));
        localPart = whole ? asciiDomain : at == 0 ? Wildcards.ANY : localPart(text.substring(0, at));
    }

    /**
     * Parses a pattern.
     *
     * @param pattern in the language of this class
     * @return the pattern
     * @throws IllegalArgumentException if it can match no address; the message says what to write instead
     */
    public static AddressPattern parse(String pattern) {
        Objects.requireNonNull(pattern, "pattern");
        require(!pattern.isBlank(), pattern, "it is empty: use * for any");
        int at = pattern.lastIndexOf('@');
        require(
                at >= 0 || pattern.contains("*") || PathGrammar.isPostmaster(pattern),
                pattern,
                "write user@domain, @domain for all of a domain, or use * for any text");
        require(at < pattern.length() - 1, pattern, "the domain is missing");
        String localPart = pattern.substring(0, Math.max(0, at));
        boolean quoted = localPart.startsWith("\"");
        require(!quoted || isQuotedString(localPart), pattern, "close the quotes before the @");
        String bare = quoted ? pattern.substring(at) : pattern;
        require(
                bare.chars().noneMatch(c -> c <= ' ' || c == '<' || c == '>' || c == 0x7f),
                pattern,
                "write it without spaces and angle brackets");
        return new AddressPattern(pattern);
    }

    private static void require(boolean condition, String pattern, String problem) {
        if (!condition) {
            throw new IllegalArgumentException("The pattern \"" + pattern + "\" can match no address: " + problem);
        }
    }

    /**
     * Tells whether an address is meant.
     *
     * @param address without angle brackets; {@code ""} for the null reverse-path, which only {@code *} matches
     * @return true if this pattern matches it; false for a text that is no address, unless the pattern has stars for
     *     all of it
     */
    public boolean matches(String address) {
        Objects.requireNonNull(address, "address");
        int at = address.lastIndexOf('@');
        String local = unquoted(at < 0 ? address : address.substring(0, at));
        String domain = at < 0 ? "" : address.substring(at + 1);
        String ascii = canonicalDomain(domain);
        String other = otherDomain(domain);
        if (whole) {
            String front = at < 0 ? local : local + "@";
            return asciiDomain.matches(front + ascii) || otherDomain.matches(front + other);
        }
        return at >= 0 && localPart.matches(local) && (asciiDomain.matches(ascii) || otherDomain.matches(other));
    }

    /**
     * Tells whether a mailbox is meant.
     *
     * @param mailbox the mailbox
     * @return true if this pattern matches its address
     */
    public boolean matches(Mailbox mailbox) {
        Objects.requireNonNull(mailbox, "mailbox");
        return matches(mailbox.address());
    }

    /**
     * Returns an address in the form in which two addresses can be compared: without quotes and backslashes that it
     * does not need, and with its domain in lower case and in A-labels, and an IPv6 address in full. The case of the
     * local-part stays (RFC 5321 section 2.4).
     *
     * @param address without angle brackets
     * @return the canonical form; a text without {@code @} is returned as it is
     */
    public static String canonical(String address) {
        Objects.requireNonNull(address, "address");
        int at = address.lastIndexOf('@');
        if (at < 0) {
            return address;
        }
        return canonicalLocalPart(address.substring(0, at)) + "@" + canonicalDomain(address.substring(at + 1));
    }

    private static String canonicalLocalPart(String localPart) {
        if (!isQuotedString(localPart)) {
            return localPart;
        }
        String meant = unquoted(localPart);
        try {
            PathGrammar.STRICT.checkLocalPart(meant);
            return meant.startsWith("\"") ? quoted(meant) : meant;
        } catch (IllegalArgumentException e) { // it needs its quotes
            return quoted(meant);
        }
    }

    private static String quoted(String meant) {
        return "\"" + meant.replace("\\", "\\\\").replace("\"", "\\\"") + "\"";
    }

    private static boolean isQuotedString(String text) {
        return text.length() > 1 && PathGrammar.closingQuote(text) == text.length() - 1 && text.startsWith("\"");
    }

    /** Returns what a local-part means: quotes and backslashes only help to write it. */
    private static String unquoted(String localPart) {
        if (!isQuotedString(localPart)) {
            return localPart;
        }
        StringBuilder meant = new StringBuilder(localPart.length());
        for (int i = 1; i < localPart.length() - 1; i++) {
            if (localPart.charAt(i) == '\\') {
                i++;
            }
            meant.append(localPart.charAt(i));
        }
        return meant.toString();
    }

    private static boolean isConvertible(String domain) {
        return domain.length() <= MAX_DOMAIN_CHARS && !domain.startsWith("[");
    }

    /** The one form of a domain: in A-labels, or an address literal however it is spelt. */
    private static String canonicalDomain(String domain) {
        if (isConvertible(domain) && !PathGrammar.isAscii(domain)) {
            return eachLabel(domain, AddressPattern::ascii);
        }
        return domain.startsWith("[") ? AddressLiteral.canonical(domain) : domain.toLowerCase(Locale.ROOT);
    }

    /** The form that a wildcard may have been written for: in U-labels, or an address literal as it is spelt. */
    private static String otherDomain(String domain) {
        String lower = domain.toLowerCase(Locale.ROOT);
        boolean hasOther = lower.contains(A_LABEL) || !PathGrammar.isAscii(lower);
        return hasOther && isConvertible(domain) ? eachLabel(domain, AddressPattern::unicode) : lower;
    }

    /** Converts the labels of a domain; those with a wildcard stay as they are. */
    private static String eachLabel(String domain, UnaryOperator<String> conversion) {
        // the full stops of RFC 3490 section 3.1, which East Asian keyboards write
        return Stream.of(domain.split("[.\u3002\uff0e\uff61]", -1))
                .map(label ->
                        label.isEmpty() || label.contains("*") || label.contains("?") ? label : conversion.apply(label))
                .collect(Collectors.joining("."));
    }

    private static String ascii(String label) {
        try {
            boolean kept = PathGrammar.isAscii(label) || label.chars().anyMatch(c -> DEVIATIONS.indexOf(c) >= 0);
            return (kept ? label : IDN.toASCII(label)).toLowerCase(Locale.ROOT);
        } catch (IllegalArgumentException e) { // longer than 63 octets, or an unassigned character
            return label.toLowerCase(Locale.ROOT);
        }
    }

    private static String unicode(String label) {
        return IDN.toUnicode(ascii(label)); // stays as it is if it is no A-label
    }

    private static Wildcards localPart(String pattern) {
        return isQuotedString(pattern)
                ? Wildcards.ofEscaped(pattern.substring(1, pattern.length() - 1))
                : Wildcards.of(pattern);
    }

    /** Two patterns are equal when they are written in the same way. */
    @Override
    public boolean equals(Object other) {
        return other instanceof AddressPattern that && text.equals(that.text);
    }

    @Override
    public int hashCode() {
        return text.hashCode();
    }

    /** Returns the pattern as {@link #parse} takes it. */
    @Override
    public String toString() {
        return text;
    }
}
