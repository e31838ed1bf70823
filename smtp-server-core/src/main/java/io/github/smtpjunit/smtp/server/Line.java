package io.github.smtpjunit.smtp.server;

import io.github.smtpjunit.smtp.Replies;
import io.github.smtpjunit.smtp.Reply;

/**
 * One line from the client, without its CR LF.
 *
 * @param kind whether the text can be used
 * @param text the line; for a line that is too long its beginning and its end, for a malformed one its octets as
 *     Latin-1
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

    /** Says what is wrong with a malformed line. */
    Reply problem() {
        if (text.startsWith("\u0016\u0003")) {
            return Replies.NOT_TLS;
        }
        if (text.indexOf('\r') >= 0 || text.indexOf('\n') >= 0) {
            return Replies.LINE_BARE_NEWLINE;
        }
        boolean ascii = text.chars().anyMatch(c -> (c < ' ' && c != '\t') || c == 0x7f);
        return ascii ? Replies.LINE_HAS_CONTROLS : Replies.LINE_NOT_UTF8;
    }

    /** Returns kind and length only: the text may hold a password. */
    @Override
    public String toString() {
        return kind + " of " + text.length() + " characters";
    }
}
