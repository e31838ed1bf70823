package io.github.smtpjunit.smtp.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** When a server says that no mail is coming. */
@Timeout(60)
class AwaitQuietTests extends SmtpTestCase {

    private static final Duration SHORT = Duration.ofMillis(50);

    private CompletableFuture<Boolean> awaiting(SmtpServer server) {
        return CompletableFuture.supplyAsync(() -> {
            try {
                return server.awaitQuiet(PATIENCE);
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
        assertThat(server.awaitQuiet(PATIENCE)).isTrue();

        greeted(server).sendMail("a@x", "b@x", "x\r\n").quit();
        assertThat(server.awaitQuiet(PATIENCE)).isTrue();
    }

    @Test
    void aClientThatHasJustConnectedIsWaitedFor() throws Exception {
        SmtpServer server = start(builder());
        for (int i = 0; i < 20; i++) {
            RawClient client = connect(server);
            assertThat(server.awaitQuiet(Duration.ofMillis(5))).isFalse();
            client.abort();
        }
        assertThat(server.awaitQuiet(PATIENCE)).isTrue();
    }

    @Test
    void aClientOnTheWayToItsFirstMailIsWaitedFor() throws Exception {
        SmtpServer server = start(builder());
        RawClient client = greeted(server);
        assertThat(server.awaitQuiet(SHORT)).isFalse();

        client.send("MAIL FROM:<a@x>").expect("250 *");
        assertThat(server.awaitQuiet(SHORT)).isFalse();
        client.send("RCPT TO:<b@x>").expect("250 *");
        assertThat(server.awaitQuiet(SHORT)).isFalse();
        client.send("DATA").expect("354 *");
        assertThat(server.awaitQuiet(SHORT)).isFalse();

        CompletableFuture<Boolean> awaiting = awaiting(server);
        client.sendRaw("x\r\n.\r\n").expect("250 *");
        assertThat(result(awaiting)).isTrue();
        assertThat(received.mails()).hasSize(1);
    }

    @Test
    void aClientThatIsIdleBetweenMailsIsNotWaitedFor() throws Exception {
        SmtpServer server = start(builder());
        RawClient client = greeted(server).sendMail("a@x", "b@x", "x\r\n");

        assertThat(server.awaitQuiet(PATIENCE)).isTrue();
        client.send("MAIL FROM:<a@x>").expect("250 *");
        assertThat(server.awaitQuiet(SHORT)).isFalse();
        client.send("RSET").expect("250 *");
        assertThat(server.awaitQuiet(PATIENCE)).isTrue();
    }

    @Test
    void aRefusedMailIsOverToo() throws Exception {
        SmtpServer server = start(builder());
        greeted(server).send("MAIL FROM:<a>").expect("501 *");
        assertThat(server.awaitQuiet(PATIENCE)).isTrue();
    }

    @Test
    void whatAClientSentBeforeIsServedFirst() throws Exception {
        SmtpServer server = start(builder());
        for (int i = 1; i <= 50; i++) {
            RawClient client = greeted(server).sendMail("a@x", "b@x", "x\r\n");
            client.sendRaw("MAIL FROM:<a@x>\r\nRCPT TO:<b@x>\r\nDATA\r\ny\r\n.\r\n");
            assertThat(server.awaitQuiet(PATIENCE)).isTrue();
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
            assertThat(server.awaitQuiet(PATIENCE)).isTrue();
            assertThat(received.mails()).hasSize(2 * i);
            client.expect("250 *").expect("250 *").expect("354 *").expect("250 *");
        }
    }

    @Test
    void aClientInTheMiddleOfALineIsWaitedFor() throws Exception {
        SmtpServer server = start(builder());
        RawClient client = greeted(server).sendMail("a@x", "b@x", "x\r\n");
        client.sendRaw("NO");
        assertThat(server.awaitQuiet(SHORT)).isFalse();
        client.sendRaw("OP\r\n").expect("250 *");
        assertThat(server.awaitQuiet(PATIENCE)).isTrue();
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
        assertThat(server.awaitQuiet(PATIENCE)).isTrue();
    }

    @Test
    void onAllListenersAndAllInterfaces() throws Exception {
        SmtpServer server = start(builder().host("0.0.0.0").alsoListen("127.0.0.2", 0));
        assertThat(server.awaitQuiet(PATIENCE)).isTrue();
        RawClient client = closing(new RawClient(server.addresses().get(1)));
        assertThat(server.awaitQuiet(SHORT)).isFalse();
        client.close();
        assertThat(server.awaitQuiet(PATIENCE)).isTrue();
    }
}
