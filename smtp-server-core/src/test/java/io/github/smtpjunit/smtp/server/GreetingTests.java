package io.github.smtpjunit.smtp.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.github.smtpjunit.smtp.Reply;
import java.net.Socket;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.BiFunction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The accepting thread greets a client that is alone if no user code comes first; otherwise the thread of the
 * connection does.
 */
@Timeout(60)
class GreetingTests extends SmtpTestCase {

    private final CountDownLatch held = new CountDownLatch(1);
    private final CountDownLatch released = new CountDownLatch(1);

    /** Holds up the first session. */
    private void hold(SessionInfo session) {
        if (session.id() == 1) {
            held.countDown();
            await(released);
        }
    }

    private static void await(CountDownLatch latch) {
        try {
            assertThat(latch.await(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static SmtpServerBuilder bare() {
        return SmtpServer.builder().hostname("mx.example.org");
    }

    @Test
    void aClientIsGreetedBeforeItsThreadIsAwake() {
        Queue<Runnable> tasks = new ConcurrentLinkedQueue<>();
        SmtpServer server = start(bare().handler(received).executor(tasks::add));

        RawClient client = connect(server).expect("220 mx.example.org ESMTP ready");

        client.sendRaw("NOOP\r\nQUIT\r\n");
        next(tasks).run();
        client.expect("250 *").expect("221 *").expectEnd();
    }

    @Test
    void besideOthersAClientIsGreetedByItsOwnThread() throws Exception {
        Queue<Runnable> tasks = new ConcurrentLinkedQueue<>();
        SmtpServer server = start(bare().handler(received).executor(tasks::add));
        connect(server).expect("220 *");
        inBackground(next(tasks));

        try (Socket second = new Socket(server.host(), server.port())) {
            Runnable service = next(tasks); // who accepts greets before, if at all
            assertThat(second.getInputStream().available()).isZero();

            inBackground(service);
            assertThat(second.getInputStream().readNBytes(4)).asString().isEqualTo("220 ");
        }
    }

    private static void inBackground(Runnable task) {
        Thread thread = new Thread(task, "test-connection");
        thread.setDaemon(true);
        thread.start();
    }

    /** The task may come a little later than the greeting. */
    private static Runnable next(Queue<Runnable> tasks) {
        Runnable task = tasks.poll();
        for (long start = System.nanoTime(); task == null; task = tasks.poll()) {
            assertThat(Duration.ofNanos(System.nanoTime() - start))
                    .as("the wait for a task")
                    .isLessThan(PATIENCE);
            Thread.onSpinWait();
        }
        return task;
    }

    @Test
    void aClientThatNoThreadWillServeIsToldAfterTheGreeting() {
        SmtpServer server = start(bare().executor(task -> {
            throw new RejectedExecutionException("thrown on purpose");
        }));

        connect(server)
                .expect("220 *")
                .expect("421 4.3.2 Service not available")
                .expectEnd();
    }

    static List<Arguments> whoHasASay() {
        return List.of(
                row(
                        "the policy",
                        (test, builder) -> builder.policy(new SmtpPolicy() {
                            @Override
                            public Optional<Reply> connect(SessionInfo session) {
                                test.hold(session);
                                return Optional.empty();
                            }
                        })),
                row(
                        "a listener that learns of the session",
                        (test, builder) -> builder.addSessionListener(new SessionListener() {
                            @Override
                            public void opened(SessionRecord session) {
                                test.hold(session.info());
                            }
                        })),
                row(
                        "a listener that learns of the greeting",
                        (test, builder) -> builder.addSessionListener(new SessionListener() {
                            @Override
                            public void said(SessionRecord session, Transcript.Line line) {
                                test.hold(session.info());
                            }
                        })));
    }

    private static Arguments row(
            String name, BiFunction<GreetingTests, SmtpServerBuilder, SmtpServerBuilder> configuration) {
        return arguments(name, configuration);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("whoHasASay")
    void usersCodeThatBlocksHoldsUpNobodyElse(
            String name, BiFunction<GreetingTests, SmtpServerBuilder, SmtpServerBuilder> configuration) {
        SmtpServer server = start(configuration.apply(this, bare()));
        RawClient first = connect(server);
        await(held);

        connect(server).expect("220 *").quit();

        released.countDown();
        first.expect("220 *").quit();
    }

    @Test
    void aFaultAtTheGreetingHoldsUpNobodyElse() throws Exception {
        ManualClock clock = ManualClock.at(Instant.EPOCH);
        Faults faults = new Faults();
        faults.on(Phase.CONNECT).once().then(FaultAction.delay(Duration.ofHours(1)));
        SmtpServer server = start(bare().clock(clock).faults(faults));
        RawClient first = connect(server);
        assertThat(faults.awaitHeldUp(1, PATIENCE)).isTrue();

        connect(server).expect("220 *").quit();

        faults.release();
        first.expect("220 *").quit();
    }

    @Test
    void aGreetingDelayHoldsUpNobodyElse() {
        SmtpServer server = start(bare().greetingDelay(Duration.ofHours(1)));
        RawClient first = connect(server);

        for (RawClient client : List.of(connect(server), first)) {
            client.send("EHLO early")
                    .expect("554 5.5.1 Client spoke before the greeting")
                    .expectEnd();
        }
    }

    @Test
    void aProxyThatSaysNothingHoldsUpNobodyElse() {
        SmtpServer server = start(bare().proxyProtocol(AddressRange.parse("127.0.0.0/8")));
        RawClient first = connect(server);

        connect(server).sendRaw("PROXY UNKNOWN\r\n").expect("220 *").quit();
        first.sendRaw("PROXY UNKNOWN\r\n").expect("220 *").quit();
    }

    @Test
    void aClientThatShakesNoHandsHoldsUpNobodyElse() {
        SmtpServer server = start(bare().tls(TestTls.server()).implicitTls());
        RawClient first = connect(server);

        connect(server).startTls(TestTls.client()).expect("220 *").quit();
        first.startTls(TestTls.client()).expect("220 *").quit();
    }

    @Test
    void usersCodeRunsOnTheThreadOfTheConnection() throws Exception {
        Queue<String> threads = new ConcurrentLinkedQueue<>();
        CountDownLatch over = new CountDownLatch(1);
        SmtpServer server = start(bare().policy(new SmtpPolicy() {
                    @Override
                    public Optional<Reply> connect(SessionInfo session) {
                        threads.add(Thread.currentThread().getName());
                        return Optional.empty();
                    }

                    @Override
                    public void disconnect(SessionInfo session) {
                        threads.add(Thread.currentThread().getName());
                        over.countDown();
                    }
                })
                .executor(GreetingTests::inBackground));

        connect(server).expect("220 *").quit();

        await(over);
        assertThat(threads).containsExactly("test-connection", "test-connection");
    }
}
