package io.github.smtpjunit.relay.cli;

import java.io.ByteArrayOutputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Passes a mail's content on, counts it, and remembers enough of its start to tell the subject. */
final class SubjectReader extends FilterInputStream {

    private static final int MAX_HEADER = 16 * 1024;
    private static final Pattern SUBJECT = Pattern.compile(
            "^subject[ \\t]*:[ \\t]*(.*(?:\\r?\\n[ \\t].*)*)", Pattern.CASE_INSENSITIVE | Pattern.MULTILINE);
    private static final Pattern END_OF_HEADER = Pattern.compile("^\\r?$", Pattern.MULTILINE);
    private static final Pattern FOLD = Pattern.compile("\\r?\\n[ \\t]+");

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

    /** Returns the Subject field, unfolded and not decoded; {@code ""} if there is none within the first 16 KiB. */
    String subject() {
        String text = start.toString(StandardCharsets.UTF_8);
        Matcher end = END_OF_HEADER.matcher(text);
        Matcher subject = SUBJECT.matcher(end.find() ? text.substring(0, end.start()) : text);
        return subject.find() ? FOLD.matcher(subject.group(1)).replaceAll(" ").strip() : "";
    }
}
