package io.github.smtpjunit.smtp;

import static java.util.Objects.requireNonNull;

import io.github.smtpjunit.smtp.given.Given;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A server's answer to a command: a three-digit code, an enhanced status code where it has one, and at least one line
 * of text (RFC 5321 section 4.2, RFC 2034).
 *
 * <p>A reply is checked when it is made, so whatever a policy or handler returns is well-formed on the wire. The
 * server's own replies are the constants of {@link Replies}.
 */
public final class Reply {

    private static final int MAX_TEXT = 480; // RFC 5321 section 4.5.3.1.5: 512 octets a line, with code and CR LF

    private final int code;
    private final @Nullable EnhancedStatusCode enhanced;
    private final List<String> lines;
    private volatile byte @Nullable [] wire; // made when first needed: of all that a server can say it says little

    private Reply(int code, @Nullable EnhancedStatusCode enhanced, List<String> lines) {
        this.code = code;
        this.enhanced = enhanced;
        this.lines = List.copyOf(lines);
    }

    /**
     * A reply of our own, all of which {@link Replies} makes at the first start: unchecked, which a test makes up for.
     */
    static Reply unchecked(int code, EnhancedStatusCode enhanced, String line) {
        return new Reply(code, enhanced, List.of(line));
    }

    /**
     * Makes a reply without an enhanced status code.
     *
     * @param code the reply code, 200 to 599
     * @param lines the text, one element a line; at least one, of printable US-ASCII, at most 480 octets each
     * @return the reply
     * @throws IllegalArgumentException if the reply would not be well-formed
     */
    public static Reply of(int code, String... lines) {
        Given.each("lines", lines);
        return new Reply(code, null, List.of(lines)).checked();
    }

    /**
     * Makes a reply with an enhanced status code.
     *
     * @param code the reply code, 200 to 599
     * @param enhanced the enhanced status code, whose class must be that of the reply code
     * @param lines the text, one element a line; at least one, of printable US-ASCII, at most 480 octets each
     * @return the reply
     * @throws IllegalArgumentException if the reply would not be well-formed
     */
    public static Reply of(int code, EnhancedStatusCode enhanced, String... lines) {
        requireNonNull(enhanced, "enhanced");
        Given.each("lines", lines);
        return new Reply(code, enhanced, List.of(lines)).checked();
    }

    /**
     * Makes a reply from one line of text, such as {@code 550 5.1.1 No such user here}.
     *
     * @param line the code, optionally an enhanced status code, and the text
     * @return the reply
     * @throws IllegalArgumentException if the line is not of that form
     */
    public static Reply parse(String line) {
        requireNonNull(line, "line");
        String[] words = line.split(" ", 3);
        if (!words[0].matches("[2-5]\\d\\d") || words.length < 2) {
            throw new IllegalArgumentException(
                    "A reply is a code, an optional enhanced status code and a text, such as \"550 5.1.1 No such user\"");
        }
        int code = Integer.parseInt(words[0]);
        return words.length == 3 && words[1].matches("[245]\\.\\d{1,3}\\.\\d{1,3}")
                ? of(code, EnhancedStatusCode.parse(words[1]), words[2])
                : of(code, line.substring(4));
    }

    private Reply checked() {
        require(code >= 200 && code <= 599, "A reply code lies between 200 and 599, not " + code);
        require(!lines.isEmpty(), "A reply needs at least one line of text");
        for (String line : lines) {
            require(line.length() <= MAX_TEXT, "A reply line has at most " + MAX_TEXT + " characters");
            require(isPrintable(line), "A reply line holds printable US-ASCII only; give each line as its own element");
        }
        require(
                enhanced == null || enhanced.statusClass() == code / 100,
                "The enhanced status code " + enhanced + " does not fit the reply code " + code);
        return this;
    }

    private static boolean isPrintable(String line) {
        for (int i = 0; i < line.length(); i++) {
            char c = line.charAt(i);
            if (c != '\t' && (c < ' ' || c > '~')) {
                return false;
            }
        }
        return true;
    }

    private static void require(boolean condition, String problem) {
        if (!condition) {
            throw new IllegalArgumentException(problem);
        }
    }

    private byte[] wire() {
        byte[] octets = wire;
        if (octets == null) {
            octets = encode(enhanced);
            wire = octets;
        }
        return octets;
    }

    private byte[] encode(@Nullable EnhancedStatusCode status) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < lines.size(); i++) {
            text.append(code).append(i < lines.size() - 1 ? '-' : ' ');
            if (status != null) {
                text.append(status).append(' ');
            }
            text.append(lines.get(i)).append("\r\n");
        }
        return text.toString().getBytes(StandardCharsets.ISO_8859_1); // of US-ASCII, so it is but copied
    }

    /**
     * Returns the reply code.
     *
     * @return 200 to 599
     */
    public int code() {
        return code;
    }

    /**
     * Returns the enhanced status code.
     *
     * @return the code, empty where the reply has none
     */
    public Optional<EnhancedStatusCode> enhancedStatusCode() {
        return Optional.ofNullable(enhanced);
    }

    /**
     * Returns the text without codes.
     *
     * @return the lines, at least one
     */
    public List<String> lines() {
        return lines;
    }

    /**
     * Tells whether the command was accepted.
     *
     * @return true for a code of the 2xx or 3xx kind
     */
    public boolean isPositive() {
        return code < 400;
    }

    /**
     * Tells whether the client may try again later.
     *
     * @return true for a code of the 4xx kind
     */
    public boolean isTransientFailure() {
        return code / 100 == 4;
    }

    /**
     * Tells whether trying again is in vain.
     *
     * @return true for a code of the 5xx kind
     */
    public boolean isPermanentFailure() {
        return code / 100 == 5;
    }

    /**
     * Tells whether the server closes the connection after this reply: 221 and 421 (RFC 5321 section 3.8).
     *
     * @return true for 221 and 421
     */
    public boolean closesConnection() {
        return code == 221 || code == 421;
    }

    /**
     * Returns this reply without its enhanced status code, for a session in which the extension is not offered (RFC
     * 2034).
     *
     * @return this reply, or its plain form
     */
    public Reply withoutEnhancedStatusCode() {
        return enhanced == null ? this : new Reply(code, null, lines);
    }

    /**
     * Returns the octets of this reply, each line ended by CR LF.
     *
     * @return a fresh array
     */
    public byte[] octets() {
        return wire().clone();
    }

    /**
     * Copies the octets of this reply.
     *
     * @param target the array to copy to
     * @param offset where to start
     * @return the number of octets copied
     * @throws IndexOutOfBoundsException if the target is too short; {@link #octetCount()} tells what is needed
     */
    public int copyTo(byte[] target, int offset) {
        requireNonNull(target, "target");
        byte[] octets = wire();
        System.arraycopy(octets, 0, target, offset, octets.length);
        return octets.length;
    }

    /**
     * Returns the length of this reply on the wire.
     *
     * @return the number of octets
     */
    public int octetCount() {
        return wire().length;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Reply that
                && code == that.code
                && Objects.equals(enhanced, that.enhanced)
                && lines.equals(that.lines);
    }

    @Override
    public int hashCode() {
        return Objects.hash(code, enhanced, lines);
    }

    /** Returns the reply as it stands on the wire, lines separated by a line feed, without a final one. */
    @Override
    public String toString() {
        return new String(wire(), StandardCharsets.US_ASCII)
                .replace("\r\n", "\n")
                .stripTrailing();
    }
}
