package io.github.smtpjunit.relay.jupiter;

import static io.github.smtpjunit.smtp.server.Phase.RCPT;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;
import static org.junit.platform.testkit.engine.EventConditions.finishedWithFailure;
import static org.junit.platform.testkit.engine.TestExecutionResultConditions.message;

import io.github.smtpjunit.jupiter.Inbox;
import io.github.smtpjunit.jupiter.WithSmtpServer;
import io.github.smtpjunit.relay.SmtpRelay;
import io.github.smtpjunit.smtp.Envelope;
import io.github.smtpjunit.smtp.Replies;
import io.github.smtpjunit.smtp.server.ManualClock;
import java.time.Duration;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.platform.testkit.engine.EngineTestKit;

@WithSmtpServer
@WithSmtpRelay(hostname = "relay.example.net", retrySchedule = "1m")
class WithSmtpRelayTests {

    private static final byte[] MAIL = "Subject: Hello\r\n\r\nHello\r\n".getBytes(UTF_8);

    @Test
    void standsBetweenTheCodeUnderTestAndTheInbox(SmtpRelay relay, Inbox inbox, ManualClock clock) {
        inbox.on(RCPT).times(1).reply(Replies.GREYLISTED);
        relay.send(Envelope.of("shop@example.com", "ada@example.org"), MAIL);
        relay.awaitSettled(Duration.ofSeconds(30));
        assertThat(inbox).hasNoMail();

        clock.advance(Duration.ofMinutes(1));

        assertThat(inbox).singleMail().hasEnvelopeRecipients("ada@example.org").hasSubject("Hello");
    }

    @Test
    void theGreylistingOfTheInboxEndsByTheClockOfTheRelay(SmtpRelay relay, Inbox inbox, ManualClock clock) {
        inbox.on(RCPT).greylisting(Duration.ofMinutes(1)).reply(Replies.GREYLISTED);
        relay.send(Envelope.of("shop@example.com", "ada@example.org"), MAIL);
        relay.awaitSettled(Duration.ofSeconds(30));
        assertThat(inbox).hasNoMail();

        clock.advance(Duration.ofMinutes(1));
        relay.awaitDrained(Duration.ofSeconds(30));
        assertThat(inbox).singleMail().hasEnvelopeRecipients("ada@example.org");
    }

    @Nested
    class InNestedClassesToo {

        private final SmtpRelay relay;

        InNestedClassesToo(SmtpRelay relay) {
            this.relay = relay;
        }

        @Test
        void theConstructorGetsTheRelayOfTheTest(SmtpRelay relayOfTest) {
            assertThat(relayOfTest).isSameAs(relay);
            assertThat(relay.toString()).startsWith("SmtpRelay relay.example.net at 127.0.0.1:");
        }
    }

    @Test
    void sayWhatIsMissingWhereThereIsNoInbox() {
        EngineTestKit.engine("junit-jupiter")
                .selectors(selectClass(WithoutServerTestCase.class))
                .execute()
                .testEvents()
                .assertThatEvents()
                .haveExactly(
                        1,
                        finishedWithFailure(message(text ->
                                text.contains("@WithSmtpRelay sends to the test's inbox: put @WithSmtpServer beside"
                                        + " it, without a name"))));
    }

    @WithSmtpRelay
    static class WithoutServerTestCase {

        @Test
        void fails(SmtpRelay relay) {}
    }
}
