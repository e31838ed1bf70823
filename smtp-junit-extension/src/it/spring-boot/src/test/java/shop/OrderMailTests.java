package shop;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.smtpjunit.inbox.Inbox;
import io.github.smtpjunit.jupiter.WithSmtpServer;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;

/** The annotation, and nothing else. */
@SpringBootTest
@WithSmtpServer
class OrderMailTests {

    @Autowired
    private OrderMails mails;

    @Autowired
    private Orders orders;

    @Autowired
    private Inbox wired;

    private Inbox field;

    @Test
    void confirms(Inbox inbox) {
        mails.confirm(new Order("ada@example.org", "tea"));

        assertThat(inbox).singleMail().isTo("ada@example.org").hasSubject("Your order: tea");
        assertThat((Object) wired).isSameAs(inbox);
        assertThat((Object) field).isSameAs(inbox);
    }

    @Test
    void confirmsLater(Inbox inbox) {
        mails.confirmLater(new Order("ada@example.org", "tea"));

        assertThat(inbox).singleMail().isTo("ada@example.org");
    }

    @Test
    void confirmsWhenTheOrderIsStored(Inbox inbox) {
        orders.place(new Order("ada@example.org", "tea"));

        assertThat(inbox).singleMail().hasSubject("Your order: tea");
    }

    @Test
    void reminds(Inbox inbox) {
        mails.remind(new Order("ada@example.org", "tea"));

        assertThat(inbox).singleMail().hasSubject("Still interested? tea");
    }

    @Test
    void leavesMailsUnderWay() {
        for (int i = 0; i < 10; i++) {
            mails.confirmLater(new Order("ada@example.org", "tea " + i));
        }
    }

    @Nested
    class WithoutAnOrder {

        @Test
        void sendsNothing(Inbox inbox) {
            assertThat(inbox).hasNoMail();
        }
    }
}
