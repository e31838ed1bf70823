package io.github.smtpjunit.smtp.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.smtpjunit.smtp.Replies;
import java.io.UncheckedIOException;
import java.net.BindException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The life of a server: start, many clients, limits, stop. */
@Timeout(60)
class SmtpServerTests extends SmtpTestCase {

    private static final Duration LONG = Duration.ofMinutes(1);

    /** The threads of servers; one that has done its work is given the moment that it needs to end. */
    private static List<String> threads() throws InterruptedException {
        List<Thread> threads = Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().startsWith("smtp-"))
                .toList();
        for (Thread thread : threads) {
            thread.join(500);
        }
        return threads.stream().filter(Thread::isAlive).map(Thread::getName).toList();
    }

    private static RawClient atData(RawClient client) {
        return client.send("MAIL FROM:<a@x>")
                .expect("250 *")
                .send("RCPT TO:<b@x>")
                .expect("250 *")
                .send("DATA")
                .expect("354 *");
    }

    @Test
    void listensOnAFreePortOfTheLoopbackInterfaceOnceStarted() {
        SmtpServer server = start(builder());

        assertThat(server.host()).isEqualTo("127.0.0.1");
        assertThat(server.port()).isBetween(1, 65_535);
        assertThat(server.addresses()).singleElement().satisfies(address -> {
            assertThat(address.getAddress().isLoopbackAddress()).isTrue();
            assertThat(address.getPort()).isEqualTo(server.port());
        });
        assertThat(server.isRunning()).isTrue();
        greeted(server).quit();
    }

    @Test
    void nothingIsLeftOfAClosedServer() throws Exception {
        SmtpServer server = builder().start();
        int port = server.port();
        greeted(server).sendMail("a@x", "b@x", "x\r\n").quit();
        RawClient idle = greeted(server);

        server.close();
        server.close();

        idle.expect("421 4.3.2 Server is shutting down").expectEnd();
        assertThat(threads()).isEmpty();
        assertThat(server.isRunning()).isFalse();
        assertThatIllegalStateException()
                .isThrownBy(server::port)
                .withMessage("This server is closed and listens no more; start a new one with its builder");
        assertThatIllegalStateException().isThrownBy(server::host);
        assertThatThrownBy(() -> new Socket(InetAddress.getLoopbackAddress(), port))
                .isInstanceOf(ConnectException.class);
        try (ServerSocket again = new ServerSocket(port)) {
            assertThat(again.getLocalPort()).isEqualTo(port);
        }
    }

    @Test
    void aBuilderStartsManyServersOneAfterTheOtherAndAtATime() {
        SmtpServerBuilder builder = builder();
        int port;
        try (SmtpServer first = builder.start();
                SmtpServer second = builder.start()) {
            port = first.port();
            assertThat(second.port()).isNotEqualTo(port);
            greeted(first).sendMail("a@x", "b@x", "1\r\n").quit();
            greeted(second).sendMail("a@x", "b@x", "2\r\n").quit();
        }
        try (SmtpServer again = builder.copy().port(port).start()) {
            assertThat(again.port()).isEqualTo(port);
            greeted(again).sendMail("a@x", "b@x", "3\r\n").quit();
        }
        assertThat(received.contents()).containsExactly("1\r\n", "2\r\n", "3\r\n");
    }

    @Test
    void aTakenPortIsNamedAndNothingStaysOpen() throws Exception {
        SmtpServer server = start(builder());
        int free;
        try (ServerSocket probe = new ServerSocket(0)) {
            free = probe.getLocalPort();
        }

        assertThatThrownBy(() -> builder()
                        .port(free)
                        .alsoListen("127.0.0.1", server.port())
                        .start())
                .isInstanceOf(UncheckedIOException.class)
                .hasMessageContaining("Cannot listen on 127.0.0.1:" + server.port())
                .hasCauseInstanceOf(BindException.class);

        new ServerSocket(free).close();
    }

    @Test
    void severalListenersShareOneServer() {
        SmtpServer server = start(builder().alsoListen("127.0.0.2", 0).alsoListen("0.0.0.0", 0));

        for (InetSocketAddress address : server.addresses()) {
            closing(new RawClient(new InetSocketAddress(
                            address.getAddress().isAnyLocalAddress() ? "127.0.0.1" : address.getHostString(),
                            address.getPort())))
                    .expect("220 *")
                    .send("HELO x")
                    .expect("250 *")
                    .sendMail("a@x", "b@x", "x\r\n")
                    .quit();
        }

        assertThat(received.mails()).extracting(mail -> mail.session().id()).containsExactly(1L, 2L, 3L);
        assertThat(received.mails().get(1).session().localAddress().getHostString())
                .isEqualTo("127.0.0.2");
    }

    @Test
    void allListenersAreClosed() throws Exception {
        SmtpServer server = builder().alsoListen("127.0.0.1", 0).start();
        List<InetSocketAddress> addresses = server.addresses();

        server.close();

        for (InetSocketAddress address : addresses) {
            assertThatThrownBy(() -> new Socket(address.getAddress(), address.getPort()))
                    .isInstanceOf(ConnectException.class);
        }
        assertThat(threads()).isEmpty();
    }

    @Test
    void aMailUnderWayMayEndWithinTheGrace() throws Exception {
        SmtpServer server = start(builder().shutdownGrace(LONG));
        RawClient busy = atData(greeted(server));
        RawClient idle = greeted(server);
        Thread closer = new Thread(server::close);

        closer.start();
        idle.expect("421 4.3.2 *").expectEnd();
        busy.sendRaw("x\r\n.\r\n").expect("250 *").expect("421 4.3.2 *").expectEnd();

        closer.join(PATIENCE.toMillis());
        assertThat(closer.isAlive()).isFalse();
        assertThat(received.mails()).hasSize(1);
    }

    @Test
    void aMailThatDoesNotEndIsCutOffAndNotStored() throws Exception {
        SmtpServer server = builder().shutdownGrace(Duration.ofMillis(50)).start();
        RawClient busy = atData(greeted(server)).sendRaw("half");

        server.close();

        busy.expectCutOff();
        assertThat(received.mails()).isEmpty();
        assertThat(threads()).isEmpty();
    }

    @Test
    void aHungHandlerIsCutOff() throws Exception {
        CountDownLatch hung = new CountDownLatch(1);
        SmtpServer server = builder()
                .shutdownGrace(Duration.ofMillis(50))
                .handler(mail -> {
                    hung.countDown();
                    try {
                        new CountDownLatch(1).await();
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                    }
                    return Replies.MAIL_ACCEPTED;
                })
                .start();
        RawClient client = atData(greeted(server)).sendRaw("x\r\n.\r\n");
        assertThat(hung.await(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();

        server.close();

        client.expectCutOff();
        assertThat(threads()).isEmpty();
    }

    @Test
    void anInterruptedCloseLeavesNothingAndKeepsTheInterrupt() throws Exception {
        SmtpServer server = builder().shutdownGrace(LONG).start();
        RawClient busy = atData(greeted(server)).sendRaw("half");

        Thread.currentThread().interrupt();
        server.close();
        assertThat(Thread.interrupted())
                .as("the flag, cleared for what follows")
                .isTrue();

        busy.expectCutOff();
        assertThat(threads()).isEmpty();
        assertThat(received.mails()).isEmpty();
    }

    @Test
    void aHandlerMayCloseItsOwnServer() {
        SmtpServer[] self = new SmtpServer[1];
        SmtpServer server = start(builder().shutdownGrace(LONG).handler(mail -> {
            self[0].close();
            return Replies.MAIL_ACCEPTED;
        }));
        self[0] = server;

        atData(greeted(server)).sendRaw("x\r\n.\r\n").expectCutOff();

        assertThat(server.isRunning()).isFalse();
    }

    @Test
    void theExecutorOfTheUserRunsTheConnectionsAndIsNotShutDown() throws Exception {
        AtomicInteger threads = new AtomicInteger();
        ExecutorService executor = Executors.newCachedThreadPool(task -> {
            Thread thread = new Thread(task, "test-connection-" + threads.incrementAndGet());
            thread.setDaemon(true);
            return thread;
        });
        try {
            SmtpServer server = builder()
                    .executor(executor)
                    .handler(mail -> {
                        assertThat(Thread.currentThread().getName()).isEqualTo("test-connection-1");
                        return Replies.MAIL_ACCEPTED;
                    })
                    .start();
            greeted(server).sendMail("a@x", "b@x", "x\r\n").quit();
            server.close();

            assertThat(executor.isShutdown()).isFalse();
        } finally {
            executor.shutdown();
            assertThat(executor.awaitTermination(PATIENCE.toSeconds(), TimeUnit.SECONDS))
                    .isTrue();
        }
    }

    @Test
    void aHungHandlerDelaysNobodyElse() throws Exception {
        CountDownLatch hung = new CountDownLatch(1);
        CountDownLatch released = new CountDownLatch(1);
        SmtpServer server = start(builder().handler(mail -> {
            if (mail.envelope().from().equals("slow@x")) {
                hung.countDown();
                await(released);
            }
            return received.handle(mail);
        }));
        RawClient slow = greeted(server).send("MAIL FROM:<slow@x>").expect("250 *");
        slow.send("RCPT TO:<b@x>").expect("250 *").send("DATA").expect("354 *").sendRaw("x\r\n.\r\n");
        await(hung);

        greeted(server).sendMail("a@x", "b@x", "y\r\n").quit();

        released.countDown();
        slow.expect("250 *").quit();
        assertThat(received.contents()).containsExactly("y\r\n", "x\r\n");
    }

    private static void await(CountDownLatch latch) {
        try {
            assertThat(latch.await(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Test
    void anExecutorThatTakesNoMoreClosesTheConnectionAndNoOther() {
        AtomicInteger tasks = new AtomicInteger();
        SmtpServer server = start(builder().executor(task -> {
            if (tasks.incrementAndGet() == 2) {
                throw new RejectedExecutionException("thrown on purpose");
            }
            Thread thread = new Thread(task, "test-connection");
            thread.setDaemon(true);
            thread.start();
        }));
        RawClient first = greeted(server);

        connect(server).expectEnd();

        greeted(server).quit();
        first.quit();
    }

    @Test
    void connectionsOverTheLimitGet421UntilOneLeaves() {
        SmtpServer server = start(builder().maxConnections(2));
        RawClient resident = greeted(server);
        for (int i = 0; i < 50; i++) {
            RawClient guest = greeted(server);
            connect(server).expect("421 4.7.0 Too many connections").expectEnd();
            guest.sendMail("a@x", "b@x", "x\r\n").quit();
        }
        resident.quit();
        assertThat(received.mails()).hasSize(50);
    }

    @ParameterizedTest
    @ValueSource(longs = {200, 5_000}) // the socket's own time-out, and the server's eye on all connections
    void anIdleClientGets421(long millis) {
        SmtpServer server = start(builder().idleTimeout(Duration.ofMillis(millis)));

        connect(server).expect("220 *").expect("421 4.4.2 Idle for too long").expectEnd();
        RawClient withinALine = greeted(server).sendRaw("NOO");
        RawClient withinData = atData(greeted(server)).sendRaw("half a mail");
        RawClient withinAChunk = greeted(server).send("BDAT 10").sendRaw("half");

        withinALine.expect("421 4.4.2 *").expectEnd();
        withinData.expect("421 4.4.2 *").expectEnd();
        withinAChunk.expect("421 4.4.2 *").expectEnd();
        assertThat(received.mails()).isEmpty();
    }

    @Test
    void aClientThatNeverReadsItsRepliesBlocksNobodyAndIsCutOff() throws Exception {
        SmtpServer server = start(builder().idleTimeout(Duration.ofMillis(500)));
        CountDownLatch cutOff = new CountDownLatch(1);
        RawClient deaf = connect(server);
        Thread talker = new Thread(() -> {
            String batch = "HELP\r\n".repeat(10_000);
            try {
                while (true) {
                    deaf.sendRaw(batch);
                }
            } catch (UncheckedIOException e) {
                cutOff.countDown();
            }
        });
        talker.setDaemon(true);
        talker.start();

        // other clients are served all the time, and their coming does not save the deaf one
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (cutOff.getCount() > 0 && System.nanoTime() < deadline) {
            greeted(server).sendMail("a@x", "b@x", "x\r\n").quit();
        }
        assertThat(cutOff.getCount()).isZero();
    }

    @Test
    void abruptDisconnectsDoNoHarm() {
        SmtpServer server = start(builder());
        for (int i = 0; i < 50; i++) {
            connect(server).abort();
            greeted(server).abort();
            atData(greeted(server)).sendRaw("half").abort();
        }

        greeted(server).sendMail("a@x", "b@x", "x\r\n").quit();

        assertThat(received.mails()).hasSize(1);
    }

    @Test
    void manyClientsAtATime() throws Exception {
        SmtpServer server = start(builder());
        Thread[] clients = new Thread[16];
        for (int i = 0; i < clients.length; i++) {
            String sender = "client" + i + "@x";
            clients[i] = new Thread(() -> {
                try (RawClient client = RawClient.greeted(server)) {
                    for (int mail = 0; mail < 20; mail++) {
                        client.sendMail(sender, "b@x", sender + " " + mail + "\r\n");
                    }
                }
            });
            clients[i].start();
        }
        for (Thread client : clients) {
            client.join();
        }

        assertThat(received.mails())
                .hasSize(320)
                .allMatch(mail -> mail.content().startsWith(mail.envelope().from()));
        assertThat(received.contents()).doesNotHaveDuplicates();
    }

    @Test
    void anHttpRequestEndsTheConnectionBeforeAnyMail() {
        SmtpServer server = start(builder().maxLineLength(512));
        String body = "MAIL FROM:<a@x>\r\nRCPT TO:<b@x>\r\nDATA\r\nx\r\n.\r\n";
        for (String request : List.of(
                "GET / HTTP/1.1\r\nHost: x\r\n\r\n",
                "POST / HTTP/1.1\r\nHost: x\r\n\r\nEHLO x\r\n" + body,
                "post /" + "x".repeat(2000) + " HTTP/1.1\r\nHost: x\r\n\r\nEHLO x\r\n" + body,
                "PUT /\u0001 HTTP/1.1\r\n\r\nEHLO x\r\n" + body,
                "PROPFIND / HTTP/1.1\r\n\r\nEHLO x\r\n" + body,
                "unheard-of HTTP/9\r\n\r\nEHLO x\r\n" + body,
                "OPTIONS * HTTP/1.1\r\n\r\nEHLO x\r\n" + body,
                "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\nEHLO x\r\n" + body)) {
            connect(server)
                    .expect("220 *")
                    .sendRaw(request)
                    .expect("421 4.7.0 This is SMTP, not HTTP")
                    .expectCutOff();
        }
        assertThat(received.mails()).isEmpty();
    }

    @Test
    void anEarlyTalkerIsServedInOrder() {
        SmtpServer server = start(builder());
        RawClient client = connect(server)
                .sendRaw("EHLO x\r\nMAIL FROM:<a@x>\r\nRCPT TO:<b@x>\r\nDATA\r\nx\r\n.\r\nQUIT\r\n")
                .expect("220 *");
        client.reply();
        client.expect("250 2.1.0 *")
                .expect("250 2.1.5 *")
                .expect("354 *")
                .expect("250 2.6.0 *")
                .expect("221 *")
                .expectEnd();
        assertThat(received.contents()).containsExactly("x\r\n");
    }
}
