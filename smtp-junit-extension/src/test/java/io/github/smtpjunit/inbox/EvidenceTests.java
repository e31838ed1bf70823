package io.github.smtpjunit.inbox;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.github.smtpjunit.smtp.sasl.SaslAuthenticator;
import io.github.smtpjunit.smtp.server.FailedAttempt;
import io.github.smtpjunit.smtp.server.ManualClock;
import io.github.smtpjunit.smtp.server.Phase;
import io.github.smtpjunit.smtp.server.SmtpServer;
import io.github.smtpjunit.smtp.server.SmtpServerBuilder;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Assertions that look at what happened in sessions do not depend on how much of it is kept. */
class EvidenceTests {

    private final ManualClock clock = ManualClock.atNow();

    private final SmtpServerBuilder builder = SmtpServer.builder()
            .clock(clock)
            .maxTranscriptLines(0)
            .maxErrors(10_000)
            .authenticator(SaslAuthenticator.acceptAny())
            .allowAuthWithoutTls();

    @AutoClose
    private final Inbox inbox = Inbox.start(builder, Duration.ofMillis(300));

    private void fails(Consumer<InboxAssert> assertion, String... texts) {
        assertThatExceptionOfType(AssertionError.class)
                .isThrownBy(() -> assertion.accept(assertThat(inbox)))
                .satisfies(failure -> assertThat(failure.getMessage()).contains(texts));
    }

    @ParameterizedTest
    @CsvSource({
        "AUTH PLAIN AHNob3AAc2VjcmV0, AUTH PLAIN ***",
        "auth plain AHNob3AAc2VjcmV0, AUTH plain ***",
        "AUTH LOGIN, AUTH LOGIN",
        "AUTH XOAUTH2 dXNlcj1zaG9wAWF1dGg9QmVhcmVyIHRva2VuAQE=, AUTH XOAUTH2 ***",
        "AUTH OAUTHBEARER bixhPXNob3AsAWF1dGg9QmVhcmVyIHRva2VuAQE=, AUTH OAUTHBEARER ***",
        "AUTH UNHEARD-OF c2VjcmV0, AUTH ***"
    })
    void credentialsInClear(String line, String shown) {
        try (RawClient client = RawClient.greeted(inbox).skip(line).skip("*")) {
            client.mail("shop@example.com", "ada@example.org", "Subject: one\n\nHello\n")
                    .say("QUIT", 221);
        }
        fails(
                InboxAssert::neverSentCredentialsInClear,
                "Expecting no credentials in clear text",
                "  session 1: " + shown);
        fails(
                InboxAssert::neverFellBackToClearText,
                "  session 1: " + shown + "\n  session 1: MAIL FROM:<shop@example.com>\n");
        fails(
                inboxes -> inboxes.singleMail().session().neverSentCredentialsInClear(),
                "the client sent before TLS:\n  " + shown);
        fails(
                inboxes -> inboxes.singleMail().session().neverFellBackToClearText(),
                "it sent before TLS:\n  " + shown + "\n  MAIL");
    }

    @Test
    void credentialsAreWaitedFor() {
        try (RawClient client = RawClient.greeted(inbox)) {
            Background waiting = Background.waiting(
                    () -> assertThat(inbox).within(Duration.ofSeconds(20)).neverSentCredentialsInClear());
            client.say("AUTH PLAIN AHNob3AAc2VjcmV0", 235).say("QUIT", 221);
            assertThatExceptionOfType(AssertionError.class).isThrownBy(waiting::join);
        }
    }

    @Test
    void whatIsNotHandedOver() {
        try (RawClient client = RawClient.greeted(inbox)) {
            client.say("AUTH CRAM-MD5", 334).say("*", 501).say("QUIT", 221);
        }
        assertThat(inbox).neverSentCredentialsInClear();
    }

    @Test
    void commandsAndPipelining() {
        try (RawClient client = RawClient.greeted(inbox)) {
            client.send("MAIL FROM:<shop@example.com>\r\nRCPT TO:<ada@example.org>\r\n".getBytes(US_ASCII))
                    .expect(250)
                    .expect(250)
                    .data("\r\nHello\r\n".getBytes(US_ASCII))
                    .say("QUIT", 221);
        }
        assertThat(inbox).singleMail().session().commands().containsExactly("EHLO", "MAIL", "RCPT", "DATA", "QUIT");
        assertThat(inbox).singleMail().session().usedPipelining();
    }

    @Test
    void commandsThatAreNotAllKnownAreNotAsserted() {
        try (RawClient client = RawClient.greeted(inbox).mail("a@x", "b@x", "\nHello\n")) {
            for (int i = 0; i < 100; i++) {
                client.send("NOOP\r\n".repeat(101).getBytes(US_ASCII));
                Stream.generate(() -> 250).limit(101).forEach(client::expect);
            }
        }
        fails(
                inboxes -> inboxes.singleMail().session().commands(),
                "Cannot tell all commands: the record of the session is bounded, of 10104 commands it holds the first 10000.");
    }

    @Test
    void refusedRecipientsAreReadByTheGrammar() {
        inbox.on(Phase.RCPT).reply(550, "5.1.1", "No such user");
        try (RawClient client = RawClient.greeted(inbox).say("MAIL FROM:<shop@example.com>", 250)) {
            client.say("RCPT TO:<\"ada lovelace>\"@EXAMPLE.org>", 550)
                    .say("RCPT TO:<@relay.example,@other.example:bob@example.org>", 550)
                    .say("rcpt to: <carol@example.org> NOTIFY=NEVER", 550);
        }
        assertThat(inbox)
                .hasRejectedRecipients("\"ada lovelace>\"@example.org", "bob@example.org", "carol@example.org")
                .hasFailedAttemptCount(3);
    }

    @Test
    void moreRefusalsThanTheRecordHolds() {
        inbox.on(Phase.RCPT).reply(451, "4.7.1", "Later");
        try (RawClient client = RawClient.greeted(inbox).say("MAIL FROM:<shop@example.com>", 250)) {
            for (int i = 0; i < 12; i++) {
                client.send("RCPT TO:<ada@example.org>\r\n".repeat(100).getBytes(US_ASCII));
                Stream.generate(() -> 451).limit(100).forEach(client::expect);
            }
            client.say("RSET", 250).say("QUIT", 221);
        }
        String bounded = "The record of session 1 is bounded: of 1200 failed attempts it holds the first 1000.";

        assertThat(inbox).hasFailedAttemptCount(1_200).wasRejectedWith(451);
        fails(
                inboxes -> inboxes.hasFailedAttemptCount(1_000),
                "Expecting 1000 failed attempts",
                "but found 1200.\n" + bounded);
        fails(inboxes -> inboxes.hasRejectedRecipients("ada@example.org"), "Cannot tell whether", bounded);
        fails(inboxes -> inboxes.hasRejectedRecipients("bob@example.org"), "Expecting refused recipients", bounded);
        fails(inboxes -> inboxes.wasRejectedWith(550), bounded);
        inbox.faults().clear();
        RawClient.deliver(inbox, "Subject: other\n\nHello\n");
        fails(inboxes -> inboxes.retriedAfter(Duration.ZERO), bounded);
    }

    @Test
    void attemptsAreInTheOrderInWhichTheyHappenedWhileTheClockStandsStill() {
        try (RawClient first = RawClient.greeted(inbox);
                RawClient second = RawClient.greeted(inbox)) {
            second.say("FOO", 500);
            first.say("BAR", 500);
            second.say("BAZ", 500);
        }
        assertThat(inbox.failedAttempts()).extracting(FailedAttempt::line).containsExactly("FOO", "BAR", "BAZ");
        assertThat(inbox.failedAttempts()).extracting(FailedAttempt::at).containsOnly(clock.instant());
    }

    @Test
    void sessionsAreInTheOrderInWhichClientsConnected() {
        List<RawClient> clients =
                Stream.generate(() -> RawClient.connect(inbox)).limit(30).toList();
        assertThat(inbox.sessions())
                .extracting(session -> session.info().id())
                .isSorted()
                .hasSize(30);
        clients.forEach(RawClient::close);
    }

    @Test
    void aClientThatQuitsAfterItsOnlyRecipientWasRefusedTriedOnce() {
        inbox.on(Phase.RCPT).once().reply(550, "5.1.1", "No such user");
        try (RawClient client = RawClient.greeted(inbox).say("MAIL FROM:<shop@example.com>", 250)) {
            client.say("RCPT TO:<ada@example.org>", 550).say("QUIT", 221);
        }
        assertThat(inbox).hasFailedAttemptCount(1).hasRejectedRecipients("ada@example.org");
    }
}
