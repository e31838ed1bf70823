package example;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.smtpjunit.inbox.Inbox;
import io.github.smtpjunit.jupiter.SmtpServerExtension;
import io.github.smtpjunit.smtp.Envelope;
import io.github.smtpjunit.smtp.EsmtpParameters;
import io.github.smtpjunit.smtp.ForwardPath;
import io.github.smtpjunit.smtp.Replies;
import io.github.smtpjunit.smtp.Reply;
import io.github.smtpjunit.smtp.server.SessionInfo;
import io.github.smtpjunit.smtp.server.SmtpPolicy;
import io.github.smtpjunit.smtp.server.SmtpServer;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class RefusedRecipientDemo {

    // region refused-recipient
    @RegisterExtension
    final SmtpServerExtension smtp = SmtpServerExtension.of(SmtpServer.builder().policy(new NobodyIsUnknown()));

    static class NobodyIsUnknown implements SmtpPolicy {
        @Override
        public Optional<Reply> recipient(
                SessionInfo session, Envelope envelope, ForwardPath to, EsmtpParameters parameters) {
            return to.address().startsWith("nobody@") ? Optional.of(Replies.NO_SUCH_USER) : Optional.empty();
        }
    }

    @Test
    void reportsAnUnknownCustomer(Inbox inbox) {
        Shop shop = new Shop(inbox.host(), inbox.port());

        assertThatThrownBy(() -> shop.register("Nobody", "nobody@example.org"))
                .hasStackTraceContaining("550 5.1.1 No such user");
        assertThat(inbox).hasNoMail();
        assertThat(inbox.failedAttempts())
                .singleElement()
                .hasToString("RCPT \"RCPT TO:<nobody@example.org>\": 550 5.1.1 No such user");
    }
    // endregion
}
