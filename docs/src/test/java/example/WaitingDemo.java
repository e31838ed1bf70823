package example;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.github.smtpjunit.inbox.CapturedMail;
import io.github.smtpjunit.inbox.Inbox;
import io.github.smtpjunit.jupiter.WithSmtpServer;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@WithSmtpServer
@SuppressWarnings("FutureReturnValueIgnored") // the inbox shows the result
class WaitingDemo {

    Shop shop;

    @BeforeEach
    void openShop(Inbox inbox) {
        shop = new Shop(inbox.host(), inbox.port());
    }

    // region asynchronous
    @Test
    void greetsInTheBackground(Inbox inbox) {
        shop.registerLater("Ada", "ada@example.org");

        assertThat(inbox).singleMail().hasSubject("Welcome, Ada");
    }
    // endregion

    // region within
    @Test
    void greetsMany(Inbox inbox) {
        for (int i = 0; i < 20; i++) {
            shop.registerLater("Customer " + i, "customer" + i + "@example.org");
        }

        assertThat(inbox).within(Duration.ofSeconds(30)).hasMailCount(20);
    }
    // endregion

    // region timeout
    @Test
    @WithSmtpServer(assertionTimeoutMillis = 20_000)
    void hasMorePatience(Inbox inbox) {
        new Shop(inbox.host(), inbox.port()).registerLater("Ada", "ada@example.org");

        assertThat(inbox).hasMailCount(1);
    }
    // endregion

    // region no-mail
    @Test
    void doesNotWriteToABadAddress(Inbox inbox) {
        assertThatIllegalArgumentException().isThrownBy(() -> shop.register("Ada", "ada"));

        assertThat(inbox).hasNoMail();
    }
    // endregion

    // region no-mail-in-background
    @Test
    void doesNotWriteToABadAddressLater(Inbox inbox) {
        CompletableFuture<Void> work = shop.registerLater("Ada", "ada");

        assertThat(work).failsWithin(Duration.ofSeconds(5));
        assertThat(inbox).hasNoMail();
    }
    // endregion

    // region stays-empty
    @Test
    void staysSilent(Inbox inbox) {
        shop.registerLater("Ada", "ada"); // and nothing shows when it has ended

        assertThat(inbox).staysEmptyFor(Duration.ofMillis(300));
    }
    // endregion

    // region await
    @Test
    void readsTheMailItself(Inbox inbox) {
        shop.registerLater("Ada", "ada@example.org");

        CapturedMail mail = inbox.awaitMail();
        List<String> links = mail.links();

        assertThat(links).containsExactly("https://shop.example.com/confirm");
    }
    // endregion

    // region await-certain
    @Test
    void waitsForACertainMail(Inbox inbox) {
        shop.registerLater("Ada", "ada@example.org");
        shop.registerLater("Bob", "bob@example.org");

        CapturedMail mail = inbox.awaitMail(each -> each.envelope().to().contains("bob@example.org"));

        assertThat(mail).hasSubject("Welcome, Bob");
    }
    // endregion
}
