package shop;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.smtpjunit.inbox.Inbox;
import io.github.smtpjunit.jupiter.WithSmtpServer;
import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.Transport;
import jakarta.mail.internet.MimeMessage;
import org.junit.jupiter.api.Test;

@WithSmtpServer
class OrderMailTests {

    @Test
    void confirms(Inbox inbox, Session session) throws MessagingException {
        MimeMessage mail = new MimeMessage(session);
        mail.setFrom("shop@example.com");
        mail.setRecipients(MimeMessage.RecipientType.TO, "ada@example.org");
        mail.setSubject("Your order");
        mail.setText("Thank you.");
        Transport.send(mail);

        assertThat(inbox).singleMail().isTo("ada@example.org").hasSubject("Your order");
    }
}
