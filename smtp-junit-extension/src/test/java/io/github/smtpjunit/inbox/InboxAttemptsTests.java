package io.github.smtpjunit.inbox;

import static io.github.smtpjunit.inbox.InboxRows.fails;
import static io.github.smtpjunit.inbox.InboxRows.passes;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.github.smtpjunit.jupiter.WithSmtpServer;
import io.github.smtpjunit.smtp.Envelope;
import io.github.smtpjunit.smtp.EsmtpParameters;
import io.github.smtpjunit.smtp.ForwardPath;
import io.github.smtpjunit.smtp.Reply;
import io.github.smtpjunit.smtp.server.SessionInfo;
import io.github.smtpjunit.smtp.server.SmtpPolicy;
import io.github.smtpjunit.smtp.server.SmtpServer;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Assertions on how clients came to an inbox, what was refused, and whether they tried again. */
@WithSmtpServer(assertionTimeoutMillis = 300)
class InboxAttemptsTests {

    private static final Duration PATIENCE = Duration.ofMillis(300);

    private static final String ATTEMPTS = """


        1 mail has arrived:
          #  from              to               subject  content
          0  shop@example.com  ada@example.org  one      text

        The last attempts that failed:
          RCPT "RCPT TO:<ada@example.org>": 451 4.3.0 Come back later
          RCPT "RCPT TO:<nobody@example.org>": 550 5.1.1 No such user\
        """;

    /** One user is unknown; all others are accepted at their second try. */
    private static SmtpPolicy busyAtFirst() {
        AtomicInteger tries = new AtomicInteger();
        return new SmtpPolicy() {
            @Override
            public Optional<Reply> recipient(
                    SessionInfo session, Envelope envelope, ForwardPath recipient, EsmtpParameters parameters) {
                if (recipient.address().startsWith("nobody@")) {
                    return Optional.of(Reply.parse("550 5.1.1 No such user"));
                }
                return tries.getAndIncrement() == 0
                        ? Optional.of(Reply.parse("451 4.3.0 Come back later"))
                        : Optional.empty();
            }
        };
    }

    static Stream<Arguments> onAnInbox() {
        return Stream.of(
                passes("hasConnectionCount", inbox -> inbox.hasConnectionCount(2)),
                fails("hasConnectionCount", inbox -> inbox.hasConnectionCount(1), """
                    Expecting 1 connection within 300 ms, but found 2.

                    The connections:
                      session 1 from 127.0.0.1:PORT (client.example) ESMTP, 0 mails, ended by QUIT
                      session 2 from 127.0.0.1:PORT (client.example) ESMTP, 1 mail, ended by QUIT
                    """),
                passes("hasFailedAttemptCount", inbox -> inbox.hasFailedAttemptCount(2)),
                fails("hasFailedAttemptCount", inbox -> inbox.hasFailedAttemptCount(0), """
                    Expecting 0 failed attempts within 300 ms, but found 2.
                    """),
                passes(
                        "hasRejectedRecipients",
                        inbox -> inbox.hasRejectedRecipients("ada@EXAMPLE.org", "nobody@example.org")),
                fails("hasRejectedRecipients", inbox -> inbox.hasRejectedRecipients("nobody@example.org"), """
                    Expecting refused recipients to be exactly:
                      nobody@example.org
                    but found:
                      ada@example.org
                      nobody@example.org
                    """),
                passes("wasRejectedWith", inbox -> inbox.wasRejectedWith(550).wasRejectedWith(451)),
                fails("wasRejectedWith", inbox -> inbox.wasRejectedWith(421), """
                    Expecting one of the codes of refusals to be:
                      "421"
                    but found:
                      451
                      550
                    """),
                passes("retriedAfter", inbox -> inbox.retriedAfter(Duration.ZERO)));
    }

    @ParameterizedTest
    @MethodSource("onAnInbox")
    void attempts(Consumer<InboxAssert> assertion, String text) {
        try (Inbox inbox = Inbox.start(SmtpServer.builder().policy(busyAtFirst()), PATIENCE)) {
            tryOnce(inbox, 451);
            try (RawClient client = RawClient.greeted(inbox)) {
                client.say("MAIL FROM:<shop@example.com>", 250)
                        .say("RCPT TO:<nobody@example.org>", 550)
                        .say("RCPT TO:<ada@example.org>", 250)
                        .data("Subject: one\r\n\r\nHello\r\n".getBytes(US_ASCII))
                        .say("QUIT", 221);
            }

            Golden.check(() -> assertion.accept(assertThat(inbox)), text, ATTEMPTS);
        }
    }

    private static void tryOnce(Inbox inbox, int code) {
        try (RawClient client = RawClient.greeted(inbox)) {
            client.say("MAIL FROM:<shop@example.com>", 250)
                    .say("RCPT TO:<ada@example.org>", code)
                    .say("RSET", 250)
                    .say("QUIT", 221);
        }
    }

    @Test
    void aClientThatDoesNotTryAgain() {
        try (Inbox inbox = Inbox.start(SmtpServer.builder().policy(busyAtFirst()), PATIENCE)) {
            tryOnce(inbox, 451);

            assertThatExceptionOfType(AssertionError.class)
                    .isThrownBy(() -> assertThat(inbox).retriedAfter(Duration.ZERO))
                    .withMessageStartingWith("%s", """
                        Expecting a temporary refusal, and a new try after 0 s or more, but found:
                          not tried again: RCPT "RCPT TO:<ada@example.org>": 451 4.3.0 Come back later

                        No mail has arrived\
                        """);
        }
    }

    @Test
    void aClientThatTriesAgainTooEarly() {
        try (Inbox inbox = Inbox.start(SmtpServer.builder().policy(busyAtFirst()), PATIENCE)) {
            tryOnce(inbox, 451);
            RawClient.deliver(inbox, "Subject: one\n\nHello\n");

            assertThatExceptionOfType(AssertionError.class)
                    .isThrownBy(() -> assertThat(inbox).retriedAfter(Duration.ofHours(1)))
                    .withMessageContaining("but found:\n  tried again after ")
                    .withMessageContaining("s: RCPT \"RCPT TO:<ada@example.org>\": 451 4.3.0 Come back later\n");
        }
    }

    @Test
    void nothingToTryAgain(Inbox inbox) {
        assertThatExceptionOfType(AssertionError.class)
                .isThrownBy(() -> assertThat(inbox).retriedAfter(Duration.ZERO))
                .withMessageContaining("but found:\n  (none)\n");
    }
}
