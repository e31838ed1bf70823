package io.github.smtpjunit.jupiter;

import static io.github.smtpjunit.smtp.server.FaultAction.close;
import static io.github.smtpjunit.smtp.server.Phase.END_OF_DATA;
import static io.github.smtpjunit.smtp.server.Phase.RCPT;
import static java.time.Duration.ofMinutes;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.github.smtpjunit.smtp.server.ManualClock;
import io.github.smtpjunit.smtp.server.SmtpServer;
import jakarta.mail.Message.RecipientType;
import jakarta.mail.MessagingException;
import jakarta.mail.Transport;
import jakarta.mail.internet.MimeMessage;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/** How often a client tries again, and when, by a clock that the test moves. */
class RetryTests {

    private final ManualClock clock = ManualClock.atNow();

    @AutoClose
    private final Inbox inbox = Inbox.start(SmtpServer.builder().clock(clock), Duration.ofMillis(300));

    /** A client that waits so long after each failure; what it waits for is the clock. */
    private void send(List<Duration> pauses) throws MessagingException {
        for (Duration pause : pauses) {
            try {
                sendOnce();
                return;
            } catch (MessagingException e) {
                clock.advance(pause);
            }
        }
        sendOnce();
    }

    private void sendOnce() throws MessagingException {
        MimeMessage mail = new MimeMessage(inbox.session());
        mail.setFrom("shop@example.com");
        mail.setRecipients(RecipientType.TO, "ada@example.org");
        mail.setText("Hello, Ada");
        Transport.send(mail);
    }

    private void fails(String text, Duration... pauses) {
        assertThatExceptionOfType(AssertionError.class)
                .isThrownBy(() -> assertThat(inbox).retriedWithBackoff(pauses))
                .withMessageStartingWith("%s", text);
    }

    @Test
    void backsOff() throws MessagingException {
        inbox.on(RCPT).once().reply(451, "4.3.0", "Later");
        inbox.on(RCPT).once().reply(450, "4.2.1", "Later still");
        inbox.on(END_OF_DATA).once().then(close());

        send(List.of(ofMinutes(1), ofMinutes(5), ofMinutes(30)));

        assertThat(inbox)
                .hasMailCount(1)
                .retriedAfter(ofMinutes(1))
                .retriedWithBackoff(ofMinutes(1), ofMinutes(5), ofMinutes(30))
                .retriedWithBackoff(ofMinutes(1), ofMinutes(1), ofMinutes(1));
        String tries = """
                , but found:
                  tried again after 60 s: RCPT "RCPT TO:<ada@example.org>": 451 4.3.0 Later (fault RCPT, once: 451 4.3.0 Later)
                  tried again after 300 s: RCPT "RCPT TO:<ada@example.org>": 450 4.2.1 Later still (fault RCPT, once: 450 4.2.1 Later still)
                  tried again after 1800 s: END_OF_DATA: closed by fault END_OF_DATA, once: close

                """;
        fails(
                "Expecting new tries after 60 s, 360 s, 1800 s or more" + tries,
                ofMinutes(1),
                ofMinutes(6),
                ofMinutes(30));
        fails("Expecting new tries after 60 s or more" + tries, ofMinutes(1));
        fails(
                "Expecting new tries after 60 s, 60 s, 60 s, 60 s or more" + tries,
                ofMinutes(1),
                ofMinutes(1),
                ofMinutes(1),
                ofMinutes(1));
    }

    @Test
    void givesUp() {
        inbox.on(RCPT).reply(451, "4.3.0", "Later");

        assertThatExceptionOfType(MessagingException.class).isThrownBy(this::sendOnce);

        fails("Expecting new tries after 60 s or more, but found:\n  not tried again: RCPT", ofMinutes(1));
    }

    @Test
    void succeedsAtOnce() throws MessagingException {
        sendOnce();

        fails("Expecting new tries after 60 s or more, but found:\n  (none)\n", ofMinutes(1));
    }
}
