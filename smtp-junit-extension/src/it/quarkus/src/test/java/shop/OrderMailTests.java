package shop;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.smtpjunit.inbox.Inbox;
import io.github.smtpjunit.jupiter.WithQuarkusSmtpServer;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import org.junit.jupiter.api.Test;

/** Two annotations, and nothing else. */
// region quarkus
@QuarkusTest
@WithQuarkusSmtpServer
class OrderMailTests {

    @Inject
    OrderMails mails;

    @Test
    void confirms(Inbox inbox) {
        mails.confirm("ada@example.org");

        assertThat(inbox).singleMail().isTo("ada@example.org").hasSubject("Your order");
    }

    @Test
    void confirmsOnAnotherThread(Inbox inbox) {
        mails.confirmLater("ada@example.org");

        assertThat(inbox).singleMail().isTo("ada@example.org"); // waits for it
    }
}
// endregion
