package shop;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.smtpjunit.inbox.Inbox;
import io.github.smtpjunit.jupiter.WithSmtpServer;
import io.github.smtpjunit.smtp.server.TlsMode;
import org.junit.jupiter.api.Test;
import org.simplejavamail.api.email.Email;
import org.simplejavamail.api.mailer.config.TransportStrategy;
import org.simplejavamail.email.EmailBuilder;
import org.simplejavamail.mailer.MailerBuilder;

class SimpleJavaMailTests {

    private static Email mail() {
        return EmailBuilder.startingBlank()
                .from("shop@example.com")
                .to("ada@example.org")
                .withSubject("Your order")
                .withPlainText("Thank you.")
                .buildEmail();
    }

    // region simple-java-mail
    @Test
    @WithSmtpServer
    void confirms(Inbox inbox) {
        MailerBuilder.withSMTPServer(inbox.host(), inbox.port())
                .withTransportStrategy(TransportStrategy.SMTP)
                .buildMailer()
                .sendMail(mail());

        assertThat(inbox).singleMail().isTo("ada@example.org").hasSubject("Your order");
    }

    @Test
    @WithSmtpServer(tls = TlsMode.REQUIRED, users = "shop:s3cret")
    void confirmsOverTls(Inbox inbox) {
        MailerBuilder.withSMTPServer(inbox.host(), inbox.port(), "shop", "s3cret")
                .withTransportStrategy(TransportStrategy.SMTP_TLS)
                .withCustomSSLFactoryInstance(
                        inbox.certificates().clientContext().getSocketFactory())
                .buildMailer()
                .sendMail(mail());

        assertThat(inbox).singleMail().transport().usedTls("TLSv1.3").authenticatedAs("shop");
    }
    // endregion
}
