package io.github.smtpjunit.smtp.server;

import io.github.smtpjunit.smtp.Reply;
import java.io.IOException;
import java.io.OutputStream;

/** The replies that are not on the wire yet; they go out together, before the next read that may block. */
final class WireOutput {

    private static final int CAPACITY = 512;

    private OutputStream out;
    private final byte[] buffer = new byte[CAPACITY];
    private int count;
    private volatile long writingSince;

    WireOutput(OutputStream out) {
        this.out = out;
    }

    void write(Reply reply) throws IOException {
        int length = reply.octetCount();
        if (length > CAPACITY - count) {
            flush();
        }
        if (length > CAPACITY) {
            send(reply.octets(), 0, length);
        } else {
            count += reply.copyTo(buffer, count);
        }
    }

    void flush() throws IOException {
        if (count > 0) {
            int length = count;
            count = 0;
            send(buffer, 0, length);
        }
    }

    boolean hasUnsent() {
        return count > 0;
    }

    /** Sends octets as they are, behind all that was written before. */
    void writeNow(byte[] octets, int offset, int length) throws IOException {
        flush();
        send(octets, offset, length);
    }

    private void send(byte[] octets, int offset, int length) throws IOException {
        writingSince = System.nanoTime() | 1;
        out.write(octets, offset, length);
        out.flush();
        writingSince = 0;
    }

    /** Tells whether a client that does not read its replies has blocked a write for longer than this. */
    boolean isStalledFor(long nanos) {
        long since = writingSince;
        return since != 0 && System.nanoTime() - since > nanos;
    }

    void switchTo(OutputStream encrypted) {
        out = encrypted;
    }
}
