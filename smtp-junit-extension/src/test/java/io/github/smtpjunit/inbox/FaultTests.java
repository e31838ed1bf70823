package io.github.smtpjunit.inbox;

import static io.github.smtpjunit.smtp.server.FaultAction.hang;
import static io.github.smtpjunit.smtp.server.FaultAction.raw;
import static io.github.smtpjunit.smtp.server.FaultAction.storeAndClose;
import static io.github.smtpjunit.smtp.server.FaultMatcher.recipient;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.argumentSet;

import io.github.smtpjunit.jupiter.WithSmtpServer;
import io.github.smtpjunit.smtp.Replies;
import io.github.smtpjunit.smtp.server.Phase;
import jakarta.mail.Message.RecipientType;
import jakarta.mail.MessagingException;
import jakarta.mail.SendFailedException;
import jakarta.mail.Transport;
import jakarta.mail.internet.MimeMessage;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.mail.MailException;
import org.springframework.mail.SimpleMailMessage;
import org.springframework.mail.javamail.JavaMailSenderImpl;

/** Servers that fail on purpose, with the clients that people use. */
@WithSmtpServer(assertionTimeoutMillis = 20_000)
class FaultTests {

    /** Sends one mail to Ada, by a library's own means. */
    private interface Sender {
        void send(Inbox inbox) throws Exception;
    }

    static Stream<Arguments> senders() {
        return Stream.of(argumentSet("Angus Mail", (Sender) FaultTests::sendByAngus), argumentSet("Spring", (Sender)
                FaultTests::sendBySpring));
    }

    private static void sendByAngus(Inbox inbox) throws MessagingException {
        MimeMessage mail = new MimeMessage(inbox.session());
        mail.setFrom("shop@example.com");
        mail.setRecipients(RecipientType.TO, "ada@example.org");
        mail.setSubject("Welcome");
        mail.setText("Hello, Ada");
        Transport.send(mail);
    }

    private static void sendBySpring(Inbox inbox) {
        JavaMailSenderImpl sender = new JavaMailSenderImpl();
        sender.setHost(inbox.host());
        sender.setPort(inbox.port());
        SimpleMailMessage mail = new SimpleMailMessage();
        mail.setFrom("shop@example.com");
        mail.setTo("ada@example.org");
        mail.setSubject("Welcome");
        mail.setText("Hello, Ada");
        sender.send(mail);
    }

    /** A client that does not give up; returns how many tries it took. */
    private static int sendPersistently(Sender sender, Inbox inbox) throws Exception {
        for (int tries = 1; ; tries++) {
            try {
                sender.send(inbox);
                return tries;
            } catch (MessagingException | MailException e) {
                assertThat(tries).as("tries, the last one failed with %s", e).isLessThan(5);
            }
        }
    }

    @ParameterizedTest
    @MethodSource("senders")
    void aClientThatRetriesGetsThroughTheGreylisting(Sender sender, Inbox inbox) throws Exception {
        inbox.on(Phase.RCPT).where(recipient("ada@example.org")).times(2).reply(451, "4.7.1", "Greylisted, come back");

        assertThat(sendPersistently(sender, inbox)).isEqualTo(3);

        assertThat(inbox).singleMail().hasSubject("Welcome");
        assertThat(inbox.failedAttempts())
                .filteredOn(attempt -> attempt.phase() == Phase.RCPT)
                .hasSize(2)
                .allSatisfy(attempt -> assertThat(attempt.reason()).contains("2 times: 451 4.7.1"));
        inbox.verifyAllRulesUsed();
    }

    @ParameterizedTest
    @MethodSource("senders")
    void aClientThatRetriesAfterALostReplySendsADuplicate(Sender sender, Inbox inbox) throws Exception {
        inbox.on(Phase.END_OF_DATA).once().then(storeAndClose());

        assertThat(sendPersistently(sender, inbox)).isEqualTo(2);

        assertThat(inbox).hasMailCount(2);
        assertThat(inbox.failedAttempts())
                .singleElement()
                .satisfies(attempt -> assertThat(attempt.reason())
                        .isEqualTo("closed by fault END_OF_DATA, once: store, then close before the reply"));
    }

    @Test
    void aPermanentRefusalReachesTheClient(Inbox inbox) {
        inbox.on(Phase.RCPT).reply(Replies.NO_SUCH_USER);

        assertThatThrownBy(() -> sendByAngus(inbox))
                .isInstanceOf(SendFailedException.class)
                .hasRootCauseMessage("550 5.1.1 No such user\n");
        assertThat(inbox).hasNoMail();
    }

    @Test
    void aServerThatHangsRunsIntoTheClientsTimeOut(Inbox inbox) {
        inbox.on(Phase.RCPT).then(hang());
        JavaMailSenderImpl sender = new JavaMailSenderImpl();
        sender.setHost(inbox.host());
        sender.setPort(inbox.port());
        sender.getJavaMailProperties().setProperty("mail.smtp.timeout", "100");
        SimpleMailMessage mail = new SimpleMailMessage();
        mail.setFrom("shop@example.com");
        mail.setTo("ada@example.org");

        assertThatThrownBy(() -> sender.send(mail)).isInstanceOf(MailException.class);

        assertThat(inbox).hasNoMail();
        assertThat(inbox.failedAttempts())
                .singleElement()
                .hasToString("RCPT \"RCPT TO:<ada@example.org>\": the client left (fault RCPT: hang)");
    }

    @ParameterizedTest
    @MethodSource("senders")
    void aClientNoticesWhatIsNoReply(Sender sender, Inbox inbox) {
        inbox.on(Phase.MAIL).then(raw("gibberish\r\n"));

        assertThatThrownBy(() -> sender.send(inbox)).isInstanceOfAny(MessagingException.class, MailException.class);
        assertThat(inbox).hasNoMail();
    }

    @Test
    void aRuleThatWasNeverHitIsReported(Inbox inbox) throws MessagingException {
        inbox.on(Phase.RCPT).where(recipient("bob@example.org")).reply(Replies.NO_SUCH_USER);

        sendByAngus(inbox);

        assertThatThrownBy(inbox::verifyAllRulesUsed)
                .isInstanceOf(AssertionError.class)
                .hasMessageStartingWith("Of 1 rule, 1 was never hit:\n"
                        + "  RCPT, recipient bob@example.org: 550 5.1.1 No such user\n\n1 mail has arrived:");
    }
}
