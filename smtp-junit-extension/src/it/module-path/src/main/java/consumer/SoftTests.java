package consumer;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.smtpjunit.inbox.Inbox;
import io.github.smtpjunit.inbox.MailSoftAssertions;
import io.github.smtpjunit.jupiter.WithSmtpServer;
import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import org.junit.jupiter.api.Test;

/** Failures that are collected. */
@WithSmtpServer
class SoftTests {

    @Test
    void failuresAreCollected(Inbox inbox, Session session) throws MessagingException {
        Mails.send(session, "Welcome");

        MailSoftAssertions softly = new MailSoftAssertions();
        softly.assertThat(inbox).singleMail().hasSubject("Goodbye").isTo("bob@example.org");

        assertThat(softly.errorsCollected()).hasSize(2);
    }
}
