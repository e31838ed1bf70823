package io.github.smtpjunit.jupiter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import io.github.smtpjunit.smtp.ServiceExtension;
import io.github.smtpjunit.smtp.server.BareNewlines;
import io.github.smtpjunit.smtp.server.SmtpServer;
import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.Transport;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeMessage;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.net.ConnectException;
import java.net.Socket;
import java.time.Duration;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Promises 1 and 2: where servers can be asked for, and how long they live. The static classes are samples, run by the kit. */
class LifecycleTests {

    private static final String MAIL = "Subject: Hello\n\nHello\n";

    // Where the annotation stands

    @WithSmtpServer
    static class OnClass {
        @Test
        void one(Inbox inbox) {
            Kit.note(OnClass.class, inbox);
            RawClient.deliver(inbox, MAIL);
            assertThat(inbox).hasMailCount(1);
        }

        @Test
        void another(Inbox inbox) {
            Kit.note(OnClass.class, inbox);
            RawClient.deliver(inbox, MAIL);
            assertThat(inbox).hasMailCount(1);
        }
    }

    @Test
    void anAnnotationOnTheClassGivesEachTestItsServer() {
        Kit.run(OnClass.class).succeeded(2).withOwnServers(2);
    }

    static class OnMethod {
        @Test
        @WithSmtpServer
        void with(Inbox inbox) {
            Kit.note(OnMethod.class, inbox);
        }

        @Test
        void without() {}
    }

    @Test
    void anAnnotationOnAMethod() {
        Kit.run(OnMethod.class).succeeded(2).withOwnServers(1);
    }

    @Retention(RetentionPolicy.RUNTIME)
    @WithSmtpServer(hostname = "mx.example.com")
    @interface WithOurServer {}

    @Retention(RetentionPolicy.RUNTIME)
    @WithSmtpServer
    @Test
    @interface MailTest {}

    @WithOurServer
    static class MetaAnnotatedClass {
        @Test
        void test(Inbox inbox) {
            Kit.note(MetaAnnotatedClass.class, inbox);
            RawClient.deliver(inbox, MAIL);
            assertThat(inbox.sessions().get(0).transcript().serverLines().get(0))
                    .contains("mx.example.com");
        }
    }

    static class MetaAnnotatedMethod {
        @MailTest
        void test(Inbox inbox) {
            Kit.note(MetaAnnotatedMethod.class, inbox);
        }
    }

    @Test
    void anAnnotationOfTheUsersOwn() {
        Kit.run(MetaAnnotatedClass.class).succeeded(1);
        Kit.run(MetaAnnotatedMethod.class).succeeded(1);
    }

    @WithSmtpServer(hostname = "mx.example.com")
    abstract static class Base {
        @Test
        void inherited(Inbox inbox) {
            Kit.note(getClass(), inbox);
        }
    }

    static class Derived extends Base {
        @Test
        void own(Inbox inbox) {
            Kit.note(Derived.class, inbox);
            RawClient.deliver(inbox, MAIL);
            assertThat(inbox.sessions().get(0).transcript().serverLines().get(0))
                    .contains("mx.example.com");
        }
    }

    @WithSmtpServer
    interface MailContract {}

    static class Implementing implements MailContract {
        @Test
        void test(Inbox inbox) {
            Kit.note(Implementing.class, inbox);
        }
    }

    @Test
    void anAnnotationOnASuperclassOrInterface() {
        Kit.run(Derived.class).succeeded(2).withOwnServers(2);
        Kit.run(Implementing.class).succeeded(1);
    }

    @WithSmtpServer
    static class Enclosing {
        @Test
        void outside(Inbox inbox) {
            Kit.note(Enclosing.class, inbox);
        }

        @Nested
        class Inner {
            @Test
            void one(Inbox inbox) {
                Kit.note(Enclosing.class, inbox);
            }

            @Test
            void another(Inbox inbox) {
                Kit.note(Enclosing.class, inbox);
            }

            @Nested
            @TestInstance(TestInstance.Lifecycle.PER_CLASS)
            class Innermost {
                @Test
                void test(Inbox inbox) {
                    Kit.note(Enclosing.class, inbox);
                }
            }
        }
    }

    @Test
    void anAnnotationOnAnEnclosingClass() {
        Kit.run(Enclosing.class).succeeded(4).withOwnServers(4);
    }

    @WithSmtpServer(scope = WithSmtpServer.Scope.CLASS)
    static class EnclosingShared {
        @Test
        void outside(Inbox inbox) {
            Kit.note(EnclosingShared.class, inbox);
        }

        @Nested
        class Inner {
            @Test
            void one(Inbox inbox) {
                Kit.note(EnclosingShared.class, inbox);
            }

            @Test
            void another(Inbox inbox) {
                Kit.note(EnclosingShared.class, inbox);
            }
        }
    }

    @Test
    void aServerOfTheEnclosingClassIsSharedByItsNestedClasses() {
        assertThat(Kit.run(EnclosingShared.class).succeeded(3).withOneServer().inboxes())
                .hasSize(3);
    }

    @WithSmtpServer(scope = WithSmtpServer.Scope.CLASS)
    static class Redeclaring {
        @Test
        void outside(Inbox inbox) {
            Kit.note(Redeclaring.class, inbox);
        }

        @Nested
        @WithSmtpServer(hostname = "inner.example")
        class Inner {
            @Test
            void nearest(Inbox inbox) {
                Kit.note(Redeclaring.class, inbox);
                RawClient.deliver(inbox, MAIL);
                assertThat(inbox.sessions().get(0).transcript().serverLines().get(0))
                        .contains("inner.example");
            }
        }
    }

    @Test
    void theNearestAnnotationCounts() {
        Kit.run(Redeclaring.class).succeeded(2).withOwnServers(2);
    }

    // How long it lives

    @WithSmtpServer(scope = WithSmtpServer.Scope.CLASS)
    @TestMethodOrder(MethodOrderer.MethodName.class)
    static class SharedByScope {
        @Test
        void first(Inbox inbox) {
            Kit.note(SharedByScope.class, inbox);
            RawClient.deliver(inbox, MAIL);
        }

        @Test
        void second(Inbox inbox) {
            Kit.note(SharedByScope.class, inbox);
            assertThat(inbox).hasMailCount(1);
        }
    }

    @Test
    void theScopeOfTheClass() {
        Kit.run(SharedByScope.class).succeeded(2).withOneServer();
    }

    @WithSmtpServer
    static class InConstructor {
        private final Inbox inbox;

        InConstructor(Inbox inbox) {
            this.inbox = inbox;
        }

        @Test
        void one(Inbox parameter) {
            Kit.note(InConstructor.class, inbox);
            assertThat((Object) parameter).isSameAs(inbox);
        }

        @Test
        void another(Inbox parameter) {
            Kit.note(InConstructor.class, inbox);
            assertThat((Object) parameter).isSameAs(inbox);
        }

        @Nested
        class Inner {
            @Test
            void sameAsOutside(Inbox parameter) {
                Kit.note(InConstructor.class, inbox);
                assertThat((Object) parameter).isSameAs(inbox);
            }
        }
    }

    @Test
    void theInboxOfAConstructorIsThatOfTheTest() {
        Kit.run(InConstructor.class).succeeded(3).withOwnServers(3);
    }

    @WithSmtpServer
    @TestInstance(TestInstance.Lifecycle.PER_CLASS)
    static class InConstructorPerClass {
        private final Inbox inbox;

        InConstructorPerClass(Inbox inbox) {
            this.inbox = inbox;
        }

        @Test
        void one(Inbox parameter) {
            Kit.note(InConstructorPerClass.class, parameter);
        }

        @Test
        void another() {
            Kit.note(InConstructorPerClass.class, inbox);
        }
    }

    @Test
    void theInboxOfAConstructorPerClassIsThatOfAllTests() {
        Kit.run(InConstructorPerClass.class).succeeded(2).withOneServer();
    }

    @WithSmtpServer
    @TestInstance(TestInstance.Lifecycle.PER_CLASS)
    static class PerClass {
        @Test
        void one(Inbox inbox) {
            Kit.note(PerClass.class, inbox);
        }

        @Test
        void another(Inbox inbox) {
            Kit.note(PerClass.class, inbox);
        }
    }

    @Test
    void aSharedInstanceDoesNotShareItsServers() {
        Kit.run(PerClass.class).succeeded(2).withOwnServers(2);
    }

    @WithSmtpServer
    static class AroundEach {
        @BeforeEach
        void before(Inbox inbox) {
            RawClient.deliver(inbox, MAIL);
        }

        @Test
        void one(Inbox inbox) {
            assertThat(inbox).hasMailCount(1);
            RawClient.deliver(inbox, MAIL);
        }

        @Test
        void another(Inbox inbox) {
            assertThat(inbox).hasMailCount(1);
            RawClient.deliver(inbox, MAIL);
        }

        @AfterEach
        void after(Inbox inbox) {
            Kit.note(AroundEach.class, inbox);
            assertThat(inbox).hasMailCount(2);
        }
    }

    @Test
    void methodsAroundEachTestSeeItsServer() {
        Kit.run(AroundEach.class).succeeded(2).withOwnServers(2);
    }

    @WithSmtpServer
    static class AroundAll {
        @BeforeAll
        static void before(Inbox inbox) {
            RawClient.deliver(inbox, MAIL);
        }

        @Test
        void one(Inbox inbox) {
            Kit.note(AroundAll.class, inbox);
            assertThat(inbox).hasMailCount(1);
        }

        @Test
        void another(Inbox inbox) {
            Kit.note(AroundAll.class, inbox);
            assertThat(inbox).hasMailCount(1);
        }

        @AfterAll
        static void after(Inbox inbox) {
            Kit.note(AroundAll.class, inbox);
        }
    }

    @Test
    void aServerThatIsAskedForBeforeAllTestsIsSharedByThem() {
        Kit.run(AroundAll.class).succeeded(2).withOneServer();
    }

    @WithSmtpServer
    static class ManyTimes {
        @RepeatedTest(3)
        void repeated(Inbox inbox) {
            noteFresh(inbox);
        }

        @ParameterizedTest
        @ValueSource(strings = {"ada@example.org", "bob@example.org"})
        void parameterized(String address, Inbox inbox) {
            assertThat(address).isNotEmpty();
            noteFresh(inbox);
        }

        @ParameterizedTest
        @EnumSource(BareNewlines.class)
        void parameterizedByATypeOfOurs(BareNewlines handling, Inbox inbox) {
            assertThat(handling).isNotNull();
            noteFresh(inbox);
        }

        private static void noteFresh(Inbox inbox) {
            Kit.note(ManyTimes.class, inbox);
            assertThat(inbox).hasNoMail();
            RawClient.deliver(inbox, MAIL);
        }
    }

    @Test
    void eachInvocationOfATemplateHasItsServer() {
        Kit.run(ManyTimes.class).succeeded(7).withOwnServers(7);
    }

    @WithSmtpServer
    @ParameterizedClass
    @ValueSource(strings = {"ada@example.org", "bob@example.org"})
    static class ManyClasses {
        private final String address;

        ManyClasses(String address) {
            this.address = address;
        }

        @Test
        void one(Inbox inbox) {
            Kit.note(ManyClasses.class, inbox);
            assertThat(address).isNotEmpty();
        }

        @Test
        void another(Inbox inbox) {
            Kit.note(ManyClasses.class, inbox);
        }
    }

    @Test
    void eachTestOfAParameterizedClassHasItsServer() {
        Kit.run(ManyClasses.class).succeeded(4).withOwnServers(4);
    }

    @WithSmtpServer
    static class Dynamic {
        @TestFactory
        Stream<DynamicTest> tests(Inbox inbox) {
            Kit.note(Dynamic.class, inbox);
            return Stream.of(1, 2, 3)
                    .map(number -> dynamicTest("mail " + number, () -> {
                        RawClient.deliver(inbox, MAIL);
                        assertThat(inbox).hasMailCount(number);
                    }));
        }
    }

    @Test
    void dynamicTestsShareTheServerOfTheirFactory() {
        Kit.run(Dynamic.class).succeeded(3).withOneServer();
    }

    // What can be asked for

    @WithSmtpServer
    static class AllTypes {
        @Test
        void areOfOneServer(Session session, SmtpServer server, Inbox inbox, InboxAssert assertions)
                throws MessagingException {
            Kit.note(AllTypes.class, inbox);
            assertThat(server).isSameAs(inbox.server());
            MimeMessage message = new MimeMessage(session);
            message.setFrom("shop@example.com");
            message.setRecipient(MimeMessage.RecipientType.TO, new InternetAddress("ada@example.org"));
            message.setSubject("Hello");
            message.setText("Hello");
            Transport.send(message);

            assertions.singleMail().hasSubject("Hello").hasEnvelopeFrom("shop@example.com");
        }

        @Test
        void sessionsShareNothing(Session one, Session other, Inbox inbox) {
            Kit.note(AllTypes.class, inbox);
            assertThat(one).isNotSameAs(other);
            assertThat(one.getProperties()).isNotSameAs(other.getProperties()).isEqualTo(other.getProperties());
        }
    }

    @Test
    void everyTypeCanBeInjected() {
        Kit.run(AllTypes.class).succeeded(2).withOwnServers(2);
    }

    @WithSmtpServer(name = "orders")
    @WithSmtpServer(name = "alerts", hostname = "alerts.example")
    @WithSmtpServer
    static class SeveralServers {
        @Test
        void areToldApart(@ServerName("orders") Inbox orders, @ServerName("alerts") InboxAssert alerts, Inbox other) {
            Kit.note(SeveralServers.class, orders);
            Kit.note(SeveralServers.class, other);
            RawClient.deliver(orders, MAIL);
            assertThat(orders).hasMailCount(1);
            alerts.hasNoMail();
            assertThat(other).hasNoMail();
        }
    }

    @WithSmtpServer(name = "orders")
    static class OneNamedServer {
        @Test
        void needsNoQualifier(Inbox inbox, @ServerName("orders") Inbox orders) {
            Kit.note(OneNamedServer.class, inbox);
            assertThat((Object) inbox).isSameAs(orders);
        }
    }

    @Test
    void severalServersInOneTest() {
        Kit.run(SeveralServers.class).succeeded(1).withOwnServers(2);
        Kit.run(OneNamedServer.class).succeeded(1);
    }

    @WithSmtpServer(
            hostname = "mx.example.com",
            maxMessageSize = 2_000,
            without = {ServiceExtension.PIPELINING, ServiceExtension.CHUNKING},
            patienceMillis = 60)
    static class Configured {
        @Test
        void asTold(Inbox inbox) {
            Kit.note(Configured.class, inbox);
            RawClient.deliver(inbox, MAIL);
            assertThat(inbox.sessions().get(0).transcript().serverLines())
                    .anyMatch(line -> line.contains("mx.example.com"))
                    .anyMatch(line -> line.contains("SIZE 2000"))
                    .noneMatch(line -> line.contains("PIPELINING") || line.contains("CHUNKING"));
            assertThatThrownBy(() -> assertThat(inbox).hasMailCount(2)).hasMessageContaining("within 60 ms");
        }
    }

    @Test
    void theAnnotationConfiguresTheServer() {
        Kit.run(Configured.class).succeeded(1);
    }

    // The end

    @WithSmtpServer
    static class Failing {
        @Test
        void fails(Inbox inbox) {
            Kit.note(Failing.class, inbox);
            throw new IllegalStateException("The test fails");
        }
    }

    @Test
    void theServerOfAFailedTestIsClosed() {
        Kit run = Kit.run(Failing.class).allClosed();

        assertThat(run.failures()).containsExactly("The test fails");
    }

    @Test
    void aClosedServerSaysSo() {
        Inbox inbox = Inbox.start();
        String host = inbox.host();
        int port = inbox.port();
        inbox.close();

        assertThatExceptionOfType(ConnectException.class).isThrownBy(() -> new Socket(host, port).close());
        assertThatThrownBy(inbox::port)
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("This server is closed and listens no more; start a new one with its builder");
        assertThatThrownBy(inbox::host).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(inbox::session).isInstanceOf(IllegalStateException.class);
    }

    @WithSmtpServer
    static class LeavingAClientBehind {
        @Test
        @SuppressWarnings("resource") // that is the point
        void test(Inbox inbox) {
            Kit.note(LeavingAClientBehind.class, inbox);
            RawClient.greeted(inbox).mail("shop@example.com", "ada@example.org", MAIL);
        }
    }

    @Test
    void anIdleClientDoesNotHoldUpTheEnd() {
        long start = System.nanoTime();
        Kit.run(LeavingAClientBehind.class).succeeded(1);

        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(20));
    }
}
