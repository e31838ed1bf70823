package example;

import static io.github.smtpjunit.smtp.server.FaultAction.delay;
import static io.github.smtpjunit.smtp.server.FaultAction.drip;
import static io.github.smtpjunit.smtp.server.FaultAction.hang;
import static io.github.smtpjunit.smtp.server.Phase.CONNECT;
import static io.github.smtpjunit.smtp.server.Phase.END_OF_DATA;
import static io.github.smtpjunit.smtp.server.Phase.RCPT;
import static java.time.Duration.ofMillis;
import static java.time.Duration.ofMinutes;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.smtpjunit.inbox.Inbox;
import io.github.smtpjunit.inbox.UnansweredPort;
import io.github.smtpjunit.smtp.server.ManualClock;
import io.github.smtpjunit.smtp.server.SmtpServer;
import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.springframework.mail.MailSendException;
import org.springframework.mail.SimpleMailMessage;
import org.springframework.mail.javamail.JavaMailSenderImpl;

/** Servers that are slow or silent: clients that pass, and clients that do not. */
class TimeoutsDemo {

    final ManualClock clock = ManualClock.atNow();

    @AutoClose
    final Inbox inbox = Inbox.start(SmtpServer.builder().clock(clock));

    private static SimpleMailMessage welcome() {
        SimpleMailMessage mail = new SimpleMailMessage();
        mail.setFrom("shop@example.com");
        mail.setTo("ada@example.org");
        mail.setSubject("Welcome, Ada");
        mail.setText("Hello Ada");
        return mail;
    }

    // region time-out
    private JavaMailSenderImpl impatient() {
        JavaMailSenderImpl sender = new JavaMailSenderImpl();
        sender.setHost(inbox.host());
        sender.setPort(inbox.port());
        sender.getJavaMailProperties().setProperty("mail.smtp.connectiontimeout", "2000");
        sender.getJavaMailProperties().setProperty("mail.smtp.timeout", "200");
        sender.getJavaMailProperties().setProperty("mail.smtp.writetimeout", "200");
        return sender;
    }

    @Test
    void givesUpOnASilentServer() {
        inbox.on(RCPT).then(hang());

        assertThatThrownBy(() -> impatient().send(welcome()))
                .isInstanceOf(MailSendException.class)
                .hasStackTraceContaining("Read timed out");

        assertThat(inbox).hasNoMail();
        assertThat(inbox.failedAttempts())
                .singleElement()
                .hasToString("RCPT \"RCPT TO:<ada@example.org>\": the client left (fault RCPT: hang)");
    }

    @Test
    void givesUpOnAServerThatDoesNotGreet() {
        inbox.on(CONNECT).then(delay(ofMinutes(10)));

        assertThatThrownBy(() -> impatient().send(welcome())).hasStackTraceContaining("Read timed out");
    }
    // endregion

    // region no-time-out
    @Test
    void aClientWithoutTimeOutsWaitsForEver() {
        inbox.on(RCPT).then(hang());

        CompletableFuture<Void> work =
                new Shop(inbox.host(), inbox.port()).registerLater("Ada", "ada@example.org"); // by Angus Mail

        assertThatExceptionOfType(AssertionError.class)
                .isThrownBy(() -> assertThat(work).completesExceptionallyWithin(ofMillis(300)));
    } // closing the inbox releases the client
    // endregion

    // region timeout
    @Test
    void bearsAServerThatTakesFiveMinutes() throws InterruptedException {
        inbox.on(END_OF_DATA).then(delay(ofMinutes(5)));
        CompletableFuture<Void> work = new Shop(inbox.host(), inbox.port()).registerLater("Ada", "ada@example.org");

        assertThat(inbox.faults().awaitHeldUp(1, ofSeconds(5))).isTrue();
        clock.advance(ofMinutes(5)); // in no time

        assertThat(work).succeedsWithin(ofSeconds(5));
        assertThat(inbox).hasMailCount(1);
    }
    // endregion

    // region stored
    @Test
    void aClientThatGivesUpAtTheEndDoesNotKnowThatTheMailArrived() {
        inbox.on(END_OF_DATA).then(delay(ofMinutes(5)));

        assertThatThrownBy(() -> impatient().send(welcome())).isInstanceOf(MailSendException.class);

        assertThat(inbox).hasMailCount(1); // and one that tries again sends it twice
    }
    // endregion

    // region drip
    @Test
    void theTimeOutIsThatOfOneReadNotOfAReply() throws InterruptedException {
        inbox.on(RCPT).then(drip(10, ofSeconds(30)));
        CompletableFuture<Void> work =
                CompletableFuture.runAsync(() -> impatient().send(welcome()));

        while (!work.isDone() && inbox.faults().awaitHeldUp(1, ofMillis(100))) {
            clock.advance(ofSeconds(30));
        }

        assertThat(work).succeedsWithin(ofSeconds(5)); // a slow server can delay a client without a limit
    }
    // endregion

    // region unanswered
    @Test
    @EnabledOnOs(OS.LINUX)
    void givesUpWhereNobodyAnswers() throws IOException {
        try (UnansweredPort dead = UnansweredPort.open()) {
            JavaMailSenderImpl sender = impatient();
            sender.setPort(dead.port());
            sender.getJavaMailProperties().setProperty("mail.smtp.connectiontimeout", "200");

            assertThatThrownBy(() -> sender.send(welcome())).hasStackTraceContaining("Connect timed out");
        }
    }
    // endregion
}
