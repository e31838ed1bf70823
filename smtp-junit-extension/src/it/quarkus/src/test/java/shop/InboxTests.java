package shop;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.smtpjunit.inbox.Inbox;
import io.github.smtpjunit.jupiter.WithQuarkusSmtpServer;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** The inbox in each place where a test can have it. */
@QuarkusTest
@WithQuarkusSmtpServer
class InboxTests {

    @Inject
    OrderMails mails;

    private Inbox field;

    @Test
    void theFieldIsTheSame(Inbox inbox) {
        assertThat((Object) field).isSameAs(inbox);
    }

    @Nested
    class AfterAnOrder {

        @Test
        void confirms() {
            mails.confirm("ada@example.org");

            assertThat(field).singleMail().isTo("ada@example.org");
        }
    }

    @Nested
    class WithoutAnOrder {

        @Test
        void sendsNothing(Inbox inbox) {
            assertThat(inbox).hasNoMail();
        }
    }
}
