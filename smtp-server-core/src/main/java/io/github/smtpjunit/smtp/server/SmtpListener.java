package io.github.smtpjunit.smtp.server;

import static io.github.smtpjunit.smtp.server.ServerConfig.USER_CODE;
import static java.util.Objects.requireNonNull;

import io.github.smtpjunit.smtp.server.SmtpConnection.Owner;
import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Deque;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Accepts clients for a main loop of your own; {@link SmtpServer} is that loop ready-made.
 *
 * <pre>{@code
 * try (SmtpListener listener = SmtpListener.bind("localhost", 2525)) {
 *     while (true) {
 *         SmtpConnection client = listener.accept();
 *         client.process().ifPresent(mail -> relay.send(mail.envelope(), mail.content()));
 *     }
 * }
 * }</pre>
 *
 * <p>This loop serves one client at a time, on one thread, and takes all the mails of each: a client from whom
 * {@link SmtpConnection#process()} has returned a mail may send another, so {@link #accept()} returns it again until
 * its session is over. For many clients at a time, give each connection to a thread that calls {@code process()} until
 * it returns empty.
 *
 * <p>Thread-safe.
 */
public final class SmtpListener implements AutoCloseable {

    private final ServerSocket socket;
    private final boolean implicitTls;
    private final ServerConfig config;
    private final AtomicLong lastId;
    private final Deque<SmtpConnection> unfinished = new ConcurrentLinkedDeque<>();
    private final Set<SmtpConnection> connections = ConcurrentHashMap.newKeySet();
    private final Owner owner = new Owner() {
        @Override
        public void handedOver(SmtpConnection connection) {
            unfinished.add(connection);
        }

        @Override
        public void resumed(SmtpConnection connection) {
            unfinished.remove(connection);
        }

        @Override
        public void closed(SmtpConnection connection) {
            unfinished.remove(connection);
            connections.remove(connection);
        }
    };

    SmtpListener(InetSocketAddress address, int backlog, boolean implicitTls, AtomicLong lastId, ServerConfig config)
            throws IOException {
        this(new ServerSocket(), address, backlog, implicitTls, lastId, config);
    }

    /** Listens with a socket that is not bound yet. */
    SmtpListener(
            ServerSocket socket,
            InetSocketAddress address,
            int backlog,
            boolean implicitTls,
            AtomicLong lastId,
            ServerConfig config)
            throws IOException {
        this.implicitTls = implicitTls;
        this.lastId = lastId;
        this.config = config;
        this.socket = socket;
        try {
            socket.bind(address, backlog);
        } catch (IOException e) {
            socket.close();
            throw explained(e, address);
        }
    }

    private static IOException explained(IOException cause, InetSocketAddress address) {
        String where = address.getHostString() + ":" + address.getPort();
        BindException explained = new BindException("Cannot listen on " + where + ": " + remedy(cause, address));
        explained.initCause(cause);
        return explained;
    }

    private static String remedy(IOException cause, InetSocketAddress address) {
        if (address.isUnresolved()) {
            return "the host name has no address";
        }
        String reason = " (" + cause.getMessage() + ")";
        if (String.valueOf(cause.getMessage()).contains("Too many open files")) {
            return "close what is left open, such as servers and connections of earlier tests, or allow more by ulimit -n"
                    + reason;
        }
        return address.getPort() == 0
                ? "the address is not one of this machine, or no port is free" + reason
                : "use port 0 for any free port, or stop what listens there" + reason;
    }

    /**
     * Listens on any free port of the loopback interface.
     *
     * @return a listener that accepts connections already
     * @throws IOException if the system has no port left
     */
    public static SmtpListener bind() throws IOException {
        return SmtpServer.builder().port(0).bind();
    }

    /**
     * Listens on a port of the loopback interface.
     *
     * @param port the port, 0 for any free one
     * @return a listener that accepts connections already
     * @throws IOException if the port is taken; the message names it
     */
    public static SmtpListener bind(int port) throws IOException {
        return SmtpServer.builder().port(port).bind();
    }

    /**
     * Listens on a port of one interface. More can be set with {@link SmtpServer#builder()} and {@link
     * SmtpServerBuilder#bind()}.
     *
     * @param host the name or address of the interface; {@code 0.0.0.0} or {@code ::} for all of them
     * @param port the port, 0 for any free one
     * @return a listener that accepts connections already
     * @throws IOException if the port is taken or the interface does not exist; the message names it
     */
    public static SmtpListener bind(String host, int port) throws IOException {
        requireNonNull(host, "host");
        return SmtpServer.builder().host(host).port(port).bind();
    }

    /**
     * Returns the address that clients connect to.
     *
     * @return the interface and the real port
     */
    public InetSocketAddress address() {
        return new InetSocketAddress(socket.getInetAddress(), socket.getLocalPort());
    }

    /**
     * Returns the port that clients connect to.
     *
     * @return the real port, never 0
     */
    public int port() {
        return socket.getLocalPort();
    }

    /**
     * Waits for a client that wants to be served: one that the calling thread left after
     * {@link SmtpConnection#process()} had returned a mail, or else a new one. Nothing has been said to a new one yet.
     *
     * @return the connection
     * @throws IOException if the listener is closed, also while this method waits
     */
    public SmtpConnection accept() throws IOException {
        Thread caller = Thread.currentThread();
        Optional<SmtpConnection> left =
                unfinished.stream().filter(client -> client.isDrivenBy(caller)).findFirst();
        if (left.isPresent()) {
            unfinished.remove(left.get());
            return left.get();
        }
        while (true) {
            Socket client = acceptSocket();
            try {
                SmtpConnection connection = connect(client, owner);
                connections.add(connection);
                return connection;
            } catch (IOException e) {
                // this client is gone already; the next one may stay
            }
        }
    }

    TlsMode tlsMode() {
        return config.tlsMode(implicitTls);
    }

    Socket acceptSocket() throws IOException {
        return socket.accept();
    }

    void setAcceptTimeout(int millis) throws IOException {
        socket.setSoTimeout(millis);
    }

    /**
     * Greets a client before anything is made for it, if no policy, rule or listener takes part: it need not wait for
     * that, nor for the thread that will serve it. What is so short never blocks a socket that is new.
     */
    boolean greetAtOnce(Socket client) {
        if (implicitTls || !config.greetsAtOnce()) {
            return false;
        }
        try {
            client.getOutputStream().write(config.greeting().octets());
        } catch (IOException e) {
            // the thread that serves it will find out, and end the session
        }
        return true;
    }

    SmtpConnection connect(Socket client, Owner connectionOwner) throws IOException {
        try {
            return new SmtpConnection(client, implicitTls, lastId.incrementAndGet(), config, connectionOwner);
        } catch (Throwable e) {
            client.close();
            throw e;
        }
    }

    /** The loopback interface by its address, so that no name has to be looked up. */
    static InetAddress loopback() {
        return InetAddress.getLoopbackAddress();
    }

    /**
     * Stops listening and closes the connections that {@link #accept()} has returned. A thread that waits in
     * {@code accept()} gets an exception.
     */
    @Override
    public void close() {
        closeSocket();
        connections.forEach(SmtpConnection::close);
    }

    void closeSocket() {
        try {
            socket.close();
        } catch (IOException e) {
            USER_CODE.log(() -> "Cannot close the listener on port " + port(), e);
        }
    }
}
