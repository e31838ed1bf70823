package io.github.smtpjunit.relay;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** What of a mail goes back to its sender: all of it if it is small, or its header. */
final class ReturnedContent {

    static final int MAX_OCTETS = 50_000;

    private final byte[] octets;
    private final int headerLength;
    private final boolean whole;

    private ReturnedContent(byte[] octets, int headerLength, boolean whole) {
        this.octets = octets;
        this.headerLength = headerLength;
        this.whole = whole;
    }

    /** Reads no more than may go back. */
    static ReturnedContent read(InputStream content, boolean headerOnly) throws IOException {
        byte[] start = content.readNBytes(MAX_OCTETS + 1);
        int header = headerLength(start);
        boolean whole = !headerOnly && start.length <= MAX_OCTETS;
        return new ReturnedContent(whole ? start : Arrays.copyOf(start, header), header, whole);
    }

    /** The header up to the empty line; of one that is too long, its whole lines within the bound. */
    private static int headerLength(byte[] octets) {
        int lineStart = 0;
        for (int i = 0; i < Math.min(octets.length, MAX_OCTETS); i++) {
            if (octets[i] == '\n') {
                boolean empty = i == lineStart || (i == lineStart + 1 && octets[lineStart] == '\r');
                if (empty) {
                    return lineStart;
                }
                lineStart = i + 1;
            }
        }
        return octets.length <= MAX_OCTETS ? octets.length : lineStart;
    }

    byte[] octets() {
        return octets.clone();
    }

    /**
     * The same for a part that may be encoded, as a header may (RFC 6522 section 4) and a whole mail may not (RFC 2046
     * section 5.2.1).
     */
    byte[] encoded() {
        return needsEncoding() ? QuotedPrintable.encode(octets) : octets();
    }

    boolean needsEncoding() {
        return QuotedPrintable.isNeeded(octets);
    }

    /** Returns whether the body is there too. */
    boolean isWhole() {
        return whole;
    }

    boolean isEightBit() {
        return isEightBit(octets.length);
    }

    boolean isHeaderEightBit() {
        return isEightBit(headerLength);
    }

    private boolean isEightBit(int length) {
        for (int i = 0; i < length; i++) {
            if (octets[i] < 0) {
                return true;
            }
        }
        return false;
    }

    /** Returns whether it contains a text. */
    boolean contains(String ascii) {
        return new String(octets, StandardCharsets.ISO_8859_1).contains(ascii);
    }
}
