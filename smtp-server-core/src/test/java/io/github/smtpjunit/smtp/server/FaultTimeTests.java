package io.github.smtpjunit.smtp.server;

import static io.github.smtpjunit.smtp.server.FaultAction.closeAfterReply;
import static io.github.smtpjunit.smtp.server.FaultAction.delay;
import static io.github.smtpjunit.smtp.server.FaultAction.drip;
import static io.github.smtpjunit.smtp.server.FaultAction.halfClose;
import static io.github.smtpjunit.smtp.server.FaultAction.hang;
import static io.github.smtpjunit.smtp.server.FaultAction.reply;
import static io.github.smtpjunit.smtp.server.FaultAction.reset;
import static io.github.smtpjunit.smtp.server.FaultAction.resetAfterBody;
import static io.github.smtpjunit.smtp.server.FaultAction.slowRead;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.smtpjunit.smtp.Replies;
import io.github.smtpjunit.smtp.server.SessionRecord.Ending;
import java.net.SocketException;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Waiting on purpose, by a clock that the test moves; and the endings that are no plain end of the stream. */
@Timeout(60)
class FaultTimeTests extends SmtpTestCase {

    private static final Duration HOUR = Duration.ofHours(1);
    private static final String MAIL = "MAIL FROM:<a@x>";

    private final ManualClock clock = ManualClock.at(Instant.parse("2026-01-01T00:00:00Z"));
    private final SmtpServer server = start(builder().clock(clock));
    private final Faults faults = server.faults();

    private void advance(Duration time) throws InterruptedException {
        awaitHeldUp();
        clock.advance(time);
    }

    private void awaitHeldUp() throws InterruptedException {
        assertThat(faults.awaitHeldUp(1, PATIENCE)).as("a client is held up").isTrue();
    }

    private void awaitEnding(Ending ending) throws InterruptedException {
        assertThat(server.awaitQuiet(PATIENCE).isQuiet()).isTrue();
        assertThat(sessions.get(0).ending()).contains(ending);
    }

    @Test
    void aDelayPassesWithTheClock() throws Exception {
        faults.on(Phase.MAIL).then(delay(HOUR), reply(Replies.MAILBOX_BUSY), delay(HOUR));
        RawClient client = greeted(server).send(MAIL);

        advance(HOUR);
        client.expect("450 *").send("QUIT");
        advance(HOUR);

        client.expect("221 *").expectEnd();
        assertThat(Duration.between(Instant.parse("2026-01-01T00:00:00Z"), clock.instant()))
                .isEqualTo(HOUR.multipliedBy(2));
    }

    @Test
    void aDelayThatIsReleasedIsOver() throws Exception {
        faults.on(Phase.CONNECT).then(delay(HOUR));
        RawClient client = connect(server);

        awaitHeldUp();
        faults.release();

        client.expect("220 *").quit();
    }

    @Test
    void withTheSystemsClockADelayIsReal() {
        SmtpServer real = start(builder());
        real.faults().on(Phase.CONNECT).then(delay(Duration.ofMillis(40)));
        long start = System.nanoTime();

        connect(real).expect("220 *");

        assertThat(System.nanoTime() - start).isGreaterThanOrEqualTo(40_000_000);
    }

    @Test
    void hangsUntilTheClientLeaves() throws Exception {
        faults.on(Phase.EHLO).then(hang());
        RawClient client = connect(server).expect("220 *").send("EHLO client").send("NOOP");
        awaitHeldUp();

        client.close();

        awaitEnding(Ending.CLIENT_GONE);
        assertThat(sessions.get(0).failedAttempts())
                .singleElement()
                .hasToString("EHLO \"EHLO client\": the client left (fault EHLO: hang)");
    }

    @Test
    void hangsUntilReleased() throws Exception {
        faults.on(Phase.MAIL).then(hang());
        RawClient client = greeted(server).send(MAIL).send("QUIT");
        awaitHeldUp();

        faults.clear();

        client.expect("250 *").expect("221 *").expectEnd();
    }

    @Test
    void hangsUntilTheServerIsClosed() throws Exception {
        faults.on(Phase.MAIL).then(hang());
        RawClient client = greeted(server).send(MAIL);
        awaitHeldUp();

        server.close();

        client.expect("421 *").expectEnd();
    }

    @Test
    void hangsInTheContentUntilTheServerIsClosed() throws Exception {
        faults.on(Phase.BODY).then(hang());
        RawClient client = greeted(server)
                .send(MAIL)
                .expect("250 *")
                .send("RCPT TO:<b@x>")
                .expect("250 *")
                .send("DATA")
                .expect("354 *")
                .sendRaw("x\r\n.\r\n");
        awaitHeldUp();

        server.close();

        client.expect("421 *").expectEnd();
        assertThat(received.mails()).isEmpty();
    }

    @Test
    void dripsTheReply() throws Exception {
        faults.on(Phase.MAIL).then(drip(10, HOUR));
        RawClient client = greeted(server).send(MAIL).expectOctets("250 2.1.0 ");

        advance(HOUR);
        client.expectOctets("Sender OK\r");
        advance(HOUR);

        client.expectOctets("\n").quit();
    }

    @Test
    void readsTheContentSlowly() throws Exception {
        faults.on(Phase.BODY).then(slowRead(4, HOUR));
        RawClient client = greeted(server)
                .send(MAIL)
                .expect("250 *")
                .send("RCPT TO:<b@x>")
                .expect("250 *")
                .send("DATA")
                .expect("354 *")
                .sendRaw("12345678\r\n.\r\n");

        for (int reads = 1; received.mails().isEmpty(); reads++) {
            assertThat(reads).isLessThan(50);
            if (faults.awaitHeldUp(1, Duration.ofMillis(50))) {
                clock.advance(HOUR);
            }
        }

        client.expect("250 *").quit();
        assertThat(received.contents()).containsExactly("12345678\r\n");
        assertThat(clock.instant()).isAfter(Instant.parse("2026-01-01T01:30:00Z"));
    }

    @Test
    void aResetIsNoEndOfTheStream() throws Exception {
        faults.on(Phase.MAIL).then(reset());
        RawClient client = greeted(server).send(MAIL);

        assertThatThrownBy(client::expectEnd).hasRootCauseInstanceOf(SocketException.class);
        awaitEnding(Ending.FAULT);
    }

    @Test
    void aResetWithinTheContentIsNoEndOfTheStream() {
        faults.on(Phase.BODY).then(resetAfterBody(3));
        RawClient client = greeted(server)
                .send(MAIL)
                .expect("250 *")
                .send("RCPT TO:<b@x>")
                .expect("250 *")
                .send("DATA")
                .expect("354 *")
                .sendRaw("123");

        assertThatThrownBy(client::expectEnd).hasRootCauseInstanceOf(SocketException.class);
        assertThat(received.mails()).isEmpty();
    }

    @Test
    void afterAHalfCloseTheServerStillListens() throws Exception {
        faults.on(Phase.MAIL).then(halfClose());
        RawClient client = greeted(server).send(MAIL).expectEnd().send("NOOP").send("QUIT");
        awaitHeldUp();

        client.close();

        awaitEnding(Ending.FAULT);
    }

    @Test
    void quitCanBeAnsweredAndClosedAsUsual() throws Exception {
        faults.on(Phase.NOOP).then(closeAfterReply());

        greeted(server).send("NOOP").expect("250 *").expectEnd();

        awaitEnding(Ending.FAULT);
    }
}
