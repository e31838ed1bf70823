package io.github.smtpjunit.smtp.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.github.smtpjunit.smtp.Replies;
import io.github.smtpjunit.smtp.server.SessionRecord.Ending;
import java.time.Duration;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.Timeout;

/** Limits on mails, headers and times. */
@Timeout(60)
class LimitTests extends SmtpTestCase {

    private static final Duration SHORT = Duration.ofMillis(100);

    @Nested
    class Dialogues extends DialogueTestCase {

        @TestFactory
        Stream<DynamicTest> ofMailsPerConnection() {
            return dialogues(builder -> builder.maxMailsPerConnection(2), """
                    # the third MAIL closes the connection
                    C: EHLO x
                    S: 250-*|250-*|250-*|250-*|250-*|250-*|250-*|250-*|250-*|250-*|250-*|250-*|250 LIMITS RCPTMAX=1000 MAILMAX=2
                    C: MAIL FROM:<a@x>
                    S: 250 *
                    C: MAIL FROM:<a@x>
                    S: 503 *
                    C: RSET
                    S: 250 *
                    C: MAIL FROM:<a@x>
                    S: 250 *
                    C: EHLO y
                    S: 250 *
                    C: MAIL FROM:<a@x>
                    S: 421 4.7.0 Too many mails in one connection
                    """);
        }

        @TestFactory
        Stream<DynamicTest> ofTheHeader() {
            return dialogues(builder -> builder.maxHeaderSize(12), """
                    # a header of 12 octets with its empty line, and much content
                    C: EHLO x
                    S: 250 *
                    C: MAIL FROM:<a@x>
                    S: 250 *
                    C: RCPT TO:<b@x>
                    S: 250 *
                    C: DATA
                    S: 354 *
                    R: A: 1\\r\\nB:\\r\\n\\r\\nand then much content\\r\\n.\\r\\n
                    S: 250 *
                    M: a@x > b@x : A: 1\\r\\nB:\\r\\n\\r\\nand then much content\\r\\n

                    # one of 13 octets
                    C: EHLO x
                    S: 250 *
                    C: MAIL FROM:<a@x>
                    S: 250 *
                    C: RCPT TO:<b@x>
                    S: 250 *
                    C: DATA
                    S: 354 *
                    R: A: 12\\r\\nB:\\r\\n\\r\\n.\\r\\n
                    S: 552 5.3.4 Header too large
                    C: NOOP
                    S: 250 *

                    # one without an end, in chunks
                    C: EHLO x
                    S: 250 *
                    C: MAIL FROM:<a@x>
                    S: 250 *
                    C: RCPT TO:<b@x>
                    S: 250 *
                    C: BDAT 7
                    R: A: 1234
                    S: 250 *
                    C: BDAT 7
                    R: 5678901
                    S: 552 5.3.4 Header too large
                    C: NOOP
                    S: 250 *
                    """);
        }
    }

    @Test
    void contentThatTrickesInForTooLongEndsTheSession() throws Exception {
        SmtpServer server = start(builder().mailTimeout(SHORT));
        RawClient client = greeted(server);
        client.sendRaw("MAIL FROM:<a@x>\r\nRCPT TO:<b@x>\r\nDATA\r\n");
        client.expect("250 *").expect("250 *").expect("354 *");
        long start = System.nanoTime();
        while (System.nanoTime() - start < 2 * SHORT.toNanos()) {
            client.trySendRaw("still here\r\n");
        }
        client.expectCutOff();

        assertThat(server.awaitQuiet(PATIENCE).isQuiet()).isTrue();
        assertThat(sessions.get(0).ending()).contains(Ending.TIMED_OUT);
        assertThat(sessions.get(0).transcript().toString()).contains("421 4.4.2");
        assertThat(received.mails()).isEmpty();
    }

    @Test
    void theTimeOfAMailRunsOnBetweenChunksAndEndsWithIt() throws Exception {
        SmtpServer server = start(builder().mailTimeout(SHORT));
        RawClient client = greeted(server);
        client.sendRaw("MAIL FROM:<a@x>\r\nRCPT TO:<b@x>\r\nBDAT 2\r\nhi");
        client.expect("250 *")
                .expect("250 *")
                .expect("250 *")
                .expect("421 4.4.2 *")
                .expectEnd();

        RawClient patient = greeted(server);
        patient.sendMail("a@x", "b@x", "Hello\r\n").expectSilence(SHORT.multipliedBy(2));
        patient.sendMail("a@x", "b@x", "Hello\r\n").quit();
    }

    @Test
    void whoSpeaksBeforeTheGreetingIsRefused() throws Exception {
        SmtpServer server = start(builder().greetingDelay(PATIENCE));
        connect(server)
                .sendRaw("E")
                .expect("554 5.5.1 Client spoke before the greeting")
                .expectCutOff();

        assertThat(server.awaitQuiet(PATIENCE).isQuiet()).isTrue();
        assertThat(sessions.get(0).failedAttempts().get(0).phase()).isEqualTo(Phase.CONNECT);
        assertThat(sessions.get(0).ending()).contains(Ending.REFUSED);
    }

    @Test
    void whoWaitsForTheGreetingIsServed() {
        RawClient client = connect(start(builder().greetingDelay(SHORT)));
        long start = System.nanoTime();
        client.expect("220 *").send("EHLO x").reply();
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThan(SHORT.dividedBy(2));
        client.sendMail("a@x", "b@x", "Hello\r\n").quit();
    }

    @Test
    void aStoppingServerDoesNotWaitForEarlyTalkers() {
        SmtpServer server = start(builder().greetingDelay(PATIENCE).shutdownGrace(PATIENCE));
        RawClient client = connect(server);
        long start = System.nanoTime();
        server.close();
        client.expectCutOff();
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(PATIENCE);
    }

    @Test
    void aHandshakeThatStallsEndsTheSession() throws Exception {
        SmtpServer server = start(builder().tls(TestTls.server()).handshakeTimeout(SHORT));
        greeted(server).send("STARTTLS").expect("220 *").expectCutOff();

        assertThat(server.awaitQuiet(PATIENCE).isQuiet()).isTrue();
        assertThat(sessions.get(0).ending()).contains(Ending.TLS_FAILED);
    }

    @Test
    void aHandshakeThatTricklesInEndsTheSession() throws Exception {
        SmtpServer server = start(builder().tls(TestTls.server()).handshakeTimeout(Duration.ofMillis(500)));
        RawClient client = greeted(server).send("STARTTLS").expect("220 *");
        client.sendRaw("\u0016\u0003\u0001@\u0000"); // a record of 16 KiB, the longest there is
        long start = System.nanoTime();
        while (!server.awaitQuiet(Duration.ofMillis(50)).isQuiet() && System.nanoTime() - start < PATIENCE.toNanos()) {
            client.trySendRaw("x");
        }

        assertThat(sessions.get(0).ending()).contains(Ending.TLS_FAILED);
    }

    @TestFactory
    Stream<DynamicTest> valuesAreChecked() {
        return Stream.of(
                refused("maxMailsPerConnection", builder -> builder.maxMailsPerConnection(0)),
                refused("maxHeaderSize", builder -> builder.maxHeaderSize(0)),
                refused("mailTimeout", builder -> builder.mailTimeout(Duration.ZERO)),
                refused("mailTimeout", builder -> builder.mailTimeout(Duration.ofDays(366))),
                refused("handshakeTimeout", builder -> builder.handshakeTimeout(Duration.ZERO)),
                refused("greetingDelay", builder -> builder.greetingDelay(Duration.ofMillis(-1))),
                refused("name who is trusted", builder -> builder.proxyProtocol()),
                refused("name who is trusted", builder -> builder.xclient()));
    }

    private static DynamicTest refused(String name, UnaryOperator<SmtpServerBuilder> configuration) {
        return DynamicTest.dynamicTest(
                name,
                () -> assertThatIllegalArgumentException()
                        .isThrownBy(() ->
                                configuration.apply(SmtpServer.builder()).bind().close())
                        .withMessageContaining(name));
    }

    @Test
    void aCopyOfABuilderHasAllOfThem() {
        AddressRange loopback = AddressRange.parse("127.0.0.0/8");
        SmtpServer server = start(builder()
                .lmtp()
                .proxyProtocol(loopback)
                .xclient(loopback)
                .maxMailsPerConnection(3)
                .handler(mail -> Replies.MAIL_ACCEPTED)
                .copy());
        assertThat(connect(server)
                        .sendRaw("PROXY UNKNOWN\r\n")
                        .expect("220 mx.example.org LMTP ready")
                        .send("LHLO x")
                        .reply())
                .contains("MAILMAX=3", "XCLIENT");
    }
}
