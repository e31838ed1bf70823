package io.github.smtpjunit.mail;

import static java.util.Objects.requireNonNull;

import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * An address in a header field, with or without the name of its owner (RFC 5322 section 3.4).
 *
 * <p>Two addresses are equal if their names are equal, and they mean the same mailbox: the domain is compared
 * case-insensitively, the local-part exactly (RFC 5321 section 2.4). Immutable.
 */
public final class MailAddress {

    private final @Nullable String name;
    private final String address;

    private MailAddress(@Nullable String name, String address) {
        this.name = name;
        this.address = address;
    }

    /**
     * Makes an address with a name.
     *
     * @param name the name, decoded and without quotes; a blank name counts as absent
     * @param address the address without angle brackets
     * @return the address
     */
    public static MailAddress of(String name, String address) {
        return new MailAddress(
                requireNonNull(name, "name").isBlank() ? null : name, requireNonNull(address, "address"));
    }

    /**
     * Makes an address without a name.
     *
     * @param address the address without angle brackets
     * @return the address
     */
    public static MailAddress of(String address) {
        return new MailAddress(null, requireNonNull(address, "address"));
    }

    /**
     * Returns the name of the owner, decoded (RFC 2047) and without quotes. If there is no name, a comment serves as
     * the name.
     *
     * @return empty if there is neither
     */
    public Optional<String> name() {
        return Optional.ofNullable(name);
    }

    /**
     * Returns the address without angle brackets, comments and source route.
     *
     * @return {@code local-part@domain}, or the text that the sender wrote instead
     */
    public String address() {
        return address;
    }

    /**
     * Returns the domain of the address.
     *
     * @return in lower case; empty if the sender wrote no domain
     */
    public String domain() {
        int at = address.lastIndexOf('@');
        return at < 0 ? "" : address.substring(at + 1).toLowerCase(Locale.ROOT);
    }

    private String normalized() {
        int at = address.lastIndexOf('@');
        return at < 0
                ? address
                : address.substring(0, at) + address.substring(at).toLowerCase(Locale.ROOT);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof MailAddress that
                && name().equals(that.name())
                && normalized().equals(that.normalized());
    }

    @Override
    public int hashCode() {
        return normalized().hashCode();
    }

    /** Returns the address as a person writes it: {@code Ada <ada@example.org>}. */
    @Override
    public String toString() {
        if (name == null) {
            return address;
        }
        boolean plain = name.chars()
                .allMatch(c -> c > 0x7f || Character.isLetterOrDigit(c) || " !#$%&'*+-/=?^_`{|}~".indexOf(c) >= 0);
        return (plain ? name : "\"" + name.replace("\\", "\\\\").replace("\"", "\\\"") + "\"") + " <" + address + ">";
    }
}
