package io.github.smtpjunit.mail;

import java.io.ByteArrayOutputStream;

/**
 * Base64 as it occurs in mails (RFC 2045 section 6.8): without padding, with padding in the middle where the output of
 * two encoders was joined, with foreign characters, or with a footer of a mailing list after it.
 */
final class Base64Content {

    private static final int PADDING = -2;
    private static final int BLANK = -3;
    private static final int STRANGE = -1;

    private final ByteArrayOutputStream decoded = new ByteArrayOutputStream();
    private int bits;
    private int sextets; // not yet written
    private int strange;
    private int incomplete;
    private int missing; // padding characters after the last quantum

    private Base64Content() {}

    static byte[] decode(Octets encoded, Problems problems) {
        Base64Content content = new Base64Content();
        int footer = content.read(encoded);
        if (content.strange > 0) {
            problems.add("Base64 contains " + Problems.octets(content.strange) + " that are not base64: left out");
        }
        if (content.incomplete > 0) {
            problems.add("Base64 is not padded or cut off");
        }
        if (footer < encoded.to()) {
            Octets rest = encoded.between(footer, encoded.to());
            problems.add("After the base64 there are " + Problems.octets(rest.length()) + ": "
                    + Problems.excerpt(FieldText.of(rest.toArray()).strip()));
        }
        return content.decoded.toByteArray();
    }

    /** Reads line by line; returns the start of a footer. */
    private int read(Octets encoded) {
        boolean afterEnd = false; // whether padding or an empty line came before
        int at = encoded.from();
        while (at < encoded.to()) {
            int end = encoded.lineEnd(at);
            Octets line = encoded.between(at, end);
            if (line.isBlank()) {
                afterEnd |= decoded.size() > 0;
            } else if (afterEnd && hasStrange(line)) {
                break;
            } else {
                afterEnd = line(line);
            }
            at = encoded.afterLineEnd(end);
        }
        flush(false);
        return at;
    }

    private static boolean hasStrange(Octets line) {
        Octets text = stripped(line);
        for (int i = text.from(); i < text.to(); i++) {
            int value = value(line.at(i));
            if (value == STRANGE || value == BLANK) {
                return true;
            }
        }
        return false;
    }

    private static Octets stripped(Octets line) {
        int from = line.from();
        int to = line.to();
        while (from < to && Octets.isBlank(line.at(from))) {
            from++;
        }
        while (to > from && Octets.isBlank(line.at(to - 1))) {
            to--;
        }
        return line.between(from, to);
    }

    private boolean line(Octets line) {
        boolean padded = false;
        for (int i = line.from(); i < line.to(); i++) {
            int value = value(line.at(i));
            if (value >= 0) {
                incomplete += padded && missing > 0 ? 1 : 0;
                padded = false;
                sextet(value);
            } else if (value == PADDING) {
                missing = padded ? missing - 1 : (4 - sextets) % 4 - 1;
                padded = true;
                flush(true);
            } else if (value == STRANGE) {
                strange++;
            }
        }
        incomplete += padded && missing > 0 ? 1 : 0;
        return padded;
    }

    private void sextet(int value) {
        bits = bits << 6 | value;
        if (++sextets == 4) {
            decoded.write(bits >> 16);
            decoded.write(bits >> 8);
            decoded.write(bits);
            bits = 0;
            sextets = 0;
        }
    }

    /** Writes the complete octets of an incomplete quantum. */
    private void flush(boolean padded) {
        if (sextets == 2) {
            decoded.write(bits >> 4);
        } else if (sextets == 3) {
            decoded.write(bits >> 10);
            decoded.write(bits >> 2);
        }
        if (sextets == 1 || (sextets > 0 && !padded)) {
            incomplete++;
        }
        bits = 0;
        sextets = 0;
    }

    private static int value(byte octet) {
        if (octet >= 'A' && octet <= 'Z') {
            return octet - 'A';
        }
        if (octet >= 'a' && octet <= 'z') {
            return octet - 'a' + 26;
        }
        if (octet >= '0' && octet <= '9') {
            return octet - '0' + 52;
        }
        return switch (octet) {
            case '+' -> 62;
            case '/' -> 63;
            case '=' -> PADDING;
            case ' ', '\t', '\r', '\n' -> BLANK;
            default -> STRANGE;
        };
    }
}
