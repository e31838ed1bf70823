package io.github.smtpjunit.smtp.server;

import io.github.smtpjunit.smtp.Replies;
import io.github.smtpjunit.smtp.server.SmtpConnection.Owner;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;

/**
 * An SMTP server that runs inside this JVM: it accepts clients, serves each on a thread of its executor, and hands every mail to
 * its {@link MailHandler}.
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

    private static final int SWEEP_MILLIS = 1_000;
    private static final long SWEEP_NANOS = TimeUnit.MILLISECONDS.toNanos(SWEEP_MILLIS) / 2;

    /** How many clients over the limit may be told so at a time; a TLS handshake or a PROXY header comes first. */
    private static final int MAX_REFUSALS = 100;

    private final ServerConfig config;
    private final List<SmtpListener> listeners;
    private final Executor executor;
    private final Runnable executorShutdown;
    private final List<Thread> acceptors = new ArrayList<>();
    private final Set<SmtpConnection> connections = ConcurrentHashMap.newKeySet();
    private final Fences fences = new Fences();
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

    SmtpServer(ServerConfig config, List<SmtpListener> listeners, Executor executor, Runnable executorShutdown) {
        this.config = config;
        this.listeners = List.copyOf(listeners);
        this.addresses = listeners.stream().map(SmtpListener::address).toList();
        this.executor = executor;
        this.executorShutdown = executorShutdown;
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
            Thread acceptor = new Thread(() -> acceptFrom(listener), "smtp-acceptor-" + listener.port());
            acceptor.setDaemon(true);
            acceptors.add(acceptor);
            acceptor.start();
        }
    }

    private void acceptFrom(SmtpListener listener) {
        BackOff backOff = new BackOff();
        long swept = System.nanoTime();
        while (!closed) {
            try {
                if (System.nanoTime() - swept > SWEEP_NANOS) { // however many clients come
                    endStalledConnections();
                    swept = System.nanoTime();
                }
                listener.setAcceptTimeout(connections.isEmpty() ? 0 : SWEEP_MILLIS);
                accept(listener, listener.acceptSocket());
                backOff.succeeded();
            } catch (SocketTimeoutException e) {
                backOff.succeeded(); // nobody came
            } catch (IOException | RuntimeException | OutOfMemoryError e) {
                if (!closed) {
                    waitAfter(listener, e, backOff);
                }
            }
        }
    }

    /** What makes an accept fail, such as too many open files, mostly lasts for a while: to try again at once would only spin. */
    private void waitAfter(SmtpListener listener, Throwable failure, BackOff backOff) {
        if (backOff.failed()) {
            UserCode.log("Cannot accept a connection on port " + listener.port(), failure);
        }
        try {
            await(System.nanoTime() + backOff.pause().toNanos(), () -> closed);
        } catch (InterruptedException e) {
            // nobody interrupts an acceptor but close(), which it will see
        }
    }

    private void endStalledConnections() {
        for (SmtpConnection connection : connections) {
            connection.endIfLate();
            if (connection.isStalled()) {
                connection.abort();
            }
        }
    }

    private void accept(SmtpListener listener, Socket socket) throws IOException {
        if (fences.isFence(socket)) {
            socket.close();
            return;
        }
        if (connections.size() >= config.maxConnections() + MAX_REFUSALS) {
            socket.close();
            return;
        }
        boolean full = isFull();
        SmtpConnection connection = listener.connect(socket, owner);
        connection.beWatched();
        connections.add(connection);
        if (closed) {
            connection.stop(); // close() may have looked before
        }
        try {
            executor.execute(full ? () -> connection.refuse(Replies.TOO_MANY_CONNECTIONS) : () -> serve(connection));
        } catch (RejectedExecutionException e) {
            connection.close();
        } catch (OutOfMemoryError e) { // the system has no more threads
            connection.close();
            throw e;
        }
    }

    /** A client that has had its 221 may come again at once, however long its old connection takes to close. */
    private boolean isFull() {
        int max = config.maxConnections();
        return connections.size() >= max
                && connections.stream().filter(client -> !client.isLeaving()).count() >= max;
    }

    private void serve(SmtpConnection connection) {
        try {
            connection.serve(config.handler());
        } finally {
            connection.close(); // in case of an Error, which ends the thread
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
     * Waits until every client that has connected before this call is done: its session is over, or it is silent between two
     * mails with all it sent answered. A client in the middle of a mail, or on the way to its first one, is waited for.
     *
     * <p>This is how to know that no mail is coming: when nobody is connected, it returns at once.
     *
     * @param timeout how long to wait at most
     * @return true if all are done, false if the time is up
     * @throws InterruptedException if the thread is interrupted
     */
    public boolean awaitQuiet(Duration timeout) throws InterruptedException {
        long deadline = System.nanoTime() + timeout.toNanos();
        if (!closed) {
            for (InetSocketAddress address : addresses) {
                if (!fences.pass(address, deadline)) {
                    return false;
                }
            }
        }
        Set<SmtpConnection> busy = ConcurrentHashMap.newKeySet();
        busy.addAll(connections);
        return await(deadline, () -> {
            busy.removeIf(SmtpConnection::isSettled);
            return busy.isEmpty();
        });
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
     * Stops the server: no new clients, idle ones get 421, mails under way may end within the {@linkplain
     * SmtpServerBuilder#shutdownGrace(Duration) grace}, and what is left then is cut off. Afterwards no thread and no socket of
     * the server is left. Has no effect on a closed server.
     */
    @Override
    public void close() {
        closed = true;
        signalChange(); // to an acceptor that waits
        listeners.forEach(SmtpListener::closeSocket);
        connections.forEach(SmtpConnection::stop);
        boolean interrupted = !awaitEnd();
        connections.forEach(SmtpConnection::abort);
        executorShutdown.run();
        interrupted |= !joinAcceptors();
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private boolean awaitEnd() {
        Thread self = Thread.currentThread(); // a handler that closes its own server does not wait for itself
        try {
            await(
                    System.nanoTime() + config.shutdownGrace().toNanos(),
                    () -> connections.stream().allMatch(connection -> connection.isDrivenBy(self)));
            return true;
        } catch (InterruptedException e) {
            return false;
        }
    }

    private boolean joinAcceptors() {
        try {
            for (Thread acceptor : acceptors) {
                acceptor.join(TimeUnit.SECONDS.toMillis(1));
            }
            return true;
        } catch (InterruptedException e) {
            return false;
        }
    }
}
