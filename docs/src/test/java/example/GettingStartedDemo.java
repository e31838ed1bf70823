package example;

// region first-test
import static org.assertj.core.api.Assertions.assertThat;

import io.github.smtpjunit.inbox.Inbox;
import io.github.smtpjunit.jupiter.WithSmtpServer;
import org.junit.jupiter.api.Test;

@WithSmtpServer
class GettingStartedDemo {

    @Test
    void greetsANewCustomer(Inbox inbox) {
        // Shop is your code: it sends its mail to this host and port
        new Shop(inbox.host(), inbox.port()).register("Ada", "ada@example.org");

        assertThat(inbox)
                .singleMail()
                .isFrom("shop@example.com")
                .isTo("ada@example.org")
                .hasSubject("Welcome, Ada")
                .hasTextContaining("confirm your address")
                .hasLink("https://shop.example.com/confirm");
    }
}
// endregion
