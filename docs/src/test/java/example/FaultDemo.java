package example;

import static io.github.smtpjunit.smtp.server.FaultAction.storeAndClose;
import static io.github.smtpjunit.smtp.server.FaultMatcher.recipient;
import static io.github.smtpjunit.smtp.server.Phase.END_OF_DATA;
import static io.github.smtpjunit.smtp.server.Phase.RCPT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.smtpjunit.inbox.Inbox;
import io.github.smtpjunit.jupiter.WithSmtpServer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A server that fails on purpose, a client that tries again, and one that does not. */
@WithSmtpServer
class FaultDemo {

    Shop shop;

    @BeforeEach
    void openShop(Inbox inbox) {
        shop = new Shop(inbox.host(), inbox.port());
    }

    /** Tries three times. */
    void registerPersistently(String name, String address) {
        for (int tries = 1; ; tries++) {
            try {
                shop.register(name, address);
                return;
            } catch (IllegalStateException e) {
                if (tries == 3) {
                    throw e;
                }
            }
        }
    }

    // region retries
    @Test
    void getsThroughTheGreylisting(Inbox inbox) {
        inbox.on(RCPT).where(recipient("ada@example.org")).times(2).reply(451, "4.7.1", "Greylisted, come back");

        registerPersistently("Ada", "ada@example.org");

        assertThat(inbox).singleMail().hasSubject("Welcome, Ada");
        assertThat(inbox.failedAttempts()).hasSize(2);
        inbox.verifyAllRulesUsed();
    }

    @Test
    void givesUpAtOnceWithoutRetries(Inbox inbox) {
        inbox.on(RCPT).times(2).reply(451, "4.7.1", "Greylisted, come back");

        assertThatThrownBy(() -> shop.register("Ada", "ada@example.org")).hasStackTraceContaining("451 4.7.1");

        assertThat(inbox).hasNoMail();
    }
    // endregion

    // region lost-reply
    @Test
    void sendsTwiceWhenTheReplyIsLost(Inbox inbox) {
        inbox.on(END_OF_DATA).once().then(storeAndClose()); // stored, but the client gets no reply

        registerPersistently("Ada", "ada@example.org");

        assertThat(inbox).hasMailCount(2); // two mails, as Shop makes a new one for each try
        assertThat(inbox).allMailsSatisfy(mail -> mail.hasSubject("Welcome, Ada"));
    }
    // endregion
}
