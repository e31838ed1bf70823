package io.github.smtpjunit.smtp.server;

import io.github.smtpjunit.smtp.server.Step.Chunk;
import java.io.IOException;

/** Content sent by BDAT: counted octets, taken as they are, over one or more chunks (RFC 3030 section 2). */
final class ChunkReader extends ContentStream {

    /** Acknowledges a chunk and waits for the next one; fails if the client gives the transaction up. */
    interface Chunks {
        Chunk next() throws IOException;
    }

    private static final int BULK = 8 * 1024;

    private final WireInput input;
    private final Chunks chunks;
    private long left;
    private boolean last;

    ChunkReader(WireInput input, Chunk first, Chunks chunks, long maxSize, BareNewlineCheck bareNewlines) {
        super(maxSize, bareNewlines);
        this.input = input;
        this.chunks = chunks;
        start(first);
    }

    private void start(Chunk chunk) {
        left = chunk.size();
        last = chunk.last();
    }

    @Override
    int next(byte[] target, int offset, int length) throws IOException {
        while (left == 0 && !last) {
            start(chunks.next());
        }
        if (left == 0) {
            return -1;
        }
        int wanted = (int) Math.min(length, left);
        int run;
        if (input.available() == 0 && wanted >= BULK) {
            run = input.readInto(target, offset, wanted);
        } else {
            input.await();
            run = Math.min(wanted, input.available());
            System.arraycopy(input.buffer, input.position, target, offset, run);
            input.position += run;
        }
        left -= run;
        return run;
    }

    @Override
    boolean isLastPart() {
        return last;
    }

    @Override
    void skipAfterFailure() throws IOException {
        throwIfBroken();
        skip(input, left);
        left = 0;
    }

    /** Reads octets and throws them away. */
    static void skip(WireInput input, long count) throws IOException {
        long left = count;
        while (left > 0) {
            input.await();
            int run = (int) Math.min(left, input.available());
            input.position += run;
            left -= run;
        }
    }
}
