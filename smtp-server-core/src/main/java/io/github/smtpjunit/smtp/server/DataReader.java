package io.github.smtpjunit.smtp.server;

import java.io.IOException;

/**
 * Content sent by DATA: dots un-stuffed, ended by CR LF {@code .} CR LF and by nothing else (RFC 5321 sections 4.1.1.4 and
 * 4.5.2).
 *
 * <p>Only dots are looked for, since they are rare; all between them is copied in one piece.
 */
final class DataReader extends ContentStream {

    private final WireInput input;
    private byte beforePrevious = '\r';
    private byte previous = '\n'; // the content starts at the start of a line

    DataReader(WireInput input, long maxSize, boolean refuseBareNewlines) {
        super(maxSize, refuseBareNewlines);
        this.input = input;
    }

    @Override
    int next(byte[] target, int offset, int length) throws IOException {
        while (true) {
            input.await();
            int run = lengthBeforeLeadingDot(Math.min(length, input.available()));
            if (run > 0) {
                System.arraycopy(input.buffer, input.position, target, offset, run);
                consume(run);
                return run;
            }
            if (isEndOfData()) {
                input.position += 3;
                return -1;
            }
            consume(1); // the dot that the client stuffed
        }
    }

    /** How many octets from the current position come before a dot that starts a line. */
    private int lengthBeforeLeadingDot(int available) {
        byte[] buffer = input.buffer;
        int start = input.position;
        int end = start + available;
        for (int i = start; i < end; i++) {
            if (buffer[i] == '.' && startsLine(buffer, start, i)) {
                return i - start;
            }
        }
        return available;
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

    private void consume(int count) {
        int end = input.position + count;
        beforePrevious = count > 1 ? input.buffer[end - 2] : previous;
        previous = input.buffer[end - 1];
        input.position = end;
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
