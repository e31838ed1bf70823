package io.github.smtpjunit.inbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.smtpjunit.jupiter.WithSmtpServer;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * An inbox that several tests use one after the other: what {@link Inbox#clear()} and {@link Inbox#drain()} leave to
 * the next one.
 */
@WithSmtpServer(assertionTimeoutMillis = 20_000)
class ClearTests {

    private static final String FROM = "shop@example.com";

    private static void send(Inbox inbox, String subject) {
        RawClient.deliver(inbox, "Subject: " + subject + "\n\nHello\n");
    }

    private static RawClient client(Inbox inbox) {
        return RawClient.greeted(inbox);
    }

    private static RawClient begin(RawClient client) {
        return client.say("MAIL FROM:<" + FROM + ">", 250).say("RCPT TO:<ada@example.org>", 250);
    }

    private static void end(RawClient client, String subject) {
        client.say("DATA", 354).say("Subject: " + subject + "\r\n.", 250);
    }

    @Test
    void clearBeginsAnewWithTheNumber0(Inbox inbox) {
        send(inbox, "one");
        send(inbox, "two");

        inbox.clear();
        send(inbox, "three");
        send(inbox, "four");

        assertThat(inbox.mails()).extracting(CapturedMail::number).containsExactly(0, 1);
        assertThat(inbox).mail(1).hasSubject("four");
        assertThatThrownBy(() -> assertThat(inbox).noMailSatisfies(mail -> mail.hasSubject("four")))
                .hasMessageContaining("but mail 1 does")
                .hasMessageContaining("  1  shop@example.com");
    }

    @Test
    void drainBeginsAnewWithTheNumber0(Inbox inbox) {
        send(inbox, "one");

        List<CapturedMail> drained = inbox.drain();
        send(inbox, "two");

        assertThat(drained).extracting(CapturedMail::number).containsExactly(0);
        assertThat(inbox.mails()).extracting(CapturedMail::number).containsExactly(0);
    }

    @Test
    void aBlockHasItsOwnMailsAlsoIfItClears(Inbox inbox) {
        send(inbox, "one");
        send(inbox, "two");

        assertThat(inbox.capture(() -> {
                            send(inbox, "three");
                            inbox.clear();
                            send(inbox, "four");
                        })
                        .singleMail()
                        .actual()
                        .subject())
                .contains("four");
        inbox.capture(() -> send(inbox, "five")).singleMail().hasSubject("five");
    }

    @Test
    void aMailThatHasBegunBeforeIsNotCounted(Inbox inbox) {
        try (RawClient open = begin(client(inbox))) {
            inbox.clear();
            end(open, "late");

            assertThat(inbox).hasNoMail();
            send(inbox, "next");
            assertThat(inbox).singleMail().hasSubject("next");
            assertThatThrownBy(() ->
                            assertThat(inbox).within(Duration.ofMillis(20)).hasMailCount(2))
                    .hasMessageContaining(
                            "1 mail has arrived in this test that code before inbox.clear() had left under way,"
                                    + " and that this test does not count:")
                    .hasMessageContaining("late");
            end(begin(open), "again");
            assertThat(inbox).lastMail().hasSubject("again");
        }
    }

    @Test
    void howOftenItWasClearedIsNotTold(Inbox inbox) {
        try (RawClient open = begin(client(inbox))) {
            inbox.clear();
            inbox.clear();
            end(open, "late");
            inbox.clear();
            end(begin(open), "counts");
            begin(open);
            inbox.clear();
            end(open, "later");

            assertThatThrownBy(() ->
                            assertThat(inbox).within(Duration.ofMillis(20)).hasMailCount(2))
                    .hasMessageContaining(" that code before inbox.clear() had left under way, and");
        }
    }

    @Test
    void aClientThatHasConnectedAheadCounts(Inbox inbox) {
        try (RawClient pooled = client(inbox)) {
            inbox.clear();

            assertThat(inbox).within(Duration.ofMillis(20)).hasConnectionCount(1); // it stays on its way to a mail
            end(begin(pooled), "first");
            assertThat(inbox).singleMail().hasSubject("first");
        }
    }

    @Test
    void aSessionIsForgottenUntilSomethingHappensInIt(Inbox inbox) {
        try (RawClient pooled = client(inbox)) {
            pooled.say("MAIL FROM:<broken", 501);
            end(begin(pooled), "first");

            inbox.clear();

            assertThat(inbox.failedAttempts()).isEmpty();
            assertThat(inbox.sessions()).isEmpty();
            pooled.say("MAIL FROM:<broken", 501);
            assertThat(inbox.failedAttempts()).hasSize(1);
            assertThat(inbox.sessions()).hasSize(1);
        }
    }
}
