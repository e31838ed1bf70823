package io.github.smtpjunit.smtp.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.smtpjunit.smtp.Replies;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The thread that accepts clients lives on whatever happens, neither spins nor serves, and ends with its server. */
@Timeout(60)
class AcceptorTests extends SmtpTestCase {

    /** A server whose only listener accepts by this socket. */
    private SmtpServer start(SmtpServerBuilder builder, ServerSocket socket) throws IOException {
        return start(builder, socket, null);
    }

    private SmtpServer start(SmtpServerBuilder builder, ServerSocket socket, @Nullable Executor executor)
            throws IOException {
        ServerConfig config = builder.config();
        SmtpListener listener = new SmtpListener(
                socket, new InetSocketAddress(SmtpListener.loopback(), 0), 10, false, new AtomicLong(), config);
        SmtpServer server = new SmtpServer(config, List.of(listener), executor);
        server.startAccepting();
        return closing(server);
    }

    /** Fails some of its accepts. */
    private static final class FailingSocket extends ServerSocket {

        private final AtomicInteger accepts = new AtomicInteger();
        private final int failures;

        FailingSocket(int failures) throws IOException {
            this.failures = failures;
        }

        @Override
        public Socket accept() throws IOException {
            if (accepts.incrementAndGet() <= failures) {
                throw new IOException("Too many open files");
            }
            return super.accept();
        }
    }

    @Test
    void whoAcceptsGoesOnInAThreadOfAnotherKindWhereThereIsOne() throws Exception {
        SmtpServer server = start(builder());
        for (int i = 0; i < 3 * ConnectionThreads.FIRST_VIRTUAL; i++) {
            greeted(server).sendMail("a@x", "b@x", "x\r\n").quit();
        }
        String name = "smtp-acceptor-" + server.port();
        assertThat(Thread.getAllStackTraces().keySet())
                .extracting(Thread::getName)
                .contains(name); // no virtual one is there
        assertThat(received.mails()).hasSize(3 * ConnectionThreads.FIRST_VIRTUAL);
        server.close();
        assertThat(Thread.getAllStackTraces().keySet())
                .extracting(Thread::getName)
                .doesNotContain(name);
    }

    @Test
    void acceptsThatFailAreTriedAgainUntilTheySucceed() throws Exception {
        SmtpServer server = start(builder(), new FailingSocket(4));

        greeted(server).sendMail("a@x", "b@x", "x\r\n").quit();

        assertThat(received.mails()).hasSize(1);
    }

    @Test
    void acceptsThatKeepFailingNeitherSpinNorHoldUpTheEnd() throws Exception {
        FailingSocket socket = new FailingSocket(Integer.MAX_VALUE);
        SmtpServer server = start(builder(), socket);
        int port = server.port();

        // no client can be accepted, so this waits to its end
        assertThat(server.awaitQuiet(Duration.ofMillis(300)).busy())
                .hasToString(
                        "[clients that have connected are not accepted yet, perhaps: the server is slow to accept]");
        assertThat(socket.accepts.get()).isBetween(1, 10); // after 10, 20, 40, 80 and 160 ms
        server.close();

        assertThat(acceptors(port)).isEmpty();
    }

    @Test
    void theBackOffDoublesUpToASecondAndStartsAnewAfterASuccess() {
        BackOff backOff = new BackOff();
        List<Long> pauses = new ArrayList<>();
        List<Boolean> logged = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            logged.add(backOff.failed());
            pauses.add(backOff.pause().toMillis());
        }
        assertThat(pauses)
                .startsWith(10L, 20L, 40L, 80L, 160L, 320L, 640L, 1_000L, 1_000L)
                .endsWith(1_000L);
        assertThat(logged).startsWith(true, false).containsOnlyOnce(true);

        backOff.succeeded();
        assertThat(backOff.failed()).isTrue();
        assertThat(backOff.pause()).isEqualTo(Duration.ofMillis(10));
    }

    @Test
    void aSystemWithoutMoreThreadsClosesTheConnectionAndNoOther() {
        AtomicInteger tasks = new AtomicInteger();
        SmtpServer server = start(builder().executor(task -> {
            if (tasks.incrementAndGet() == 1) {
                throw new OutOfMemoryError("unable to create native thread, thrown on purpose");
            }
            onAThread(task);
        }));

        connect(server).expectEnd();

        greeted(server).sendMail("a@x", "b@x", "x\r\n").quit();
    }

    @Test
    void aClosedServerHasWaitedForItsAcceptor() throws Exception {
        AtomicBoolean lingered = new AtomicBoolean();
        CountDownLatch accepts = new CountDownLatch(2);
        SmtpServer server = start(builder(), new ServerSocket() {
            @Override
            public Socket accept() throws IOException {
                accepts.countDown();
                try {
                    return super.accept();
                } catch (SocketException e) {
                    lingered.set(linger(Duration.ofMillis(300))); // after the socket has been closed
                    throw e;
                }
            }
        });
        int port = server.port();
        greeted(server).quit();
        assertThat(accepts.await(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue(); // it waits for the next client

        server.close();

        assertThat(lingered).isTrue();
        assertThat(acceptors(port)).isEmpty();
    }

    @Test
    void aClientThatIsAcceptedWhileTheServerClosesIsNotServed() throws Exception {
        AtomicReference<SmtpServer> closing = new AtomicReference<>();
        CountDownLatch accepted = new CountDownLatch(1);
        ServerSocket socket = new ServerSocket() {
            @Override
            public Socket accept() throws IOException {
                Socket client = super.accept();
                accepted.countDown();
                long start = System.nanoTime();
                while (closing.get() == null || closing.get().isRunning()) {
                    if (System.nanoTime() - start > PATIENCE.toNanos()) {
                        throw new IOException("The server does not close");
                    }
                    Thread.onSpinWait();
                }
                linger(Duration.ofMillis(200)); // until close() has looked for connections
                return client;
            }
        };
        SmtpServer server = start(builder().shutdownGrace(PATIENCE), socket, AcceptorTests::onAThread);
        RawClient client = connect(server);
        assertThat(accepted.await(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();

        closing.set(server);
        server.close();

        client.expectCutOff();
        assertThat(sessions).allMatch(session -> session.mailCount() == 0);
    }

    /** Takes its time; true unless it is interrupted. */
    private static boolean linger(Duration time) {
        try {
            return !new CountDownLatch(1).await(time.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    @Test
    void toSeeWhoHasConnectedMayTakeLongerThanThePatience() throws Exception {
        SmtpServer server = start(builder(), new ServerSocket() {
            @Override
            public Socket accept() throws IOException {
                Socket client = super.accept();
                linger(Duration.ofMillis(100));
                return client;
            }
        });

        assertThat(server.awaitQuiet(Duration.ofMillis(1)).isQuiet()).isTrue();
    }

    private static void onAThread(Runnable task) {
        Thread thread = new Thread(task, "test-connection");
        thread.setDaemon(true);
        thread.start();
    }

    private static List<Thread> acceptors(int port) {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().equals("smtp-acceptor-" + port) && thread.isAlive())
                .toList();
    }

    @Test
    void whoIsOverTheLimitIsToldWithinTls() {
        SmtpServer server = start(builder().tls(TestTls.server()).implicitTls().maxConnections(1));
        RawClient resident = connect(server).startTls(TestTls.client()).expect("220 *");

        connect(server)
                .startTls(TestTls.client())
                .expect("421 4.7.0 Too many connections")
                .expectEnd();

        resident.quit();
        connect(server).startTls(TestTls.client()).expect("220 *").quit();
    }

    @Test
    void whoIsOverTheLimitAndShakesNoHandsDelaysNobodyAndIsCutOff() {
        SmtpServer server = start(builder()
                .tls(TestTls.server())
                .implicitTls()
                .maxConnections(1)
                .handshakeTimeout(Duration.ofMillis(500)));
        RawClient resident = connect(server).startTls(TestTls.client()).expect("220 *");
        RawClient silent = connect(server);

        connect(server).startTls(TestTls.client()).expect("421 *").expectEnd();

        silent.expectCutOff();
        resident.quit();
    }

    @Test
    void thoseWhoAreToldSoAreBoundedToo() throws Exception {
        CountDownLatch served = new CountDownLatch(101);
        SmtpServer server = start(
                builder().tls(TestTls.server()).implicitTls().maxConnections(1).executor(task -> {
                    served.countDown();
                    onAThread(task);
                }));
        RawClient resident = connect(server).startTls(TestTls.client()).expect("220 *");
        List<RawClient> silent = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            silent.add(connect(server));
        }
        assertThat(served.await(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();

        connect(server).expectEnd();

        silent.forEach(RawClient::close);
        resident.send("NOOP").expect(Replies.OK.toString()).quit();
    }
}
