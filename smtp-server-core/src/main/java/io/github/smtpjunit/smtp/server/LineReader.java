package io.github.smtpjunit.smtp.server;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/** Reads lines that end in CR LF and in nothing else (RFC 5321 section 2.3.8). */
final class LineReader {

    private static final int KEPT_OF_TOO_LONG = 100;

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
            input.fill();
        }
    }

    private static boolean isControl(byte octet) {
        return (octet >= 0 && octet < ' ' && octet != '\t' && octet != '\r') || octet == 0x7f;
    }

    private Line take(int length, Limit limit, boolean control, boolean ascii) {
        int start = input.position;
        input.position += length + 2;
        if (length > limit.of(input.buffer, start, length)) {
            return new Line(Line.Kind.TOO_LONG, beginning(start, length));
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
        String beginning = beginning(input.position, length);
        input.position += length;
        byte previous = last;
        while (true) {
            while (input.available() > 0) {
                byte octet = input.buffer[input.position++];
                if (octet == '\n' && previous == '\r') {
                    return new Line(Line.Kind.TOO_LONG, beginning);
                }
                previous = octet;
            }
            input.fill();
        }
    }

    private String beginning(int start, int length) {
        return new String(input.buffer, start, Math.min(length, KEPT_OF_TOO_LONG), StandardCharsets.ISO_8859_1);
    }
}
