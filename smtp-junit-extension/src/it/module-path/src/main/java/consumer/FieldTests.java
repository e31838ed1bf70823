package consumer;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.smtpjunit.inbox.Inbox;
import io.github.smtpjunit.jupiter.WithSmtpServer;
import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The inbox as a field, and as a parameter of methods. */
@WithSmtpServer
class FieldTests {

    private Inbox inbox;

    @BeforeEach
    void theFieldIsSet() {
        assertThat((Object) inbox).isNotNull();
    }

    @Test
    void allAreInNamedModules(Inbox parameter, Session session) throws MessagingException {
        Mails.send(session, "Welcome");

        assertThat(inbox).singleMail().hasSubject("Welcome").hasHtmlContaining("<p>Hello Ada");
        assertThat((Object) parameter).isSameAs(inbox);
        assertThat(Inbox.class.getModule().isNamed()).isTrue();
        assertThat(FieldTests.class.getModule().isNamed()).isTrue();
    }
}
