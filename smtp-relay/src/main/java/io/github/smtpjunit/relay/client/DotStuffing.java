package io.github.smtpjunit.relay.client;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * Makes of a content what follows DATA: a dot is put before each line that starts with one, and a line with a lone dot
 * ends it (RFC 5321 section 4.5.2). The content goes in in blocks of any size. Nothing else is changed, a bare CR or LF
 * included.
 */
final class DotStuffing {

    private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.nativeOrder());
    private static final long ONES = 0x0101010101010101L;
    private static final long CRS = ONES * '\r';
    private static final long LFS = ONES * '\n';
    private static final long HIGHS = 0x8080808080808080L;

    /** What came last. */
    private enum State {
        /** CR LF, or nothing yet. */
        LINE_START,
        /** Anything else. */
        WITHIN_LINE,
        /** CR. */
        CR,
        /** LF without CR. */
        BARE_LF,
        /** A dot behind a CR or LF that stands alone. */
        DANGEROUS_DOT
    }

    private State state = State.LINE_START;
    private boolean unsafe;

    /** How much the output for so much input needs at most, the end included. */
    static int room(int length) {
        return length + length / 3 + 8; // a dot for each CR LF dot, one for the first line; CR LF dot CR LF
    }

    /** Stuffs a block. Returns how many octets of the output are used. */
    int stuff(byte[] in, int length, byte[] out) {
        int used = 0;
        int copied = 0; // up to here the input is in the output
        int i = 0;
        while (i < length) {
            if (state == State.WITHIN_LINE) {
                i = nextLineBreak(in, i, length);
                if (i == length) {
                    break;
                }
            }
            byte octet = in[i];
            if (octet == '.' && state == State.LINE_START) {
                System.arraycopy(in, copied, out, used, i - copied);
                used += i - copied;
                copied = i;
                out[used++] = '.';
            }
            state = after(octet);
            i++;
        }
        System.arraycopy(in, copied, out, used, length - copied);
        return used + length - copied;
    }

    private State after(byte octet) {
        boolean lineBreak = octet == '\r' || octet == '\n';
        if (state == State.DANGEROUS_DOT && lineBreak) {
            unsafe = true;
        }
        if (octet == '\r') {
            return State.CR;
        }
        if (octet == '\n') {
            return state == State.CR ? State.LINE_START : State.BARE_LF;
        }
        boolean afterBare = state == State.CR || state == State.BARE_LF;
        return octet == '.' && afterBare ? State.DANGEROUS_DOT : State.WITHIN_LINE;
    }

    /**
     * Ends the content. If its last line has no CR LF it gets one, since the lone dot needs a line of its own; DATA
     * cannot carry such a content otherwise.
     *
     * @return how many octets of the output are used now
     */
    int finish(byte[] out, int used) {
        int count = used;
        if (state == State.DANGEROUS_DOT) {
            unsafe = true;
        }
        if (state != State.LINE_START) {
            out[count++] = '\r';
            out[count++] = '\n';
        }
        out[count++] = '.';
        out[count++] = '\r';
        out[count++] = '\n';
        return count;
    }

    /**
     * Returns whether a dot stands alone between line breaks of which one is a bare CR or LF. A lenient peer would take
     * it for the end, and what follows for commands: one mail would smuggle another.
     */
    boolean isUnsafe() {
        return unsafe;
    }

    /** Finds the next CR or LF, eight octets at a time. */
    static int nextLineBreak(byte[] octets, int from, int to) {
        int i = from;
        while (i + 8 <= to) {
            long word = (long) LONG.get(octets, i);
            if ((zeros(word ^ CRS) | zeros(word ^ LFS)) != 0) {
                break;
            }
            i += 8;
        }
        while (i < to && octets[i] != '\r' && octets[i] != '\n') {
            i++;
        }
        return i;
    }

    /** Not 0 if, and only if, an octet of the word is 0. */
    private static long zeros(long word) {
        return (word - ONES) & ~word & HIGHS;
    }
}
