package io.github.smtpjunit.smtp;

import static java.util.Objects.requireNonNull;

import java.util.Locale;

/**
 * A mail address as the envelope knows it: a local-part and a domain (RFC 5321 section 4.1.2, RFC 6531 section 3.3).
 *
 * <p>Both are kept as they were sent: a quoted local-part keeps its quotes, Unicode stays Unicode. The domain is empty only
 * for the special recipient {@code <postmaster>} (RFC 5321 section 4.1.1.3). Two mailboxes are equal when their local-parts
 * are the same and their domains differ at most in case (RFC 5321 section 2.4). So two spellings of one mailbox are two:
 * {@code [IPv6:::1]} and {@code [IPv6:0:0:0:0:0:0:0:1]}, U-labels and A-labels, with quotes that are not needed and without.
 * {@link AddressPattern#canonical(String)} returns one text for all of them.
 *
 * @param localPart the part before the {@code @}, quotes included
 * @param domain a domain name, or an address literal in square brackets such as {@code [127.0.0.1]}
 */
public record Mailbox(String localPart, String domain) {

    /**
     * Makes a mailbox of checked parts.
     *
     * @param localPart the part before the {@code @}, quotes included
     * @param domain the part behind it, empty only for {@code postmaster}
     * @throws IllegalArgumentException if a part breaks the grammar of RFC 5321 section 4.1.2
     */
    public Mailbox {
        requireNonNull(localPart, "localPart");
        requireNonNull(domain, "domain");
        PathGrammar.checkLocalPart(localPart);
        if (domain.isEmpty()) {
            PathGrammar.require(PathGrammar.isPostmaster(localPart), "missing domain");
        } else {
            PathGrammar.checkDomain(domain);
        }
    }

    /**
     * Parses an address without angle brackets, for example {@code ada@example.org} or {@code "a b"@[127.0.0.1]}.
     *
     * @param address the text to parse
     * @return the mailbox
     * @throws IllegalArgumentException if the text is no mailbox; the message says what is wrong with it
     */
    public static Mailbox parse(String address) {
        requireNonNull(address, "address");
        return PathGrammar.mailbox(address);
    }

    /**
     * Returns the address without angle brackets.
     *
     * @return {@code local-part@domain}, or the local-part alone for {@code postmaster} without a domain
     */
    public String address() {
        return domain.isEmpty() ? localPart : localPart + "@" + domain;
    }

    /**
     * Tells whether this mailbox can be named only with the SMTPUTF8 extension (RFC 6531).
     *
     * @return true if a character lies outside US-ASCII
     */
    public boolean isInternationalized() {
        return !PathGrammar.isAscii(localPart) || !PathGrammar.isAscii(domain);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Mailbox that
                && localPart.equals(that.localPart)
                && foldedDomain().equals(that.foldedDomain());
    }

    @Override
    public int hashCode() {
        return 31 * localPart.hashCode() + foldedDomain().hashCode();
    }

    private String foldedDomain() {
        return domain.toLowerCase(Locale.ROOT);
    }

    /** Returns the {@link #address()}. */
    @Override
    public String toString() {
        return address();
    }
}
