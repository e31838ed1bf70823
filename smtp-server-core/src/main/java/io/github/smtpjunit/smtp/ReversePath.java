package io.github.smtpjunit.smtp;

import static java.util.Objects.requireNonNull;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The sender of an envelope, to which non-delivery reports go; null for mail that must not be reported on (RFC 5321
 * sections 4.1.2 and 4.5.5).
 */
public final class ReversePath {

    /** The null reverse-path {@code <>} of reports and other automatic mail. */
    public static final ReversePath NULL = new ReversePath(null);

    private final @Nullable Mailbox mailbox;

    private ReversePath(@Nullable Mailbox mailbox) {
        this.mailbox = mailbox;
    }

    /**
     * Makes a reverse-path that names a mailbox.
     *
     * @param mailbox the sender
     * @return the path
     */
    public static ReversePath of(Mailbox mailbox) {
        requireNonNull(mailbox, "mailbox");
        return new ReversePath(mailbox);
    }

    /**
     * Parses a path with its angle brackets, for example {@code <ada@example.org>} or {@code <>}; a source route is
     * read and dropped (RFC 5321 appendix C).
     *
     * @param path the text to parse
     * @return the path
     * @throws IllegalArgumentException if the text is no reverse-path; the message says what is wrong with it
     */
    public static ReversePath parse(String path) {
        requireNonNull(path, "path");
        return path.equals("<>") ? NULL : new ReversePath(Mailbox.parse(PathGrammar.insideBrackets(path)));
    }

    /**
     * Parses a path as a lenient server does: its mailbox as in {@link Mailbox#parseLeniently(String)}.
     *
     * @param path the text to parse, with its angle brackets
     * @return the path
     * @throws IllegalArgumentException if the text is no reverse-path even so; the message says what is wrong with it
     */
    public static ReversePath parseLeniently(String path) {
        requireNonNull(path, "path");
        return path.equals("<>") ? NULL : new ReversePath(Mailbox.parseLeniently(PathGrammar.insideBrackets(path)));
    }

    /**
     * Returns the sender.
     *
     * @return the mailbox, empty for the null reverse-path
     */
    public Optional<Mailbox> mailbox() {
        return Optional.ofNullable(mailbox);
    }

    /**
     * Tells whether this is the null reverse-path.
     *
     * @return true for {@code <>}
     */
    public boolean isNull() {
        return mailbox == null;
    }

    /**
     * Returns the address without angle brackets.
     *
     * @return the address, {@code ""} for the null reverse-path
     */
    public String address() {
        return mailbox == null ? "" : mailbox.address();
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof ReversePath that && mailbox().equals(that.mailbox());
    }

    @Override
    public int hashCode() {
        return mailbox().hashCode();
    }

    /** Returns the path in angle brackets, as it stands in a MAIL command. */
    @Override
    public String toString() {
        return "<" + address() + ">";
    }
}
