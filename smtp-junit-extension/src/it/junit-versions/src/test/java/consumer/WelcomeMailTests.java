package consumer;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.smtpjunit.inbox.Inbox;
import io.github.smtpjunit.jupiter.WithSmtpServer;
import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import org.junit.jupiter.api.Test;

/** What users write. */
@WithSmtpServer
class WelcomeMailTests {

    @Test
    void greetsANewCustomer(Inbox inbox, Session session) throws MessagingException {
        Mails.send(session, "Welcome, Ada");

        assertThat(inbox).singleMail().isTo("ada@example.org").hasSubject("Welcome, Ada");
    }

    @Test
    void runsOnTheVersionThatIsMeant() {
        assertThat(JUnitVersion.running()).isEqualTo(System.getProperty("junit.version"));
    }
}
