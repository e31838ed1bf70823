package io.github.smtpjunit.relay;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;

/** Writes what is read to another place too. */
final class CopiedStream extends FilterInputStream {

    private final OutputStream copy;

    CopiedStream(InputStream content, OutputStream copy) {
        super(content);
        this.copy = copy;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] octets, int offset, int length) throws IOException {
        int count = super.read(octets, offset, length);
        if (count > 0) {
            copy.write(octets, offset, count);
        }
        return count;
    }

    @Override
    public long skip(long count) throws IOException {
        return count <= 0 ? 0 : Math.max(0, read(new byte[(int) Math.min(count, 8_192)]));
    }

    @Override
    public boolean markSupported() {
        return false;
    }
}
