package io.github.smtpjunit.relay.spool;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.HexFormat;
import java.util.zip.CRC32;

/**
 * The text that a spool's files are made of: a first line that says what it is, lines {@code key: value} in a fixed
 * order, a last one with the CRC-32 of all before, and an empty line.
 */
final class SpoolLines {

    private static final String CHECKSUM = "header-crc32";
    private static final char REPLACEMENT = '\ufffd'; // of what is not UTF-8

    /** Writes such a text. */
    static final class Writer {

        private final StringBuilder text = new StringBuilder(512);

        Writer(String firstLine) {
            text.append(firstLine).append('\n');
        }

        Writer put(String key, String value) {
            text.append(key).append(": ").append(value).append('\n');
            return this;
        }

        Writer put(String key, boolean value) {
            return put(key, value ? "yes" : "no "); // of one width
        }

        byte[] seal() {
            byte[] body = text.toString().getBytes(StandardCharsets.UTF_8);
            byte[] end = (CHECKSUM + ": " + hex(crc(body, body.length)) + "\n\n").getBytes(StandardCharsets.US_ASCII);
            byte[] sealed = new byte[body.length + end.length];
            System.arraycopy(body, 0, sealed, 0, body.length);
            System.arraycopy(end, 0, sealed, body.length, end.length);
            return sealed;
        }
    }

    private final String text;
    private int position;

    /**
     * Begins to read such a text.
     *
     * @param octets where it stands, from the beginning
     * @param length where it ends, the empty line included
     * @param firstLine what it must begin with
     */
    SpoolLines(byte[] octets, int length, String firstLine) throws SpoolFormatException {
        text = decoded(octets, length);
        if (!text.startsWith(firstLine + "\n")) {
            throw new SpoolFormatException("it does not begin with \"" + firstLine + "\"");
        }
        String end = "\n" + CHECKSUM + ": ";
        int checksum = text.length() - end.length() - 10;
        if (!text.startsWith(end, checksum) || !text.endsWith("\n\n")) {
            throw new SpoolFormatException("its header does not end in a checksum");
        }
        String written = text.substring(checksum + end.length(), text.length() - 2);
        // The checksum's line and the empty one are ASCII, so characters are octets there.
        if (!written.equals(hex(crc(octets, length - (text.length() - checksum - 1))))) {
            throw new SpoolFormatException("its header does not have the checksum that stands in it");
        }
        position = firstLine.length() + 1;
    }

    private static String decoded(byte[] octets, int length) throws SpoolFormatException {
        String text = new String(octets, 0, length, StandardCharsets.UTF_8);
        if (text.indexOf(REPLACEMENT) < 0) {
            return text;
        }
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(octets, 0, length))
                    .toString();
        } catch (CharacterCodingException e) {
            throw new SpoolFormatException("its header is not UTF-8", e);
        }
    }

    /** Returns the value of the next line, which must have this key. */
    String take(String key) throws SpoolFormatException {
        if (!isNext(key)) {
            throw new SpoolFormatException("its header has no \"" + key + "\" where one belongs");
        }
        int end = text.indexOf('\n', position);
        String value = text.substring(position + key.length() + 2, end);
        position = end + 1;
        return value;
    }

    boolean isNext(String key) {
        return text.startsWith(key, position) && text.startsWith(": ", position + key.length());
    }

    boolean takeBoolean(String key) throws SpoolFormatException {
        return take(key).trim().equals("yes");
    }

    long takeNumber(String key) throws SpoolFormatException {
        String digits = take(key);
        try {
            return Long.parseLong(digits);
        } catch (NumberFormatException e) {
            throw new SpoolFormatException("its \"" + key + "\" is not a number", e);
        }
    }

    Instant takeTime(String key) throws SpoolFormatException {
        String time = take(key).trim();
        try {
            return SpoolTime.parse(time);
        } catch (DateTimeException e) {
            throw new SpoolFormatException("its \"" + key + "\" is not a time", e);
        }
    }

    void end() throws SpoolFormatException {
        if (!isNext(CHECKSUM)) {
            throw new SpoolFormatException("its header has a line too many");
        }
    }

    static String hex(long crc) {
        return HexFormat.of().toHexDigits(crc, 8);
    }

    private static long crc(byte[] octets, int length) {
        CRC32 crc = new CRC32();
        crc.update(octets, 0, length);
        return crc.getValue();
    }
}
