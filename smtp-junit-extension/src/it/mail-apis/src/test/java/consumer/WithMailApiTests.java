package consumer;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.smtpjunit.inbox.Inbox;
import io.github.smtpjunit.jupiter.WithSmtpServer;
import jakarta.mail.Message;
import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.Transport;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeMessage;
import java.io.IOException;
import java.util.Collections;
import org.junit.jupiter.api.Test;

/** The mail API is the one that the user has. */
@WithSmtpServer
class WithMailApiTests {

    private static void send(Session session) throws MessagingException {
        MimeMessage mail = new MimeMessage(session);
        mail.setFrom(new InternetAddress("shop@example.com"));
        mail.setRecipient(Message.RecipientType.TO, new InternetAddress("ada@example.org"));
        mail.setSubject("Gr\u00fc\u00dfe", "UTF-8");
        mail.setText("Hello Ada");
        Transport.send(mail);
    }

    @Test
    void anInjectedSessionSends(Inbox inbox, Session session) throws MessagingException {
        send(session);

        assertThat(inbox)
                .singleMail()
                .hasSubject("Gr\u00fc\u00dfe")
                .hasTextContaining("Hello Ada")
                .passesLint();
    }

    @Test
    void aMailIsAMessageOfThatApi(Inbox inbox) throws IOException, MessagingException {
        send(inbox.session());

        MimeMessage message = inbox.awaitMail().mime();
        assertThat(message.getSubject()).isEqualTo("Gr\u00fc\u00dfe");
        assertThat(message.getContent()).asString().contains("Hello Ada");
    }

    @Test
    void theApiIsThereOnce() throws IOException {
        assertThat(Collections.list(getClass().getClassLoader().getResources("jakarta/mail/Session.class")))
                .hasSize(1);
    }
}
