package shop;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.mailer.MockMailbox;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import org.junit.jupiter.api.Test;

/** A test that asks for no server has what Quarkus has: a mailer that sends nothing. */
@QuarkusTest
class PlainTests {

    @Inject
    OrderMails mails;

    @Inject
    MockMailbox mailbox;

    @Test
    void confirms() {
        mails.confirm("ada@example.org");

        assertThat(mailbox.getMailsSentTo("ada@example.org")).hasSize(1);
    }
}
