package example;

// region after
import static org.assertj.core.api.Assertions.assertThat;

import io.github.smtpjunit.inbox.Inbox;
import io.github.smtpjunit.jupiter.WithSmtpServer;
import org.junit.jupiter.api.Test;

@WithSmtpServer
class AnnouncementDemo {

    @Test
    void hidesTheCustomersFromEachOther(Inbox inbox) {
        new Shop(inbox.host(), inbox.port()).announce("Sale", "ada@example.org", "bob@example.org");

        assertThat(inbox)
                .singleMail()
                .isFrom("shop@example.com")
                .isToOnly("news@example.com")
                .hasBlindRecipients("ada@example.org", "bob@example.org")
                .hasSubject("Sale")
                .hasTextContaining("https://shop.example.com/news");
    }
}
// endregion
