package example;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.smtpjunit.inbox.Inbox;
import io.github.smtpjunit.jupiter.WithSmtpServer;
import io.github.smtpjunit.smtp.server.TlsMode;
import jakarta.mail.Authenticator;
import jakarta.mail.Message.RecipientType;
import jakarta.mail.MessagingException;
import jakarta.mail.PasswordAuthentication;
import jakarta.mail.Session;
import jakarta.mail.Transport;
import jakarta.mail.internet.MimeMessage;
import java.util.Properties;
import org.junit.jupiter.api.Test;

class PlainPropertiesDemo {

    private static void send(Session session) throws MessagingException {
        MimeMessage mail = new MimeMessage(session);
        mail.setFrom("shop@example.com");
        mail.setRecipients(RecipientType.TO, "ada@example.org");
        mail.setSubject("Your order");
        mail.setText("Thank you.");
        Transport.send(mail);
    }

    // region plain-properties
    @Test
    @WithSmtpServer
    void confirms(Inbox inbox) throws MessagingException {
        Properties properties = new Properties();
        properties.setProperty("mail.smtp.host", inbox.host());
        properties.setProperty("mail.smtp.port", Integer.toString(inbox.port()));

        send(Session.getInstance(properties));

        assertThat(inbox).singleMail().isTo("ada@example.org").hasSubject("Your order");
    }

    @Test
    @WithSmtpServer(tls = TlsMode.REQUIRED, users = "shop:s3cret")
    void confirmsOverTls(Inbox inbox) throws MessagingException {
        Properties properties = inbox.certificates().mailProperties(inbox.host(), inbox.port());
        properties.setProperty("mail.smtp.auth", "true");

        send(Session.getInstance(properties, new Authenticator() {
            @Override
            protected PasswordAuthentication getPasswordAuthentication() {
                return new PasswordAuthentication("shop", "s3cret");
            }
        }));

        assertThat(inbox).singleMail().transport().usedTls().authenticatedAs("shop");
    }
    // endregion
}
