package io.github.smtpjunit.smtp.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.github.smtpjunit.smtp.Replies;
import io.github.smtpjunit.smtp.sasl.SaslAuthenticator;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** When a server says that no mail is coming. */
@Timeout(60)
class AwaitQuietTests extends SmtpTestCase {

    private static final Duration SHORT = Duration.ofMillis(50);

    private CompletableFuture<Boolean> awaiting(SmtpServer server) {
        return CompletableFuture.supplyAsync(() -> {
            try {
                return server.awaitQuiet(PATIENCE).isQuiet();
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        });
    }

    private static boolean result(CompletableFuture<Boolean> awaiting) throws Exception {
        return awaiting.get(2 * PATIENCE.toSeconds(), TimeUnit.SECONDS);
    }

    @Test
    void atOnceWhenNobodyIsConnected() throws Exception {
        SmtpServer server = start(builder());
        assertThat(server.awaitQuiet(PATIENCE).isQuiet()).isTrue();

        greeted(server).sendMail("a@x", "b@x", "x\r\n").quit();
        assertThat(server.awaitQuiet(PATIENCE).isQuiet()).isTrue();
    }

    @Test
    void anInterruptEndsTheWait() {
        SmtpServer server = start(builder());
        RawClient client = greeted(server);
        assertIsInterrupted(() -> server.awaitQuiet(Duration.ofDays(1)));
        server.faults().on(Phase.NOOP).then(FaultAction.hang());
        client.send("NOOP");
        assertIsInterrupted(() -> server.faults().awaitHeldUp(2, Duration.ofDays(1)));
        server.faults().release();
    }

    private static void assertIsInterrupted(ThrowingCallable wait) {
        Thread.currentThread().interrupt();
        try {
            assertThatThrownBy(wait).isInstanceOf(InterruptedException.class);
        } finally {
            Thread.interrupted(); // for what follows
        }
    }

    @Test
    void aClientThatHasJustConnectedIsWaitedFor() throws Exception {
        SmtpServer server = start(builder());
        for (int i = 0; i < 20; i++) {
            RawClient client = connect(server);
            assertThat(server.awaitQuiet(Duration.ofMillis(5)).isQuiet()).isFalse();
            client.abort();
        }
        assertThat(server.awaitQuiet(PATIENCE).isQuiet()).isTrue();
    }

    @Test
    void aClientOnTheWayToItsFirstMailIsWaitedFor() throws Exception {
        SmtpServer server = start(builder());
        RawClient client = greeted(server);
        assertThat(server.awaitQuiet(SHORT).isQuiet()).isFalse();

        client.send("MAIL FROM:<a@x>").expect("250 *");
        assertThat(server.awaitQuiet(SHORT).isQuiet()).isFalse();
        client.send("RCPT TO:<b@x>").expect("250 *");
        assertThat(server.awaitQuiet(SHORT).isQuiet()).isFalse();
        client.send("DATA").expect("354 *");
        assertThat(server.awaitQuiet(SHORT).isQuiet()).isFalse();

        CompletableFuture<Boolean> awaiting = awaiting(server);
        client.sendRaw("x\r\n.\r\n").expect("250 *");
        assertThat(result(awaiting)).isTrue();
        assertThat(received.mails()).hasSize(1);
    }

    @Test
    void aClientThatIsIdleBetweenMailsIsNotWaitedFor() throws Exception {
        SmtpServer server = start(builder());
        RawClient client = greeted(server).sendMail("a@x", "b@x", "x\r\n");

        assertThat(server.awaitQuiet(PATIENCE).isQuiet()).isTrue();
        client.send("MAIL FROM:<a@x>").expect("250 *");
        assertThat(server.awaitQuiet(SHORT).isQuiet()).isFalse();
        client.send("RSET").expect("250 *");
        assertThat(server.awaitQuiet(PATIENCE).isQuiet()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"NOOP", "RSET", "VRFY ada", "EXPN all", "HELP", "FOO", "MAIL FROM:<a>", "MAIL FROM:<later@x>"})
    void whatIsNoMailLeavesTheClientOnItsWay(String line) throws Exception {
        SmtpServer server = start(builder());
        server.faults().on(Phase.MAIL).where(FaultMatcher.sender("later@x")).reply(Replies.LOCAL_ERROR);
        RawClient client = greeted(server).send(line).skip();
        Quiet quiet = server.awaitQuiet(SHORT);
        assertThat(quiet.isQuiet()).isFalse();
        assertThat(quiet.busy()).isEmpty();
        assertThat(quiet.idle()).hasToString("[session 1 is connected, and in the middle of nothing]");

        CompletableFuture<Boolean> awaiting = awaiting(server);
        client.sendMail("a@x", "b@x", "x\r\n");
        assertThat(result(awaiting)).isTrue();
        assertThat(received.mails()).hasSize(1);
        client.send(line).skip();
        assertThat(server.awaitQuiet(PATIENCE).isQuiet()).as("after a mail").isTrue();
    }

    /** Which clients may still send a mail, and how they are named. */
    static Stream<Arguments> business() {
        return Stream.of(
                arguments("MAIL FROM:<a@x>", "in the middle of a mail transaction"),
                arguments("AUTH LOGIN", "in the middle of AUTH"),
                arguments("STARTTLS", "in the middle of its TLS handshake"));
    }

    @ParameterizedTest
    @MethodSource("business")
    void whatAClientIsInTheMiddleOfIsTold(String line, String doing) throws Exception {
        SmtpServer server = start(builder()
                .tls(TestTls.server())
                .authenticator(SaslAuthenticator.users(Map.of("ada", "secret")))
                .allowAuthWithoutTls());
        greeted(server).send(line).skip();
        assertBusy(server, doing);
    }

    private static void assertBusy(SmtpServer server, String doing) throws InterruptedException {
        Quiet quiet = server.awaitQuiet(SHORT);
        assertThat(quiet.idle()).isEmpty();
        assertThat(quiet.busy()).hasToString("[session 1 is " + doing + "]");
    }

    @Test
    void octetsOfAClientThatIsHeldUpAreUnread() throws Exception {
        SmtpServer server = start(builder());
        server.faults().on(Phase.EHLO).then(FaultAction.hang());
        RawClient client = connect(server).expect("220 *").send("EHLO x");
        assertThat(server.faults().awaitHeldUp(1, PATIENCE)).isTrue();
        assertThat(server.awaitQuiet(SHORT).busy()).isEmpty();

        client.send("MAIL FROM:<a@x>");
        for (int i = 0; i < 20; i++) { // at whatever moment of its hold
            assertThat(server.awaitQuiet(Duration.ofMillis(5)).busy())
                    .hasToString("[session 1 is waiting until the server reads or answers what it has sent]");
        }
    }

    @Test
    void aClientThatIsHeldUpInATransactionIsInTheMiddleOfIt() throws Exception {
        SmtpServer server = start(builder());
        server.faults().on(Phase.RCPT).then(FaultAction.hang());
        greeted(server).send("MAIL FROM:<a@x>").skip().send("RCPT TO:<b@x>");
        assertThat(server.faults().awaitHeldUp(1, PATIENCE)).isTrue();
        assertBusy(server, "in the middle of a mail transaction");
    }

    @Test
    void aClientThatNoThreadServesYetIsUnread() throws Exception {
        SmtpServer server = start(builder().executor(task -> {}).shutdownGrace(SHORT));
        connect(server);
        assertBusy(server, "waiting until the server reads or answers what it has sent");
    }

    @Test
    void aClientInTheMiddleOfAGreetingDelayIsIdleUntilItSpeaks() throws Exception {
        SmtpServer server = start(builder().greetingDelay(PATIENCE));
        connect(server);
        Quiet quiet = server.awaitQuiet(SHORT);
        assertThat(quiet.busy()).isEmpty();
        assertThat(quiet.idle()).hasSize(1);
    }

    /** Could not look is never nothing there. */
    @ParameterizedTest
    @ValueSource(ints = {1, 2, 5, 10, 20})
    void aShortPatienceNeverTakesAWholeMailForNone(int millis) throws Exception {
        SmtpServer server = start(builder());
        for (int round = 1; round <= 5; round++) {
            for (int i = 0; i < 20; i++) {
                connect(server).sendRaw("EHLO x\r\nMAIL FROM:<a@x>\r\nRCPT TO:<b@x>\r\nDATA\r\nx\r\n.\r\n");
            }
            Quiet quiet = server.awaitQuiet(Duration.ofMillis(millis));
            if (quiet.busy().isEmpty()) {
                assertThat(received.mails()).hasSize(20 * round);
            }
            assertThat(server.awaitQuiet(PATIENCE).isQuiet()).isTrue();
            assertThat(received.mails()).hasSize(20 * round);
        }
    }

    @Test
    void inTlsTooAShortPatienceNeverTakesAWholeMailForNone() throws Exception {
        SmtpServer server = start(builder().tls(TestTls.server()));
        List<RawClient> clients = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            clients.add(greeted(server).send("STARTTLS").expect("220 *").startTls(TestTls.client()));
        }
        String mail = "MAIL FROM:<a@x>\r\nRCPT TO:<b@x>\r\nDATA\r\nx\r\n.\r\n";
        clients.forEach(client -> client.sendRaw("EHLO x\r\n" + mail));
        for (int round = 1; round <= 20; round++) {
            Quiet quiet = server.awaitQuiet(Duration.ofMillis(round % 5 + 1));
            if (quiet.busy().isEmpty()) {
                assertThat(received.mails()).hasSize(20 * round);
            }
            assertThat(server.awaitQuiet(PATIENCE).isQuiet()).isTrue();
            clients.forEach(client -> client.sendRaw(mail));
        }
    }

    @Test
    void whatAClientSentBeforeIsServedFirst() throws Exception {
        SmtpServer server = start(builder());
        for (int i = 1; i <= 50; i++) {
            RawClient client = greeted(server).sendMail("a@x", "b@x", "x\r\n");
            client.sendRaw("MAIL FROM:<a@x>\r\nRCPT TO:<b@x>\r\nDATA\r\ny\r\n.\r\n");
            assertThat(server.awaitQuiet(PATIENCE).isQuiet()).isTrue();
            assertThat(received.mails()).hasSize(2 * i);
            client.close();
        }
    }

    @Test
    void inTlsToo() throws Exception {
        SmtpServer server = start(builder().tls(TestTls.server()));
        RawClient client = greeted(server).send("STARTTLS").expect("220 *").startTls(TestTls.client());
        client.send("EHLO client.example.org").reply();
        for (int i = 1; i <= 50; i++) {
            client.sendMail("a@x", "b@x", "x\r\n");
            client.sendRaw("MAIL FROM:<a@x>\r\nRCPT TO:<b@x>\r\nDATA\r\ny\r\n.\r\n");
            assertThat(server.awaitQuiet(PATIENCE).isQuiet()).isTrue();
            assertThat(received.mails()).hasSize(2 * i);
            client.expect("250 *").expect("250 *").expect("354 *").expect("250 *");
        }
    }

    @Test
    void aClientInTheMiddleOfALineIsWaitedFor() throws Exception {
        SmtpServer server = start(builder());
        RawClient client = greeted(server).sendMail("a@x", "b@x", "x\r\n");
        client.sendRaw("NO");
        assertThat(server.awaitQuiet(SHORT).isQuiet()).isFalse();
        client.sendRaw("OP\r\n").expect("250 *");
        assertThat(server.awaitQuiet(PATIENCE).isQuiet()).isTrue();
    }

    @Test
    void aClientThatDisconnectsInTheMiddleEndsTheWait() throws Exception {
        SmtpServer server = start(builder());
        RawClient client = greeted(server).send("MAIL FROM:<a@x>").expect("250 *");
        CompletableFuture<Boolean> awaiting = awaiting(server);

        client.abort();

        assertThat(result(awaiting)).isTrue();
    }

    @Test
    void aClosedServerIsQuiet() throws Exception {
        SmtpServer server = builder().start();
        greeted(server);
        server.close();
        assertThat(server.awaitQuiet(PATIENCE).isQuiet()).isTrue();
    }

    @Test
    void onAllListenersAndAllInterfaces() throws Exception {
        SmtpServer server = start(builder().host("0.0.0.0").alsoListen("127.0.0.2", 0));
        assertThat(server.awaitQuiet(PATIENCE).isQuiet()).isTrue();
        RawClient client = closing(new RawClient(server.addresses().get(1)));
        assertThat(server.awaitQuiet(SHORT).isQuiet()).isFalse();
        client.close();
        assertThat(server.awaitQuiet(PATIENCE).isQuiet()).isTrue();
    }
}
