package io.github.smtpjunit.smtp.server;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/** Reads lines that end in CR LF and in nothing else (RFC 5321 section 2.3.8). */
final class LineReader {

    private static final int KEPT_OF_TOO_LONG = 100;
    private static final int KEPT_OF_ITS_END = " HTTP/1.1".length();
    private static final Duration AFTER_BARE_NEWLINE = Duration.ofSeconds(1);

    private final WireInput input;

    LineReader(WireInput input) {
        this.input = input;
    }

    /**
     * How long a line may be.
     *
     * @param octets the most octets of a line, CR LF not counted
     * @param authOctets the same for an AUTH command, whose initial response can be much longer than other arguments
     */
    record Limit(int octets, int authOctets) {

        private static final byte[] AUTH = {'A', 'U', 'T', 'H', ' '};

        private int of(byte[] buffer, int start, int length) {
            for (int i = 0; i < AUTH.length; i++) {
                if (i >= length || (AUTH[i] != ' ' ? buffer[start + i] & ~0x20 : buffer[start + i]) != AUTH[i]) {
                    return octets;
                }
            }
            return authOctets;
        }
    }

    /** Reads the next line; one longer than the limit is read to its end, but not kept. */
    Line readLine(Limit limit) throws IOException {
        input.restartTimeout();
        int length = 0;
        boolean control = false;
        boolean ascii = true;
        byte previous = 0;
        while (true) {
            while (input.position + length < input.limit) {
                byte octet = input.buffer[input.position + length++];
                if (octet == '\n' && previous == '\r') {
                    return take(length - 2, limit, control, ascii);
                }
                control |= previous == '\r' || octet == '\n' || isControl(octet);
                ascii &= octet >= 0;
                previous = octet;
            }
            if (length > limit.of(input.buffer, input.position, length) + 1) {
                return skipRest(length, previous);
            }
            if (isTlsHello(length)) {
                return takeMalformed(length);
            }
            if (previous != '\n') {
                input.fill();
            } else if (!input.fillsWithin(AFTER_BARE_NEWLINE)) {
                return takeMalformed(length); // the client ends its lines in LF, and waits for the reply
            }
        }
    }

    /**
     * The type of a record with a handshake, and the first half of its version (RFC 8446 section 5.1): no line starts
     * so.
     */
    private boolean isTlsHello(int length) {
        return length >= 2 && input.buffer[input.position] == 0x16 && input.buffer[input.position + 1] == 0x03;
    }

    private Line takeMalformed(int length) {
        String text = new String(input.buffer, input.position, length, StandardCharsets.ISO_8859_1);
        input.position += length;
        return new Line(Line.Kind.MALFORMED, text);
    }

    private static boolean isControl(byte octet) {
        return (octet >= 0 && octet < ' ' && octet != '\t' && octet != '\r') || octet == 0x7f;
    }

    private Line take(int length, Limit limit, boolean control, boolean ascii) {
        int start = input.position;
        input.position += length + 2;
        if (length > limit.of(input.buffer, start, length)) {
            return tooLong(beginning(start, length), end(start, length));
        }
        if (!control && !ascii) {
            return decodeUtf8(start, length);
        }
        String text = new String(input.buffer, start, length, StandardCharsets.ISO_8859_1);
        return new Line(control ? Line.Kind.MALFORMED : Line.Kind.TEXT, text);
    }

    private Line decodeUtf8(int start, int length) {
        try {
            String text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(input.buffer, start, length))
                    .toString();
            boolean control = text.chars()
                    .anyMatch(
                            c -> Character.isISOControl(c) && c != '\t'); // C1: no octet shows it, but a terminal obeys
            return new Line(control ? Line.Kind.MALFORMED : Line.Kind.TEXT, text);
        } catch (CharacterCodingException e) {
            String text = new String(input.buffer, start, length, StandardCharsets.ISO_8859_1);
            return new Line(Line.Kind.MALFORMED, text);
        }
    }

    private Line skipRest(int length, byte last) throws IOException {
        String beginning = beginning(input.position, last == '\r' ? length - 1 : length); // it may be of the end
        StringBuilder end = new StringBuilder(end(input.position, length));
        input.position += length;
        byte previous = last;
        while (true) {
            while (input.available() > 0) {
                byte octet = input.buffer[input.position++];
                if (octet == '\n' && previous == '\r') {
                    end.setLength(end.length() - 1);
                    return tooLong(beginning, end.toString());
                }
                end.append((char) (octet & 0xff));
                previous = octet;
            }
            end.delete(0, end.length() - KEPT_OF_ITS_END - 1); // the CR too
            input.fill();
        }
    }

    /** The end of such a line may show what it is, for example an HTTP request. */
    private static Line tooLong(String beginning, String end) {
        String last = end.substring(Math.max(0, end.length() - KEPT_OF_ITS_END));
        return new Line(Line.Kind.TOO_LONG, beginning + "..." + last);
    }

    private String end(int start, int length) {
        int kept = Math.min(length, KEPT_OF_ITS_END + 1);
        return new String(input.buffer, start + length - kept, kept, StandardCharsets.ISO_8859_1);
    }

    private String beginning(int start, int length) {
        return new String(input.buffer, start, Math.min(length, KEPT_OF_TOO_LONG), StandardCharsets.ISO_8859_1);
    }
}
