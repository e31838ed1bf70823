package io.github.smtpjunit.jupiter;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.smtpjunit.inbox.Inbox;
import io.github.smtpjunit.inbox.RawClient;
import io.github.smtpjunit.smtp.server.FaultRuleBuilder;
import io.github.smtpjunit.smtp.server.Phase;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A strict server fails a test that leaves a mail unseen. */
class StrictTests {

    private static void send(Inbox inbox) {
        RawClient.deliver(inbox, "Subject: one\n\nHello\n");
        RawClient.deliver(inbox, "Subject: two\n\nHello\n");
    }

    private static final String UNSEEN =
            "Expecting every mail to be looked at by an assertion, but no assertion looked at mail 1.";

    @WithSmtpServer(strict = true)
    static class PerTest {

        @Test
        void looksAtAll(Inbox inbox) {
            send(inbox);
            assertThat(inbox).allMailsSatisfy(mail -> mail.hasText("Hello"));
        }

        @Test
        void looksAtOne(Inbox inbox) {
            Kit.note(PerTest.class, inbox);
            send(inbox);
            assertThat(inbox).firstMail().hasSubject("one");
        }

        @Test
        void failsAnyway(Inbox inbox) {
            send(inbox);
            assertThat(inbox.mails()).hasSize(3);
        }

        @Test
        void beginsARule(Inbox inbox) {
            FaultRuleBuilder begun = inbox.on(Phase.RCPT).times(2);
            assertThat(begun).hasToString("RCPT, 2 times");
        }

        @Test
        void throwsAllAway(Inbox inbox) {
            send(inbox);
            assertThat(inbox.drain()).hasSize(2);
        }
    }

    @Test
    void aTestThatLeavesAMailUnseenFails() {
        Kit kit = Kit.run(PerTest.class).allClosed();

        assertThat(kit.failures())
                .hasSize(3)
                .anySatisfy(text -> assertThat(text)
                        .startsWith("A rule is not finished, and so never hit: say what happens by reply(...) or"
                                + " then(...):\n"
                                + "  RCPT, 2 times\n\n"
                                + "No mail has arrived"))
                .anySatisfy(text -> assertThat(text).startsWith(UNSEEN).contains("2 mails have arrived"))
                .anySatisfy(text -> assertThat(text).contains("Expected size: 3"));
    }

    @WithSmtpServer(strict = true, scope = WithSmtpServer.Scope.CLASS)
    static class Shared {

        @Test
        void sends(Inbox inbox) {
            send(inbox);
        }

        @AfterAll
        static void looksAtTheFirst(Inbox inbox) {
            assertThat(inbox).firstMail().hasSubject("one");
        }
    }

    @Test
    void aSharedInboxIsCheckedAtTheEndOfTheClass() {
        assertThat(Kit.run(Shared.class).failures()).singleElement().asString().startsWith(UNSEEN);
    }

    static class Registered {

        @RegisterExtension
        final SmtpServerExtension server = SmtpServerExtension.create().strict();

        @Test
        void looksAtOne(Inbox inbox) {
            send(inbox);
            assertThat(inbox.awaitMail().subject()).contains("one");
        }
    }

    @Test
    void anExtensionCanBeStrictToo() {
        assertThat(Kit.run(Registered.class).failures())
                .singleElement()
                .asString()
                .startsWith(UNSEEN);
    }
}
