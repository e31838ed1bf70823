package example;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.smtpjunit.inbox.Inbox;
import io.github.smtpjunit.jupiter.ServerName;
import io.github.smtpjunit.jupiter.WithSmtpServer;
import org.junit.jupiter.api.Test;

// region several-servers
@WithSmtpServer(name = "customers")
@WithSmtpServer(name = "newsletter")
class SeveralServersDemo {

    @Test
    void sendsEachMailItsWay(@ServerName("customers") Inbox customers, @ServerName("newsletter") Inbox newsletter) {
        new Shop(customers.host(), customers.port()).register("Ada", "ada@example.org");
        new Shop(newsletter.host(), newsletter.port()).announce("Sale", "ada@example.org");

        assertThat(customers).singleMail().hasSubject("Welcome, Ada");
        assertThat(newsletter).singleMail().hasSubject("Sale");
    }
}
// endregion
