package io.github.smtpjunit.smtp.server;

import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLException;

/**
 * The octets that a client has sent and that are not read yet: the one read buffer of a connection.
 *
 * <p>Readers look at {@link #buffer} between {@link #position} and {@link #limit}, and call {@link #fill()} for more.
 * Replies are flushed just before a read may block, so a batch of pipelined commands is answered in one segment (RFC
 * 2920 section 3.2).
 */
final class WireInput {

    private static final int IDLE_CAPACITY = 2 * 1024;
    private static final int KEPT_CAPACITY = 8 * 1024;
    private static final int FULL_CAPACITY = 128 * 1024;

    /** A limit of this length or more is watched by the server; a shorter one is the socket's, which is exact. */
    private static final long WATCHED_NANOS = TimeUnit.SECONDS.toNanos(5);

    private final Socket socket;
    private final WireOutput output;
    private final long timeoutNanos;
    private InputStream in;
    private long deadline; // 0 until the first read that it bounds
    private long end; // of a whole mail, 0 outside of one
    private boolean watched;
    private volatile long readingUntil; // 0 outside of a read that is watched
    private volatile boolean late;
    private volatile Silence silence = Silence.NONE;
    private boolean encrypted;

    /** What it means that the client has sent nothing which is not read. */
    enum Silence {
        /** There is no silence: octets may be unread, or read and not answered. */
        NONE,
        /** The client is connected, and may go on at any time. */
        IDLE,
        /** The client may well be done. */
        SETTLED
    }

    byte[] buffer = new byte[IDLE_CAPACITY];
    int position;
    int limit;

    WireInput(Socket socket, InputStream in, WireOutput output, Duration timeout) {
        this.socket = socket;
        this.in = in;
        this.output = output;
        this.timeoutNanos = Spans.nanos(timeout);
    }

    int available() {
        return limit - position;
    }

    /** Waits for the next octet, unless it is there already. */
    void await() throws IOException {
        if (available() == 0) {
            restartTimeout();
            fill();
        }
    }

    /**
     * Waits for the next octet of a client that has nothing to say now, for all we know. It is read by itself, so that
     * what came with it stays in the socket until the silence is over: at no moment are octets seen neither there nor
     * here.
     */
    void awaitInSilence(Silence meaning, Runnable whenSilent) throws IOException {
        startSilence(meaning);
        whenSilent.run();
        try {
            restartTimeout();
            fill(1);
        } finally {
            silenceBroken();
        }
    }

    /**
     * All that the client has sent is answered, unless it is here already; until {@link #silenceBroken()} octets are
     * read one by one.
     */
    void startSilence(Silence meaning) throws IOException {
        boolean unread =
                available() > 0 || (encrypted && in.available() > 0); // of TLS only: the socket is looked at later
        silence = unread ? Silence.NONE : meaning;
    }

    /** The silence is over: octets have come, which TLS may keep to itself for a while. */
    void silenceBroken() {
        silence = Silence.NONE;
    }

    /** Tells whether the client is silent, so that no octet of it is unread; called by another thread. */
    Silence silence() {
        Silence seen = silence; // before the socket, from where an octet may be taken at any time
        return seen == Silence.NONE || hasUnreadOctets() ? Silence.NONE : seen;
    }

    /** Reads at least one more octet behind those that are there; what is there may move within the buffer. */
    void fill() throws IOException {
        fill(FULL_CAPACITY);
    }

    private void fill(int most) throws IOException {
        makeRoom();
        output.flush();
        int count = read(buffer, limit, Math.min(most, buffer.length - limit));
        if (count < 0) {
            throw new ClientGoneException();
        }
        limit += count;
    }

    /**
     * Reads content straight into the place where it is wanted; all that has come before must have been taken.
     *
     * @return how many octets, at least 1
     */
    int readInto(byte[] target, int offset, int length) throws IOException {
        restartTimeout();
        output.flush();
        int count = read(target, offset, length);
        if (count < 0) {
            throw new ClientGoneException();
        }
        return count;
    }

    /** Takes octets back that were read too far; nothing else is there. */
    void unread(byte[] octets, int offset, int length) {
        if (buffer.length < length) {
            buffer = new byte[length];
        }
        System.arraycopy(octets, offset, buffer, 0, length);
        position = 0;
        limit = length;
    }

    /**
     * A read with a time-out costs three system calls instead of one, so the long limits are left to the caller of
     * {@link #endIfLate()} from time to time.
     */
    void beWatched() {
        watched = true;
    }

    private int read(byte[] target, int offset, int length) throws IOException {
        long now = System.nanoTime();
        if (deadline == 0) {
            deadline = now + timeoutNanos | 1;
        }
        long leftNanos = end == 0 ? deadline - now : Math.min(deadline - now, end - now);
        if (watched && leftNanos >= WATCHED_NANOS) {
            return readWatched(target, offset, length, now + leftNanos | 1);
        }
        long left = TimeUnit.NANOSECONDS.toMillis(leftNanos);
        if (left <= 0) {
            throw tooSlow();
        }
        socket.setSoTimeout((int) Math.min(left, Integer.MAX_VALUE));
        return in.read(target, offset, length);
    }

    private int readWatched(byte[] target, int offset, int length, long until) throws IOException {
        socket.setSoTimeout(0);
        readingUntil = until;
        try {
            int count = in.read(target, offset, length);
            if (count < 0 && late) {
                throw tooSlow();
            }
            return count;
        } catch (SSLException e) {
            throw late ? tooSlow() : e; // TLS misses the goodbye where it was the time that ran out
        } finally {
            readingUntil = 0;
        }
    }

    private static SocketTimeoutException tooSlow() {
        return new SocketTimeoutException("The client was too slow");
    }

    /** Ends a read that has taken longer than it may; called by another thread. */
    void endIfLate() {
        long until = readingUntil;
        if (until != 0 && System.nanoTime() - until > 0) {
            late = true;
            try {
                socket.shutdownInput();
            } catch (IOException e) {
                // it was gone already
            }
        }
    }

    private void makeRoom() {
        boolean filled = limit == buffer.length;
        if (position == limit) {
            position = 0;
            limit = 0;
            if (filled && buffer.length < FULL_CAPACITY) {
                buffer = new byte[buffer.length * 4]; // much is coming: take it in larger pieces
            }
        } else if (filled && position > 0) {
            resize(buffer.length);
        } else if (filled) {
            resize(buffer.length * 2);
        }
    }

    /** Gives a large buffer back for the idle time between mails. */
    void shrink() {
        if (buffer.length > KEPT_CAPACITY && available() <= IDLE_CAPACITY) {
            resize(IDLE_CAPACITY);
        }
    }

    private void resize(int capacity) {
        byte[] target = capacity == buffer.length ? buffer : new byte[capacity];
        System.arraycopy(buffer, position, target, 0, available());
        limit = available();
        position = 0;
        buffer = target;
    }

    /** Grants the full time limit anew: for a line as a whole, for content at each read. */
    void restartTimeout() {
        deadline = 0;
    }

    /** Bounds the time until {@link #mailEnded()}, beside the limit of each read. */
    void mailStarted(Duration limit) {
        end = System.nanoTime() + Spans.nanos(limit) | 1;
    }

    void mailEnded() {
        end = 0;
    }

    /** Waits for an octet that should not come; tells whether it came within that time. */
    boolean arrivesWithin(Duration time) throws IOException {
        if (available() > 0) {
            return true;
        }
        deadline = System.nanoTime() + Spans.nanos(time) | 1;
        startSilence(Silence.IDLE);
        try {
            fill(1);
            return true;
        } catch (SocketTimeoutException e) {
            return false;
        } finally {
            silenceBroken();
        }
    }

    /** Reads at least one more octet, as {@link #fill} does, if it comes within that time. */
    boolean fillsWithin(Duration time) throws IOException {
        long whole = deadline == 0 ? System.nanoTime() + timeoutNanos | 1 : deadline;
        long soon = System.nanoTime() + Spans.nanos(time) | 1;
        deadline = soon - whole < 0 ? soon : whole;
        try {
            fill();
            return true;
        } catch (SocketTimeoutException e) {
            if (deadline == whole) {
                throw e;
            }
            return false;
        } finally {
            deadline = whole;
        }
    }

    /** Fails if the client has left. What it has sent is kept, as far as there is room. */
    void noticeDeparture() throws IOException {
        if (available() >= KEPT_CAPACITY) {
            return;
        }
        makeRoom();
        socket.setSoTimeout(1);
        try {
            int count = in.read(buffer, limit, available() == 0 ? 1 : buffer.length - limit);
            if (count < 0) {
                throw new ClientGoneException();
            }
            silenceBroken();
            limit += count;
        } catch (SocketTimeoutException e) {
            // it is still there
        }
    }

    /** Tells whether octets have arrived that have not been read from the socket. */
    boolean hasUnreadOctets() {
        try {
            return socket.getInputStream().available() > 0;
        } catch (IOException e) {
            return false; // the connection is gone, and what it held with it
        }
    }

    /**
     * What came in clear text behind STARTTLS, and will not be read (RFC 3207 section 4.2): lines, the last one perhaps
     * cut.
     */
    List<Line> linesToThrowAway() {
        return new String(buffer, position, available(), StandardCharsets.ISO_8859_1)
                .lines()
                .map(text -> new Line(Line.Kind.TEXT, text))
                .toList();
    }

    /** Goes over to another stream; what was sent in clear text is thrown away (RFC 3207 section 4.2). */
    void switchTo(InputStream decrypted) {
        position = 0;
        limit = 0;
        in = decrypted;
        encrypted = true;
    }
}
