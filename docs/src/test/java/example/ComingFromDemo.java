package example;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.smtpjunit.inbox.CapturedMail;
import io.github.smtpjunit.inbox.Inbox;
import io.github.smtpjunit.jupiter.WithSmtpServer;
import jakarta.mail.MessagingException;
import jakarta.mail.internet.MimeMessage;
import org.junit.jupiter.api.Test;

class ComingFromDemo {

    // region greenmail
    @Test
    @WithSmtpServer
    void onceWithGreenMail(Inbox inbox) throws MessagingException {
        new Shop(inbox.host(), inbox.port()).register("Ada", "ada@example.org");

        CapturedMail mail = inbox.awaitMail();
        MimeMessage message = mail.mime(); // the code that looked at getReceivedMessages()[0] can stay

        assertThat(message.getSubject()).isEqualTo("Welcome, Ada");
        assertThat(message.getAllRecipients()[0]).hasToString("Ada <ada@example.org>");
    }
    // endregion

    // region wiser
    @Test
    void onceWithWiser() throws MessagingException {
        try (Inbox inbox = Inbox.start()) {
            new Shop(inbox.host(), inbox.port()).announce("Sale", "ada@example.org", "bob@example.org");

            assertThat(inbox.mails()).hasSize(1);
            CapturedMail mail = inbox.mails().get(0);
            assertThat(mail.envelope().from()).isEqualTo("shop@example.com");
            assertThat(mail.envelope().to()).containsExactly("news@example.com", "ada@example.org", "bob@example.org");
            assertThat(mail.mime().getSubject()).isEqualTo("Sale");
        }
    }
    // endregion
}
