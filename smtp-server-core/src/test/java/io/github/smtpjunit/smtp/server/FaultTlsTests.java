package io.github.smtpjunit.smtp.server;

import static io.github.smtpjunit.smtp.server.EhloFault.hide;
import static io.github.smtpjunit.smtp.server.FaultAction.close;
import static io.github.smtpjunit.smtp.server.FaultAction.delay;
import static io.github.smtpjunit.smtp.server.FaultAction.hang;
import static io.github.smtpjunit.smtp.server.FaultAction.raw;
import static io.github.smtpjunit.smtp.server.FaultMatcher.inClearText;
import static io.github.smtpjunit.smtp.server.FaultMatcher.mechanism;
import static io.github.smtpjunit.smtp.server.FaultMatcher.overTls;
import static io.github.smtpjunit.smtp.server.FaultMatcher.user;
import static io.github.smtpjunit.smtp.server.TlsFault.onlyProtocols;
import static io.github.smtpjunit.smtp.server.TlsFault.present;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.smtpjunit.smtp.Replies;
import io.github.smtpjunit.smtp.sasl.SaslAuthenticator;
import io.github.smtpjunit.smtp.server.SessionRecord.Ending;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** TLS and AUTH that fail on purpose. */
@Timeout(60)
class FaultTlsTests extends SmtpTestCase {

    private final SmtpServer server = start(builder()
            .tls(TestTls.server())
            .authenticator(SaslAuthenticator.users(Map.of("ada", "secret")))
            .allowAuthWithoutTls());
    private final Faults faults = server.faults();

    private RawClient readyForTls() {
        return greeted(server).send("STARTTLS").expect("220 *");
    }

    @Test
    void starttlsCanBeHiddenAndComesBack() {
        faults.on(Phase.EHLO).once().then(hide("starttls", "SIZE"));
        RawClient client = connect(server).expect("220 *");

        assertThat(client.send("EHLO client").reply())
                .doesNotContain("STARTTLS")
                .doesNotContain("SIZE")
                .contains("8BITMIME");
        assertThat(client.send("EHLO client").reply()).contains("STARTTLS").contains("SIZE");
    }

    @Test
    void starttlsCanBeRefused() {
        faults.on(Phase.STARTTLS).once().reply(Replies.TLS_UNAVAILABLE);

        greeted(server)
                .send("STARTTLS")
                .expect("454 4.7.0 TLS not available")
                .send("STARTTLS")
                .expect("220 *")
                .startTls(TestTls.client());
    }

    @Test
    void closesInPlaceOfTheHandshake() {
        faults.on(Phase.TLS_HANDSHAKE).then(close());

        readyForTls().expectEnd();
    }

    @Test
    void talksGarbageInPlaceOfTheHandshake() {
        faults.on(Phase.TLS_HANDSHAKE).then(raw("250 what is TLS?\r\n"));

        readyForTls().expectOctets("250 what is TLS?\r\n").expectEnd();
    }

    @Test
    void hangsInTheHandshakeUntilTheClientLeaves() throws Exception {
        faults.on(Phase.TLS_HANDSHAKE).then(hang());
        RawClient client = readyForTls();
        assertThat(faults.awaitHeldUp(1, PATIENCE)).isTrue();

        client.close();

        assertThat(server.awaitQuiet(PATIENCE).isQuiet()).isTrue();
        assertThat(sessions.get(0).ending()).contains(Ending.CLIENT_GONE);
    }

    @Test
    void aHandshakeThatHungDoesNotGoOn() throws Exception {
        faults.on(Phase.TLS_HANDSHAKE).then(hang());
        RawClient client = readyForTls();
        assertThat(faults.awaitHeldUp(1, PATIENCE)).isTrue();

        faults.release();

        client.expectEnd();
    }

    @Test
    void aDelayedHandshakeGoesOn() throws Exception {
        faults.on(Phase.TLS_HANDSHAKE).then(delay(Duration.ofMillis(60)));

        readyForTls().startTls(TestTls.client()).send("QUIT").expect("221 *");
    }

    @Test
    void presentsAnotherCertificate() {
        faults.on(Phase.TLS_HANDSHAKE).once().then(present(TestTls.otherServer()));

        readyForTls().expectNoHandshake(TestTls.client());
        readyForTls().startTls(TestTls.client());
    }

    @Test
    void shakesHandsWithSomeProtocolsOnly() throws Exception {
        faults.on(Phase.TLS_HANDSHAKE).once().then(onlyProtocols("TLSv1.2"));
        faults.on(Phase.TLS_HANDSHAKE).once().then(onlyProtocols("TLSv1"));

        readyForTls().startTls(TestTls.client()).send("QUIT").expect("221 *");
        readyForTls().expectNoHandshake(TestTls.client());

        assertThat(server.awaitQuiet(PATIENCE).isQuiet()).isTrue();
        assertThat(sessions.get(0).info().tls())
                .get()
                .extracting(TlsInfo::protocol)
                .isEqualTo("TLSv1.2");
        assertThat(sessions.get(1).ending()).contains(Ending.TLS_FAILED);
    }

    @Test
    void tellsEncryptedSessionsFromOthers() {
        faults.on(Phase.NOOP).where(overTls()).reply(Replies.LOCAL_ERROR);
        faults.on(Phase.NOOP).where(inClearText()).reply(Replies.MAILBOX_BUSY);

        greeted(server)
                .send("NOOP")
                .expect("450 *")
                .send("STARTTLS")
                .expect("220 *")
                .startTls(TestTls.client())
                .send("NOOP")
                .expect("451 *");
    }

    // AUTH

    private static final String PLAIN = "AUTH PLAIN AGFkYQBzZWNyZXQ="; // NUL ada NUL secret

    @Test
    void authFailsTwiceThenSucceeds() {
        faults.on(Phase.AUTH).times(2).reply(Replies.AUTH_UNAVAILABLE);

        greeted(server)
                .send(PLAIN)
                .expect("454 *")
                .send(PLAIN)
                .expect("454 *")
                .send(PLAIN)
                .expect("235 *");
        assertThat(sessions.get(0).transcript().toString()).doesNotContain("AGFkYQBzZWNyZXQ=");
    }

    @Test
    void dropsBetweenUserAndPassword() {
        faults.on(Phase.AUTH).where(mechanism("login")).after(1).then(close());

        greeted(server).send("AUTH LOGIN").expect("334 *").send("YWRh").expectEnd();
    }

    @Test
    void refusesAtTheLastStepOfAnExchange() {
        faults.on(Phase.AUTH).where(mechanism("LOGIN")).after(2).reply(Replies.CREDENTIALS_INVALID);

        greeted(server)
                .send("AUTH LOGIN")
                .expect("334 *")
                .send("YWRh")
                .expect("334 *")
                .send("c2VjcmV0")
                .expect("535 *")
                .send("NOOP")
                .expect("250 *");
    }

    @Test
    void refusesOneUserWhoHasTheRightPassword() {
        FaultRule rule = faults.on(Phase.AUTH).where(user("ada")).once().reply(Replies.CREDENTIALS_INVALID);

        greeted(server)
                .send("AUTH PLAIN AGFkYQB3cm9uZw==") // wrong
                .expect("535 *")
                .send(PLAIN)
                .expect("535 *")
                .send(PLAIN)
                .expect("235 *");
        assertThat(rule.hits()).isEqualTo(1);
    }

    @Test
    void aUserCanBeRecognisedLater() {
        faults.on(Phase.MAIL).where(user("a*")).reply(Replies.REFUSED_BY_POLICY);

        greeted(server)
                .send("MAIL FROM:<a@x>")
                .expect("250 *")
                .send("RSET")
                .expect("250 *")
                .send(PLAIN)
                .expect("235 *")
                .send("MAIL FROM:<a@x>")
                .expect("550 *");
    }
}
