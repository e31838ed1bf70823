package io.github.smtpjunit.relay.spool;

import java.io.ByteArrayInputStream;
import java.io.InputStream;
import org.jspecify.annotations.Nullable;

/**
 * A mail on its way into the {@link Journal}, or in it: where it is, and its octets as long as memory has room for
 * them.
 */
final class JournalMail {

    private final String id;
    private final int length;
    private final int headerLength;

    // Set once, before the mail is in the journal
    private @Nullable Segment segment;
    private int position;

    private volatile byte @Nullable [] octets;

    /**
     * Makes one of a new mail.
     *
     * @param octets what would stand in a file of its own; it is not copied
     * @param length how many of them
     * @param headerLength how many of those are in front of the content
     */
    JournalMail(String id, byte[] octets, int length, int headerLength) {
        this.id = id;
        this.octets = octets;
        this.length = length;
        this.headerLength = headerLength;
    }

    /** Makes one of what a former process has left. */
    JournalMail(String id, Segment segment, int position, int length, int headerLength) {
        this.id = id;
        this.length = length;
        this.headerLength = headerLength;
        this.segment = segment;
        this.position = position;
    }

    String id() {
        return id;
    }

    int length() {
        return length;
    }

    byte @Nullable [] octets() {
        return octets;
    }

    /** Lets the memory go. Returns how much that is. */
    int forget() {
        byte[] held = octets;
        octets = null;
        return held == null ? 0 : held.length;
    }

    void place(Segment in, int at) {
        segment = in;
        position = at;
    }

    /** Where it is; null if it found no room. */
    @Nullable
    Segment segment() {
        return segment;
    }

    int position() {
        return position;
    }

    /** Where its octets begin in the segment. */
    int mailAt() {
        return position + JournalRecord.HEAD;
    }

    Octets octets(byte[] all) {
        return new Octets(all, length, headerLength);
    }

    /** A mail as it would stand in a file of its own. */
    static final class Octets {

        private final byte[] array;
        private final int length;
        private final int headerLength;

        private Octets(byte[] array, int length, int headerLength) {
            this.array = array;
            this.length = length;
            this.headerLength = headerLength;
        }

        /** Where they begin; it may be longer. */
        byte[] array() {
            return array;
        }

        int length() {
            return length;
        }

        InputStream content() {
            return new ByteArrayInputStream(array, headerLength, length - headerLength);
        }
    }
}
