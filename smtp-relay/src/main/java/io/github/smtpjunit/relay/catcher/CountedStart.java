package io.github.smtpjunit.relay.catcher;

import java.io.ByteArrayOutputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/** Passes a mail's content on, counts it, and remembers enough of its start for a summary. */
final class CountedStart extends FilterInputStream {

    private final ByteArrayOutputStream start = new ByteArrayOutputStream();
    private long count;

    CountedStart(InputStream content) {
        super(content);
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] octets, int offset, int length) throws IOException {
        int read = super.read(octets, offset, length);
        if (read > 0) {
            start.write(octets, offset, Math.min(read, MailSummary.MAX_READ - start.size()));
            count += read;
        }
        return read;
    }

    @Override
    public boolean markSupported() {
        return false;
    }

    /** Returns how many octets have come so far. */
    long count() {
        return count;
    }

    MailSummary summary() {
        return MailSummary.of(start.toByteArray());
    }
}
