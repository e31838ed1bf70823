package example;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.mail.SimpleMailMessage;
import org.springframework.mail.javamail.JavaMailSender;

// region spring
class SpringDemo extends SpringTestCase {

    @Test
    void sendsBySpring(@Autowired JavaMailSender sender) {
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
