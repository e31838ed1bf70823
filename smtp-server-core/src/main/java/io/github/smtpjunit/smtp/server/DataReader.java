package io.github.smtpjunit.smtp.server;

import java.io.IOException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * Content sent by DATA: dots un-stuffed, ended by CR LF {@code .} CR LF and by nothing else (RFC 5321 sections 4.1.1.4
 * and 4.5.2).
 *
 * <p>Only dots are looked for, since they are rare; all between them is copied in one piece.
 */
final class DataReader extends ContentStream {

    private static final int BULK = 8 * 1024;
    private static final VarHandle OCTETS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final long ONES = 0x0101_0101_0101_0101L;
    private static final long DOTS = 0x2e2e_2e2e_2e2e_2e2eL;
    private static final long HIGH_BITS = 0x8080_8080_8080_8080L;

    private final WireInput input;
    private byte beforePrevious = '\r';
    private byte previous = '\n'; // the content starts at the start of a line

    DataReader(WireInput input, long maxSize, BareNewlineCheck bareNewlines) {
        super(maxSize, bareNewlines);
        this.input = input;
    }

    @Override
    int next(byte[] target, int offset, int length) throws IOException {
        while (true) {
            if (input.available() == 0 && length >= BULK) {
                int run = readStraight(target, offset, length);
                if (run > 0) {
                    return run;
                }
            }
            input.await();
            int run = lengthBeforeLeadingDot(
                    input.buffer, input.position, input.position + Math.min(length, input.available()));
            if (run > 0) {
                System.arraycopy(input.buffer, input.position, target, offset, run);
                note(target, offset + run, run);
                input.position += run;
                return run;
            }
            if (isEndOfData()) {
                input.position += 3;
                return -1;
            }
            note(input.buffer, input.position + 1, 1);
            input.position++; // the dot that the client stuffed
        }
    }

    /** Saves much content the way through the buffer; what a dot at the start of a line begins goes there. */
    private int readStraight(byte[] target, int offset, int length) throws IOException {
        int count = input.readInto(target, offset, length);
        int run = lengthBeforeLeadingDot(target, offset, offset + count);
        input.unread(target, offset + run, count - run);
        if (run > 0) {
            note(target, offset + run, run);
        }
        return run;
    }

    /** How many octets come before a dot that starts a line. */
    private int lengthBeforeLeadingDot(byte[] octets, int start, int end) {
        int i = start;
        while (i < end) {
            if (i + 4 * Long.BYTES <= end && !holdsDotInFour(octets, i)) {
                i += 4 * Long.BYTES;
            } else if (i + Long.BYTES <= end && dots(octets, i) == 0) {
                i += Long.BYTES;
            } else if (octets[i] == '.' && startsLine(octets, start, i)) {
                return i - start;
            } else {
                i++;
            }
        }
        return end - start;
    }

    private static boolean holdsDotInFour(byte[] octets, int index) {
        return (dots(octets, index)
                        | dots(octets, index + Long.BYTES)
                        | dots(octets, index + 2 * Long.BYTES)
                        | dots(octets, index + 3 * Long.BYTES))
                != 0;
    }

    /**
     * Looks at eight octets at once, and returns 0 if there is no dot: a dot is zero after the difference, and the only
     * kind to gain a high bit so.
     */
    private static long dots(byte[] octets, int index) {
        long difference = (long) OCTETS.get(octets, index) ^ DOTS;
        return difference - ONES & ~difference & HIGH_BITS;
    }

    private boolean startsLine(byte[] buffer, int start, int index) {
        byte last = index > start ? buffer[index - 1] : previous;
        byte secondLast = index > start + 1 ? buffer[index - 2] : index > start ? previous : beforePrevious;
        return last == '\n' && secondLast == '\r';
    }

    private boolean isEndOfData() throws IOException {
        return octetAt(1) == '\r' && octetAt(2) == '\n';
    }

    private byte octetAt(int index) throws IOException {
        while (input.available() <= index) {
            input.restartTimeout(); // the handler may have taken its time since the last read
            input.fill();
        }
        return input.buffer[input.position + index];
    }

    /** Remembers the last two of the octets that end here. */
    private void note(byte[] octets, int end, int count) {
        beforePrevious = count > 1 ? octets[end - 2] : previous;
        previous = octets[end - 1];
    }

    @Override
    boolean isLastPart() {
        return true;
    }

    @Override
    void skipAfterFailure() throws IOException {
        readToEnd();
    }
}
