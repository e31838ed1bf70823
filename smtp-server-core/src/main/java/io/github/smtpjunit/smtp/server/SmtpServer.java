package io.github.smtpjunit.smtp.server;

import io.github.smtpjunit.smtp.given.Given;
import io.github.smtpjunit.smtp.server.SmtpConnection.Owner;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * An SMTP server that runs inside this JVM: it accepts clients, serves each on a thread of its executor, and hands
 * every mail to its {@link MailHandler}.
 *
 * <pre>{@code
 * try (SmtpServer server = SmtpServer.builder().handler(mail -> store(mail)).start()) {
 *     send(server.host(), server.port());
 * }
 * }</pre>
 *
 * <p>A server is started once and closed once; the builder starts as many as you like. Thread-safe.
 */
public final class SmtpServer implements AutoCloseable {

    /**
     * How many clients over the limit may get their refusal at a time; a TLS handshake or a PROXY header comes first.
     */
    private static final int MAX_REFUSALS = 100;

    /** How long it may take to see which clients have connected, however short a caller's time is. */
    private static final long LOOK_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final ServerConfig config;
    private final List<SmtpListener> listeners;
    private final ConnectionThreads threads = new ConnectionThreads();
    private final @Nullable Executor executor; // of the user's, for the connections
    private final Set<SmtpConnection> connections = ConcurrentHashMap.newKeySet();
    private final AcceptBarrier barrier = new AcceptBarrier();
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition(); // a connection has settled or closed
    private final List<InetSocketAddress> addresses;
    private volatile boolean closed;
    private final Owner owner = new Owner() {
        @Override
        public void settled() {
            signalChange();
        }

        @Override
        public void closed(SmtpConnection connection) {
            connections.remove(connection);
            signalChange();
        }
    };

    SmtpServer(ServerConfig config, List<SmtpListener> listeners, @Nullable Executor executor) {
        this.config = config;
        this.listeners = List.copyOf(listeners);
        this.addresses = addressesOf(listeners);
        this.executor = executor;
    }

    private static List<InetSocketAddress> addressesOf(List<SmtpListener> listeners) {
        List<InetSocketAddress> addresses = new ArrayList<>();
        for (SmtpListener listener : listeners) {
            addresses.add(listener.address());
        }
        return List.copyOf(addresses);
    }

    /**
     * Configures a new server.
     *
     * @return a builder with the defaults that its methods name
     */
    public static SmtpServerBuilder builder() {
        return new SmtpServerBuilder();
    }

    void startAccepting() {
        for (SmtpListener listener : listeners) {
            threads.execute(
                    new Acceptor(this, listener, config.handler(), threads, executor == null ? threads : executor));
        }
    }

    // For the acceptors

    boolean hasConnections() {
        return !connections.isEmpty();
    }

    void endStalledConnections() {
        for (SmtpConnection connection : connections) {
            connection.endIfLate();
            if (connection.isStalled()) {
                connection.abort();
            }
        }
    }

    /** Tells whether a socket is to be served or refused; the others are barrier, or far too many. */
    boolean isClient(Socket socket) {
        return !barrier.lifts(socket) && connections.size() < config.maxConnections() + MAX_REFUSALS;
    }

    SmtpConnection connect(SmtpListener listener, Socket socket) throws IOException {
        SmtpConnection connection = listener.connect(socket, owner);
        connection.beWatched();
        connections.add(connection);
        return connection;
    }

    /** A client that has had its 221 may come again at once, however long its old connection takes to close. */
    boolean isFull() {
        int max = config.maxConnections();
        return connections.size() >= max
                && connections.stream().filter(client -> !client.isLeaving()).count() >= max;
    }

    /** Lets the client give way that has been idle for longest outside a transaction; false if that makes no room. */
    boolean makeRoom() {
        SmtpConnection idle = null;
        long longest = -1;
        if (config.idleGivesWay()) {
            for (SmtpConnection connection : connections) {
                long nanos = connection.idleNanos();
                if (nanos > longest) {
                    idle = connection;
                    longest = nanos;
                }
            }
        }
        if (idle == null) {
            return false;
        }
        idle.giveWay();
        return !isFull(); // it may have been one too many itself
    }

    /**
     * Whether an address has as many connections as it may. A proxy's are those of all its clients, and not counted.
     */
    boolean hasEnough(InetSocketAddress client) {
        ClientLimit limit = config.clientLimit();
        if (!limit.appliesTo(client.getAddress()) || config.trust().isProxy(client)) {
            return false;
        }
        return connections.stream()
                        .filter(connection -> connection.isStrangerAt(client.getAddress()))
                        .count()
                >= limit.most();
    }

    /** Whether no client is connected, apart from those that have got their 221. */
    boolean isDeserted() {
        for (SmtpConnection connection : connections) {
            if (!connection.isLeaving()) {
                return false;
            }
        }
        return true;
    }

    void awaitClose(Duration limit) {
        try {
            await(System.nanoTime() + Spans.nanos(limit), () -> closed);
        } catch (InterruptedException e) {
            // only close() interrupts an acceptor, and it will see that
        }
    }

    private void signalChange() {
        lock.lock();
        try {
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /**
     * Returns the host that clients connect to: the first listener's interface.
     *
     * @return an address that can be connected to, {@code 127.0.0.1} by default
     * @throws IllegalStateException if the server is closed
     */
    public String host() {
        InetSocketAddress address = addresses().get(0);
        return address.getAddress().isAnyLocalAddress()
                ? SmtpListener.loopback().getHostAddress()
                : address.getAddress().getHostAddress();
    }

    /**
     * Returns the port that clients connect to: the first listener's.
     *
     * @return the real port, never 0
     * @throws IllegalStateException if the server is closed
     */
    public int port() {
        return addresses().get(0).getPort();
    }

    /**
     * Returns the addresses of all listeners, in the order in which they were configured.
     *
     * @return interfaces and real ports
     * @throws IllegalStateException if the server is closed
     */
    public List<InetSocketAddress> addresses() {
        if (closed) {
            throw new IllegalStateException(
                    "This server is closed and listens no more; start a new one with its builder");
        }
        return addresses;
    }

    /**
     * Returns how clients that connect to {@link #host()} and {@link #port()} can encrypt.
     *
     * @return the first listener's mode
     */
    public TlsMode tlsMode() {
        return listeners.get(0).tlsMode();
    }

    /**
     * Returns what the server does wrong on purpose; rules can be added while it runs.
     *
     * @return its rules, none at first
     */
    public Faults faults() {
        return config.faults();
    }

    /**
     * Tells whether the server accepts connections.
     *
     * @return false once it is closed
     */
    public boolean isRunning() {
        return !closed;
    }

    /**
     * Waits until every client that has connected before this call is done: its session is over, or it is silent
     * between two mails with all it sent answered. A client in the middle of a mail, or on the way to its first one, is
     * waited for.
     *
     * <p>This is how to know that no mail is coming: when no client is connected, it returns at once. When the time is
     * up, it tells the clients that are merely connected from those of which a mail may be coming now. To see which
     * clients have connected may take up to a second, even if the time is shorter.
     *
     * @param timeout how long to wait for clients at most
     * @return which clients are not done: none if all are
     * @throws InterruptedException if the thread is interrupted
     * @throws IllegalArgumentException if the time is negative
     */
    @CheckReturnValue
    public Quiet awaitQuiet(Duration timeout) throws InterruptedException {
        long nanos = Given.span("timeout", timeout).toNanos();
        long start = System.nanoTime();
        long deadline = start + nanos;
        List<Quiet.Client> busy = new ArrayList<>(unseen(Math.max(deadline, start + LOOK_NANOS)));
        List<SmtpConnection> open = new ArrayList<>(connections);
        await(busy.isEmpty() ? deadline : start, () -> {
            open.removeIf(SmtpConnection::isQuiet);
            return open.isEmpty();
        });
        open.sort(Comparator.comparingLong(SmtpConnection::id));
        List<Quiet.Client> idle = new ArrayList<>();
        for (SmtpConnection connection : open) {
            connection.business().ifPresentOrElse(busy::add, () -> idle.add(connection.idle()));
        }
        return new Quiet(idle, busy);
    }

    /** Waits until all clients that have connected before have been accepted, and tells where that is not sure. */
    private List<Quiet.Client> unseen(long deadline) throws InterruptedException {
        for (InetSocketAddress address : addresses) {
            Optional<String> problem = closed ? Optional.empty() : barrier.await(address, deadline);
            if (problem.isPresent() && !closed) { // the queue of a listener goes with it
                return List.of(new Quiet.Client(0, "not accepted yet, perhaps: " + problem.get()));
            }
        }
        return List.of();
    }

    private boolean await(long deadline, BooleanSupplier condition) throws InterruptedException {
        lock.lock();
        try {
            while (!condition.getAsBoolean()) {
                long left = deadline - System.nanoTime();
                if (left <= 0) {
                    return false;
                }
                changed.awaitNanos(left);
            }
            return true;
        } finally {
            lock.unlock();
        }
    }

    /**
     * Stops the server: no new clients, idle ones get 421, mails under way may end within the
     * {@linkplain SmtpServerBuilder#shutdownGrace(Duration) grace}, and what is left then is cut off. Afterwards no
     * thread and no socket of the server is left. Has no effect on a closed server.
     */
    @Override
    public void close() {
        closed = true;
        signalChange(); // to an acceptor that waits
        for (SmtpListener listener : listeners) {
            listener.closeSocket();
        }
        for (SmtpConnection connection : connections) {
            connection.stop();
        }
        boolean interrupted = !awaitEnd();
        for (SmtpConnection connection : connections) {
            connection.abort();
        }
        interrupted |= !threads.shutDown();
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /**
     * Waits until all connections have ended; most simply, and with the fewest threads to wake, for the end of their
     * threads.
     */
    private boolean awaitEnd() {
        Thread self = Thread.currentThread();
        try {
            if (executor == null && !isDriving(self)) {
                threads.awaitEnd(config.shutdownGrace());
            } else { // a handler that closes its own server does not wait for itself
                await(System.nanoTime() + Spans.nanos(config.shutdownGrace()), () -> areDrivenBy(self));
            }
            return true;
        } catch (InterruptedException e) {
            return false;
        }
    }

    private boolean isDriving(Thread thread) {
        for (SmtpConnection connection : connections) {
            if (connection.isDrivenBy(thread)) {
                return true;
            }
        }
        return false;
    }

    private boolean areDrivenBy(Thread thread) {
        for (SmtpConnection connection : connections) {
            if (!connection.isDrivenBy(thread)) {
                return false;
            }
        }
        return true;
    }
}
