package io.github.smtpjunit.smtp.server;

/**
 * One line from the client, without its CR LF.
 *
 * @param kind whether the text can be used
 * @param text the line; for a line that is too long its beginning, for a malformed one its octets as Latin-1
 * @param command what the text says as a command, whether or not one is expected
 */
record Line(Kind kind, String text, Command command) {

    Line(Kind kind, String text) {
        this(kind, text, Command.parse(text));
    }

    enum Kind {
        TEXT,
        TOO_LONG,
        /** Control characters, a bare CR or LF, or broken UTF-8. */
        MALFORMED
    }

    /** Returns kind and length only: the text may hold a password. */
    @Override
    public String toString() {
        return kind + " of " + text.length() + " characters";
    }
}
