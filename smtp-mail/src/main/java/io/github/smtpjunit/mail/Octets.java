package io.github.smtpjunit.mail;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** A range of a mail's octets: a view, not a copy. Positions are those in the whole mail. */
final class Octets {

    private final byte[] array;
    private final int from;
    private final int to;

    private Octets(byte[] array, int from, int to) {
        this.array = array;
        this.from = from;
        this.to = to;
    }

    static Octets of(byte[] array) {
        return new Octets(array, 0, array.length);
    }

    Octets between(int start, int end) {
        return new Octets(array, start, Math.max(start, end));
    }

    int from() {
        return from;
    }

    int to() {
        return to;
    }

    int length() {
        return to - from;
    }

    byte at(int index) {
        return array[index];
    }

    /** The end of the line that contains a position: the position of its CR LF, LF or CR. */
    int lineEnd(int position) {
        int end = position;
        while (end < to && array[end] != '\n' && array[end] != '\r') {
            end++;
        }
        return end;
    }

    /** The start of the line after the one that ends at a position. */
    int afterLineEnd(int lineEnd) {
        if (lineEnd >= to) {
            return to;
        }
        boolean crLf = array[lineEnd] == '\r' && lineEnd + 1 < to && array[lineEnd + 1] == '\n';
        return lineEnd + (crLf ? 2 : 1);
    }

    /** The end of the line before the one that starts at a position. */
    int beforeLineEnd(int lineStart) {
        if (lineStart <= from) {
            return from;
        }
        boolean crLf = array[lineStart - 1] == '\n' && lineStart - 1 > from && array[lineStart - 2] == '\r';
        return lineStart - (crLf ? 2 : 1);
    }

    boolean isBlank() {
        for (int i = from; i < to; i++) {
            if (!isBlank(array[i])) {
                return false;
            }
        }
        return true;
    }

    static boolean isBlank(byte octet) {
        return octet == ' ' || octet == '\t' || octet == '\r' || octet == '\n';
    }

    byte[] toArray() {
        return Arrays.copyOfRange(array, from, to);
    }

    /** One character for each octet. */
    String latin1() {
        return new String(array, from, to - from, StandardCharsets.ISO_8859_1);
    }
}
