package io.github.smtpjunit.smtp.server;

import io.github.smtpjunit.smtp.Replies;
import io.github.smtpjunit.smtp.Reply;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The content of one mail while it comes in, dots un-stuffed and chunks joined.
 *
 * <p>It ends with -1 only when the content is whole and within the rules. In any other case reading fails, so a handler
 * that stores at the end of the stream has never stored half a mail.
 */
abstract class ContentStream extends InputStream {

    private static final int SCRAP = 8 * 1024;
    private static final int FIRST_PIECE = 4 * 1024;
    private static final int LARGEST_PIECE = 1024 * 1024;
    private static final int LARGEST_TRANSFER = 128 * 1024;

    /** Stands between the content and its reader. */
    interface Tap {

        /**
         * Called before each read; may take its time, or fail.
         *
         * @param count how many octets have been read
         * @param length how many are wanted now, at least 1
         * @return how many to take at most, at least 1
         */
        int limit(long count, int length) throws IOException;
    }

    private final long maxSize;
    private HeaderLimit headerLimit = new HeaderLimit(Long.MAX_VALUE);
    private final BareNewlineCheck bareNewlines;
    private Tap tap = (read, length) -> length;
    private long count;
    private boolean ended;
    private @Nullable Reply refusal;
    private @Nullable IOException broken;

    ContentStream(long maxSize, BareNewlineCheck bareNewlines) {
        this.maxSize = maxSize;
        this.bareNewlines = bareNewlines;
    }

    final void limitHeader(long maxHeaderSize) {
        headerLimit = new HeaderLimit(maxHeaderSize);
    }

    final void tap(Tap stream) {
        tap = stream;
    }

    /** Reads some octets of the content, -1 at its end; never 0 for a positive length. */
    abstract int next(byte[] target, int offset, int length) throws IOException;

    /** Tells whether the client's content ends with what is being read: not within a chunk before the last one. */
    abstract boolean isLastPart();

    /** Reads on to the place where the reply to a mail that failed belongs. */
    abstract void skipAfterFailure() throws IOException;

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
        if (length == 0) {
            return 0;
        }
        throwIfBroken();
        throwIfRefused();
        int taken = take(target, offset, length);
        throwIfRefused();
        return taken;
    }

    /**
     * Reads the rest: in pieces that grow, so that neither a small mail nor a large one takes much more room than its
     * size.
     */
    @Override
    public byte[] readAllBytes() throws IOException {
        byte[] octets = new byte[FIRST_PIECE];
        List<byte[]> full = new ArrayList<>();
        int size = 0;
        int filled = 0;
        for (int taken; (taken = read(octets, filled, octets.length - filled)) >= 0; ) {
            filled += taken;
            size = Math.addExact(size, taken);
            if (filled == octets.length) {
                full.add(octets);
                octets = new byte[Math.min(octets.length * 4, LARGEST_PIECE)];
                filled = 0;
            }
        }
        byte[] all = new byte[size];
        int end = 0;
        for (byte[] piece : full) {
            System.arraycopy(piece, 0, all, end, piece.length);
            end += piece.length;
        }
        System.arraycopy(octets, 0, all, end, filled);
        return all;
    }

    /** Copies the rest, piece by piece; once much is coming, in larger pieces. */
    @Override
    public long transferTo(OutputStream target) throws IOException {
        byte[] piece = new byte[FIRST_PIECE];
        long copied = 0;
        for (int taken; (taken = read(piece, 0, piece.length)) >= 0; ) {
            target.write(piece, 0, taken);
            copied += taken;
            if (taken == piece.length && piece.length < LARGEST_TRANSFER) {
                piece = new byte[Math.min(piece.length * 4, LARGEST_TRANSFER)];
            }
        }
        return copied;
    }

    final void throwIfRefused() throws IOException {
        if (refusal != null) {
            throw new IOException("Content refused: " + refusal);
        }
    }

    private int take(byte[] target, int offset, int length) throws IOException {
        if (ended) {
            return -1;
        }
        int taken;
        try {
            taken = next(target, offset, tap.limit(count, length));
        } catch (IOException e) {
            broken = e;
            throw e;
        }
        if (taken < 0) {
            ended = true;
            if (bareNewlines.isRefused() && refusal == null) {
                refusal = Replies.BARE_NEWLINE;
            }
        } else {
            inspect(target, offset, taken);
        }
        return taken;
    }

    private void inspect(byte[] octets, int offset, int length) {
        count += length;
        if (count > maxSize && refusal == null) {
            refusal = Replies.MAIL_TOO_LARGE;
        }
        if (refusal == null && headerLimit.isExceededBy(octets, offset, length)) {
            refusal = Replies.HEADER_TOO_LARGE;
        }
        bareNewlines.inspect(octets, offset, length);
    }

    /** Reads and forgets what the handler left. */
    void drain() throws IOException {
        throwIfBroken();
        if (ended) {
            return;
        }
        byte[] scrap = new byte[SCRAP];
        while (!ended && refusal == null) {
            take(scrap, 0, scrap.length);
        }
    }

    /** Reads and forgets the rest, whatever is wrong with it. */
    final void readToEnd() throws IOException {
        throwIfBroken();
        byte[] scrap = new byte[SCRAP];
        while (!ended) {
            take(scrap, 0, scrap.length);
        }
    }

    /** How many octets have been read, by whomever. */
    long count() {
        return count;
    }

    /** The reply that the content itself has earned, null if there is nothing wrong with it. */
    @Nullable
    Reply refusal() {
        return refusal;
    }

    /** Passes on what stopped the reading, even if the handler swallowed it. */
    void throwIfBroken() throws IOException {
        if (broken != null) {
            throw broken;
        }
    }
}
