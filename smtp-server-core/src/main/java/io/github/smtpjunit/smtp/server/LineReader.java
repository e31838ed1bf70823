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
     * Reads the next line; one longer than the limit is read to its end, but not kept.
     *
     * @param maxLength the most octets of a line, CR LF not counted
     */
    Line readLine(int maxLength) throws IOException {
        input.restartTimeout();
        int length = 0;
        boolean control = false;
        boolean ascii = true;
        byte previous = 0;
        while (true) {
            while (input.position + length < input.limit) {
                byte octet = input.buffer[input.position + length++];
                if (octet == '\n' && previous == '\r') {
                    return take(length - 2, maxLength, control, ascii);
                }
                control |= previous == '\r' || octet == '\n' || isControl(octet);
                ascii &= octet >= 0;
                previous = octet;
            }
            if (length > maxLength + 1) {
                return skipRest(length, previous);
            }
            input.fill();
        }
    }

    private static boolean isControl(byte octet) {
        return (octet >= 0 && octet < ' ' && octet != '\t' && octet != '\r') || octet == 0x7f;
    }

    private Line take(int length, int maxLength, boolean control, boolean ascii) {
        int start = input.position;
        input.position += length + 2;
        if (length > maxLength) {
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
            boolean control =
                    text.chars().anyMatch(Character::isISOControl); // C1: no octet shows it, but a terminal obeys
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
