package io.github.smtpjunit.smtp.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.smtpjunit.smtp.Replies;
import io.github.smtpjunit.smtp.Reply;
import io.github.smtpjunit.smtp.server.SessionRecord.Ending;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The PROXY protocol before the greeting, from load balancers that are trusted and others. */
class ProxyProtocolTests extends SmtpTestCase {

    private static final AddressRange LOOPBACK = AddressRange.parse("127.0.0.0/8");
    private static final String HEADER = "PROXY TCP4 192.0.2.1 198.51.100.2 56324 25\r\n";
    private static final String V2_IPV6 = Octets.unescape("\\r\\n\\r\\n\\x00\\r\\nQUIT\\n\\x21\\x21\\x00\\x2f"
            + " \\x01\\x0d\\xb8\\x00\\x00\\x00\\x00\\x00\\x00\\x00\\x00\\x00\\x00\\x00\\x01"
            + " \\x01\\x0d\\xb8\\x00\\x00\\x00\\x00\\x00\\x00\\x00\\x00\\x00\\x00\\x00\\x02\\xdc\\x04\\x00\\x19"
            + "\\x02\\x00\\x08mx.examp"); // a TLV

    private final List<SessionInfo> connected = new CopyOnWriteArrayList<>();

    private SmtpServerBuilder behindProxy() {
        return builder().proxyProtocol(LOOPBACK).policy(new SmtpPolicy() {
            @Override
            public Optional<Reply> connect(SessionInfo session) {
                connected.add(session);
                return session.remoteAddress().getPort() == 666 ? Optional.of(Replies.NO_SERVICE) : Optional.empty();
            }
        });
    }

    private void sendMail(RawClient client) {
        client.expect("220 *").send("EHLO x").reply();
        client.sendMail("a@example.org", "b@example.org", "Hello\r\n").quit();
    }

    private FailedAttempt onlyAttempt() throws Exception {
        SessionRecord session = sessions.get(0);
        assertThat(session.failedAttempts()).hasSize(1);
        return session.failedAttempts().get(0);
    }

    @Test
    void theHeaderTellsTheClient() {
        RawClient client = connect(start(behindProxy()));
        sendMail(client.sendRaw(HEADER));

        SessionInfo session = received.mails().get(0).session();
        assertThat(session.remoteAddress()).hasToString("/192.0.2.1:56324");
        assertThat(session.localAddress()).hasToString("/198.51.100.2:25");
        assertThat(session.proxyAddress()).contains(client.localAddress());
        assertThat(connected).extracting(SessionInfo::remoteAddress).containsExactly(session.remoteAddress());
        assertThat(sessions.get(0).info().remoteAddress()).isEqualTo(session.remoteAddress());
    }

    @Test
    void version2TellsIpv6AndItsTlvsAreSkipped() {
        sendMail(connect(start(behindProxy())).sendRaw(V2_IPV6));

        SessionInfo session = received.mails().get(0).session();
        assertThat(session.remoteAddress()).hasToString("/[2001:db8:0:0:0:0:0:1]:56324");
        assertThat(session.localAddress()).hasToString("/[2001:db8:0:0:0:0:0:2]:25");
    }

    @ParameterizedTest
    @ValueSource(strings = {HEADER, "v2"})
    void theHeaderMayBeSplitAtEveryOffset(String name) {
        String header = name.equals("v2") ? V2_IPV6 : name;
        SmtpServer server = start(behindProxy());
        for (int split = 1; split < header.length(); split++) {
            RawClient client = connect(server);
            client.sendRaw(header.substring(0, split));
            client.sendRaw(header.substring(split)).expect("220 *").quit();
        }
        connect(server).trickle(Octets.of(header)).expect("220 *").quit();
        assertThat(connected)
                .hasSize(header.length())
                .allMatch(session -> session.remoteAddress().getPort() == 56324);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "PROXY UNKNOWN\\r\\n",
                "PROXY UNKNOWN a b c d\\r\\n",
                "\\r\\n\\r\\n\\x00\\r\\nQUIT\\n\\x20\\x00\\x00\\x00"
            })
    void aProxyMaySpeakForItself(String header) {
        RawClient client = connect(start(behindProxy()));
        sendMail(client.sendRaw(Octets.unescape(header)));

        SessionInfo session = received.mails().get(0).session();
        assertThat(session.remoteAddress()).isEqualTo(client.localAddress());
        assertThat(session.proxyAddress()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "EHLO x\\r\\n",
                "GET / HTTP/1.1\\r\\n",
                "PROXY TCP4 192.0.2.1 198.51.100.2 56324\\r\\n",
                "PROXY TCP4 256.0.2.1 198.51.100.2 56324 25\\r\\n",
                "\\r\\n\\r\\n\\x00\\r\\nQUIT\\n\\x21\\x11\\xff\\xff",
                "\\x16\\x03\\x01\\x02\\x00\\x01\\x00\\x01\\xfc\\x03\\x03",
            })
    void anythingElseClosesTheConnectionWithoutAWord(String octets) throws Exception {
        SmtpServer server = start(behindProxy());
        connect(server).trySendRaw(Octets.unescape(octets)).expectCutOff();

        assertThat(server.awaitQuiet(PATIENCE).isQuiet()).isTrue();
        assertThat(onlyAttempt().phase()).isEqualTo(Phase.CONNECT);
        assertThat(onlyAttempt().reason()).contains("PROXY");
        assertThat(sessions.get(0).ending()).contains(Ending.REFUSED);
        assertThat(connected).isEmpty();
    }

    @Test
    void anEndlessHeaderClosesTheConnection() throws Exception {
        SmtpServer server = start(behindProxy());
        connect(server).trySendRaw("PROXY UNKNOWN " + "x".repeat(100_000)).expectCutOff();

        assertThat(server.awaitQuiet(PATIENCE).isQuiet()).isTrue();
        assertThat(onlyAttempt().reason()).isEqualTo("PROXY line too long");
    }

    @Test
    void aHeaderThatDoesNotComeClosesTheConnection() throws Exception {
        SmtpServer server = start(behindProxy().handshakeTimeout(Duration.ofMillis(50)));
        connect(server).sendRaw("PROXY TCP4").expectCutOff();

        assertThat(server.awaitQuiet(PATIENCE).isQuiet()).isTrue();
        assertThat(onlyAttempt().reason()).isEqualTo("no PROXY header within 50 ms");
    }

    @Test
    void aHeaderCutShortIsRecordedAndAConnectionWithoutAWordIsNot() throws Exception {
        SmtpServer server = start(behindProxy());
        connect(server).sendRaw("PROXY TCP4").finish().expectCutOff();
        connect(server).finish().expectCutOff();

        assertThat(server.awaitQuiet(PATIENCE).isQuiet()).isTrue();
        assertThat(sessions.get(0).failedAttempts().get(0).reason()).isEqualTo("PROXY header cut short");
        assertThat(sessions.get(1).failedAttempts()).isEmpty();
        assertThat(sessions.get(1).ending()).contains(Ending.CLIENT_GONE);
    }

    @Test
    void fromAnyOtherClientTheHeaderIsNoCommand() {
        RawClient client = connect(start(behindProxy().proxyProtocol(AddressRange.parse("192.0.2.0/24"))));
        client.expect("220 *").sendRaw(HEADER).expect("500 *").quit();
        assertThat(connected).extracting(SessionInfo::remoteAddress).containsExactly(client.localAddress());
        assertThat(connected.get(0).proxyAddress()).isEmpty();
    }

    @Test
    void theConnectPolicyDecidesAboutTheRealClient() {
        connect(start(behindProxy()))
                .sendRaw(HEADER.replace("56324", "666"))
                .expect("554 5.3.2 *")
                .quit();
    }

    @ParameterizedTest
    @ValueSource(strings = {HEADER, "PROXY UNKNOWN\r\n", "v2"})
    void commandsMayFollowInTheSameSegment(String name) {
        connect(start(behindProxy()))
                .sendRaw((name.equals("v2") ? V2_IPV6 : name) + "NOOP\r\nQUIT\r\n")
                .expect("220 *")
                .expect("250 *")
                .expect("221 *")
                .expectEnd();
    }

    @ParameterizedTest
    @ValueSource(strings = {HEADER, "v2"})
    void theHeaderComesBeforeAnImplicitHandshake(String name) {
        SmtpServer server = start(behindProxy().tls(TestTls.server()).alsoListenTls("127.0.0.1", 0));
        RawClient client = closing(new RawClient(server.addresses().get(1)));
        client.sendRaw(name.equals("v2") ? V2_IPV6 : name).startTls(TestTls.client());
        sendMail(client);

        assertThat(received.mails().get(0).session().tls()).isPresent();
        assertThat(received.mails().get(0).session().remoteAddress().getPort()).isEqualTo(56324);
    }

    @Test
    void aStoppingServerDoesNotWaitForTheHeader() throws Exception {
        CountDownLatch opened = new CountDownLatch(1);
        SmtpServer server = start(behindProxy().shutdownGrace(PATIENCE).addSessionListener(new SessionListener() {
            @Override
            public void opened(SessionRecord session) {
                opened.countDown();
            }
        }));
        RawClient client = connect(server);
        assertThat(opened.await(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
        long start = System.nanoTime();
        server.close();
        client.expectCutOff();
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(PATIENCE);
    }
}
