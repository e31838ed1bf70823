package io.github.smtpjunit.smtp.server;

/**
 * Finds a CR or LF that stands alone in mail data (RFC 5321 section 2.3.8). It never ends a line or the data and is
 * never normalised: a server keeps it as content, or refuses the whole mail.
 */
final class BareNewlineCheck {

    private final boolean keeps;
    private byte previous;
    private boolean found;

    /**
     * Makes the check of one mail.
     *
     * @param refuses whether one bare CR or LF is too many; otherwise all octets are content, and the check costs
     *     nothing
     */
    BareNewlineCheck(boolean refuses) {
        keeps = !refuses;
    }

    /** Looks at the next octets of the mail. */
    void inspect(byte[] octets, int offset, int length) {
        if (keeps || found) {
            return;
        }
        for (int i = offset; i < offset + length; i++) {
            // a LF without a CR before it, or a CR without a LF behind it
            found |= (octets[i] == '\n') != (previous == '\r');
            previous = octets[i];
        }
    }

    /** Tells, at the end of the mail, whether it must be refused. */
    boolean isRefused() {
        return !keeps && (found || previous == '\r');
    }
}
