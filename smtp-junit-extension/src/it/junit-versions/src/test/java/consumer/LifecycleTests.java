package consumer;

import static io.github.smtpjunit.relay.jupiter.RelayAssert.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.smtpjunit.inbox.Inbox;
import io.github.smtpjunit.inbox.InboxAssert;
import io.github.smtpjunit.jupiter.FaultCase;
import io.github.smtpjunit.jupiter.ServerName;
import io.github.smtpjunit.jupiter.SmtpFault;
import io.github.smtpjunit.jupiter.SmtpFaultMatrix;
import io.github.smtpjunit.jupiter.SmtpServerExtension;
import io.github.smtpjunit.jupiter.WithSmtpServer;
import io.github.smtpjunit.relay.SmtpRelay;
import io.github.smtpjunit.relay.jupiter.WithSmtpRelay;
import io.github.smtpjunit.smtp.Envelope;
import io.github.smtpjunit.smtp.server.ManualClock;
import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** How long servers live, and that nothing is left of them. The nested static classes are samples. */
class LifecycleTests {

    @WithSmtpServer
    @WithSmtpServer(name = "alerts", strict = true)
    static class Repeated {
        @RepeatedTest(100)
        void test(Inbox inbox, @ServerName("alerts") Inbox alerts, Session session) throws MessagingException {
            Run.note(inbox);
            Run.note(alerts);
            Mails.send(session, "Hello");
            assertThat(inbox).hasMailCount(1);
        }
    }

    @Test
    void nothingIsLeftOfAHundredTests() {
        Run.of(Repeated.class).succeeded(100).withServers(200);
    }

    @Test
    void nothingIsLeftWhereJUnitClosesNoAutoCloseable() {
        Run.of(Repeated.class, Map.of("junit.jupiter.extensions.store.close.autocloseable.enabled", "false"))
                .succeeded(100)
                .withServers(200);
    }

    @WithSmtpServer
    static class AroundEach {
        @BeforeEach
        void before(Session session) throws MessagingException {
            Mails.send(session, "before");
        }

        @ParameterizedTest
        @ValueSource(strings = {"one", "two"})
        void parameterized(String subject, InboxAssert inbox, Session session) throws MessagingException {
            Mails.send(session, subject);
            inbox.hasMailCount(2);
        }

        @TestFactory
        Stream<DynamicTest> dynamic(Inbox inbox) {
            return Stream.of(
                    DynamicTest.dynamicTest("dynamic", () -> assertThat(inbox).hasMailCount(1)));
        }

        @Nested
        class Inner {
            @Test
            void test(Inbox inbox) {
                assertThat(inbox).hasMailCount(1);
            }
        }

        @AfterEach
        void after(Inbox inbox) {
            Run.note(inbox);
        }
    }

    @Test
    void eachTestHasItsServer() {
        Run.of(AroundEach.class).succeeded(4).withServers(4);
    }

    @WithSmtpServer
    @TestInstance(TestInstance.Lifecycle.PER_CLASS)
    static class PerClass {
        private final Inbox constructed;

        PerClass(Inbox constructed) {
            this.constructed = constructed;
        }

        @RepeatedTest(2)
        void test(Inbox inbox) {
            Run.note(inbox);
            assertThat((Object) inbox).isSameAs(constructed);
        }
    }

    @Test
    void aSharedInstanceSharesTheInboxOfItsConstructor() {
        Run.of(PerClass.class).succeeded(2).withServers(1);
    }

    @WithSmtpServer(scope = WithSmtpServer.Scope.CLASS)
    static class ScopeOfTheClass {
        private final Inbox constructed;

        ScopeOfTheClass(Inbox constructed) {
            this.constructed = constructed;
        }

        @RepeatedTest(2)
        void test(Inbox inbox) {
            Run.note(inbox);
            assertThat((Object) inbox).isSameAs(constructed);
        }

        @Nested
        class Inner {
            @Test
            void test(Inbox inbox) {
                Run.note(inbox);
            }
        }
    }

    @Test
    void theServerOfAClassIsSharedByItsConstructorAndItsTests() {
        Run.of(ScopeOfTheClass.class).succeeded(3).withServers(1);
    }

    @WithSmtpServer
    static class BeforeAllTests {
        private static Inbox shared;

        private final Inbox constructed;

        BeforeAllTests(Inbox constructed) {
            this.constructed = constructed;
        }

        @BeforeAll
        static void start(Inbox inbox) {
            shared = inbox;
        }

        @Test
        void test(Inbox inbox) {
            Run.note(inbox);
            assertThat(List.<Object>of(inbox, constructed)).containsOnly(shared);
        }
    }

    @Test
    void anInboxFromBeforeAllTestsIsThatOfTheConstructorToo() {
        Run.of(BeforeAllTests.class).succeeded(1).withServers(1);
    }

    static class Registered {
        @RegisterExtension
        static final SmtpServerExtension SHARED = SmtpServerExtension.create().named("shared");

        @RegisterExtension
        final SmtpServerExtension own = SmtpServerExtension.create();

        private final Inbox constructed;

        Registered(@ServerName("shared") Inbox constructed) {
            this.constructed = constructed;
        }

        @RepeatedTest(2)
        void test(@ServerName("shared") Inbox shared, Inbox inbox) {
            Run.note(shared);
            Run.note(inbox);
            assertThat((Object) shared).isSameAs(constructed);
        }

        @Nested
        class Inner {
            @Test
            void test(@ServerName("shared") Inbox shared, Inbox inbox) {
                Run.note(shared);
                Run.note(inbox);
            }
        }
    }

    @Test
    void extensionsInFields() {
        Run.of(Registered.class).succeeded(3).withServers(4);
    }

    // The constructor of a test

    @WithSmtpServer
    static class InConstructor {
        private final Inbox constructed;

        InConstructor(Inbox constructed) {
            this.constructed = constructed;
        }

        @RepeatedTest(2)
        void test(Inbox inbox) {
            Run.note(inbox);
            assertThat((Object) inbox).isSameAs(constructed);
        }
    }

    static class InConstructorByMethod {
        private final Inbox constructed;

        InConstructorByMethod(Inbox constructed) {
            this.constructed = constructed;
        }

        @RepeatedTest(2)
        @WithSmtpServer
        void test(Inbox inbox) {
            Run.note(inbox);
            assertThat((Object) inbox).isSameAs(constructed);
        }
    }

    @WithSmtpServer
    @WithSmtpRelay
    static class RelayInConstructor {
        private final SmtpRelay constructed;

        RelayInConstructor(SmtpRelay constructed) {
            this.constructed = constructed;
        }

        @RepeatedTest(2)
        void test(SmtpRelay relay, Inbox inbox) {
            Run.note(inbox);
            assertThat(relay).isSameAs(constructed);
        }
    }

    @ParameterizedTest
    @ValueSource(classes = {InConstructor.class, InConstructorByMethod.class, RelayInConstructor.class})
    void aConstructorGetsWhatItsTestGetsOrIsRefused(Class<?> sample) {
        Run run = Run.of(sample);
        if (JUnitVersion.isAtLeast(5, 12)) {
            run.succeeded(2).withServers(2);
        } else {
            assertThat(run.failures())
                    .hasSize(2)
                    .allSatisfy(failure -> assertThat(failure)
                            .hasMessageContaining(
                                    "before version 5.12, JUnit does not tell a constructor which test it is for."
                                            + " Make it a parameter of the test method"));
        }
    }

    @WithSmtpServer(scope = WithSmtpServer.Scope.CLASS)
    static class ServerOfItsOwn {
        private final Inbox constructed;

        ServerOfItsOwn(Inbox constructed) {
            this.constructed = constructed;
        }

        @RepeatedTest(2)
        @WithSmtpServer
        void test(Inbox inbox) {
            Run.note(inbox);
            assertThat((Object) inbox).isSameAs(constructed);
        }

        @Test
        @WithSmtpServer(name = "other")
        void other(@ServerName("other") Inbox other) {
            Run.note(constructed);
            Run.note(other);
        }
    }

    @Test
    void aTestWithAServerOfItsOwnHasItInItsConstructorOrIsRefused() {
        Run run = Run.of(ServerOfItsOwn.class);
        if (JUnitVersion.isAtLeast(5, 12)) {
            run.succeeded(3).withServers(4);
        } else {
            assertThat(run.failures())
                    .hasSize(2)
                    .allSatisfy(failure -> assertThat(failure)
                            .hasMessageContaining("another server of the same name: before version 5.12, JUnit does not"
                                    + " tell a constructor which test it is for. Make it a parameter"));
        }
    }

    // What else has to do with the store

    @WithSmtpServer
    @WithSmtpRelay
    static class Relayed {
        @RepeatedTest(20)
        void test(SmtpRelay relay, ManualClock clock, Inbox inbox) {
            Run.note(inbox);
            relay.send(
                    Envelope.of("shop@example.com", "ada@example.org"),
                    "Subject: Hello\r\n\r\nHello\r\n".getBytes(StandardCharsets.US_ASCII));
            assertThat(relay).settlesWithin(Duration.ofSeconds(30));
            assertThat(clock).isNotNull();
            assertThat(inbox).singleMail().hasSubject("Hello");
        }
    }

    @Test
    void nothingIsLeftOfARelay() {
        Run.of(Relayed.class).succeeded(20).withServers(20);
    }

    @WithSmtpServer
    static class Failing {
        @Test
        @SmtpFault("rcpt once=451 4.7.1 Come back")
        void getsThroughByASecondTry(Inbox inbox, Session session) throws MessagingException {
            Run.note(inbox);
            try {
                Mails.send(session, "first try");
            } catch (MessagingException e) {
                Mails.send(session, "second try");
            }
            assertThat(inbox).singleMail().hasSubject("second try");
        }

        @SmtpFaultMatrix(
                expected = MessagingException.class,
                faults = {SmtpFaultMatrix.Fault.TEMPORARY, SmtpFaultMatrix.Fault.CLOSE},
                phases = {io.github.smtpjunit.smtp.server.Phase.MAIL, io.github.smtpjunit.smtp.server.Phase.END_OF_DATA
                })
        void losesNothing(Inbox inbox, Session session, FaultCase fault) throws MessagingException {
            Run.note(inbox);
            Mails.send(session, fault.toString());
        }
    }

    @Test
    void faultsByAnnotation() {
        Run.of(Failing.class).succeeded(5).withServers(5);
    }
}
