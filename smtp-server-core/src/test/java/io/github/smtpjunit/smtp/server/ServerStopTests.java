package io.github.smtpjunit.smtp.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.smtpjunit.smtp.Replies;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The end of a server: graceful for so long, and then an end to all. */
@Timeout(60)
class ServerStopTests extends SmtpTestCase {

    private static final Duration LONG = Duration.ofMinutes(1);

    /** A loopback address whose ports no other test and no client takes. */
    private static final String OF_OUR_OWN = "127.0.0.55";

    private static List<String> threads() {
        return Thread.getAllStackTraces().keySet().stream()
                .map(Thread::getName)
                .filter(name -> name.startsWith("smtp-"))
                .toList();
    }

    @RepeatedTest(50)
    void nothingIsLeftOfAClosedServer() throws Exception {
        SmtpServer server = builder().host(OF_OUR_OWN).start(); // else the port may be another test's the next moment
        InetSocketAddress address = server.addresses().get(0);
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
        assertThatThrownBy(() -> new Socket(address.getAddress(), address.getPort()))
                .isInstanceOf(ConnectException.class);
        try (ServerSocket again = new ServerSocket(address.getPort(), 1, address.getAddress())) {
            assertThat(again.getLocalSocketAddress()).isEqualTo(address);
        }
    }

    @Test
    void allListenersAreClosed() throws Exception {
        SmtpServer server = builder().host(OF_OUR_OWN).alsoListen(OF_OUR_OWN, 0).start();
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
        RawClient busy = greeted(server).sendMailPart("a@x", "b@x", "x");
        RawClient idle = greeted(server);
        Thread closer = new Thread(server::close);

        closer.start();
        idle.expect("421 4.3.2 *").expectEnd();
        busy.sendRaw("\r\n.\r\n").expect("250 *").expect("421 4.3.2 *").expectEnd();

        closer.join(PATIENCE.toMillis());
        assertThat(closer.isAlive()).isFalse();
        assertThat(received.mails()).hasSize(1);
    }

    @Test
    void aMailOfWhichOnlyTheSenderIsKnownMayEndWithinTheGrace() throws Exception {
        SmtpServer server = start(builder().shutdownGrace(LONG));
        RawClient busy = greeted(server).send("MAIL FROM:<a@x>").expect("250 *");
        RawClient idle = greeted(server);
        Thread closer = new Thread(server::close);

        closer.start();
        idle.expect("421 4.3.2 *").expectEnd();
        busy.send("RCPT TO:<b@x>").expect("250 *").send("DATA").expect("354 *");
        busy.sendRaw("x\r\n.\r\n").expect("250 *").expect("421 4.3.2 *").expectEnd();

        closer.join(PATIENCE.toMillis());
        assertThat(closer.isAlive()).isFalse();
        assertThat(received.mails()).hasSize(1);
    }

    @Test
    void aClientThatIsHeldUpDoesNotHoldUpTheEnd() throws Exception {
        SmtpServer server = builder().shutdownGrace(LONG).start();
        server.faults().on(Phase.RCPT).then(FaultAction.hang());
        RawClient held = greeted(server).send("MAIL FROM:<a@x>").expect("250 *").send("RCPT TO:<b@x>");
        assertThat(server.faults().awaitHeldUp(1, PATIENCE)).isTrue();
        long start = System.nanoTime();

        server.close();

        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(PATIENCE);
        held.expect("421 4.3.2 *").expectEnd();
        assertThat(threads()).isEmpty();
        assertThat(sessions.get(0).ending()).contains(SessionRecord.Ending.STOPPED);
    }

    @Test
    void aMailThatDoesNotEndIsCutOffAndNotStored() throws Exception {
        SmtpServer server = builder().shutdownGrace(Duration.ofMillis(50)).start();
        RawClient busy = greeted(server).sendMailPart("a@x", "b@x", "half");

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
        RawClient client = greeted(server).sendMailPart("a@x", "b@x", "x\r\n.\r\n");
        assertThat(hung.await(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();

        server.close();

        client.expectCutOff();
        assertThat(threads()).isEmpty();
    }

    @Test
    void anInterruptedCloseLeavesNothingAndKeepsTheInterrupt() throws Exception {
        SmtpServer server = builder().shutdownGrace(LONG).start();
        RawClient busy = greeted(server).sendMailPart("a@x", "b@x", "half");

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

        greeted(server).sendMailPart("a@x", "b@x", "x\r\n.\r\n").expectCutOff();

        assertThat(server.isRunning()).isFalse();
    }
}
