package example;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.smtpjunit.inbox.Inbox;
import io.github.smtpjunit.inbox.InboxAssert;
import io.github.smtpjunit.jupiter.WithSmtpServer;
import io.github.smtpjunit.smtp.server.SmtpServer;
import jakarta.mail.Message.RecipientType;
import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.Transport;
import jakarta.mail.internet.MimeMessage;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class InjectionDemo {

    // region set-up
    @Nested
    @WithSmtpServer
    class WithSetUp {

        Shop shop;

        @BeforeEach
        void openShop(Inbox inbox) {
            shop = new Shop(inbox.host(), inbox.port());
        }

        @Test
        void greetsANewCustomer(InboxAssert thatInbox) {
            shop.register("Ada", "ada@example.org");

            thatInbox.singleMail().hasSubject("Welcome, Ada");
        }
    }
    // endregion

    // region session
    @Test
    @WithSmtpServer(hostname = "mail.example.com", maxMessageSize = 100_000)
    void sendsByASession(Session session, Inbox inbox) throws MessagingException {
        MimeMessage mail = new MimeMessage(session);
        mail.setFrom("ada@example.org");
        mail.setRecipients(RecipientType.TO, "bob@example.org");
        mail.setText("Hello, Bob");
        Transport.send(mail);

        assertThat(inbox).singleMail().hasText("Hello, Bob");
    }
    // endregion

    @Test
    @WithSmtpServer
    void givesTheServer(SmtpServer server, Inbox inbox) {
        assertThat(server).isSameAs(inbox.server());
    }
}
