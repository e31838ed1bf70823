package io.github.smtpjunit.jupiter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.smtpjunit.inbox.Inbox;
import io.github.smtpjunit.inbox.InboxAssert;
import io.github.smtpjunit.inbox.RawClient;
import io.github.smtpjunit.smtp.Replies;
import io.github.smtpjunit.smtp.server.SmtpServer;
import io.github.smtpjunit.smtp.server.SmtpServerBuilder;
import java.time.Duration;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Servers configured by code. The static classes are samples, run by the kit. */
class SmtpServerExtensionTests {

    private static final String MAIL = "Subject: Hello\n\nHello\n";

    static class InstanceField {
        @RegisterExtension
        final SmtpServerExtension smtp = SmtpServerExtension.create();

        @BeforeEach
        void before(Inbox inbox) {
            RawClient.deliver(inbox, MAIL);
        }

        @RepeatedTest(2)
        void ownServer(Inbox inbox, InboxAssert assertions) {
            Kit.note(InstanceField.class, inbox);
            assertions.hasMailCount(1);
        }

        @Nested
        class Inner {
            @Test
            void ownServer(Inbox inbox) {
                Kit.note(InstanceField.class, inbox);
                assertThat(inbox).hasMailCount(1);
            }
        }
    }

    @Test
    void inAnInstanceFieldEachTestHasItsServer() {
        Kit.run(InstanceField.class).succeeded(3).withOwnServers(3);
    }

    static class StaticField {
        @RegisterExtension
        static final SmtpServerExtension SMTP = SmtpServerExtension.create();

        @BeforeAll
        static void before(Inbox inbox) {
            RawClient.deliver(inbox, MAIL);
        }

        @RepeatedTest(2)
        void sharedServer(Inbox inbox) {
            Kit.note(StaticField.class, inbox);
            assertThat(inbox).hasMailCount(1);
        }

        @Nested
        class Inner {
            @Test
            void sharedServer(Inbox inbox) {
                Kit.note(StaticField.class, inbox);
                assertThat(inbox).hasMailCount(1);
            }
        }
    }

    @Test
    void inAStaticFieldTheTestsShareOne() {
        Kit.run(StaticField.class).succeeded(3).withOneServer();
    }

    @TestInstance(TestInstance.Lifecycle.PER_CLASS)
    static class PerClass {
        @RegisterExtension
        final SmtpServerExtension smtp = SmtpServerExtension.create();

        @RepeatedTest(2)
        void sharedServer(Inbox inbox) {
            Kit.note(PerClass.class, inbox);
        }
    }

    @Test
    void inAnInstanceFieldOfASharedInstanceTheTestsShareOne() {
        Kit.run(PerClass.class).succeeded(2).withOneServer();
    }

    static class Named {
        @RegisterExtension
        static final SmtpServerExtension ORDERS = SmtpServerExtension.create().named("orders");

        @RegisterExtension
        final SmtpServerExtension alerts = SmtpServerExtension.create().named("alerts");

        @RegisterExtension
        final SmtpServerExtension other = SmtpServerExtension.create();

        @RepeatedTest(2)
        void areToldApart(
                @ServerName("orders") Inbox orders, @ServerName("alerts") Inbox alertInbox, Inbox otherInbox) {
            Kit.note(Named.class, alertInbox);
            Kit.note(Named.class, otherInbox);
            assertThat((Object) orders).isNotSameAs(alertInbox);
            RawClient.deliver(alertInbox, MAIL);
            assertThat(alertInbox).hasMailCount(1);
            assertThat(orders).hasNoMail();
            assertThat(otherInbox).hasNoMail();
        }
    }

    @Test
    void severalServersInOneTest() {
        Kit.run(Named.class).succeeded(2).withOwnServers(4);
    }

    @WithSmtpServer
    static class BesideTheAnnotation {
        @RegisterExtension
        final SmtpServerExtension alerts = SmtpServerExtension.create().named("alerts");

        @Test
        void areToldApart(Inbox inbox, @ServerName("alerts") Inbox alertInbox) {
            Kit.note(BesideTheAnnotation.class, inbox);
            Kit.note(BesideTheAnnotation.class, alertInbox);
        }
    }

    @Test
    void oneOfEachKind() {
        Kit.run(BesideTheAnnotation.class).succeeded(1).withOwnServers(2);
    }

    static class Configured {
        private static final SmtpServerBuilder BUILDER = SmtpServer.builder()
                .hostname("mx.example.com")
                .handler(mail -> mail.envelope().to().contains("mallory@example.org")
                        ? Replies.LOCAL_ERROR
                        : Replies.MAIL_ACCEPTED);

        @RegisterExtension
        final SmtpServerExtension smtp = SmtpServerExtension.of(BUILDER).within(Duration.ofMillis(60));

        @Test
        void asTold(Inbox inbox) {
            Kit.note(Configured.class, inbox);
            RawClient.deliver(inbox, MAIL);
            try (RawClient client = RawClient.greeted(inbox)) {
                client.say("MAIL FROM:<shop@example.com>", 250)
                        .say("RCPT TO:<mallory@example.org>", 250)
                        .say("DATA", 354)
                        .say("\r\nHello\r\n.", 451);
            }

            assertThat(inbox).singleMail().wasDeliveredTo("ada@example.org");
            assertThat(inbox.failedAttempts())
                    .singleElement()
                    .hasToString("END_OF_DATA: 451 4.3.0 Local error in processing");
            assertThatThrownBy(() -> assertThat(inbox).hasMailCount(2)).hasMessageContaining("within 60 ms");
        }
    }

    @Test
    void theBuilderConfiguresTheServer() {
        Kit.run(Configured.class).succeeded(1);
    }

    @Test
    void theBuilderIsCopied() {
        SmtpServerBuilder builder = SmtpServer.builder();
        try (Inbox one = Inbox.start(builder);
                Inbox other = Inbox.start(builder)) {
            RawClient.deliver(other, MAIL);

            assertThat(other).hasMailCount(1);
            assertThat(one).hasNoMail();
        }
    }

    // For extensions of one's own

    /** Such an extension: it sends a mail before each test. */
    static final class Seeding implements BeforeEachCallback {

        @Override
        public void beforeEach(ExtensionContext context) {
            SmtpServerExtension.inboxOf(context).ifPresent(RawClient::deliver);
        }
    }

    @WithSmtpServer
    @WithSmtpServer(name = "other")
    @ExtendWith(Seeding.class)
    static class SeededByAnnotation {
        @Test
        void test(Inbox inbox, @ServerName("other") Inbox other) {
            Kit.note(SeededByAnnotation.class, inbox);
            assertThat(inbox).hasMailCount(1);
            assertThat(other).hasNoMail();
        }
    }

    @ExtendWith(Seeding.class)
    static class SeededByField {
        @RegisterExtension
        final SmtpServerExtension smtp = SmtpServerExtension.create();

        @Test
        void test(Inbox inbox) {
            Kit.note(SeededByField.class, inbox);
            assertThat(inbox).hasMailCount(1);
        }
    }

    @ExtendWith(Seeding.class)
    static class WithoutServer {
        @Test
        void test() {}
    }

    @Test
    void anotherExtensionCanHaveTheInboxOfTheTest() {
        Kit.run(SeededByAnnotation.class).succeeded(1);
        Kit.run(SeededByField.class).succeeded(1);
        assertThat(Kit.run(WithoutServer.class).failures()).isEmpty();
    }
}
