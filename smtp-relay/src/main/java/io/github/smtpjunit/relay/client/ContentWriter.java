package io.github.smtpjunit.relay.client;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/**
 * Sends one content, block by block: a small one, which is the usual one, in a single write together with its end. It
 * reads the first block before anything is sent, to see which way the content can go.
 */
final class ContentWriter implements Closeable {

    static final int BLOCK = 32_768;

    /** The content cannot be read, or cannot be sent; that is no fault of the peer's. */
    static final class ContentException extends Exception {

        private static final long serialVersionUID = 1L;

        private final transient RemoteReply reply;

        ContentException(RemoteReply reply) {
            super(reply.toString());
            this.reply = reply;
        }

        RemoteReply reply() {
            return reply;
        }
    }

    /** Space for blocks, to be used for one content after another. */
    static final class Space {
        private final byte[] in = new byte[BLOCK];
        private final byte[] out = new byte[DotStuffing.room(BLOCK)];
    }

    private final InputStream in;
    private final long size;
    private final byte[] block;
    private final byte[] stuffed;
    private int length;
    private boolean begun;
    private boolean endSent;

    ContentWriter(MailContent content, Space space) throws ContentException {
        this.block = space.in;
        this.stuffed = space.out;
        this.size = content.size();
        try {
            in = content.open();
        } catch (IOException e) {
            throw unreadable();
        }
        try {
            readBlock();
        } catch (ContentException e) {
            close();
            throw e;
        }
    }

    private void readBlock() throws ContentException {
        try {
            length = in.readNBytes(block, 0, BLOCK);
        } catch (IOException e) {
            throw unreadable();
        }
    }

    private static ContentException unreadable() {
        return new ContentException(RemoteReply.of(451, "4.3.0", "The content cannot be read from the queue"));
    }

    /**
     * Returns whether BDAT serves better. It carries a last line without an end, which DATA would have to change; bare
     * CR and LF, which a lenient peer may misread in DATA; and a large content without a look at each octet. For other
     * content DATA is as fast, and supported everywhere.
     */
    boolean prefersChunk() {
        return length == BLOCK || !endsInLineBreak() || hasBareNewline();
    }

    private boolean endsInLineBreak() {
        return length == 0 || (length > 1 && block[length - 2] == '\r' && block[length - 1] == '\n');
    }

    private boolean hasBareNewline() {
        int i = 0;
        while ((i = DotStuffing.nextLineBreak(block, i, length)) < length) {
            if (block[i] == '\n' || i + 1 == length || block[i + 1] != '\n') {
                return true;
            }
            i += 2;
        }
        return false;
    }

    /** Returns whether some of the content may have been sent. */
    boolean isBegun() {
        return begun;
    }

    /**
     * Returns whether the last octet may have been sent, so that the peer may have accepted the mail, also if the
     * connection is lost from now on.
     */
    boolean isEndSent() {
        return endSent;
    }

    /** Sends the content behind the 354 of DATA, with its end. */
    void sendLines(ClientWire wire, Duration limit) throws NextHopException, ContentException {
        DotStuffing stuffing = new DotStuffing();
        long left = size;
        boolean first = true;
        while (true) {
            left -= length;
            boolean last = length < BLOCK;
            if (left < 0 || (last && left > 0)) {
                throw unreadable();
            }
            int used = stuffing.stuff(block, length, stuffed);
            if (last) {
                used = stuffing.finish(stuffed, used);
            }
            if (stuffing.isUnsafe()) {
                throw new ContentException(RemoteReply.of(
                        554,
                        "5.6.0",
                        "The content has a lone dot after a bare CR or LF, and the next hop has no BDAT"));
            }
            send(wire, stuffed, used, limit, first, last);
            if (last) {
                return;
            }
            first = false;
            readBlock();
        }
    }

    /** Sends BDAT and the content as one chunk, the last one (RFC 3030 section 2). */
    void sendChunk(ClientWire wire, Duration limit) throws NextHopException, ContentException {
        byte[] command = ("BDAT " + size + " LAST\r\n").getBytes(StandardCharsets.US_ASCII);
        int start = command.length;
        System.arraycopy(command, 0, stuffed, 0, start);
        long left = size;
        boolean first = true;
        while (true) {
            left -= length;
            boolean last = length < BLOCK || (left <= 0 && isAtEnd());
            if (left < 0 || last != (left == 0)) {
                throw unreadable(); // shorter or longer than was announced: the peer must not get it whole
            }
            System.arraycopy(block, 0, stuffed, start, length);
            send(wire, stuffed, start + length, limit, first, last);
            if (last) {
                return;
            }
            first = false;
            start = 0;
            readBlock();
        }
    }

    private boolean isAtEnd() throws ContentException {
        try {
            return in.read() < 0;
        } catch (IOException e) {
            throw unreadable();
        }
    }

    private void send(ClientWire wire, byte[] octets, int count, Duration limit, boolean first, boolean last)
            throws NextHopException {
        if (first) {
            wire.requireInStep();
        }
        begun = true;
        endSent = last;
        wire.sendMore(octets, count, limit);
    }

    @Override
    public void close() {
        try {
            in.close();
        } catch (IOException e) {
            // All that was needed has been read
        }
    }
}
