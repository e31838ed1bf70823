package io.github.smtpjunit.jupiter;

import static io.github.smtpjunit.smtp.server.Phase.RCPT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.smtpjunit.inbox.Inbox;
import io.github.smtpjunit.smtp.Replies;
import io.github.smtpjunit.smtp.server.ManualClock;
import jakarta.mail.Message;
import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.Transport;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeMessage;
import java.time.Duration;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

@WithSmtpServer
@WithManualClock
class WithManualClockTests {

    private static void send(Session session) throws MessagingException {
        MimeMessage mail = new MimeMessage(session);
        mail.setFrom(new InternetAddress("shop@example.com"));
        mail.setRecipient(Message.RecipientType.TO, new InternetAddress("ada@example.org"));
        mail.setSubject("Hello");
        mail.setText("Hello, Ada");
        Transport.send(mail);
    }

    static void isGreylistedUntilTheClockIsAdvanced(Inbox inbox, ManualClock clock) throws MessagingException {
        inbox.on(RCPT).greylisting(Duration.ofHours(1)).reply(Replies.GREYLISTED);
        assertThatThrownBy(() -> send(inbox.session())).isInstanceOf(MessagingException.class);
        assertThatThrownBy(() -> send(inbox.session())).isInstanceOf(MessagingException.class);
        clock.advance(Duration.ofHours(1));
        send(inbox.session());
        assertThat(inbox).singleMail().hasSubject("Hello");
    }

    @Test
    void theServersOfATestGoByItsClock(Inbox inbox, ManualClock clock) throws Exception {
        isGreylistedUntilTheClockIsAdvanced(inbox, clock);
    }

    @Nested
    @WithSmtpServer(scope = WithSmtpServer.Scope.CLASS)
    class WhereTheServerIsThatOfTheClass {

        private final ManualClock clock;

        WhereTheServerIsThatOfTheClass(ManualClock clock) {
            this.clock = clock;
        }

        @Test
        void soIsTheClock(Inbox inbox, ManualClock same) throws Exception {
            assertThat(same).isSameAs(clock);
            isGreylistedUntilTheClockIsAdvanced(inbox, clock);
        }
    }
}
