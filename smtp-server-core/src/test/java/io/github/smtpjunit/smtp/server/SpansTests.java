package io.github.smtpjunit.smtp.server;

import static io.github.smtpjunit.smtp.server.FaultAction.close;
import static io.github.smtpjunit.smtp.server.FaultAction.delay;
import static io.github.smtpjunit.smtp.server.FaultAction.hang;
import static io.github.smtpjunit.smtp.server.FaultMatcher.overTls;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.github.smtpjunit.smtp.Replies;
import io.github.smtpjunit.smtp.ServiceExtension;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Times that are too long to be counted, rules that can do nothing, and extensions that need another. */
class SpansTests extends SmtpTestCase {

    private static final Duration FOREVER = ChronoUnit.FOREVER.getDuration();

    @Test
    void areCutWhereTheyAreTooLong() {
        assertThat(Spans.nanos(FOREVER)).isPositive();
        assertThat(Spans.after(Instant.MAX, FOREVER)).isEqualTo(Instant.MAX);
        assertThat(Spans.before(Instant.MIN, FOREVER)).isEqualTo(Instant.MIN);
    }

    @Test
    void aRuleMayWaitForEver() throws InterruptedException {
        SmtpServer server = start(builder());
        server.faults().on(Phase.NOOP).then(delay(FOREVER));
        server.faults().on(Phase.MAIL).rateLimit(1, FOREVER).reply(Replies.RATE_LIMITED);
        server.faults().on(Phase.RCPT).greylisting(FOREVER).reply(Replies.GREYLISTED);
        RawClient client = greeted(server).send("NOOP");
        assertThat(server.faults().awaitHeldUp(1, FOREVER)).isTrue();
        server.faults().release();
        client.expect("250 *").send("MAIL FROM:<a@x>").expect("250 *");
        client.send("RCPT TO:<b@x>").expect("451 *").send("RSET").expect("250 *");
        client.send("MAIL FROM:<a@x>").expect("450 *").quit();
        assertThat(server.awaitQuiet(FOREVER)).isNotNull();
    }

    @Test
    void aClockMayLeapFar() {
        ManualClock clock = ManualClock.at(Instant.EPOCH);
        clock.advance(FOREVER);
        assertThat(clock.instant()).isAfter(Instant.EPOCH);
    }

    @ParameterizedTest
    @EnumSource(names = {"STARTTLS", "TLS_HANDSHAKE"})
    void noSessionIsOverTlsBeforeTheHandshake(Phase phase) {
        Faults faults = new Faults();
        assertThatIllegalArgumentException()
                .isThrownBy(() -> faults.on(phase).where(overTls()).then(close()))
                .withMessageContaining("can never hold at " + phase);
        assertThat(faults.on(phase).where(overTls().not()).then(close())).isNotNull();
    }

    @Test
    void nothingIsDoneAfterTheEndOfAConnection() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Faults().on(Phase.MAIL).then(close(), hang()))
                .withMessageContaining("put hang() or delay(...) first");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Faults().on(Phase.MAIL).then(close(), delay(Duration.ofSeconds(1))));
    }

    @Test
    void smtpUtf8GoesWithEightBitMime() {
        String offered = connect(start(builder().without(ServiceExtension.EIGHT_BIT_MIME)))
                .expect("220 *")
                .send("EHLO x")
                .reply();
        assertThat(offered)
                .doesNotContain("8BITMIME")
                .doesNotContain("SMTPUTF8")
                .contains("CHUNKING");

        SmtpServer server = start(builder());
        server.faults().on(Phase.EHLO).then(EhloFault.hide("8bitmime"));
        assertThat(connect(server).expect("220 *").send("EHLO x").reply())
                .doesNotContain("8BITMIME")
                .doesNotContain("SMTPUTF8");
    }
}
