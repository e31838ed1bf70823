package io.github.smtpjunit.smtp;

/**
 * Something that breaks the grammar of SMTP and that a lenient server accepts nevertheless, as printers, scanners and
 * old programs send it. Each is about how a command is written, never about which command may come when, or where a
 * line or the mail data end.
 */
public enum Leniency {
    /** A path without its angle brackets, such as {@code MAIL FROM:ada@example.org} (RFC 5321 section 4.1.2). */
    NO_BRACKETS("no angle brackets around the address"),
    /** A name in front of a path, such as {@code MAIL FROM:Scanner <scan@example.org>}. */
    DISPLAY_NAME("a name in front of the address"),
    /** Spaces in front of {@code FROM} or {@code TO}, in front of its colon, or within the angle brackets. */
    SPACES("spaces where none belong"),
    /** A local-part that begins or ends with a dot, or has two dots in a row, such as {@code ilo.@example.org}. */
    DOTS("a local-part with a dot too many"),
    /** A mailbox without a domain, such as {@code <root>}. */
    NO_DOMAIN("an address without a domain"),
    /** A domain with an underscore, or a dot at its end, such as {@code print_server.} (RFC 5321 section 4.1.2). */
    HOST_NAME("a domain with an underscore, or a dot at its end"),
    /** HELO, EHLO or LHLO without a name (RFC 5321 section 4.1.1.1). */
    NO_GREETING_NAME("a greeting without a name"),
    /** HELO, EHLO or LHLO with a name of several words. */
    GREETING_WORDS("a greeting with a name of several words"),
    /** Parameters of MAIL or RCPT after HELO, which offers no extensions (RFC 5321 section 4.1.1.1). */
    PARAMETERS_AFTER_HELO("parameters after HELO, which offers none");

    private final String meaning;

    Leniency(String meaning) {
        this.meaning = meaning;
    }

    /**
     * Returns what the client has sent, for people.
     *
     * @return some words, such as {@code no angle brackets around the address}
     */
    public String meaning() {
        return meaning;
    }
}
