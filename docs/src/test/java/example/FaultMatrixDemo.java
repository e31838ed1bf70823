package example;

import static io.github.smtpjunit.jupiter.SmtpFaultMatrix.Delivery.EXACTLY_ONCE;
import static io.github.smtpjunit.jupiter.SmtpFaultMatrix.Delivery.EXACTLY_ONCE_IN_THE_END;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.github.smtpjunit.inbox.Inbox;
import io.github.smtpjunit.jupiter.SmtpFault;
import io.github.smtpjunit.jupiter.SmtpFaultMatrix;
import io.github.smtpjunit.jupiter.WithSmtpServer;
import jakarta.mail.Message.RecipientType;
import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.internet.MimeMessage;
import org.junit.jupiter.api.Test;
import org.springframework.mail.MailException;
import org.springframework.mail.javamail.JavaMailSenderImpl;

/** Each usual fault at each phase, and faults by annotation. */
// region matrix
@WithSmtpServer
class FaultMatrixDemo {

    @SmtpFaultMatrix(expected = MailException.class, delivery = EXACTLY_ONCE_IN_THE_END)
    void aPersistentSenderGetsThrough(Inbox inbox, Session session) throws MessagingException {
        JavaMailSenderImpl spring = new JavaMailSenderImpl();
        spring.setHost(inbox.host());
        spring.setPort(inbox.port());

        new PersistentSender(spring, pause -> {}).send(welcome(session));
    }

    @SmtpFaultMatrix(expected = IllegalStateException.class, delivery = EXACTLY_ONCE)
    void aShopLosesNothingInSilence(Inbox inbox) {
        new Shop(inbox.host(), inbox.port()).register("Ada", "ada@example.org");
    }
    // endregion

    // region annotation
    @Test
    @SmtpFault("rcpt:*@example.org 2 times=451 4.7.1 Greylisted, come back")
    @SmtpFault("end-of-data once=close")
    void triesThreeTimes(Inbox inbox, Session session) {
        JavaMailSenderImpl spring = new JavaMailSenderImpl();
        spring.setHost(inbox.host());
        spring.setPort(inbox.port());

        assertThatExceptionOfType(MailException.class)
                .isThrownBy(() -> new PersistentSender(spring, pause -> {}).send(welcome(session)));

        assertThat(inbox).hasNoMail().hasFailedAttemptCount(3);
        inbox.verifyAllRulesUsed();
    }
    // endregion

    private static MimeMessage welcome(Session session) throws MessagingException {
        MimeMessage mail = new MimeMessage(session);
        mail.setFrom("shop@example.com");
        mail.setRecipients(RecipientType.TO, "ada@example.org");
        mail.setSubject("Welcome, Ada");
        mail.setText("Hello Ada");
        return mail;
    }
}
