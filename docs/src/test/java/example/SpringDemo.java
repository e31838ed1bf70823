package example;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.smtpjunit.jupiter.Inbox;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.mail.SimpleMailMessage;
import org.springframework.mail.javamail.JavaMailSenderImpl;

// region spring
class SpringDemo {

    @AutoClose
    static final Inbox inbox = Inbox.start(); // before the application context asks for its port

    @BeforeEach
    void forget() {
        inbox.clear();
    }

    @Test
    void sendsBySpring() {
        JavaMailSenderImpl sender = new JavaMailSenderImpl();
        sender.setHost(inbox.host());
        sender.setPort(inbox.port());

        SimpleMailMessage mail = new SimpleMailMessage();
        mail.setFrom("shop@example.com");
        mail.setTo("ada@example.org");
        mail.setSubject("Welcome, Ada");
        mail.setText("Hello Ada");
        sender.send(mail);

        assertThat(inbox).singleMail().isTo("ada@example.org").hasText("Hello Ada");
    }
}
// endregion
