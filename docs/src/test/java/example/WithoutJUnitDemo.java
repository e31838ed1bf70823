package example;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.smtpjunit.inbox.Inbox;
import org.junit.jupiter.api.Test;

class WithoutJUnitDemo {

    @Test
    void worksAnywhere() {
        // region without-junit
        try (Inbox inbox = Inbox.start()) {
            new Shop(inbox.host(), inbox.port()).register("Ada", "ada@example.org");

            assertThat(inbox).singleMail().hasSubject("Welcome, Ada");
        }
        // endregion
    }
}
