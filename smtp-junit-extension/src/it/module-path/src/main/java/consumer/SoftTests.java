package consumer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.github.smtpjunit.inbox.Inbox;
import io.github.smtpjunit.inbox.MailSoftAssertions;
import io.github.smtpjunit.jupiter.WithSmtpServer;
import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledIf;
import org.junit.jupiter.api.condition.EnabledIf;

/** Failures that are collected, where the JVM has the options for it. */
@WithSmtpServer
class SoftTests {

    static boolean optionsAreSet() {
        return SoftAssertions.class.getModule().canRead(MailSoftAssertions.class.getModule());
    }

    @Test
    @DisabledIf("optionsAreSet")
    void theOptionsAreNamed(Inbox inbox) {
        assertThatIllegalStateException()
                .isThrownBy(() -> new MailSoftAssertions().assertThat(inbox))
                .withMessage("On the module path soft assertions need two options of the JVM: --add-reads"
                        + " org.assertj.core=io.github.smtpjunit.jupiter and --add-exports"
                        + " org.assertj.core/org.assertj.core.api.recursive.assertion=io.github.smtpjunit.jupiter");
    }

    @Test
    @EnabledIf("optionsAreSet")
    void failuresAreCollected(Inbox inbox, Session session) throws MessagingException {
        Mails.send(session, "Welcome");

        MailSoftAssertions softly = new MailSoftAssertions();
        softly.assertThat(inbox).singleMail().hasSubject("Goodbye").isTo("bob@example.org");

        assertThat(softly.errorsCollected()).hasSize(2);
    }
}
