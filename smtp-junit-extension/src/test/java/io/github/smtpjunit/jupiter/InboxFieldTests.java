package io.github.smtpjunit.jupiter;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.smtpjunit.inbox.Inbox;
import io.github.smtpjunit.inbox.RawClient;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.springframework.test.context.junit.jupiter.SpringJUnitConfig;

/** Fields of type Inbox. The static classes are samples, run by the kit. */
@NullUnmarked
class InboxFieldTests {

    abstract static class Superclass {
        private Inbox inherited;

        Inbox inherited() {
            return inherited;
        }
    }

    @WithSmtpServer
    static class PrivateField extends Superclass {
        private Inbox inbox;

        @BeforeEach
        void isSetBefore() {
            RawClient.deliver(inbox);
        }

        @RepeatedTest(2)
        void isTheInboxOfTheTest(Inbox parameter) {
            Kit.note(PrivateField.class, inbox);
            assertThat((Object) inbox).isSameAs(parameter).isSameAs(inherited());
            assertThat(inbox).hasMailCount(1);
        }

        @Nested
        class Inner {
            Inbox inner;

            @Test
            void hasItToo() {
                Kit.note(PrivateField.class, inner);
                assertThat((Object) inner).isSameAs(inbox);
                assertThat(inner).hasMailCount(1);
            }
        }
    }

    @WithSmtpServer
    @TestInstance(TestInstance.Lifecycle.PER_CLASS)
    static class SharedInstance {
        private Inbox inbox;

        @RepeatedTest(2)
        void isTheInboxOfTheTest(Inbox parameter) {
            Kit.note(SharedInstance.class, inbox);
            assertThat((Object) inbox).isSameAs(parameter);
        }
    }

    @WithSmtpServer(scope = WithSmtpServer.Scope.CLASS)
    static class StaticField {
        private static Inbox inbox;

        @BeforeAll
        static void isSetBefore() {
            RawClient.deliver(inbox);
        }

        @RepeatedTest(2)
        void isTheInboxOfTheClass(Inbox parameter) {
            Kit.note(StaticField.class, inbox);
            assertThat((Object) inbox).isSameAs(parameter);
            assertThat(inbox).hasMailCount(1);
        }
    }

    @Test
    void areSetBeforeEachTest() {
        Kit.run(PrivateField.class).succeeded(3).withOwnServers(3);
        Kit.run(SharedInstance.class).succeeded(2).withOwnServers(2);
        Kit.run(StaticField.class).succeeded(2).withOneServer();
        Kit.run(StaticField.class).succeeded(2); // whose field holds a closed inbox
    }

    static class OfAnExtension {
        @RegisterExtension
        static final SmtpServerExtension SMTP = SmtpServerExtension.create();

        @RegisterExtension
        final SmtpServerExtension alerts = SmtpServerExtension.create().named("alerts");

        private static Inbox ofClass;
        private Inbox inbox;

        @ServerName("alerts")
        private Inbox alertInbox;

        @BeforeAll
        static void isSetBefore() {
            RawClient.deliver(ofClass);
        }

        @RepeatedTest(2)
        void areThoseOfTheParameters(Inbox parameter, @ServerName("alerts") Inbox alertParameter) {
            Kit.note(OfAnExtension.class, inbox);
            assertThat((Object) inbox).isSameAs(parameter).isSameAs(ofClass);
            assertThat((Object) alertInbox).isSameAs(alertParameter).isNotSameAs(inbox);
        }
    }

    @Test
    void areSetByAnExtensionInAField() {
        Kit.run(OfAnExtension.class).succeeded(2).withOneServer();
    }

    // What is left

    @Retention(RetentionPolicy.RUNTIME)
    @interface Autowired {}

    @Retention(RetentionPolicy.RUNTIME)
    @interface Inject {}

    @Retention(RetentionPolicy.RUNTIME)
    @interface Mock {}

    @WithSmtpServer
    static class OfOthers {
        private static final List<Inbox> STARTED = new ArrayList<>();

        @Autowired
        private Inbox autowired;

        @Inject
        private Inbox injected;

        @Mock
        private Inbox mocked;

        private Inbox own = Inbox.start();
        private static Inbox shared; // for a server of the test

        @Test
        void areLeft(Inbox inbox) {
            Kit.note(OfOthers.class, inbox);
            STARTED.add(own);
            assertThat((Object) autowired).isNull();
            assertThat((Object) injected).isNull();
            assertThat((Object) mocked).isNull();
            assertThat((Object) shared).isNull();
            assertThat((Object) own).isNotSameAs(inbox);
        }

        @AfterAll
        static void close() {
            STARTED.forEach(Inbox::close);
        }
    }

    @WithSmtpServer(name = "orders")
    @WithSmtpServer(name = "alerts")
    static class Ambiguous {
        private Inbox either;

        @ServerName("orders")
        private Inbox orders;

        @Test
        void isLeft(@ServerName("orders") Inbox parameter) {
            Kit.note(Ambiguous.class, orders);
            assertThat((Object) either).isNull();
            assertThat((Object) orders).isSameAs(parameter);
        }
    }

    @Test
    void thoseOfOthersAreLeft() {
        Kit.run(OfOthers.class).succeeded(1);
        Kit.run(Ambiguous.class).succeeded(1);
    }

    // With Spring

    @SpringJUnitConfig(SpringTestCase.Application.class)
    @WithSmtpServer
    static class WithSpring {
        private static Inbox shared;
        private Inbox inbox;

        @RepeatedTest(2)
        void areThatOfTheContext(Inbox parameter) {
            Kit.note(WithSpring.class, parameter);
            assertThat((Object) inbox).isSameAs(parameter).isSameAs(shared);
        }
    }

    @Test
    void withSpringTheyAreThatOfTheContext() {
        assertThat(Kit.run(WithSpring.class).withOneServer().failures()).isEmpty();
    }
}
