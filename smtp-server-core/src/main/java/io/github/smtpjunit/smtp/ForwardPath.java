package io.github.smtpjunit.smtp;

import static java.util.Objects.requireNonNull;

/**
 * One recipient's address in an envelope (RFC 5321 section 4.1.2). It is never null; a source route is read and
 * dropped.
 *
 * @param mailbox the recipient; its domain is empty only for {@code <postmaster>}, or for a
 *     {@linkplain Leniency#NO_DOMAIN lenient} server
 */
public record ForwardPath(Mailbox mailbox) {

    /**
     * Refuses null.
     *
     * @param mailbox the recipient; its domain is empty only for {@code <postmaster>}, or for a
     *     {@linkplain Leniency#NO_DOMAIN lenient} server
     */
    public ForwardPath {
        requireNonNull(mailbox, "mailbox");
    }

    /**
     * Parses a path with its angle brackets, for example {@code <ada@example.org>} or {@code <Postmaster>}.
     *
     * @param path the text to parse
     * @return the path
     * @throws IllegalArgumentException if the text is no forward-path; the message says what is wrong with it
     */
    public static ForwardPath parse(String path) {
        requireNonNull(path, "path");
        String inside = PathGrammar.insideBrackets(path);
        PathGrammar.require(!inside.isEmpty(), "empty forward-path");
        return PathGrammar.isPostmaster(inside)
                ? new ForwardPath(new Mailbox(inside, ""))
                : new ForwardPath(Mailbox.parse(inside));
    }

    /**
     * Parses a path as a lenient server does: its mailbox as in {@link Mailbox#parseLeniently(String)}.
     *
     * @param path the text to parse, with its angle brackets
     * @return the path
     * @throws IllegalArgumentException if the text is no forward-path even so; the message says what is wrong with it
     */
    public static ForwardPath parseLeniently(String path) {
        requireNonNull(path, "path");
        String inside = PathGrammar.insideBrackets(path);
        PathGrammar.require(!inside.isEmpty(), "empty forward-path");
        return new ForwardPath(Mailbox.parseLeniently(inside));
    }

    /**
     * Returns the address without angle brackets.
     *
     * @return the address
     */
    public String address() {
        return mailbox.address();
    }

    /** Returns the path in angle brackets, as it stands in a RCPT command. */
    @Override
    public String toString() {
        return "<" + address() + ">";
    }
}
