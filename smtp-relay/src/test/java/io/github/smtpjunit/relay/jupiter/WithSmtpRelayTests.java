package io.github.smtpjunit.relay.jupiter;

import static io.github.smtpjunit.relay.jupiter.RelayAssert.assertThat;
import static io.github.smtpjunit.smtp.server.Phase.RCPT;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;
import static org.junit.platform.testkit.engine.EventConditions.finishedWithFailure;
import static org.junit.platform.testkit.engine.TestExecutionResultConditions.message;

import io.github.smtpjunit.inbox.Inbox;
import io.github.smtpjunit.jupiter.SmtpServerExtension;
import io.github.smtpjunit.jupiter.WithSmtpServer;
import io.github.smtpjunit.relay.SmtpRelay;
import io.github.smtpjunit.smtp.Envelope;
import io.github.smtpjunit.smtp.Replies;
import io.github.smtpjunit.smtp.server.ManualClock;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.time.Duration;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.junit.platform.testkit.engine.EngineTestKit;

@WithSmtpServer
@WithSmtpRelay(hostname = "relay.example.net", retrySchedule = "1m")
class WithSmtpRelayTests {

    private static final byte[] MAIL = "Subject: Hello\r\n\r\nHello\r\n".getBytes(UTF_8);

    @Test
    void standsBetweenTheCodeUnderTestAndTheInbox(SmtpRelay relay, Inbox inbox, ManualClock clock) {
        inbox.on(RCPT).times(1).reply(Replies.GREYLISTED);
        relay.send(Envelope.of("shop@example.com", "ada@example.org"), MAIL);
        assertThat(relay).settlesWithin(Duration.ofSeconds(30));
        assertThat(inbox).hasNoMail();

        clock.advance(Duration.ofMinutes(1));

        assertThat(inbox).singleMail().hasEnvelopeRecipients("ada@example.org").hasSubject("Hello");
    }

    @Test
    void theGreylistingOfTheInboxEndsByTheClockOfTheRelay(SmtpRelay relay, Inbox inbox, ManualClock clock) {
        inbox.on(RCPT).greylisting(Duration.ofMinutes(1)).reply(Replies.GREYLISTED);
        relay.send(Envelope.of("shop@example.com", "ada@example.org"), MAIL);
        assertThat(relay).settlesWithin(Duration.ofSeconds(30));
        assertThat(inbox).hasNoMail();

        clock.advance(Duration.ofMinutes(1));
        assertThat(relay).drainsWithin(Duration.ofSeconds(30));
        assertThat(inbox).singleMail().hasEnvelopeRecipients("ada@example.org");
    }

    /** A sample, run by the kit. */
    @WithSmtpRelay(retrySchedule = "1m")
    static class BesideAServerInAFieldTestCase {

        @RegisterExtension
        final SmtpServerExtension smtp = SmtpServerExtension.create();

        @Test
        void theGreylistingEnds(SmtpRelay relay, Inbox inbox, ManualClock clock) {
            new WithSmtpRelayTests().theGreylistingOfTheInboxEndsByTheClockOfTheRelay(relay, inbox, clock);
        }
    }

    @Test
    void theGreylistingOfAServerInAFieldEndsToo() {
        EngineTestKit.engine("junit-jupiter")
                .selectors(selectClass(BesideAServerInAFieldTestCase.class))
                .execute()
                .testEvents()
                .assertStatistics(events -> events.started(1).succeeded(1));
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

    private static void assertFails(Class<?> sample, String explanation) {
        EngineTestKit.engine("junit-jupiter")
                .selectors(selectClass(sample))
                .execute()
                .testEvents()
                .assertThatEvents()
                .haveExactly(1, finishedWithFailure(message(text -> text.contains(explanation))));
    }

    @WithSmtpServer
    @WithSmtpRelay(hostname = "bad host")
    static class BadHostnameTestCase {

        @Test
        void fails(SmtpRelay relay) {}
    }

    @WithSmtpServer
    @WithSmtpRelay(retrySchedule = "soon")
    static class BadScheduleTestCase {

        @Test
        void fails(SmtpRelay relay) {}
    }

    @Test
    void everyAttributeIsCheckedAndNamed() {
        assertFails(
                BadHostnameTestCase.class,
                "@WithSmtpRelay on class " + BadHostnameTestCase.class.getName()
                        + ": hostname must be a name without spaces, such as mail.example.org, not \"bad host\"");
        assertFails(
                BadScheduleTestCase.class,
                "@WithSmtpRelay on class " + BadScheduleTestCase.class.getName() + ": retrySchedule: ");
    }

    @WithSmtpRelay(hostname = "contract.example")
    interface RelayContract {}

    @WithSmtpServer
    @WithSmtpRelay(hostname = "far.example")
    static class FarTestCase {

        @Test
        void test(SmtpRelay relay) {
            assertThat(relay.toString()).startsWith("SmtpRelay " + hostname() + " at ");
        }

        String hostname() {
            return "far.example";
        }
    }

    static class ClassOverInterfaceTestCase extends FarTestCase implements RelayContract {}

    @Retention(RetentionPolicy.RUNTIME)
    @WithSmtpRelay(hostname = "meta.example")
    @interface WithOurRelay {}

    @WithOurRelay
    @WithSmtpRelay(hostname = "near.example")
    static class NearTestCase extends FarTestCase implements RelayContract {

        @Override
        String hostname() {
            return "near.example";
        }
    }

    @WithOurRelay
    static class MetaTestCase extends FarTestCase {

        @Override
        String hostname() {
            return "meta.example";
        }
    }

    @ParameterizedTest
    @ValueSource(
            classes = {FarTestCase.class, ClassOverInterfaceTestCase.class, NearTestCase.class, MetaTestCase.class})
    void theNearerAnnotationCounts(Class<?> sample) {
        EngineTestKit.engine("junit-jupiter")
                .selectors(selectClass(sample))
                .execute()
                .testEvents()
                .assertStatistics(tests -> tests.succeeded(1));
    }

    static class OfAFieldTestCase {

        @RegisterExtension
        final SmtpServerExtension smtp = SmtpServerExtension.create();

        @Test
        @WithSmtpRelay
        void test(SmtpRelay relay, Inbox inbox) {
            relay.send(Envelope.of("shop@example.com", "ada@example.org"), MAIL);
            assertThat(inbox).singleMail().hasSubject("Hello");
        }
    }

    @Test
    void theInboxOfAFieldWillDo() {
        EngineTestKit.engine("junit-jupiter")
                .selectors(selectClass(OfAFieldTestCase.class))
                .execute()
                .testEvents()
                .assertStatistics(tests -> tests.succeeded(1));
    }
}
