package example;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.smtpjunit.inbox.Inbox;
import io.github.smtpjunit.jupiter.WithSmtpServer;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;

// region annotation
@SpringBootTest
@WithSmtpServer
class OrderMailDemo {

    @Autowired
    OrderMails mails;

    @Test
    void confirms(Inbox inbox) {
        mails.confirm("ada@example.org");

        assertThat(inbox).singleMail().isTo("ada@example.org").hasSubject("Your order");
    }

    @Test
    void confirmsOnAnotherThread(Inbox inbox) {
        mails.confirmLater("ada@example.org");

        assertThat(inbox).singleMail().isTo("ada@example.org"); // waits for it
    }
}
// endregion
