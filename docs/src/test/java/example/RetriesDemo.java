package example;

import static io.github.smtpjunit.smtp.server.FaultAction.storeAndClose;
import static io.github.smtpjunit.smtp.server.Phase.END_OF_DATA;
import static io.github.smtpjunit.smtp.server.Phase.RCPT;
import static java.time.Duration.ofMinutes;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.smtpjunit.inbox.Inbox;
import io.github.smtpjunit.smtp.server.FaultProfiles;
import io.github.smtpjunit.smtp.server.ManualClock;
import io.github.smtpjunit.smtp.server.SmtpServer;
import jakarta.mail.Message.RecipientType;
import jakarta.mail.MessagingException;
import jakarta.mail.Transport;
import jakarta.mail.internet.MimeMessage;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.springframework.mail.javamail.JavaMailSenderImpl;

/** Retries by a clock that the test moves: clients that pass, and clients that do not. */
class RetriesDemo {

    // region server
    final ManualClock clock = ManualClock.atNow();

    @AutoClose
    final Inbox inbox = Inbox.start(SmtpServer.builder().clock(clock));
    // endregion

    private JavaMailSenderImpl spring() {
        JavaMailSenderImpl sender = new JavaMailSenderImpl();
        sender.setHost(inbox.host());
        sender.setPort(inbox.port());
        return sender;
    }

    private MimeMessage welcome() {
        try {
            MimeMessage mail = new MimeMessage(inbox.session());
            mail.setFrom("shop@example.com");
            mail.setRecipients(RecipientType.TO, "ada@example.org");
            mail.setSubject("Welcome, Ada");
            mail.setText("Hello Ada");
            return mail;
        } catch (MessagingException e) {
            throw new IllegalStateException(e);
        }
    }

    // region back-off
    @Test
    void backsOff() {
        inbox.on(RCPT).times(2).reply(451, "4.3.0", "Try again later");

        new PersistentSender(spring(), clock::advance).send(welcome());

        assertThat(inbox).singleMail().hasSubject("Welcome, Ada");
        assertThat(inbox).retriedWithBackoff(ofMinutes(1), ofMinutes(5));
    }

    @Test
    void getsThroughTheGreylisting() {
        inbox.faults().add(FaultProfiles.greylistingPostfix()); // accepts a client that comes back after five minutes

        new PersistentSender(spring(), clock::advance).send(welcome());

        assertThat(inbox).hasMailCount(1).retriedWithBackoff(ofMinutes(1), ofMinutes(5));
    }
    // endregion

    // region hammering
    @Test
    void aClientThatDoesNotWaitFails() {
        inbox.on(RCPT).times(2).reply(451, "4.3.0", "Try again later");

        new PersistentSender(spring(), pause -> {}).send(welcome());

        assertThatExceptionOfType(AssertionError.class)
                .isThrownBy(() -> assertThat(inbox).retriedWithBackoff(ofMinutes(1), ofMinutes(5)))
                .withMessageStartingWith("""
                        Expecting new tries after 60 s, 300 s or more, but found:
                          tried again after 0 s: RCPT "RCPT TO:<ada@example.org>": 451 4.3.0 Try again later""");
    }
    // endregion

    // region once
    @Test
    void angusDoesNotTryAgain() {
        inbox.on(RCPT).once().reply(451, "4.3.0", "Try again later");

        assertThatThrownBy(() -> Transport.send(welcome())).hasStackTraceContaining("451 4.3.0 Try again later");

        assertThat(inbox).hasNoMail().hasFailedAttemptCount(1);
    }
    // endregion

    // region lost-replies
    @Test
    void aSecondTryHasTheSameMessageId() {
        inbox.on(END_OF_DATA).once().then(storeAndClose());

        new PersistentSender(spring(), clock::advance).send(welcome());

        assertThat(inbox).hasMailCount(2); // in SMTP the client cannot know that the first one was stored
        assertThat(inbox.mails().get(0).header("Message-ID"))
                .isEqualTo(inbox.mails().get(1).header("Message-ID"));
    }

    @Test
    void aSecondTryByAngusHasAnother() throws MessagingException {
        inbox.on(END_OF_DATA).once().then(storeAndClose());
        MimeMessage mail = welcome();

        assertThatThrownBy(() -> Transport.send(mail)).isInstanceOf(MessagingException.class);
        Transport.send(mail); // gives it a new Message-ID; Transport.sendMessage(..) would not

        assertThat(inbox.mails().get(0).header("Message-ID"))
                .isNotEqualTo(inbox.mails().get(1).header("Message-ID"));
        assertThatExceptionOfType(AssertionError.class)
                .isThrownBy(() -> assertThat(inbox).hasNoDuplicates())
                .withMessageContaining("mails 0 and 1: the same content to ada@example.org");
    }
    // endregion
}
