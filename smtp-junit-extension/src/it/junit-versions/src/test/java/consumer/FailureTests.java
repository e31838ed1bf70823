package consumer;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.smtpjunit.inbox.Inbox;
import io.github.smtpjunit.jupiter.SmtpServerExtension;
import io.github.smtpjunit.jupiter.WithSmtpServer;
import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import java.io.IOException;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.opentest4j.AssertionFailedError;

/** Tests that must fail, and what they leave behind. The nested static classes are samples. */
class FailureTests {

    @WithSmtpServer(strict = true)
    static class StrictTest {
        @Test
        void looksAtNothing(Inbox inbox, Session session) throws MessagingException {
            Run.note(inbox);
            Mails.send(session, "Hello");
        }
    }

    @WithSmtpServer(strict = true, scope = WithSmtpServer.Scope.CLASS)
    static class StrictClass {
        @Test
        void looksAtNothing(Inbox inbox, Session session) throws MessagingException {
            Run.note(inbox);
            Mails.send(session, "Hello");
        }
    }

    static class StrictField {
        @RegisterExtension
        final SmtpServerExtension server = SmtpServerExtension.create().strict();

        @Test
        void looksAtNothing(Inbox inbox, Session session) throws MessagingException {
            Run.note(inbox);
            Mails.send(session, "Hello");
        }
    }

    static class StrictStaticField {
        @RegisterExtension
        static final SmtpServerExtension SERVER = SmtpServerExtension.create().strict();

        @Test
        void looksAtNothing(Inbox inbox, Session session) throws MessagingException {
            Run.note(inbox);
            Mails.send(session, "Hello");
        }
    }

    @ParameterizedTest
    @ValueSource(classes = {StrictTest.class, StrictClass.class, StrictField.class, StrictStaticField.class})
    void aMailThatNoAssertionLooksAtFailsAStrictTest(Class<?> sample) {
        for (String closing : new String[] {"true", "false"}) {
            Run run = Run.of(sample, Map.of("junit.jupiter.extensions.store.close.autocloseable.enabled", closing));

            assertThat(run.leftNothing().failures())
                    .singleElement()
                    .satisfies(failure -> assertThat(failure)
                            .hasMessageContaining("Expecting every mail to be looked at by an assertion"));
        }
    }

    @WithSmtpServer(strict = true)
    static class StrictRule {
        @Test
        void neverComesToTheFault(Inbox inbox) {
            Run.note(inbox);
            inbox.on(io.github.smtpjunit.smtp.server.Phase.RCPT).reply(451, "4.7.1", "Come back");
        }
    }

    @Test
    void aRuleThatIsNeverHitFailsAStrictTest() {
        assertThat(Run.of(StrictRule.class).leftNothing().failures()).hasSize(1);
    }

    @WithSmtpServer
    static class Failing {
        @Test
        void fails(Inbox inbox, Session session) throws MessagingException {
            Run.note(inbox);
            Mails.send(session, "Hello");
            throw new AssertionFailedError("the test's own failure");
        }
    }

    @Test
    void aFailedTestLeavesItsFilesWhereJUnitTakesThem() throws IOException {
        Run run = Run.of(Failing.class).leftNothing();

        assertThat(run.failures())
                .singleElement()
                .satisfies(failure -> assertThat(failure).hasMessage("the test's own failure"));
        assertThat(run.failures().get(0).getSuppressed())
                .singleElement()
                .satisfies(note -> assertThat(note)
                        .hasMessageStartingWith("The mails and the dialogues of the test are on the page file:"));
        if (JUnitVersion.isAtLeast(5, 12)) {
            assertThat(run.files()).containsExactly("index.html", "mail-0.eml", "mail-0.html", "session-1.txt");
        } else {
            assertThat(run.files()).isEmpty(); // the page is in the album
        }
    }
}
