package io.github.smtpjunit.smtp.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.smtpjunit.smtp.Replies;
import io.github.smtpjunit.smtp.sasl.SaslAuthenticator;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
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

/** Clients beside each other: many, idle, deaf or rude, on the threads that there are. */
@Timeout(60)
class ManyClientsTests extends SmtpTestCase {

    private static final Duration PATIENCE = Duration.ofSeconds(20);

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

    @Test
    void theClientThatHasBeenIdleForLongestGivesWay() {
        SmtpServer server = start(builder().maxConnections(3).idleConnectionsGiveWay());
        RawClient inAMail = greeted(server).sendMailPart("a@x", "b@x", "half a mail");
        RawClient longest = greeted(server);
        RawClient idle = greeted(server);

        RawClient next = greeted(server);
        longest.expect("421 4.7.0 Too many connections, and this one is idle: come again")
                .expectEnd();
        RawClient another = greeted(server);
        idle.expect("421 4.7.0 *").expectEnd();
        next.sendMail("a@x", "b@x", "x\r\n").quit();
        another.quit();
        inAMail.sendRaw("\r\n.\r\n").expect("250 *").quit();
        assertThat(received.mails()).hasSize(2);
    }

    @Test
    void aClientThatHasSaidNothingOrHalfALineGivesWayToo() {
        SmtpServer server = start(builder().maxConnections(2).idleConnectionsGiveWay());
        RawClient silent = connect(server).expect("220 *");
        RawClient slow = greeted(server).sendRaw("NOO");
        greeted(server).quit();
        silent.expect("421 4.7.0 *").expectEnd();

        RawClient first = greeted(server);
        RawClient second = greeted(server);
        slow.expect("421 4.7.0 *").expectEnd();
        first.quit();
        second.quit();
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aClientThatShakesNoHandsGivesWayToo(boolean implicit) {
        SmtpServerBuilder builder =
                builder().tls(TestTls.server()).maxConnections(1).idleConnectionsGiveWay();
        SmtpServer server = start(implicit ? builder.implicitTls() : builder);
        RawClient silent = connect(server);
        if (!implicit) {
            silent.expect("220 *").send("EHLO x").reply();
            silent.send("STARTTLS").expect("220 *");
        }

        String greeting;
        long start = System.nanoTime();
        do { // a handshake may take a while
            RawClient next = connect(server);
            RawClient greeted = implicit ? next.startTls(TestTls.client()) : next;
            greeting = greeted.reply();
            if (greeting.startsWith("421 ")) {
                greeted.expectEnd(); // a limited number of clients can wait for this reply
            }
        } while (greeting.startsWith("421 ") && System.nanoTime() - start < PATIENCE.toNanos());
        assertThat(greeting).startsWith("220 ");
        silent.expectCutOff();
        while (!hasTimedOut() && System.nanoTime() - start < PATIENCE.toNanos()) {
            Thread.onSpinWait();
        }
        assertThat(hasTimedOut()).isTrue();
    }

    /** Tells it of any session: which of two that shake hands is recorded first is up to their threads. */
    private boolean hasTimedOut() {
        return sessions.stream()
                .anyMatch(session -> session.ending().equals(Optional.of(SessionRecord.Ending.TIMED_OUT)));
    }

    @Test
    void aClientThatIsOneTooManyMakesNoRoomForAnother() {
        SmtpServer server = start(
                builder().tls(TestTls.server()).implicitTls().maxConnections(1).idleConnectionsGiveWay());
        RawClient inAMail = connect(server).startTls(TestTls.client()).expect("220 *");
        inAMail.send("EHLO x").reply();
        inAMail.send("MAIL FROM:<a@x>").expect("250 *");
        RawClient oneTooMany = connect(server);
        long since = System.nanoTime();
        while (sessions.size() < 2 && System.nanoTime() - since < PATIENCE.toNanos()) {
            Thread.onSpinWait();
        }

        long start = System.nanoTime();
        do {
            connect(server).startTls(TestTls.client()).expect("421 4.7.0 *").expectEnd();
        } while (sessions.get(1).ending().isEmpty() && System.nanoTime() - start < PATIENCE.toNanos());
        oneTooMany.expectCutOff();
        inAMail.quit();
    }

    @Test
    void nobodyGivesWayInTheMiddleOfAMail() {
        SmtpServer server = start(builder().maxConnections(1).idleConnectionsGiveWay());
        RawClient inAMail = greeted(server).send("MAIL FROM:<a@x>").expect("250 *");

        connect(server).expect("421 4.7.0 Too many connections").expectEnd();
        inAMail.send("RCPT TO:<b@x>").expect("250 *").quit();
    }

    @Test
    void aClientMayHaveSomeConnectionsAndMoreOnceItHasProvedWhoItIs() {
        SmtpServer server = start(builder()
                .maxConnectionsPerClient(2)
                .authenticator(SaslAuthenticator.users(Map.of("ada", "secret")))
                .allowAuthWithoutTls());
        RawClient first = greeted(server);
        RawClient second = greeted(server);
        connect(server).expect("421 4.7.0 Too many connections").expectEnd();

        second.send("AUTH PLAIN AGFkYQBzZWNyZXQ=").expect("235 *");
        RawClient third = greeted(server);
        connect(server).expect("421 4.7.0 Too many connections").expectEnd();
        first.quit();
        greeted(server).quit();
        second.quit();
        third.quit();
    }

    @Test
    void someClientsMayHaveAsManyConnectionsAsTheyLike() {
        SmtpServer server = start(builder().maxConnectionsPerClient(1, AddressRange.parse("127.0.0.0/8")));
        RawClient first = greeted(server);
        greeted(server).quit();
        first.quit();
    }

    @ParameterizedTest
    @ValueSource(longs = {200, 5_000}) // the socket's own time-out, and the server's eye on all connections
    void anIdleClientGets421(long millis) {
        SmtpServer server = start(builder().idleTimeout(Duration.ofMillis(millis)));

        connect(server).expect("220 *").expect("421 4.4.2 Idle for too long").expectEnd();
        RawClient withinALine = greeted(server).sendRaw("NOO");
        RawClient withinData = greeted(server).sendMailPart("a@x", "b@x", "half a mail");
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
            greeted(server).sendMailPart("a@x", "b@x", "half").abort();
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
