package io.github.smtpjunit.smtp.server;

import static io.github.smtpjunit.smtp.server.EhloFault.add;
import static io.github.smtpjunit.smtp.server.EhloFault.hide;
import static io.github.smtpjunit.smtp.server.EhloFault.say;
import static io.github.smtpjunit.smtp.server.FaultAction.challenge;
import static io.github.smtpjunit.smtp.server.FaultAction.delay;
import static io.github.smtpjunit.smtp.server.FaultAction.hang;
import static io.github.smtpjunit.smtp.server.FaultAction.jitter;
import static io.github.smtpjunit.smtp.server.FaultAction.raw;
import static io.github.smtpjunit.smtp.server.FaultAction.reply;
import static io.github.smtpjunit.smtp.server.FaultAction.replyEach;
import static io.github.smtpjunit.smtp.server.FaultAction.throttle;
import static io.github.smtpjunit.smtp.server.FaultMatcher.connection;
import static io.github.smtpjunit.smtp.server.FaultMatcher.inClearText;
import static io.github.smtpjunit.smtp.server.FaultMatcher.mechanism;
import static io.github.smtpjunit.smtp.server.FaultMatcher.overTls;
import static io.github.smtpjunit.smtp.server.FaultMatcher.sender;
import static io.github.smtpjunit.smtp.server.FaultMatcher.transaction;
import static io.github.smtpjunit.smtp.server.FaultMatcher.user;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.smtpjunit.smtp.Replies;
import io.github.smtpjunit.smtp.Reply;
import io.github.smtpjunit.smtp.sasl.SaslAuthenticator;
import io.github.smtpjunit.smtp.server.SessionRecord.Ending;
import java.io.UncheckedIOException;
import java.lang.reflect.Field;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** AUTH that never ends, EHLO that says odd things, replies to each recipient, slow lines, and doors that are shut. */
@Timeout(60)
class FaultVarietyTests extends SmtpTestCase {

    private static final Duration HOUR = Duration.ofHours(1);
    private static final String PLAIN = "AUTH PLAIN AGFkYQBzZWNyZXQ="; // NUL ada NUL secret

    private final ManualClock clock = ManualClock.at(Instant.parse("2026-01-01T00:00:00Z"));

    private final SmtpServer server = start(builder()
            .clock(clock)
            .tls(TestTls.server())
            .authenticator(SaslAuthenticator.users(Map.of("ada", "secret")))
            .allowAuthWithoutTls());
    private final Faults faults = server.faults();

    // AUTH

    @Test
    void asksForMoreForEver() {
        faults.on(Phase.AUTH).then(challenge("VXNlcm5hbWU6"));
        RawClient client = greeted(server).send(PLAIN).expect("334 VXNlcm5hbWU6");

        for (int i = 0; i < 100; i++) {
            client.send("YWRh").expect("334 VXNlcm5hbWU6");
        }
        client.send("*").expect("501 *").send("NOOP").expect("250 *");
        assertThat(sessions.get(0).transcript().toString()).doesNotContain("YWRh");
    }

    @ParameterizedTest
    @ValueSource(strings = {"334 %no base64%", "334 Tell me your name, please", "334 ", "334 eyJzdGF0dXMiOiI0MDAifQ=="})
    void asksOnceAndGoesOn(String challenge) {
        faults.on(Phase.AUTH).once().then(challenge(challenge.substring(4)));

        greeted(server)
                .send("AUTH LOGIN")
                .expectOctets(challenge + "\r\n")
                .send("YWRh")
                .expect("334 UGFzc3dvcmQ6")
                .send("c2VjcmV0")
                .expect("235 *");
    }

    @Test
    void asksOnlyWhatMayBeAsked() {
        faults.on(Phase.AUTH).where(mechanism("PLAIN").not()).then(challenge(""));

        greeted(server).send("AUTH UNHEARD-OF").expect("504 *").send(PLAIN).expect("235 *");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> faults.on(Phase.AUTH).where(user("ada")).then(challenge("")))
                .withMessageContaining("leave user(...) away");
    }

    // Replies with names

    static Stream<Reply> refusals() throws IllegalAccessException {
        List<Reply> replies = new ArrayList<>();
        for (Field field : Replies.class.getFields()) {
            if (field.get(null) instanceof Reply reply && !reply.isPositive()) {
                replies.add(reply);
            }
        }
        return replies.stream();
    }

    @ParameterizedTest
    @MethodSource("refusals")
    void aNamedReplyArrivesAsItIs(Reply reply) {
        faults.on(Phase.NOOP).once().reply(reply);

        RawClient client = connect(server).skip().send("HELO x").skip().send("NOOP");
        client.expectOctets(new String(reply.octets(), StandardCharsets.US_ASCII));
        if (reply.closesConnection()) {
            client.expectEnd();
        } else {
            client.quit();
        }
    }

    // EHLO

    @ParameterizedTest
    @ValueSource(strings = {"SIZE 0", "SIZE 10", "SIZE garbage", "SIZE", "size 99999999999999999999"})
    void saysAnotherSize(String line) {
        faults.on(Phase.EHLO).then(say("SIZE", line));

        assertThat(connect(server).skip().send("EHLO client").reply().lines())
                .contains("250-" + line)
                .filteredOn(each -> each.toUpperCase(Locale.ROOT).contains("SIZE"))
                .hasSize(1);
    }

    @Test
    void saysAuthInTheOldForm() {
        faults.on(Phase.EHLO)
                .then(say("auth", "AUTH=PLAIN LOGIN"), say("XOTHER", "XOTHER"), say("STARTTLS", "StartTls"));

        assertThat(connect(server).skip().send("EHLO client").reply())
                .contains("AUTH=PLAIN LOGIN")
                .doesNotContain("AUTH ")
                .contains("StartTls")
                .endsWith("250 XOTHER");
    }

    @Test
    void saysTwoHundredLines() {
        String[] lines = IntStream.range(0, 200).mapToObj(i -> "X-" + i).toArray(String[]::new);
        FaultRule rule = faults.on(Phase.EHLO).then(add(lines));

        assertThat(connect(server).skip().send("EHLO client").reply().lines())
                .hasSizeGreaterThan(200)
                .endsWith("250 X-199");
        assertThat(rule).hasToString("EHLO: add 200 lines");
    }

    @Test
    void saysNothingButItsName() {
        faults.on(Phase.EHLO).then(reply(Reply.of(250, "mx")));

        connect(server).skip().send("EHLO client").expectOctets("250 mx\r\n").quit();
    }

    @Test
    void offersOneThingBeforeTlsAndAnotherWithin() {
        faults.on(Phase.EHLO).where(inClearText()).then(hide("AUTH"));
        faults.on(Phase.EHLO).where(overTls()).then(hide("SIZE"));
        RawClient client = connect(server).skip().send("EHLO client");

        assertThat(client.reply()).contains("SIZE").doesNotContain("AUTH");
        client.send("STARTTLS").skip().startTls(TestTls.client()).send("EHLO client");
        assertThat(client.reply()).contains("AUTH ").doesNotContain("SIZE");
    }

    // Recipients

    @Test
    void lmtpRecipientsFareDifferently() {
        SmtpServer lmtp = start(builder().lmtp());
        lmtp.faults()
                .on(Phase.END_OF_DATA)
                .once()
                .then(replyEach(Replies.MAIL_ACCEPTED, Replies.MAILBOX_FULL, Replies.MAILBOX_BUSY));
        RawClient client = connect(lmtp).skip().send("LHLO x").skip().send("MAIL FROM:<a@x>");
        for (char name = 'b'; name < 'f'; name++) {
            client.expect("250 *").send("RCPT TO:<" + name + "@x>");
        }

        client.expect("250 *")
                .send("DATA")
                .expect("354 *")
                .sendRaw("x\r\n.\r\n")
                .expectOctets("250 2.6.0 Mail accepted\r\n")
                .expectOctets("552 5.2.2 Mailbox full\r\n")
                .expectOctets("450 4.2.1 Mailbox busy\r\n")
                .expectOctets("450 4.2.1 Mailbox busy\r\n")
                .quit();

        assertThat(received.mails()).hasSize(1);
        assertThat(sessions.get(0).failedAttempts()).hasSize(3);
    }

    @Test
    void whenAllAreRefusedNothingIsStored() {
        faults.on(Phase.END_OF_DATA).then(replyEach(Replies.MAILBOX_BUSY, Replies.MAILBOX_FULL));

        greeted(server)
                .send("MAIL FROM:<a@x>")
                .expect("250 *")
                .send("RCPT TO:<b@x>")
                .expect("250 *")
                .send("DATA")
                .expect("354 *")
                .sendRaw("x\r\n.\r\n")
                .expect("450 *")
                .quit();
        assertThat(received.mails()).isEmpty();
        assertThatIllegalArgumentException().isThrownBy(() -> replyEach(Replies.MAILBOX_BUSY));
        assertThatIllegalArgumentException().isThrownBy(() -> replyEach(Replies.BYE, Replies.BYE));
    }

    @Test
    void aRefusalCanWaitForTheRecipient() {
        faults.on(Phase.RCPT).where(sender("spam@x")).reply(Replies.REFUSED_BY_POLICY);

        greeted(server)
                .send("MAIL FROM:<spam@x>")
                .expect("250 *")
                .send("RCPT TO:<b@x>")
                .expect("550 5.7.1 *")
                .quit();
    }

    // Time

    private void advance(Duration time) throws InterruptedException {
        assertThat(faults.awaitHeldUp(1, PATIENCE)).as("a client is held up").isTrue();
        clock.advance(time);
    }

    @Test
    void throttlesBothWaysFromThereOn() throws Exception {
        faults.on(Phase.EHLO).then(throttle(5, HOUR), reply(Reply.of(250, "m")));
        RawClient client = connect(server)
                .expectOctets("220 mx.example.org ESMTP ready\r\n")
                .send("HELO x");

        client.expectOctets("250 m");
        advance(HOUR);
        client.expectOctets("\r\n").send("NOOP").expectOctets("250 2");
        advance(HOUR);
        client.expectOctets(".0.0 ");
        advance(HOUR);
        client.expectOctets("OK\r\n");
        faults.on(Phase.MAIL).then(FaultAction.fragment()); // what is said for a reply goes before
        client.send("MAIL FROM:<a@x>").expect("250 2.1.0 *");

        client.sendRaw("RCPT TO:<b@x>\r\nDATA\r\n1234567890\r\n.\r\n");
        for (int advances = 1; received.mails().isEmpty(); advances++) {
            assertThat(advances).isLessThan(100);
            if (faults.awaitHeldUp(1, Duration.ofMillis(50))) {
                clock.advance(HOUR);
            }
        }
        // RCPT 24 octets, DATA 46, 2 more pauses at least for 12 octets of content
        assertThat(Duration.between(Instant.parse("2026-01-01T00:00:00Z"), clock.instant()))
                .isGreaterThanOrEqualTo(HOUR.multipliedBy(3 + 4 + 9 + 2));
    }

    @Test
    void aJitterIsAnotherTimeEachTimeButTheSameForASeed() throws Exception {
        faults.on(Phase.NOOP).then(jitter(HOUR, 42));
        RawClient client = greeted(server);

        client.send("NOOP");
        advance(Duration.ofMinutes(43));
        assertThat(client.send("RSET")).isNotNull();
        assertThat(faults.awaitHeldUp(1, Duration.ofMillis(100)))
                .as("43 minutes are not enough for the first time of seed 42, which is 43.65")
                .isTrue();
        clock.advance(Duration.ofMinutes(1));
        client.expect("250 *").expect("250 *").send("NOOP");
        advance(Duration.ofMinutes(41));
        client.expect("250 *").quit();
        assertThatIllegalArgumentException().isThrownBy(() -> jitter(HOUR.negated(), 1));
    }

    // The connection

    @Test
    void keepsTheConnectionOpenAfterQuit() throws Exception {
        faults.on(Phase.QUIT).then(reply(Replies.BYE), hang());
        RawClient client = greeted(server).send("QUIT").expect("221 *");

        assertThat(faults.awaitHeldUp(1, PATIENCE)).isTrue();
        client.close();

        assertThat(server.awaitQuiet(PATIENCE).isQuiet()).isTrue();
        assertThat(sessions.get(0).ending()).contains(Ending.CLIENT_GONE);
    }

    @Test
    void storesAMailWhoseClientDoesNotWaitForTheReply() throws Exception {
        faults.on(Phase.END_OF_DATA).then(delay(HOUR));
        RawClient client = greeted(server)
                .send("MAIL FROM:<a@x>")
                .expect("250 *")
                .send("RCPT TO:<b@x>")
                .expect("250 *")
                .send("DATA")
                .expect("354 *")
                .sendRaw("x\r\n.\r\n");

        assertThat(faults.awaitHeldUp(1, PATIENCE)).isTrue();
        client.close();

        assertThat(server.awaitQuiet(PATIENCE).isQuiet()).isTrue();
        assertThat(received.contents()).containsExactly("x\r\n");
    }

    @Test
    void dropsOneConnectionAndOneTransaction() {
        faults.on(Phase.CONNECT).where(connection(2)).then(FaultAction.close());
        faults.on(Phase.MAIL).where(transaction(2)).reply(Replies.SERVICE_UNAVAILABLE);

        RawClient first = greeted(server);
        connect(server).expectEnd();
        greeted(server).quit();
        first.sendMail("a@x", "b@x", "x\r\n")
                .send("MAIL FROM:<a@x>")
                .expect("421 *")
                .expectEnd();
    }

    @Test
    void saysTheWrongThingAtTheWrongTime() {
        faults.on(Phase.DATA).once().then(raw("250 2.0.0 OK\r\n"));
        faults.on(Phase.RCPT).once().then(raw("354 5.7.0 Go ahead\r\n"));
        faults.on(Phase.NOOP).once().then(raw("250\r\n"));
        faults.on(Phase.NOOP).once().then(raw("250OK\r"));
        faults.on(Phase.IDLE).after(4).once().then(raw("221 unsolicited\r\n"));

        greeted(server)
                .send("NOOP")
                .expectOctets("250\r\n")
                .send("NOOP")
                .expectOctets("250OK\r")
                .expectOctets("")
                .send("MAIL FROM:<a@x>")
                .expectOctets("250 2.1.0 Sender OK\r\n221 unsolicited\r\n")
                .send("RCPT TO:<b@x>")
                .expectOctets("354 5.7.0 Go ahead\r\n")
                .send("DATA")
                .expectOctets("250 2.0.0 OK\r\n")
                .sendRaw("x\r\n.\r\n")
                .expect("250 *")
                .quit();
    }

    @Test
    void refusesConnectionsOnceItIsClosed() {
        InetSocketAddress address = server.addresses().get(0);
        server.close();

        assertThatThrownBy(() -> new RawClient(address))
                .isInstanceOf(UncheckedIOException.class)
                .hasRootCauseInstanceOf(ConnectException.class);
    }
}
