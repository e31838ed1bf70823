package io.github.smtpjunit.relay.spool;

import io.github.smtpjunit.smtp.Envelope;
import io.github.smtpjunit.smtp.Envelope.Recipient;
import io.github.smtpjunit.smtp.EsmtpParameters;
import io.github.smtpjunit.smtp.EsmtpParameters.Parameter;
import io.github.smtpjunit.smtp.ForwardPath;
import io.github.smtpjunit.smtp.ReversePath;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ReadableByteChannel;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What stands in front of the content in a mail's file: the mail as it came in. It is as long before the content is
 * known as after, so that it can be written again over itself.
 *
 * @param mail the mail as it came in
 * @param crc the CRC-32 of the content
 * @param length the octets of the header
 */
record MailHeader(QueuedMail mail, long crc, int length) {

    private static final String FIRST_LINE = "smtp-relay-mail 1";
    private static final String NO_END = "its header has no end";
    private static final int LONGEST_SIZE = 19;
    private static final int LONGEST_INSTANT = 37;
    private static final int FIRST_READ = 4 * 1024;
    private static final int LONGEST = 64 * 1024 * 1024;

    static byte[] write(QueuedMail mail, long crc) {
        SpoolLines.Writer lines = new SpoolLines.Writer(FIRST_LINE)
                .put("id", mail.id())
                .put("size", padded(mail.size()))
                .put("crc32", SpoolLines.hex(crc))
                .put("eight-bit", mail.eightBit())
                .put("due", padded(mail.nextAttempt()))
                .put("accepted", mail.acceptedAt().toString());
        Envelope envelope = mail.envelope();
        lines.put("from", path(envelope.reversePath().toString(), envelope.parameters()));
        envelope.recipients()
                .forEach(recipient -> lines.put("to", path(recipient.path().toString(), recipient.parameters())));
        return lines.seal();
    }

    private static String padded(long size) {
        String digits = Long.toString(size);
        return "0".repeat(LONGEST_SIZE - digits.length()) + digits;
    }

    private static String padded(Instant time) {
        String text = time.toString();
        return text + " ".repeat(LONGEST_INSTANT - text.length());
    }

    private static String path(String path, EsmtpParameters parameters) {
        StringBuilder line = new StringBuilder(SpoolText.word(path));
        for (Parameter parameter : parameters.list()) {
            line.append(' ').append(SpoolText.word(parameter.keyword()).replace("=", "\\u003d"));
            String value = parameter.value();
            if (value != null) {
                line.append('=').append(SpoolText.word(value));
            }
        }
        return line.toString();
    }

    /**
     * Reads the header of a mail, from where its file begins.
     *
     * @throws SpoolFormatException if there is no header, or that of another mail
     */
    static MailHeader read(String id, ReadableByteChannel file) throws IOException {
        ByteBuffer octets = ByteBuffer.allocate(FIRST_READ);
        int end = -1;
        while (end < 0) {
            int known = octets.position();
            if (file.read(octets) < 0 || known >= LONGEST) {
                throw new SpoolFormatException(NO_END);
            }
            end = endOf(octets.array(), Math.max(0, known - 1), octets.position());
            if (!octets.hasRemaining()) {
                octets = ByteBuffer.allocate(2 * octets.capacity()).put(octets.flip());
            }
        }
        return parse(octets.array(), end).of(id);
    }

    /**
     * Reads the header of a mail.
     *
     * @param octets the mail, whole
     * @throws SpoolFormatException if there is no header, or that of another mail
     */
    static MailHeader read(String id, byte[] octets) throws SpoolFormatException {
        return read(octets).of(id);
    }

    private MailHeader of(String id) throws SpoolFormatException {
        if (!mail.id().equals(id)) {
            throw new SpoolFormatException("it is the file of another mail");
        }
        return this;
    }

    /**
     * Reads the header of any mail.
     *
     * @param octets the mail, whole
     * @throws SpoolFormatException if there is no header
     */
    static MailHeader read(byte[] octets) throws SpoolFormatException {
        return parse(octets, wholeHeader(octets));
    }

    /**
     * Reads a mail's name, and nothing else of its header.
     *
     * @param octets the mail, whole
     * @throws SpoolFormatException if there is no header
     */
    static String readId(byte[] octets) throws SpoolFormatException {
        return id(new SpoolLines(octets, wholeHeader(octets), FIRST_LINE));
    }

    private static int wholeHeader(byte[] octets) throws SpoolFormatException {
        int end = endOf(octets, 0, octets.length);
        if (end < 0) {
            throw new SpoolFormatException(NO_END);
        }
        return end;
    }

    /** Where the empty line ends. */
    private static int endOf(byte[] octets, int from, int to) {
        for (int i = from; i + 1 < to; i++) {
            if (octets[i] == '\n' && octets[i + 1] == '\n') {
                return i + 2;
            }
        }
        return -1;
    }

    private static MailHeader parse(byte[] octets, int length) throws SpoolFormatException {
        SpoolLines lines = new SpoolLines(octets, length, FIRST_LINE);
        String id = id(lines);
        long size = lines.takeNumber("size");
        long crc = crc(lines.take("crc32"));
        boolean eightBit = lines.takeBoolean("eight-bit");
        Instant due = lines.takeTime("due");
        Instant accepted = lines.takeTime("accepted");
        String from = lines.take("from");
        List<Recipient> recipients = new ArrayList<>();
        while (lines.isNext("to")) {
            String to = lines.take("to");
            recipients.add(new Recipient(forwardPath(to), parameters(to)));
        }
        lines.end();
        Envelope envelope = new Envelope(reversePath(from), parameters(from), recipients);
        return new MailHeader(QueuedMail.accepted(id, envelope, accepted, size, eightBit, due), crc, length);
    }

    private static String id(SpoolLines lines) throws SpoolFormatException {
        String id = lines.take("id");
        if (!SpoolIds.isId(id)) {
            throw new SpoolFormatException("its name is not that of a mail");
        }
        return id;
    }

    private static long crc(String hex) throws SpoolFormatException {
        try {
            return Long.parseLong(hex, 16);
        } catch (NumberFormatException e) {
            throw new SpoolFormatException("its \"crc32\" is not a number", e);
        }
    }

    private static ReversePath reversePath(String line) throws SpoolFormatException {
        try {
            return ReversePath.parse(SpoolText.read(word(line, 0)));
        } catch (IllegalArgumentException e) {
            throw new SpoolFormatException("its sender is not an address", e);
        }
    }

    private static ForwardPath forwardPath(String line) throws SpoolFormatException {
        try {
            return ForwardPath.parse(SpoolText.read(word(line, 0)));
        } catch (IllegalArgumentException e) {
            throw new SpoolFormatException("a recipient is not an address", e);
        }
    }

    private static EsmtpParameters parameters(String line) throws SpoolFormatException {
        int position = word(line, 0).length();
        if (position == line.length()) {
            return EsmtpParameters.NONE;
        }
        List<Parameter> parameters = new ArrayList<>();
        while (position < line.length()) {
            String word = word(line, position + 1);
            int equals = word.indexOf('=');
            String keyword = SpoolText.read(equals < 0 ? word : word.substring(0, equals));
            @Nullable String value = equals < 0 ? null : SpoolText.read(word.substring(equals + 1));
            parameters.add(new Parameter(keyword, value));
            position += 1 + word.length();
        }
        return new EsmtpParameters(parameters);
    }

    private static String word(String line, int from) {
        int space = line.indexOf(' ', from);
        return space < 0 ? line.substring(from) : line.substring(from, space);
    }
}
