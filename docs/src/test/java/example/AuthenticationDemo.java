package example;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.smtpjunit.inbox.Inbox;
import io.github.smtpjunit.jupiter.SmtpServerExtension;
import io.github.smtpjunit.smtp.sasl.SaslAuthenticator;
import io.github.smtpjunit.smtp.server.SmtpServer;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.springframework.mail.MailAuthenticationException;
import org.springframework.mail.SimpleMailMessage;
import org.springframework.mail.javamail.JavaMailSenderImpl;

class AuthenticationDemo {

    // region authentication
    @RegisterExtension
    final SmtpServerExtension smtp = SmtpServerExtension.of(SmtpServer.builder()
            .authenticator(SaslAuthenticator.users(Map.of("shop", "sesame")))
            .allowAuthWithoutTls()
            .requireAuth());

    @Test
    void signsIn(Inbox inbox) {
        sender(inbox, "sesame").send(mail());

        assertThat(inbox).singleMail().transport().authenticatedAs("shop").usedNoTls();
    }

    @Test
    void failsToSignIn(Inbox inbox) {
        JavaMailSenderImpl sender = sender(inbox, "open");

        assertThatThrownBy(() -> sender.send(mail())).isInstanceOf(MailAuthenticationException.class);
        assertThat(inbox).hasNoMail();
        assertThat(inbox.failedAttempts().get(0).reason()).contains("535 5.7.8");
    }
    // endregion

    private static JavaMailSenderImpl sender(Inbox inbox, String password) {
        JavaMailSenderImpl sender = new JavaMailSenderImpl();
        sender.setHost(inbox.host());
        sender.setPort(inbox.port());
        sender.setUsername("shop");
        sender.setPassword(password);
        sender.getJavaMailProperties().setProperty("mail.smtp.auth", "true");
        return sender;
    }

    private static SimpleMailMessage mail() {
        SimpleMailMessage mail = new SimpleMailMessage();
        mail.setFrom("shop@example.com");
        mail.setTo("ada@example.org");
        mail.setText("Hello Ada");
        return mail;
    }
}
