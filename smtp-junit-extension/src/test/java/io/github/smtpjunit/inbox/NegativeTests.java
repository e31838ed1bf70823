package io.github.smtpjunit.inbox;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.argumentSet;

import io.github.smtpjunit.jupiter.WithSmtpServer;
import io.github.smtpjunit.smtp.Replies;
import io.github.smtpjunit.smtp.server.FaultMatcher;
import io.github.smtpjunit.smtp.server.Phase;
import jakarta.mail.Message.RecipientType;
import jakarta.mail.MessagingException;
import jakarta.mail.Transport;
import jakarta.mail.internet.MimeMessage;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Promise 5: what excludes a mail is said only when none can be under way, or else it fails. */
@WithSmtpServer(assertionTimeoutMillis = 20_000)
class NegativeTests {

    private static final Duration SHORT = Duration.ofMillis(50);
    private static final String FIRST = "Message-ID: <1@example.com>\nSubject: first\n\nHello\n";

    /** What holds of the first mail, and not of the second one. */
    static Stream<Arguments> whatWaits() {
        return Stream.of(
                row("hasNoMail", inbox -> inbox.mailsTo("bob@example.org").hasNoMail()),
                row("isEmpty", inbox -> inbox.mailsTo("bob@example.org").isEmpty()),
                row("staysEmptyFor", inbox -> inbox.mailsTo("bob@example.org").staysEmptyFor(Duration.ofMillis(1))),
                row("hasMailCount", inbox -> inbox.hasMailCount(1)),
                row("hasMailCountAtMost", inbox -> inbox.hasMailCountAtMost(1)),
                row("hasMailCountBetween", inbox -> inbox.hasMailCountBetween(0, 1)),
                row("singleMail", InboxAssert::singleMail),
                row("lastMail", inbox -> inbox.lastMail().hasSubject("first")),
                row("recipientsAre", inbox -> inbox.recipientsAre("ada@example.org")),
                row("eachRecipientGotExactly", inbox -> inbox.eachRecipientGotExactly(1)),
                row("hasNoDuplicates", InboxAssert::hasNoDuplicates),
                row("verifyNoMoreMail", InboxAssert::verifyNoMoreMail),
                row("allMailsSatisfy", inbox -> inbox.allMailsSatisfy(mail -> mail.hasSubject("first"))),
                row("allMailsMatch", inbox -> inbox.allMailsMatch(mail -> mail.number() == 0)),
                row("noMailSatisfies", inbox -> inbox.noMailSatisfies(mail -> mail.hasSubject("second"))),
                row("noMailMatches", inbox -> inbox.noMailMatches(mail -> mail.number() == 1)),
                row("hasMailsInOrder", inbox -> inbox.hasMailsInOrder(mail -> mail.hasSubject("first"))),
                row("hasMailsInAnyOrder", inbox -> inbox.hasMailsInAnyOrder(mail -> mail.hasSubject("first"))),
                row("receivesNothingWhile", inbox -> inbox.receivesNothingWhile(() -> {})));
    }

    private static Arguments row(String name, Consumer<InboxAssert> assertion) {
        return argumentSet(name, assertion);
    }

    @ParameterizedTest
    @MethodSource("whatWaits")
    void aSecondMailUnderWayIsWaitedFor(Consumer<InboxAssert> assertion, Inbox inbox) {
        RawClient.deliver(inbox, FIRST);
        inbox.awaitMail();
        try (RawClient client = RawClient.greeted(inbox).say("NOOP", 250)) {
            Background waiting = Background.waiting(() -> assertion.accept(assertThat(inbox)));

            client.say("MAIL FROM:<shop@example.com>", 250)
                    .say("RCPT TO:<ada@example.org>", 250)
                    .say("RCPT TO:<bob@example.org>", 250)
                    .data("Message-ID: <1@example.com>\r\nSubject: second\r\n\r\nHello\r\n".getBytes(US_ASCII));

            assertThatExceptionOfType(AssertionError.class).isThrownBy(waiting::join);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "NOOP",
                "RSET",
                "VRFY ada",
                "EXPN all",
                "HELP",
                "FOO",
                "MAIL FROM:<a>",
                "MAIL FROM:<later@example.com>"
            })
    void aClientOnItsWayToItsFirstMailIsWaitedFor(String line, Inbox inbox) {
        inbox.on(Phase.MAIL).where(FaultMatcher.sender("later@*")).reply(Replies.LOCAL_ERROR);
        try (RawClient client = RawClient.greeted(inbox).skip(line)) {
            Background noMail = Background.waiting(() -> assertThat(inbox).hasNoMail());
            Background none =
                    Background.waiting(() -> assertThat(inbox).noMailSatisfies(mail -> mail.hasSubject("first")));
            Background one = Background.waiting(() -> assertThat(inbox).hasMailCount(1));

            client.mail("shop@example.com", "ada@example.org", FIRST).say("QUIT", 221);

            assertThatThrownBy(noMail::join).hasMessageContaining("Expecting no mail, but found 1.");
            assertThatThrownBy(none::join).hasMessageContaining("but mail 0 does");
            one.join();
        }
    }

    @Test
    void aSenderThatAsksWhetherItIsConnectedIsOnItsWay(Inbox inbox) throws MessagingException {
        MimeMessage mail = new MimeMessage(inbox.session());
        mail.setFrom("shop@example.com");
        mail.setRecipients(RecipientType.TO, "ada@example.org");
        mail.setText("Hello, Ada");
        try (Transport transport = inbox.session().getTransport("smtp")) {
            transport.connect();
            assertThat(transport.isConnected()).isTrue(); // by NOOP
            Background waiting = Background.waiting(() -> assertThat(inbox).hasNoMail());

            transport.sendMessage(mail, mail.getAllRecipients());

            assertThatThrownBy(waiting::join).hasMessageContaining("Expecting no mail, but found 1.");
        }
    }

    @Test
    void connectionsAreCountedWhenNoneIsOnItsWay(Inbox inbox) {
        try (RawClient client = RawClient.greeted(inbox).say("NOOP", 250)) {
            Background waiting = Background.waiting(() -> assertThat(inbox).hasConnectionCount(1));
            Background attempts = Background.waiting(() -> assertThat(inbox).hasFailedAttemptCount(0));

            RawClient.deliver(inbox, FIRST);
            client.say("FOO", 500).say("QUIT", 221);

            assertThatThrownBy(waiting::join).hasMessageContaining("Expecting 1 connection within 20 s, but found 2.");
            assertThatThrownBy(attempts::join).hasMessageContaining("Expecting 0 failed attempts");
        }
    }

    @Test
    void aClientThatIsMerelyConnectedIsLetBe(Inbox inbox) {
        RawClient.deliver(inbox, FIRST);
        try (RawClient client = RawClient.greeted(inbox).say("NOOP", 250)) {
            assertThat(inbox).within(SHORT).hasMailCount(1).hasConnectionCount(2);
            client.say("QUIT", 221);
        }
    }

    /** Could not look is never nothing there. */
    @ParameterizedTest
    @ValueSource(ints = {1, 2, 5, 10, 20})
    void aShortPatienceNeverOverlooksAWholeMail(int millis, Inbox inbox) {
        List<RawClient> clients = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            clients.add(RawClient.connect(inbox)
                    .send("EHLO x\r\nMAIL FROM:<a@x>\r\nRCPT TO:<b@x>\r\nDATA\r\n\r\nx\r\n.\r\n".getBytes(US_ASCII)));
        }

        assertThatExceptionOfType(AssertionError.class)
                .isThrownBy(() ->
                        assertThat(inbox).within(Duration.ofMillis(millis)).hasNoMail())
                .satisfies(
                        failure -> assertThat(failure.getMessage())
                                .matches(
                                        "(?s)(Cannot tell whether more mail is on its way after|Expecting no mail, but found ).*"));

        assertThat(inbox).hasMailCount(20);
        clients.forEach(RawClient::close);
    }

    @Test
    void whatMayBringAMailIsNamed(Inbox inbox) {
        RawClient.deliver(inbox, FIRST);
        try (RawClient one = RawClient.greeted(inbox).say("MAIL FROM:<shop@example.com>", 250);
                RawClient other = RawClient.greeted(inbox)) {
            other.send("NO".getBytes(US_ASCII));
            for (Runnable assertion : List.<Runnable>of(
                    () -> assertThat(inbox).within(SHORT).hasNoMail(),
                    () -> assertThat(inbox).within(SHORT).singleMail(),
                    () -> assertThat(inbox).within(SHORT).verifyNoMoreMail())) {
                assertThatExceptionOfType(AssertionError.class)
                        .isThrownBy(assertion::run)
                        .withMessageStartingWith("""
                                Cannot tell whether more mail is on its way after 50 ms:
                                  session 2 is in the middle of a mail transaction
                                  session 3 is waiting until the server reads or answers what it has sent

                                """);
            }
            one.say("RSET", 250);
        }
    }

    @WithSmtpServer(assertionTimeoutMillis = 50)
    @Test
    void whatCannotBeToldIsNotDrained(Inbox inbox) {
        RawClient.deliver(inbox, FIRST);
        try (RawClient client = RawClient.greeted(inbox).say("MAIL FROM:<shop@example.com>", 250)) {
            assertThatExceptionOfType(AssertionError.class)
                    .isThrownBy(inbox::drain)
                    .withMessageStartingWith(
                            "Cannot tell whether more mail is on its way after 50 ms:\n  session 2 is");
            assertThat(inbox.mails()).hasSize(1);
            client.say("RSET", 250);
        }
        assertThat(inbox.drain()).hasSize(1);
    }

    @WithSmtpServer(assertionTimeoutMillis = 50)
    @Test
    void theSessionOfAMailIsNotCountedWhileAnotherIsUnderWay(Inbox inbox) {
        try (RawClient client = RawClient.greeted(inbox).mail("shop@example.com", "ada@example.org", FIRST)) {
            assertThat(inbox).singleMail().session().hasMailCount(1);
            client.say("MAIL FROM:<shop@example.com>", 250);
            assertThatExceptionOfType(AssertionError.class)
                    .isThrownBy(() -> assertThat(inbox.awaitMail()).session().hasMailCount(1))
                    .withMessageStartingWith(
                            "Cannot tell whether more mail is on its way after 50 ms:\n  session 1 is");
        }
    }

    @Test
    void drainWaitsForAMailUnderWayAndKeepsTheOrder(Inbox inbox) {
        RawClient.deliver(inbox, FIRST);
        RawClient.deliver(inbox, FIRST);
        try (RawClient client = RawClient.greeted(inbox).say("NOOP", 250)) {
            Background waiting = Background.waiting(() ->
                    assertThat(inbox.drain()).extracting(CapturedMail::number).containsExactly(0, 1, 2));

            client.mail("shop@example.com", "ada@example.org", FIRST);

            waiting.join();
        }
        assertThat(inbox.mails()).isEmpty();
    }
}
