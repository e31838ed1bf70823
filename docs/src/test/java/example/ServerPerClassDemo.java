package example;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.smtpjunit.inbox.Inbox;
import io.github.smtpjunit.jupiter.WithSmtpServer;
import io.github.smtpjunit.jupiter.WithSmtpServer.Scope;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

// region server-per-class
@WithSmtpServer(scope = Scope.CLASS)
class ServerPerClassDemo {

    static Shop shop;

    @BeforeAll
    static void openShop(Inbox inbox) {
        shop = new Shop(inbox.host(), inbox.port());
    }

    @BeforeEach
    void forget(Inbox inbox) {
        inbox.clear();
    }

    @Test
    void greetsAda(Inbox inbox) {
        shop.register("Ada", "ada@example.org");

        assertThat(inbox).singleMail().hasSubject("Welcome, Ada");
    }

    @Test
    void greetsBob(Inbox inbox) {
        shop.register("Bob", "bob@example.org");

        assertThat(inbox).singleMail().hasSubject("Welcome, Bob");
    }
}
// endregion
