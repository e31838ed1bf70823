package io.github.smtpjunit.smtp;

import static java.util.Objects.requireNonNull;

import java.util.Collections;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A mail address as the envelope knows it: a local-part and a domain (RFC 5321 section 4.1.2, RFC 6531 section 3.3).
 *
 * <p>Both are kept as they were sent: a quoted local-part keeps its quotes, Unicode stays Unicode. The domain is empty
 * only for the special recipient {@code <postmaster>} (RFC 5321 section 4.1.1.3). Two mailboxes are equal when their
 * local-parts are the same and their domains differ at most in case (RFC 5321 section 2.4). So two spellings of one
 * mailbox are two: {@code [IPv6:::1]} and {@code [IPv6:0:0:0:0:0:0:0:1]}, U-labels and A-labels, with quotes that are
 * not needed and without. {@link AddressPattern#canonical(String)} returns one text for all of them.
 *
 * <p>A mailbox that a lenient server has accepted may break the grammar; {@link #leniencies()} says how.
 */
public final class Mailbox {

    private final String localPart;
    private final String domain;

    /**
     * Makes a mailbox of checked parts.
     *
     * @param localPart the part before the {@code @}, quotes included
     * @param domain the part behind it, empty only for {@code postmaster}
     * @throws IllegalArgumentException if a part breaks the grammar of RFC 5321 section 4.1.2
     */
    public Mailbox(String localPart, String domain) {
        this(localPart, domain, PathGrammar.STRICT);
        PathGrammar.require(!domain.isEmpty() || PathGrammar.isPostmaster(localPart), "missing domain");
    }

    Mailbox(String localPart, String domain, PathGrammar grammar) {
        this.localPart = requireNonNull(localPart, "localPart");
        this.domain = requireNonNull(domain, "domain");
        grammar.checkLocalPart(localPart);
        if (!domain.isEmpty()) {
            grammar.checkDomain(domain);
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
     * Parses an address as a lenient server does: a local-part may begin or end with a dot, or have two in a row, a
     * domain may have underscores and a dot at its end, or be missing. All else is as in {@link #parse(String)}.
     *
     * @param address the text to parse, for example {@code ilo.@example.org} or {@code root}
     * @return the mailbox; {@link #leniencies()} is empty if it is one by the grammar
     * @throws IllegalArgumentException if the text is no mailbox even so; the message says what is wrong with it
     */
    public static Mailbox parseLeniently(String address) {
        requireNonNull(address, "address");
        return PathGrammar.lenientMailbox(address);
    }

    /**
     * Returns the part before the {@code @}.
     *
     * @return the local-part as sent, quotes included
     */
    public String localPart() {
        return localPart;
    }

    /**
     * Returns the part behind the {@code @}.
     *
     * @return a domain name, or an address literal in square brackets such as {@code [127.0.0.1]}; {@code ""} if absent
     */
    public String domain() {
        return domain;
    }

    /**
     * Returns how this mailbox breaks the grammar of RFC 5321 section 4.1.2.
     *
     * @return empty unless it comes from {@link #parseLeniently(String)} or a lenient server; some of
     *     {@link Leniency#DOTS}, {@link Leniency#NO_DOMAIN} and {@link Leniency#HOST_NAME}
     */
    public Set<Leniency> leniencies() {
        Set<Leniency> leniencies = EnumSet.noneOf(Leniency.class);
        if (!PathGrammar.isStrict(() -> PathGrammar.STRICT.checkLocalPart(localPart))) {
            leniencies.add(Leniency.DOTS);
        }
        if (domain.isEmpty()) {
            if (!PathGrammar.isPostmaster(localPart)) {
                leniencies.add(Leniency.NO_DOMAIN);
            }
        } else if (!PathGrammar.isStrict(() -> PathGrammar.STRICT.checkDomain(domain))) {
            leniencies.add(Leniency.HOST_NAME);
        }
        return Collections.unmodifiableSet(leniencies);
    }

    /**
     * Returns the address without angle brackets.
     *
     * @return {@code local-part@domain}, or the local-part alone where there is no domain
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
    public boolean equals(@Nullable Object other) {
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
