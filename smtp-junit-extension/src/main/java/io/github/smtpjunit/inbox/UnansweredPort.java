package io.github.smtpjunit.inbox;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.List;

/**
 * A port at which a connect is neither accepted nor refused, as at a host that is down or a server whose backlog is
 * full: the client waits until its own time-out. For the code under test that has a connect time-out, or should have
 * one.
 *
 * <pre>{@code
 * try (UnansweredPort dead = UnansweredPort.open()) {
 *     assertThatThrownBy(() -> new Shop(dead.host(), dead.port()).register("Ada", "ada@example.org"))
 *             .hasRootCauseInstanceOf(SocketTimeoutException.class);
 * }
 * }</pre>
 *
 * <p>A server socket listens there, and its queue of clients that wait to be accepted is kept full. Systems treat that
 * differently: Linux lets the next client wait, which {@link #open()} makes sure of. For a port that refuses, close the
 * server.
 */
public final class UnansweredPort implements AutoCloseable {

    private static final int BACKLOG = 1;
    private static final int CLIENTS = 8; // some more than find room

    private final ServerSocket server;
    private final List<SocketChannel> waiting;

    private UnansweredPort(ServerSocket server, List<SocketChannel> waiting) {
        this.server = server;
        this.waiting = waiting;
    }

    /**
     * Opens a free port of the loopback interface, and fills its backlog.
     *
     * @return the port, to be closed
     * @throws IOException if there is no free port
     * @throws UnsupportedOperationException if this system answers a connect even then
     */
    public static UnansweredPort open() throws IOException {
        UnansweredPort port =
                new UnansweredPort(new ServerSocket(0, BACKLOG, InetAddress.getLoopbackAddress()), new ArrayList<>());
        try {
            if (port.fill()) {
                return port;
            }
        } catch (IOException | RuntimeException e) {
            port.close();
            throw e;
        }
        port.close();
        throw new UnsupportedOperationException("This system answers a connect though the backlog is full");
    }

    /**
     * Fills the backlog; tells whether somebody has to wait. On the loopback interface a connect that finds room is
     * done at once.
     */
    private boolean fill() throws IOException {
        boolean full = false;
        for (int i = 0; i < CLIENTS; i++) {
            SocketChannel client = SocketChannel.open();
            waiting.add(client);
            client.configureBlocking(false);
            full = !client.connect(address());
        }
        return full && !waiting.get(CLIENTS - 1).finishConnect();
    }

    /**
     * Returns where to connect to.
     *
     * @return an address of the loopback interface
     */
    public InetSocketAddress address() {
        return (InetSocketAddress) server.getLocalSocketAddress();
    }

    /**
     * Returns the host.
     *
     * @return its address in digits
     */
    public String host() {
        return server.getInetAddress().getHostAddress();
    }

    /**
     * Returns the port.
     *
     * @return 1 to 65535
     */
    public int port() {
        return server.getLocalPort();
    }

    /** Closes the port; clients that wait there are reset or refused. */
    @Override
    public void close() throws IOException {
        server.close();
        for (SocketChannel client : waiting) {
            client.close();
        }
    }

    /** Returns host and port. */
    @Override
    public String toString() {
        return host() + ":" + port();
    }
}
