package io.github.smtpjunit.smtp.server;

import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/**
 * The octets that a client has sent and nobody has taken yet: the one read buffer of a connection.
 *
 * <p>Readers look at {@link #buffer} between {@link #position} and {@link #limit}, and call {@link #fill()} for more. Replies
 * are flushed just before a read may block, so a batch of pipelined commands is answered in one segment (RFC 2920 section 3.2).
 */
final class WireInput {

    private static final int IDLE_CAPACITY = 2 * 1024;
    private static final int KEPT_CAPACITY = 8 * 1024;
    private static final int FULL_CAPACITY = 128 * 1024;

    private final Socket socket;
    private final WireOutput output;
    private final long timeoutNanos;
    private InputStream in;
    private long deadline; // 0 until the first read that it bounds
    private long end; // of a whole mail, 0 outside of one

    byte[] buffer = new byte[IDLE_CAPACITY];
    int position;
    int limit;

    WireInput(Socket socket, InputStream in, WireOutput output, Duration timeout) {
        this.socket = socket;
        this.in = in;
        this.output = output;
        this.timeoutNanos = timeout.toNanos();
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

    /** Reads at least one more octet behind those that are there; what is there may move within the buffer. */
    void fill() throws IOException {
        makeRoom();
        output.flush();
        int count = read();
        if (count < 0) {
            throw new ClientGoneException();
        }
        limit += count;
    }

    private int read() throws IOException {
        long now = System.nanoTime();
        if (deadline == 0) {
            deadline = now + timeoutNanos | 1;
        }
        long leftNanos = end == 0 ? deadline - now : Math.min(deadline - now, end - now);
        long left = TimeUnit.NANOSECONDS.toMillis(leftNanos);
        if (left <= 0) {
            throw new SocketTimeoutException("The client was too slow");
        }
        socket.setSoTimeout((int) Math.min(left, Integer.MAX_VALUE));
        return in.read(buffer, limit, buffer.length - limit);
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
        end = System.nanoTime() + limit.toNanos() | 1;
    }

    void mailEnded() {
        end = 0;
    }

    /** Waits for an octet that should not come; tells whether it came within that time. */
    boolean arrivesWithin(Duration time) throws IOException {
        if (available() > 0) {
            return true;
        }
        deadline = System.nanoTime() + time.toNanos() | 1;
        try {
            fill();
            return true;
        } catch (SocketTimeoutException e) {
            return false;
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
            int count = in.read(buffer, limit, buffer.length - limit);
            if (count < 0) {
                throw new ClientGoneException();
            }
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

    /** Goes over to another stream; what was sent in clear text is thrown away (RFC 3207 section 4.2). */
    void switchTo(InputStream encrypted) {
        position = 0;
        limit = 0;
        in = encrypted;
    }
}
