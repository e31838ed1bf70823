package shop;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.smtpjunit.inbox.Inbox;
import io.github.smtpjunit.jupiter.WithSmtpServer;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.test.context.TestConstructor;
import org.springframework.test.context.TestConstructor.AutowireMode;

/** All by the constructor, for all tests of the class. */
@WithSmtpServer(strict = true)
@SpringBootTest
@TestConstructor(autowireMode = AutowireMode.ALL)
@TestInstance(Lifecycle.PER_CLASS)
class ConstructedTests {

    private final OrderMails mails;
    private final Inbox inbox;

    ConstructedTests(OrderMails mails, Inbox inbox) {
        this.mails = mails;
        this.inbox = inbox;
    }

    @RepeatedTest(2)
    void confirms() {
        mails.confirm(new Order("bob@example.org", "coffee"));

        assertThat(inbox).singleMail().hasSubject("Your order: coffee");
    }
}
