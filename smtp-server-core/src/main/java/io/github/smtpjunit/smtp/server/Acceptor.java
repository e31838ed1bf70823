package io.github.smtpjunit.smtp.server;

import static io.github.smtpjunit.smtp.server.ServerConfig.USER_CODE;

import io.github.smtpjunit.smtp.Replies;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;

/**
 * Accepts the clients of one listener, gives each to a thread of its own, and looks after those who keep theirs
 * waiting. Once there have been many, it goes on in a thread that is quicker to wake up, if the server has another kind
 * of them by then.
 */
final class Acceptor implements Runnable {

    private static final int SWEEP_MILLIS = 1_000;
    private static final long SWEEP_NANOS = TimeUnit.MILLISECONDS.toNanos(SWEEP_MILLIS) / 2;

    private final SmtpServer server;
    private final SmtpListener listener;
    private final MailHandler handler;
    private final ConnectionThreads threads;
    private final Executor executor;
    private boolean moved;

    /**
     * Accepts by a thread of the server's.
     *
     * @param executor what serves the connections: those threads, or others of the user's
     */
    Acceptor(
            SmtpServer server,
            SmtpListener listener,
            MailHandler handler,
            ConnectionThreads threads,
            Executor executor) {
        this.server = server;
        this.listener = listener;
        this.handler = handler;
        this.threads = threads;
        this.executor = executor;
    }

    @Override
    public void run() {
        Thread.currentThread().setName("smtp-acceptor-" + listener.port());
        BackOff backOff = new BackOff();
        long swept = System.nanoTime();
        while (server.isRunning() && !goesOnElsewhere()) {
            try {
                if (System.nanoTime() - swept > SWEEP_NANOS) { // however many clients come
                    server.endStalledConnections();
                    swept = System.nanoTime();
                }
                listener.setAcceptTimeout(server.hasConnections() ? SWEEP_MILLIS : 0);
                accept(listener.acceptSocket());
                backOff.succeeded();
            } catch (SocketTimeoutException e) {
                backOff.succeeded(); // no client came
            } catch (Throwable e) { // without this thread the server would be deaf
                if (server.isRunning()) {
                    waitAfter(e, backOff);
                }
            }
        }
    }

    private boolean goesOnElsewhere() {
        if (moved || !threads.haveChanged()) {
            return false;
        }
        moved = true;
        try {
            threads.execute(this);
            return true;
        } catch (RejectedExecutionException | OutOfMemoryError e) {
            return false; // the server ends, or the system has no more threads
        }
    }

    /**
     * What makes an accept fail, such as too many open files, mostly lasts for a while: to try again at once would only
     * spin.
     */
    private void waitAfter(Throwable failure, BackOff backOff) {
        if (backOff.failed()) {
            USER_CODE.log(() -> "Cannot accept a connection on port " + listener.port(), failure);
        }
        server.awaitClose(backOff.pause());
    }

    private void accept(Socket socket) throws IOException {
        if (!server.isClient(socket)) {
            socket.close();
            return;
        }
        boolean full = server.hasEnough((InetSocketAddress) socket.getRemoteSocketAddress())
                || (server.isFull() && !server.makeRoom());
        boolean alone = server.isDeserted(); // or the greeting would hold up the next client
        boolean greeted = alone && !full && listener.greetAtOnce(socket);
        SmtpConnection connection = server.connect(listener, socket);
        if (greeted) {
            connection.greeted();
        }
        if (!server.isRunning()) {
            connection.turnAway(Replies.SHUTTING_DOWN);
            return;
        }
        try {
            executor.execute(new Service(connection, handler, full));
        } catch (RejectedExecutionException e) {
            connection.turnAway(server.isRunning() ? Replies.SERVICE_UNAVAILABLE : Replies.SHUTTING_DOWN);
        } catch (OutOfMemoryError e) { // the system has no more threads
            connection.close();
            throw e;
        }
    }

    /** What the thread of a connection does. */
    private static final class Service implements Runnable {

        private final SmtpConnection connection;
        private final MailHandler handler;
        private final boolean full;

        Service(SmtpConnection connection, MailHandler handler, boolean full) {
            this.connection = connection;
            this.handler = handler;
            this.full = full;
        }

        @Override
        public void run() {
            if (full) {
                connection.refuse(Replies.TOO_MANY_CONNECTIONS);
                return;
            }
            try {
                connection.serve(handler);
            } finally {
                connection.close(); // also where a fault has left it open
            }
        }
    }
}
