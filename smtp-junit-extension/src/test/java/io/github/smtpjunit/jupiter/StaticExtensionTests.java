package io.github.smtpjunit.jupiter;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.smtpjunit.inbox.Inbox;
import io.github.smtpjunit.inbox.InboxSupport;
import io.github.smtpjunit.inbox.RawClient;
import java.util.List;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.mail.javamail.JavaMailSender;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import org.springframework.test.context.junit.jupiter.SpringJUnitConfig;

/** What an extension in a field says without a parameter. The static classes are samples, run by the kit. */
class StaticExtensionTests extends SpringTestCase {

    // Spring's dynamic properties

    @SpringJUnitConfig(Application.class)
    abstract static class WithDynamicProperties {
        @RegisterExtension
        static final SmtpServerExtension SMTP = SmtpServerExtension.create();

        @DynamicPropertySource
        static void mail(DynamicPropertyRegistry registry) {
            registry.add("spring.mail.host", SMTP::host);
            registry.add("spring.mail.port", SMTP::port);
        }

        @Test
        void sends(Inbox inbox, @Autowired JavaMailSender sender) {
            Kit.note(getClass(), inbox);
            send(sender, getClass().getSimpleName());

            assertThat((Object) inbox).isSameAs(SMTP.inbox());
            assertThat(inbox).singleMail().hasSubject(getClass().getSimpleName());
        }
    }

    static class First extends WithDynamicProperties {}

    static class Second extends WithDynamicProperties {}

    @Test
    void aContextThatIsKeptFindsItsServer() {
        int before = STARTED.get();
        Kit run = Kit.run(List.of(First.class, Second.class));

        run.succeeded(2);
        assertThat(STARTED.get() - before).as("contexts").isEqualTo(1);
    }

    // Without Spring

    static class Asked {
        @RegisterExtension
        static final SmtpServerExtension SMTP = SmtpServerExtension.create();

        private static final int PORT = SMTP.port(); // before JUnit has called it

        @RepeatedTest(2)
        void isThatOfTheClass(Inbox inbox) {
            Kit.note(Asked.class, inbox);
            assertThat(inbox.port()).isEqualTo(PORT).isEqualTo(SMTP.port());
            assertThat(inbox.host()).isEqualTo(SMTP.host());
            assertThat((Object) inbox).isSameAs(SMTP.inbox());
        }
    }

    static class InstanceField {
        @RegisterExtension
        final SmtpServerExtension smtp = SmtpServerExtension.create();

        @RepeatedTest(2)
        void isThatOfTheTest(Inbox inbox) {
            Kit.note(InstanceField.class, inbox);
            assertThat((Object) inbox).isSameAs(smtp.inbox());
        }
    }

    static class AskedEarly {
        @RegisterExtension
        final SmtpServerExtension smtp = SmtpServerExtension.create();

        private final int port = smtp.port();

        @RepeatedTest(2)
        void isThatOfTheTest(Inbox inbox) {
            Kit.note(AskedEarly.class, inbox);
            assertThat(inbox.port()).isEqualTo(port);
        }
    }

    @TestInstance(TestInstance.Lifecycle.PER_CLASS)
    static class SharedInstance {
        @RegisterExtension
        final SmtpServerExtension smtp = SmtpServerExtension.create();

        @RepeatedTest(2)
        void isThatOfTheClass(Inbox inbox) {
            Kit.note(SharedInstance.class, inbox);
            assertThat((Object) inbox).isSameAs(smtp.inbox());
        }
    }

    @Test
    void theInboxIsThatOfTheParameters() {
        Kit.run(Asked.class).succeeded(2).withOneServer();
        Kit.run(InstanceField.class).succeeded(2).withOwnServers(2);
        Kit.run(AskedEarly.class).succeeded(2).withOwnServers(2);
        Kit.run(SharedInstance.class).succeeded(2).withOneServer();
    }

    // Classes that share a field

    abstract static class Sharing {
        @RegisterExtension
        static final SmtpServerExtension SMTP = SmtpServerExtension.create();

        static final CyclicBarrier BOTH = new CyclicBarrier(2);
    }

    static class OneOfTwo extends Sharing {
        @Test
        void hasItsOwn(Inbox inbox) throws Exception {
            Kit.note(OneOfTwo.class, inbox);
            BOTH.await(30, TimeUnit.SECONDS);
            try {
                SMTP.port();
            } finally {
                BOTH.await(30, TimeUnit.SECONDS);
            }
        }
    }

    static class OtherOfTwo extends Sharing {
        @Test
        void hasItsOwn(Inbox inbox) throws Exception {
            Kit.note(OtherOfTwo.class, inbox);
            BOTH.await(30, TimeUnit.SECONDS);
            BOTH.await(30, TimeUnit.SECONDS);
        }
    }

    @Test
    void aPortOfTwoServersIsNotGuessed() {
        Kit run = Kit.run(
                List.of(OneOfTwo.class, OtherOfTwo.class),
                "junit.jupiter.execution.parallel.enabled",
                "true",
                "junit.jupiter.execution.parallel.mode.classes.default",
                "concurrent",
                "junit.jupiter.execution.parallel.config.strategy",
                "fixed",
                "junit.jupiter.execution.parallel.config.fixed.parallelism",
                "2");

        assertThat(run.failures())
                .singleElement()
                .asString()
                .contains("Several classes use this SmtpServerExtension at the same time", "OneOfTwo", "OtherOfTwo")
                .contains("a field of its own");
        run.allClosed().withOwnServers(2);
    }

    abstract static class SharingOnePort {
        @RegisterExtension
        static final SmtpServerExtension SMTP = SmtpServerExtension.create();

        static final int PORT = SMTP.port();

        @RepeatedTest(3)
        void isAlone(Inbox inbox) {
            Kit.note(getClass(), inbox);
            assertThat(inbox.port()).isEqualTo(PORT);
            assertThat(InboxSupport.testClass(inbox)).hasValue(getClass());
            RawClient.deliver(inbox, "Subject: " + getClass().getSimpleName() + "\n\n");
            assertThat(inbox.mails())
                    .allMatch(
                            mail -> mail.subject().orElse("").equals(getClass().getSimpleName()));
        }
    }

    static class OneOfMany extends SharingOnePort {}

    static class OtherOfMany extends SharingOnePort {}

    static class ThirdOfMany extends SharingOnePort {}

    @Test
    void classesThatShareAPortTakeTurns() {
        Kit.run(
                        List.of(OneOfMany.class, OtherOfMany.class, ThirdOfMany.class),
                        "junit.jupiter.execution.parallel.enabled",
                        "true",
                        "junit.jupiter.execution.parallel.mode.classes.default",
                        "concurrent",
                        "junit.jupiter.execution.parallel.config.strategy",
                        "fixed",
                        "junit.jupiter.execution.parallel.config.fixed.parallelism",
                        "3")
                .succeeded(9)
                .withOneServer();
    }
}
