package shop;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.smtpjunit.inbox.Inbox;
import io.github.smtpjunit.jupiter.WithSmtpServer;
import io.github.smtpjunit.smtp.server.TlsMode;
import jakarta.mail.Session;
import org.apache.commons.mail2.core.EmailException;
import org.apache.commons.mail2.jakarta.Email;
import org.apache.commons.mail2.jakarta.SimpleEmail;
import org.junit.jupiter.api.Test;

class CommonsEmailTests {

    private static void send(Email email) throws EmailException {
        email.setFrom("shop@example.com")
                .addTo("ada@example.org")
                .setSubject("Your order")
                .setMsg("Thank you.")
                .send();
    }

    // region commons-email
    @Test
    @WithSmtpServer
    void confirms(Inbox inbox) throws EmailException {
        Email email = new SimpleEmail();
        email.setHostName(inbox.host());
        email.setSmtpPort(inbox.port());
        send(email);

        assertThat(inbox).singleMail().isTo("ada@example.org").hasSubject("Your order");
    }

    @Test
    @WithSmtpServer(tls = TlsMode.REQUIRED, users = "shop:s3cret")
    void confirmsOverTls(Session session, Inbox inbox) throws EmailException {
        Email email = new SimpleEmail();
        email.setMailSession(session); // which trusts the server, and authenticates
        send(email);

        assertThat(inbox).singleMail().transport().usedTls("TLSv1.3").authenticatedAs("shop");
    }
    // endregion
}
