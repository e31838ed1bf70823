package io.github.smtpjunit.smtp.server;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketAddress;
import java.net.SocketTimeoutException;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Connections of the server to itself. The system accepts in order, so when such a connection comes out of the accept
 * queue, every client that had connected before has come out too.
 */
final class AcceptBarrier {

    private static final Optional<String> LATE = Optional.of("the server is slow to accept");

    private final Map<SocketAddress, CountDownLatch> expected = new ConcurrentHashMap<>();

    /** Tells whether an accepted connection is one of these, and lets its maker go on. */
    boolean lifts(Socket accepted) {
        if (expected.isEmpty()) {
            return false;
        }
        CountDownLatch latch = expected.remove(accepted.getRemoteSocketAddress());
        if (latch == null) {
            return false;
        }
        latch.countDown();
        return true;
    }

    /**
     * Waits until every client that has connected before has been accepted.
     *
     * @return why that is unknown, empty if it is known
     */
    Optional<String> await(InetSocketAddress listener, long deadline) throws InterruptedException {
        InetAddress target =
                listener.getAddress().isAnyLocalAddress() ? SmtpListener.loopback() : listener.getAddress();
        try (Socket socket = new Socket()) {
            socket.bind(new InetSocketAddress(target, 0));
            SocketAddress self = socket.getLocalSocketAddress();
            CountDownLatch latch = new CountDownLatch(1);
            expected.put(self, latch);
            try {
                long millis = Math.max(1, TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime()));
                socket.connect(new InetSocketAddress(target, listener.getPort()), (int) Math.min(millis, 60_000));
                return latch.await(deadline - System.nanoTime(), TimeUnit.NANOSECONDS) ? Optional.empty() : LATE;
            } finally {
                expected.remove(self);
            }
        } catch (SocketTimeoutException e) {
            return LATE;
        } catch (IOException e) { // no more files or ports, or the listener is gone
            return Optional.of(String.valueOf(e.getMessage()));
        }
    }
}
