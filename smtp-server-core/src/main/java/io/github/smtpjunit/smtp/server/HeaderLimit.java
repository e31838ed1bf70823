package io.github.smtpjunit.smtp.server;

/**
 * Counts the octets of a mail's header, which an empty line ends (RFC 5322 section 2.1), as long as there is a limit to
 * them.
 */
final class HeaderLimit {

    private final long maxSize;
    private long count;
    private boolean ended;
    private boolean lineStart = true;

    /** Knows the limit; {@link Long#MAX_VALUE} for none, which costs nothing. */
    HeaderLimit(long maxSize) {
        this.maxSize = maxSize;
        this.ended = maxSize == Long.MAX_VALUE;
    }

    /** Takes the next octets of the mail and tells whether its header is too large. */
    boolean isExceededBy(byte[] octets, int offset, int length) {
        for (int i = offset; i < offset + length && !ended; i++) {
            count++;
            if (octets[i] == '\n') {
                ended = lineStart;
                lineStart = true;
            } else if (octets[i] != '\r') {
                lineStart = false;
            }
        }
        return count > maxSize;
    }
}
