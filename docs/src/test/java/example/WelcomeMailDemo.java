package example;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.smtpjunit.inbox.Inbox;
import io.github.smtpjunit.jupiter.WithSmtpServer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The main use, to watch: a real mail over a real socket, checked, and shown with its dialogue. */
@WithSmtpServer
class WelcomeMailDemo {

    @Test
    void greetsANewCustomer(Inbox inbox) {
        new Shop(inbox.host(), inbox.port()).register("Ada", "ada@example.org");

        assertThat(inbox)
                .singleMail()
                .isFrom("shop@example.com")
                .isTo("ada@example.org")
                .hasSubject("Welcome, Ada")
                .hasTextContaining("confirm your address")
                .hasHtmlContaining("<p>Hello Ada,</p>")
                .hasLink("https://shop.example.com/confirm")
                .hasAttachment("terms.txt")
                .hasNoBlindRecipients();
    }

    // region show
    @AfterEach
    void show(Inbox inbox) {
        System.out.println("\nThe mail:\n");
        System.out.println(inbox);
        System.out.println("\nThe dialogue:\n");
        System.out.println(inbox.sessions().get(0).transcript());
    }
    // endregion
}
