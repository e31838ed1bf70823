package io.github.smtpjunit.relay;

import io.github.smtpjunit.smtp.EnhancedStatusCode;
import io.github.smtpjunit.smtp.Reply;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/**
 * Passes the content of a mail on, and counts the {@code Received} fields in its header meanwhile: a mail that has too
 * many of them goes round in circles (RFC 5321 section 6.3). Keeps nothing of the content.
 */
final class HopCount extends FilterInputStream {

    /** What a mail that goes round in circles is refused by. */
    static final Reply LOOP =
            Reply.of(554, new EnhancedStatusCode(5, 4, 6), "Too many hops, mail goes round in circles");

    private static final int MAX_HOPS = 50;
    private static final String NAME = "received";
    private static final int OTHER_FIELD = -1;

    private int count;
    private boolean inHeader = true;
    private int matched; // letters of the name seen on this line, or OTHER_FIELD
    private boolean emptyLine = true;
    private boolean broken;

    HopCount(InputStream content) {
        super(content);
    }

    /** Returns how many fields were seen so far. */
    int count() {
        return count;
    }

    /** Returns whether there are too many. Complete when the header has been read. */
    boolean isLoop() {
        return count > MAX_HOPS;
    }

    /** Returns whether the content could not be read to its end. */
    boolean isBroken() {
        return broken;
    }

    private void see(int octet) {
        if (octet == '\n') {
            inHeader = !emptyLine;
            emptyLine = true;
            matched = 0;
        } else if (octet != '\r') {
            emptyLine = false;
            look(octet);
        }
    }

    private void look(int octet) {
        if (matched == OTHER_FIELD) {
            return;
        }
        if (matched == NAME.length()) {
            if (octet == ':') {
                count++;
                matched = OTHER_FIELD;
            } else if (octet != ' '
                    && octet != '\t') { // RFC 5322 section 4.5: once, white space could stand before the colon
                matched = OTHER_FIELD;
            }
        } else {
            matched = (octet | 0x20) == NAME.charAt(matched) ? matched + 1 : OTHER_FIELD;
        }
    }

    @Override
    public int read() throws IOException {
        broken = true;
        int octet = in.read();
        broken = false;
        if (inHeader && octet >= 0) {
            see(octet);
        }
        return octet;
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
        broken = true;
        int read = in.read(buffer, offset, length);
        broken = false;
        for (int i = offset; inHeader && i < offset + read; i++) {
            see(buffer[i]);
        }
        return read;
    }

    /** Reads what it skips. */
    @Override
    public long skip(long count) throws IOException {
        return readNBytes((int) Math.min(Math.max(count, 0), 8192)).length;
    }

    @Override
    public boolean markSupported() {
        return false;
    }

    @Override
    public synchronized void mark(int limit) {
        // not supported
    }

    @Override
    public synchronized void reset() throws IOException {
        throw new IOException("Not supported");
    }
}
