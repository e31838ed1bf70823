package io.github.smtpjunit.relay.client;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.ProtocolException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * Reads replies, and takes no more of a peer than a reply may need (RFC 5321 section 4.2). It is lenient in form: LF
 * may end a line, and the text is optional, of any length and of any octets. It is strict in meaning: a peer that
 * claims to have accepted a mail must at least send a code.
 */
final class ReplyReader {

    private static final int MAX_LINE = 4_096; // what is behind is cut off; RFC 5321 section 4.5.3.1.5 allows 512
    private static final int MAX_LINES = 200;
    private static final int MAX_OCTETS = 65_536;

    private final InputStream in;
    private final byte[] buffer = new byte[MAX_LINE];
    private int position;
    private int limit;

    private final byte[] line = new byte[MAX_LINE];
    private int octetsLeft;

    ReplyReader(InputStream in) {
        this.in = in;
    }

    /**
     * A reply as it came.
     *
     * @param code 200 to 599
     * @param lines the text of each line, one character an octet, cut if it was long; at least one line
     */
    record Response(int code, List<String> lines) {

        /** The reply as it is shown and kept. */
        RemoteReply toReply() {
            return new RemoteReply(code, RemoteReply.printable(joined()));
        }

        /** An enhanced status code stands in each line (RFC 2034 section 4); once is enough. */
        private String joined() {
            String first = lines.get(0);
            if (lines.size() == 1) {
                return first;
            }
            String repeated = new RemoteReply(code, first)
                    .enhancedStatusCode()
                    .map(status -> status + " ")
                    .orElse("");
            StringBuilder all = new StringBuilder(first);
            for (String next : lines.subList(1, lines.size())) {
                all.append(' ').append(next.startsWith(repeated) ? next.substring(repeated.length()) : next);
            }
            return all.toString();
        }
    }

    /** Returns whether all that was read has been used. */
    boolean isEmpty() {
        return position == limit;
    }

    /** Reads on. Returns false at the end of the stream. */
    boolean fill() throws IOException {
        if (position == limit) {
            position = 0;
            limit = Math.max(0, in.read(buffer, 0, buffer.length));
        }
        return limit > 0;
    }

    /**
     * Reads a reply.
     *
     * @throws ProtocolException if that is not a reply, or has no end
     * @throws EOFException if the peer closed the connection within it
     */
    Response read() throws IOException {
        octetsLeft = MAX_OCTETS;
        List<String> texts = new ArrayList<>(1);
        int code = 0;
        while (true) {
            String next = readLine();
            int its = code(next);
            // RFC 5321 section 4.2.1: all lines have the same code. If not even the first digit is the same, nothing is
            // certain
            if (its < 0 || (code != 0 && code / 100 != its / 100)) {
                throw new ProtocolException(its < 0 ? "not a reply: " + next : "two codes, " + code + " and " + its);
            }
            code = its;
            texts.add(next.length() > 4 ? next.substring(4) : "");
            if (next.length() == 3 || next.charAt(3) == ' ') {
                return new Response(code, texts);
            }
            if (texts.size() == MAX_LINES) {
                throw new ProtocolException("more than " + MAX_LINES + " lines");
            }
        }
    }

    /** The code that a line starts with; -1 if it starts with anything else. */
    private static int code(String line) {
        boolean valid = line.length() >= 3
                && line.charAt(0) >= '2'
                && line.charAt(0) <= '5'
                && isDigit(line.charAt(1))
                && isDigit(line.charAt(2))
                && (line.length() == 3 || line.charAt(3) == ' ' || line.charAt(3) == '-');
        return valid ? Integer.parseInt(line.substring(0, 3)) : -1;
    }

    private static boolean isDigit(char c) {
        return c >= '0' && c <= '9';
    }

    private String readLine() throws IOException {
        int length = 0;
        while (true) {
            if (!fill()) {
                throw new EOFException("the peer closed the connection");
            }
            byte octet = buffer[position++];
            if (--octetsLeft < 0) {
                throw new ProtocolException("more than " + MAX_OCTETS + " octets");
            }
            if (octet == '\n') {
                int end = length > 0 && line[length - 1] == '\r' ? length - 1 : length;
                return new String(line, 0, end, StandardCharsets.ISO_8859_1);
            }
            if (length < MAX_LINE) {
                line[length++] = octet;
            }
        }
    }
}
