package io.github.smtpjunit.relay.cli;

import java.io.ByteArrayOutputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;

/** Passes a mail's content on, counts it, and remembers enough of its start to know the subject. */
final class SubjectReader extends FilterInputStream {

    private static final int MAX_HEADER = 16 * 1024;
    private static final String SUBJECT = "subject";

    private final ByteArrayOutputStream start = new ByteArrayOutputStream();
    private long count;

    SubjectReader(InputStream content) {
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
            start.write(octets, offset, Math.min(read, MAX_HEADER - start.size()));
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

    /** Returns the Subject field, unfolded and not decoded; {@code ""} if absent within the first 16 KiB. */
    String subject() {
        StringBuilder subject = new StringBuilder();
        boolean within = false;
        for (String line : start.toString(StandardCharsets.UTF_8).split("\r?\n", -1)) {
            boolean continued = line.startsWith(" ") || line.startsWith("\t");
            if (line.isEmpty() || (within && !continued)) {
                break;
            }
            within |= isSubject(line);
            if (within) {
                subject.append(continued ? " " + line.stripLeading() : line.substring(line.indexOf(':') + 1));
            }
        }
        return subject.toString().strip();
    }

    private static boolean isSubject(String line) {
        int colon = line.indexOf(':');
        return colon > 0 && line.substring(0, colon).stripTrailing().equalsIgnoreCase(SUBJECT);
    }
}
