package io.github.smtpjunit.jupiter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import io.github.smtpjunit.inbox.Inbox;
import io.github.smtpjunit.inbox.RawClient;
import io.github.smtpjunit.smtp.server.TlsMode;
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

/** Promise 2: how long servers live, and what is left of them. The static classes are samples, run by the kit. */
class LifecycleTests {

    @WithSmtpServer(scope = WithSmtpServer.Scope.CLASS)
    @TestMethodOrder(MethodOrderer.MethodName.class)
    static class SharedByScope {
        @Test
        void first(Inbox inbox) {
            Kit.note(SharedByScope.class, inbox);
            RawClient.deliver(inbox);
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
    static class InConstructorAndOfItsOwn {
        private final Inbox inbox;

        InConstructorAndOfItsOwn(Inbox inbox) {
            this.inbox = inbox;
        }

        @Test
        @WithSmtpServer(assertionTimeoutMillis = 7)
        void own(Inbox own) {
            assertThat((Object) own).isSameAs(inbox);
        }

        @Nested
        @WithSmtpServer
        class Inner {
            @Test
            void own(Inbox own) {
                assertThat((Object) own).isSameAs(inbox);
            }
        }

        @Test
        @WithSmtpServer(name = "other")
        void other(@ServerName("other") Inbox other) {
            assertThat((Object) other).isNotSameAs(inbox);
        }

        @Test
        void same(Inbox same) {
            assertThat((Object) same).isSameAs(inbox);
        }
    }

    @Test
    void aTestWithAServerOfItsOwnIsRefusedWhereItsConstructorHasAnother() {
        String remedy = " another server of the same name: the constructor runs once for all tests. Make it a parameter"
                + " of the test method or of a @BeforeEach method, give one of the two servers a name by"
                + " @WithSmtpServer(name = ..).";

        assertThat(Kit.run(InConstructorAndOfItsOwn.class).failures())
                .hasSize(2)
                .allSatisfy(failure -> assertThat(failure)
                        .contains(" has the Inbox of the class, and ")
                        .contains(remedy));
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
            RawClient.deliver(inbox);
        }

        @Test
        void one(Inbox inbox) {
            assertThat(inbox).hasMailCount(1);
            RawClient.deliver(inbox);
        }

        @Test
        void another(Inbox inbox) {
            assertThat(inbox).hasMailCount(1);
            RawClient.deliver(inbox);
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
            RawClient.deliver(inbox);
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
        @EnumSource(names = {"NONE", "STARTTLS"})
        void parameterizedByATypeOfOurs(TlsMode mode, Inbox inbox) {
            assertThat(mode).isNotNull();
            noteFresh(inbox);
        }

        private static void noteFresh(Inbox inbox) {
            Kit.note(ManyTimes.class, inbox);
            assertThat(inbox).hasNoMail();
            RawClient.deliver(inbox);
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
                        RawClient.deliver(inbox);
                        assertThat(inbox).hasMailCount(number);
                    }));
        }
    }

    @Test
    void dynamicTestsShareTheServerOfTheirFactory() {
        Kit.run(Dynamic.class).succeeded(3).withOneServer();
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
    void theServerIsClosedWhereJUnitClosesNoAutoCloseable() {
        Kit.run(AroundEach.class, "junit.jupiter.extensions.store.close.autocloseable.enabled", "false")
                .succeeded(2)
                .withOwnServers(2);
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
            RawClient.greeted(inbox).mail("shop@example.com", "ada@example.org", "Subject: Hello\n\nHello\n");
        }
    }

    @Test
    void anIdleClientDoesNotHoldUpTheEnd() {
        long start = System.nanoTime();
        Kit.run(LeavingAClientBehind.class).succeeded(1);

        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(20));
    }
}
