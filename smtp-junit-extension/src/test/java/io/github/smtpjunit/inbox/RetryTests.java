package io.github.smtpjunit.inbox;

import static io.github.smtpjunit.smtp.server.FaultAction.close;
import static io.github.smtpjunit.smtp.server.Phase.EHLO;
import static io.github.smtpjunit.smtp.server.Phase.END_OF_DATA;
import static io.github.smtpjunit.smtp.server.Phase.MAIL;
import static io.github.smtpjunit.smtp.server.Phase.RCPT;
import static java.nio.charset.StandardCharsets.US_ASCII;
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

    /** Says MAIL and RCPT, and QUIT if that is refused. */
    private void tryFrom(String sender, int code) {
        try (RawClient client = RawClient.greeted(inbox).say("MAIL FROM:<" + sender + ">", 250)) {
            client.say("RCPT TO:<ada@example.org>", code);
            if (code == 250) {
                client.data("\r\nHello\r\n".getBytes(US_ASCII));
            }
            client.say("QUIT", 221);
        }
    }

    private void wasNotTriedAgain() {
        assertThatExceptionOfType(AssertionError.class)
                .isThrownBy(() -> assertThat(inbox).retriedAfter(Duration.ZERO))
                .withMessageContaining("\n  not tried again: ");
        fails("Expecting new tries after 0 s or more, but found:\n  not tried again: ", Duration.ZERO);
    }

    @Test
    void anEarlierMailIsNoNewTryAlsoWhileTheClockStandsStill() {
        inbox.on(RCPT).after(1).once().reply(451, "4.3.0", "Later");
        tryFrom("shop@example.com", 250);
        tryFrom("shop@example.com", 451);

        wasNotTriedAgain();

        tryFrom("shop@example.com", 250);
        assertThat(inbox).retriedAfter(Duration.ZERO).retriedWithBackoff(Duration.ZERO);
    }

    @Test
    void aMailThatHadBegunBeforeTheRefusalIsNoNewTry() {
        inbox.on(RCPT).once().reply(451, "4.3.0", "Later");
        try (RawClient client = RawClient.greeted(inbox).say("MAIL FROM:<shop@example.com>", 250)) {
            tryFrom("shop@example.com", 451);
            client.say("RCPT TO:<ada@example.org>", 250)
                    .data("\r\nHello\r\n".getBytes(US_ASCII))
                    .say("QUIT", 221);
        }
        wasNotTriedAgain();
    }

    @Test
    void aTryThatHadBegunBeforeTheRefusalAndFailsLaterIsNoNewTry() {
        inbox.on(RCPT).times(2).reply(451, "4.3.0", "Later");
        try (RawClient client = RawClient.greeted(inbox).say("MAIL FROM:<shop@example.com>", 250)) {
            tryFrom("shop@example.com", 451);
            client.say("RCPT TO:<ada@example.org>", 451).say("QUIT", 221);
        }
        assertThatExceptionOfType(AssertionError.class)
                .isThrownBy(() -> assertThat(inbox).retriedAfter(Duration.ZERO))
                .satisfies(failure -> assertThat(failure.getMessage())
                        .contains("not tried again: RCPT")
                        .doesNotContain("tried again after"));
    }

    @Test
    void aNewTryThatComesLaterIsWaitedFor() {
        inbox.on(RCPT).once().reply(451, "4.3.0", "Later");
        tryFrom("shop@example.com", 451);
        Background after = Background.waiting(
                () -> assertThat(inbox).within(Duration.ofSeconds(20)).retriedAfter(ofMinutes(1)));
        Background backoff = Background.waiting(
                () -> assertThat(inbox).within(Duration.ofSeconds(20)).retriedWithBackoff(ofMinutes(1)));

        clock.advance(ofMinutes(1));
        tryFrom("shop@example.com", 250);

        after.join();
        backoff.join();
    }

    @Test
    void thePauseEndsWithTheFirstWordAboutTheNextTry() {
        inbox.on(RCPT).once().reply(451, "4.3.0", "Later");
        tryFrom("shop@example.com", 451);
        inbox.on(RCPT).once().reply(550, "5.1.1", "No such user");
        clock.advance(ofMinutes(2));
        try (RawClient client = RawClient.greeted(inbox).say("MAIL FROM:<shop@example.com>", 250)) {
            client.say("RCPT TO:<bob@example.org>", 550).say("RCPT TO:<ada@example.org>", 250);
            clock.advance(ofMinutes(1));
            client.data("\r\nHello\r\n".getBytes(US_ASCII)).say("QUIT", 221);
        }
        assertThat(inbox).retriedWithBackoff(ofMinutes(2));
        fails("Expecting new tries after 180 s or more", ofMinutes(3));
    }

    /** The client tries again at once, and is slow then. */
    @Test
    void thePauseEndsWithTheMailCommandOfTheNextTry() {
        inbox.on(RCPT).times(2).reply(451, "4.3.0", "Later");
        tryFrom("shop@example.com", 451);
        clock.advance(ofMinutes(2));
        slowTryFrom("shop@example.com", 451);
        clock.advance(ofMinutes(3));
        slowTryFrom("shop@example.com", 250);

        assertThat(inbox).retriedAfter(ofMinutes(2)).retriedWithBackoff(ofMinutes(2), ofMinutes(3));
        fails("Expecting new tries after 121 s, 180 s or more", ofMinutes(2).plusSeconds(1), ofMinutes(3));
        fails(
                "Expecting new tries after 120 s, 181 s or more",
                ofMinutes(2),
                ofMinutes(3).plusSeconds(1));
    }

    private void slowTryFrom(String sender, int code) {
        try (RawClient client = RawClient.greeted(inbox).say("MAIL FROM:<" + sender + ">", 250)) {
            clock.advance(ofMinutes(10));
            client.say("RCPT TO:<ada@example.org>", code);
            if (code == 250) {
                clock.advance(ofMinutes(10));
                client.data("\r\nHello\r\n".getBytes(US_ASCII));
            }
            client.say("QUIT", 221);
        }
    }

    @Test
    void theMailOfAnotherSenderIsNoNewTry() {
        inbox.on(RCPT).once().reply(451, "4.3.0", "Later");
        tryFrom("shop@example.com", 451);
        tryFrom("other@example.com", 250);

        wasNotTriedAgain();

        tryFrom("shop@EXAMPLE.com", 250);
        assertThat(inbox).retriedAfter(Duration.ZERO).retriedWithBackoff(Duration.ZERO);
    }

    @Test
    void theMailOfAnotherSenderIsNoNewTryOfARefusedSender() {
        inbox.on(MAIL).once().reply(451, "4.3.0", "Later");
        try (RawClient client = RawClient.greeted(inbox)) {
            client.say("MAIL FROM:<shop@example.com>", 451).mail("other@example.com", "ada@example.org", "\nHello\n");
        }
        wasNotTriedAgain();
    }

    @Test
    void eachSenderTriesAgainForItself() {
        inbox.on(RCPT).times(2).reply(451, "4.3.0", "Later");
        tryFrom("shop@example.com", 451);
        tryFrom("other@example.com", 451);
        clock.advance(ofMinutes(1));
        tryFrom("other@example.com", 250);
        clock.advance(ofMinutes(1));
        tryFrom("shop@example.com", 250);

        assertThat(inbox).retriedWithBackoff(ofMinutes(2), ofMinutes(1));
        fails("Expecting new tries after 120 s, 120 s or more", ofMinutes(2), ofMinutes(2));
    }

    @Test
    void aSenderThatIsRefusedTwiceInASessionTriesTwice() {
        inbox.on(MAIL).times(2).reply(451, "4.3.0", "Later");
        try (RawClient client = RawClient.greeted(inbox)) {
            client.say("MAIL FROM:<shop@example.com>", 451);
            clock.advance(ofMinutes(1));
            client.say("MAIL FROM:<shop@example.com>", 451);
            clock.advance(ofMinutes(2));
            client.mail("shop@example.com", "ada@example.org", "\nHello\n");
        }
        assertThat(inbox).retriedWithBackoff(ofMinutes(1), ofMinutes(2));
    }

    @Test
    void aClientThatIsRefusedBeforeItsMailTriesAgainWithAnyMail() {
        inbox.on(EHLO).times(2).reply(451, "4.3.0", "Later");
        try (RawClient client = RawClient.connect(inbox)) {
            client.say("EHLO shop", 451).say("HELO shop", 451); // one try
            clock.advance(ofMinutes(1));
            client.say("HELO shop", 250).mail("shop@example.com", "ada@example.org", "\nHello\n");
        }
        assertThat(inbox).retriedWithBackoff(ofMinutes(1));
        fails("Expecting new tries after 61 s or more", Duration.ofSeconds(61));
    }

    @Test
    void thePauseBeginsWithTheLastWordAboutTheTry() {
        inbox.on(RCPT).once().reply(451, "4.3.0", "Later");
        try (RawClient client = RawClient.greeted(inbox).say("MAIL FROM:<shop@example.com>", 250)) {
            client.say("RCPT TO:<ada@example.org>", 451).say("RCPT TO:<bob@example.org>", 250);
            clock.advance(ofMinutes(1));
            client.data("\r\nHello\r\n".getBytes(US_ASCII)).say("QUIT", 221);
        }
        clock.advance(ofMinutes(2));
        tryFrom("shop@example.com", 250);

        assertThat(inbox).retriedWithBackoff(ofMinutes(2));
        fails("Expecting new tries after 180 s or more", ofMinutes(3));
    }

    @Test
    void aPermanentRefusalAsksForNoNewTry() {
        inbox.on(RCPT).once().reply(550, "5.1.1", "No such user");
        tryFrom("shop@example.com", 550);
        tryFrom("shop@example.com", 250);

        fails("Expecting new tries after 0 s or more, but found:\n  (none)", Duration.ZERO);
    }

    @Test
    void oneOfTwoThatIsNotTriedAgainFails() {
        inbox.on(RCPT).times(2).reply(451, "4.3.0", "Later");
        tryFrom("shop@example.com", 451);
        tryFrom("other@example.com", 451);
        tryFrom("shop@example.com", 250);

        wasNotTriedAgainAmong("tried again after 0 s: RCPT", "not tried again: RCPT");
    }

    private void wasNotTriedAgainAmong(String... lines) {
        assertThatExceptionOfType(AssertionError.class)
                .isThrownBy(() -> assertThat(inbox).retriedAfter(Duration.ZERO))
                .satisfies(failure -> assertThat(failure.getMessage()).contains(lines));
        assertThatExceptionOfType(AssertionError.class)
                .isThrownBy(() -> assertThat(inbox).retriedWithBackoff(Duration.ZERO, Duration.ZERO))
                .satisfies(failure -> assertThat(failure.getMessage()).contains(lines));
    }
}
