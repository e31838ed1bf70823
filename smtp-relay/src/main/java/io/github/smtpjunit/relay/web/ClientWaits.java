package io.github.smtpjunit.relay.web;

import java.io.FilterInputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.time.Duration;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Which threads wait for their client: for more of its request, or until it reads more of the answer. A client can make
 * a thread wait as long as it likes, by half a request for example. So a wait can be broken off: an interrupt closes
 * the channel on which the thread waits. Thread-safe.
 */
final class ClientWaits {

    private static final int PIECE = 16 * 1024;

    /** Since when each thread waits, in nanoseconds; the longest first. Guarded by this. */
    private final Map<Thread, Long> since = new LinkedHashMap<>();

    /** Says that this thread waits for its client from now on. */
    synchronized void begin() {
        since.remove(Thread.currentThread()); // or it would keep its place
        since.put(Thread.currentThread(), System.nanoTime());
    }

    /**
     * Says that this thread does not wait any longer.
     *
     * @throws InterruptedIOException if its wait was broken off
     */
    void end() throws InterruptedIOException {
        if (!hasEnded()) {
            throw new InterruptedIOException("The client was too slow");
        }
    }

    /** The same for a thread that has nothing more to do for its client. Returns false if its wait was broken off. */
    synchronized boolean hasEnded() {
        boolean hasWaited = since.remove(Thread.currentThread()) != null;
        if (!hasWaited) {
            Thread.interrupted(); // it was for the wait
        }
        return hasWaited;
    }

    /**
     * Breaks off waits, the longest first.
     *
     * @param least how long a wait lasts at least that is broken off
     * @param most how many
     */
    synchronized void breakOff(Duration least, int most) {
        long now = System.nanoTime();
        Iterator<Map.Entry<Thread, Long>> waits = since.entrySet().iterator();
        for (int count = 0; count < most && waits.hasNext(); count++) {
            Map.Entry<Thread, Long> wait = waits.next();
            if (now - wait.getValue() < least.toNanos()) {
                return;
            }
            waits.remove();
            wait.getKey().interrupt();
        }
    }

    /** Returns a stream of a request, whose reads are waits. A body that breaks off is the client's problem. */
    InputStream watched(InputStream in) {
        return new FilterInputStream(in) {
            @Override
            public int read() throws IOException {
                byte[] one = new byte[1];
                return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
            }

            @Override
            public int read(byte[] octets, int offset, int length) throws IOException {
                begin();
                int count;
                try {
                    count = super.read(octets, offset, length);
                } catch (IOException e) {
                    throw HttpProblem.badRequest("The body broke off");
                }
                end();
                return count;
            }
        };
    }

    /** Returns a stream whose writes are waits. It writes long texts in pieces: only a client that stops is slow. */
    OutputStream watched(OutputStream out) {
        return new FilterOutputStream(out) {
            @Override
            public void write(int octet) throws IOException {
                write(new byte[] {(byte) octet}, 0, 1);
            }

            @Override
            public void write(byte[] octets, int offset, int length) throws IOException {
                for (int done = 0; done < length; done += PIECE) {
                    begin();
                    out.write(octets, offset + done, Math.min(PIECE, length - done));
                    end();
                }
            }

            @Override
            public void flush() throws IOException {
                begin();
                out.flush();
                end();
            }

            @Override
            public void close() throws IOException {
                begin();
                out.close();
            }
        };
    }
}
