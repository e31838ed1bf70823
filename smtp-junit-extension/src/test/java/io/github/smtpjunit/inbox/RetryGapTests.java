package io.github.smtpjunit.inbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.smtpjunit.jupiter.WithSmtpServer;
import io.github.smtpjunit.smtp.server.Phase;
import java.time.Duration;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What mutations of {@code Retries} left unnoticed. */
class RetryGapTests {

    private static void deliver(Inbox inbox) {
        RawClient.deliver(inbox, "Subject: Hello\n\nHello\n");
    }

    /** A client that leaves by itself was neither refused nor broken off by a rule. */
    @Test
    @WithSmtpServer
    void aClientThatLeavesByItselfWasNotDeferred(Inbox inbox) {
        try (RawClient client = RawClient.greeted(inbox)) {
            client.say("MAIL FROM:<shop@example.com>", 250);
        }
        Awaitility.await().until(() -> !inbox.failedAttempts().isEmpty());
        deliver(inbox);

        assertThatThrownBy(() -> assertThat(inbox).within(Duration.ofMillis(20)).retriedAfter(Duration.ZERO))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("but found:\n  (none)");
    }

    /** What holds already is not waited for. */
    @Test
    @Timeout(60)
    @WithSmtpServer(assertionTimeoutMillis = 300_000)
    void aRetryThatHasComeIsNotWaitedFor(Inbox inbox) {
        inbox.on(Phase.MAIL).once().reply(451, "4.3.0", "Later");
        try (RawClient client = RawClient.greeted(inbox)) {
            client.say("MAIL FROM:<shop@example.com>", 451).say("QUIT", 221);
        }
        deliver(inbox);

        assertThat(inbox).retriedAfter(Duration.ZERO);
    }
}
