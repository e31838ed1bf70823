package io.github.smtpjunit.inbox;

import static io.github.smtpjunit.inbox.InboxRows.fails;
import static io.github.smtpjunit.inbox.InboxRows.passes;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.github.smtpjunit.jupiter.WithSmtpServer;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Assertions on all mails of an inbox together, each one once, and those of a block. */
@WithSmtpServer(assertionTimeoutMillis = 50)
class InboxTotalsTests {

    /** The timeout bounds that too, and the first comparison takes longest. */
    private static final Duration TO_COMPARE = Duration.ofSeconds(30);

    private static final String THREE_MAILS = """


        3 mails have arrived:
          #  from              to                                subject  content
          0  shop@example.com  ada@example.org                   Welcome  text
          1  shop@example.com  bob@example.org                   Welcome  text
          2  shop@example.com  ada@example.org, bob@example.org  News     text\
        """;

    private static void sendThree(Inbox inbox) {
        try (RawClient client = RawClient.greeted(inbox)) {
            client.mail("shop@example.com", "ada@example.org", "Message-ID: <1@a>\nSubject: Welcome\n\nHello\n")
                    .mail("shop@example.com", "bob@example.org", "Message-ID: <2@a>\nSubject: Welcome\n\nHello\n")
                    .say("MAIL FROM:<shop@example.com>", 250)
                    .say("RCPT TO:<ada@example.org>", 250)
                    .say("RCPT TO:<bob@example.org>", 250)
                    .data("Subject: News\r\n\r\nNews\r\n".getBytes(UTF_8))
                    .say("QUIT", 221);
        }
    }

    private static void send(Inbox inbox, String subject) {
        RawClient.deliver(inbox, "Subject: " + subject + "\n\nHello\n");
    }

    private static Consumer<MailAssert> subject(String subject) {
        return mail -> mail.hasSubject(subject);
    }

    static Stream<Arguments> answers() {
        return Stream.of(
                passes("hasMailCountAtMost", inbox -> inbox.hasMailCountAtMost(3)),
                fails("hasMailCountAtMost", inbox -> inbox.hasMailCountAtMost(2), """
                    Expecting at most 2 mails, but found 3.
                    """),
                passes("hasMailCountBetween", inbox -> inbox.hasMailCountBetween(3, 4)),
                fails("hasMailCountBetween, too many", inbox -> inbox.hasMailCountBetween(1, 2), """
                    Expecting 1 to 2 mails within 50 ms, but found 3.
                    """),
                fails("hasMailCountBetween, too few", inbox -> inbox.hasMailCountBetween(4, 5), """
                    Expecting 4 to 5 mails within 50 ms, but found 3.
                    """),
                passes("recipientsAre", inbox -> inbox.recipientsAre("bob@example.org", "ada@EXAMPLE.org")),
                fails("recipientsAre", inbox -> inbox.recipientsAre("bob@example.org", "carol@example.org"), """
                    Expecting recipients to be exactly:
                      bob@example.org
                      carol@example.org
                    but found:
                      ada@example.org
                      bob@example.org

                    3 mails have arrived, first those that this is about:
                      #  from              to                                subject  content
                      0  shop@example.com  ada@example.org                   Welcome  text
                      2  shop@example.com  ada@example.org, bob@example.org  News     text
                      1  shop@example.com  bob@example.org                   Welcome  text
                    """),
                passes("eachRecipientGotExactly", inbox -> inbox.eachRecipientGotExactly(2)),
                fails("eachRecipientGotExactly", inbox -> inbox.eachRecipientGotExactly(1), """
                    Expecting 1 mail for each recipient within 50 ms, but found:
                      ada@example.org got 2
                      bob@example.org got 2

                    3 mails have arrived, first those that this is about:
                      #  from              to                                subject  content
                      0  shop@example.com  ada@example.org                   Welcome  text
                      2  shop@example.com  ada@example.org, bob@example.org  News     text
                      1  shop@example.com  bob@example.org                   Welcome  text
                    """),
                fails(
                        "eachRecipientGotExactly, no mail",
                        inbox -> inbox.mailsTo("carol@example.org").eachRecipientGotExactly(1),
                        """
                        Expecting 1 mail for each recipient to carol@example.org within 50 ms, but found:
                          (none)
                        """),
                passes("hasNoDuplicates", inbox -> inbox.within(TO_COMPARE).hasNoDuplicates()),
                passes(
                        "verifyNoMoreMail",
                        inbox -> inbox.allMailsSatisfy(mail -> mail.hasHeader("Subject"))
                                .verifyNoMoreMail()),
                passes(
                        "verifyNoMoreMail, of some",
                        inbox -> inbox.anyMailSatisfies(subject("News"))
                                .filteredOnSubject("News")
                                .verifyNoMoreMail()),
                fails("verifyNoMoreMail", inbox -> inbox.hasMailCount(3).verifyNoMoreMail(), """
                    Expecting every mail to be looked at by an assertion, but no assertion looked at mails 0 to 2.
                    """),
                fails(
                        "verifyNoMoreMail, one left",
                        inbox -> {
                            inbox.firstMail();
                            inbox.anyMailMatches(mail -> mail.number() == 2)
                                    .noMailSatisfies(subject("Goodbye"))
                                    .verifyNoMoreMail();
                        },
                        """
                        Expecting every mail to be looked at by an assertion, but no assertion looked at mail 1.

                        3 mails have arrived, first those that this is about:
                          #  from              to                                subject  content
                          1  shop@example.com  bob@example.org                   Welcome  text
                          0  shop@example.com  ada@example.org                   Welcome  text
                          2  shop@example.com  ada@example.org, bob@example.org  News     text
                        """),
                passes(
                        "hasMailsInAnyOrder, by no greedy way",
                        inbox -> inbox.hasMailsInAnyOrder(
                                mail -> mail.hasEnvelopeFrom("shop@example.com"),
                                subject("Welcome"),
                                mail -> mail.hasSubject("Welcome").wasDeliveredTo("ada@example.org"))),
                passes("hasMailsInAnyOrder, looks at all", inbox -> {
                    inbox.hasMailsInAnyOrder(subject("News"), subject("Welcome"), subject("Welcome"));
                    inbox.verifyNoMoreMail();
                }),
                fails(
                        "hasMailsInAnyOrder",
                        inbox -> inbox.hasMailsInAnyOrder(
                                subject("News"),
                                subject("News"),
                                mail -> mail.hasSubject("Welcome").hasText("Goodbye")),
                        """
                        Expecting 3 mails, one for each requirement in any order, within 50 ms, but found 3.

                        Requirement 2 found no mail: other requirements need mail 2, which would do.

                        Requirement 3 found no mail.
                        Nearest miss: mail 0, which passes 1 check and fails the next:
                          Expecting text body:
                            "Goodbye"
                          but was:
                            "Hello"

                        No requirement took mails 0, 1.
                        """),
                fails(
                        "hasMailsInAnyOrder, more problems than a screen holds",
                        inbox -> inbox.hasMailsInAnyOrder(
                                mail -> mail.dkim().isSigned(),
                                mail -> mail.dkim().isSigned(),
                                mail -> mail.dkim().isSigned(),
                                mail -> mail.dkim().isSigned(),
                                mail -> mail.dkim().isSigned()),
                        """
                        Expecting 5 mails, one for each requirement in any order, within 50 ms, but found 3.

                        Requirement 1 found no mail.
                        Nearest miss: mail 0, which fails the first check:
                          Expecting a DKIM signature, but found:
                            (none)

                        Requirement 2 found no mail.
                        Nearest miss: mail 0, which fails the first check:
                          Expecting a DKIM signature, but found:
                            (none)

                        Requirement 3 found no mail.
                        Nearest miss: mail 0, which fails the first check:
                          Expecting a DKIM signature, but found:
                            (none)

                        2 more of the requirements found no mail.

                        No requirement took mails 0 to 2.
                        """),
                fails(
                        "hasMailsInAnyOrder, too few requirements",
                        inbox -> inbox.hasMailsInAnyOrder(subject("News")),
                        """
                        Expecting 1 mail, one for each requirement in any order, within 50 ms, but found 3.

                        No requirement took mails 0, 1.
                        """),
                fails(
                        "hasMailsInAnyOrder, no mail",
                        inbox -> inbox.mailsTo("carol@example.org").hasMailsInAnyOrder(subject("News")),
                        """
                        Expecting 1 mail to carol@example.org, one for each requirement in any order, within 50 ms, but found 0.

                        Requirement 1 found no mail.
                        """),
                passes(
                        "hasMailsInOrder",
                        inbox -> inbox.hasMailsInOrder(subject("Welcome"), subject("Welcome"), subject("News"))),
                fails(
                        "hasMailsInOrder",
                        inbox -> inbox.hasMailsInOrder(subject("Welcome"), subject("News"), subject("Welcome")),
                        """
                        Expecting mails in order, but mail 1 does not satisfy requirement 2 of 3:
                          Expecting subject:
                            "News"
                          but was:
                            "Welcome"

                        3 mails have arrived, first those that this is about:
                          #  from              to                                subject  content
                          1  shop@example.com  bob@example.org                   Welcome  text
                          0  shop@example.com  ada@example.org                   Welcome  text
                          2  shop@example.com  ada@example.org, bob@example.org  News     text
                        """),
                fails("hasMailsInOrder, too few", inbox -> inbox.hasMailsInOrder(subject("Welcome")), """
                    Expecting 1 mail within 50 ms, but found 3.
                    """),
                passes("receivesNothingWhile", inbox -> inbox.receivesNothingWhile(() -> {})));
    }

    @ParameterizedTest
    @MethodSource("answers")
    void threeMails(Consumer<InboxAssert> assertion, String text, Inbox inbox) {
        sendThree(inbox);

        Golden.check(
                () -> assertion.accept(assertThat(inbox)), text, text.contains(" have arrived") ? "" : THREE_MAILS);
    }

    // Duplicates

    @Test
    void theSameMessageIdTwice(Inbox inbox) {
        RawClient.deliver(inbox, "Message-ID: <1@example.com>\nSubject: one\n\nHello\n");
        RawClient.deliver(inbox, "Message-ID: <1@example.com>\nSubject: two\n\nHello\n");

        assertThatExceptionOfType(AssertionError.class)
                .isThrownBy(() -> assertThat(inbox).within(TO_COMPARE).hasNoDuplicates())
                .withMessageStartingWith("%s", """
                    Expecting no mail twice, but found:
                      mails 0 and 1: the same Message-ID <1@example.com>

                    2 mails\
                    """);
    }

    @Test
    void theSameContentTwice(Inbox inbox) {
        RawClient.deliver(inbox, "Date: today\nSubject: one\n\nHello\n");
        RawClient.deliver(inbox, "Date: tomorrow\nSubject: one\n\nHello\n");
        RawClient.deliver(inbox, "Subject: two\n\nHello\n");

        assertThatExceptionOfType(AssertionError.class)
                .isThrownBy(() -> assertThat(inbox).within(TO_COMPARE).hasNoDuplicates())
                .withMessageStartingWith("%s", """
                    Expecting no mail twice, but found:
                      mails 0 and 1: the same content to ada@example.org

                    3 mails\
                    """);
    }

    @Test
    void theTimeToCompareIsBounded(Inbox inbox) {
        RawClient.deliver(inbox, "Message-ID: <1@example.com>\nSubject: one\n\nHello\n");
        RawClient.deliver(inbox, "Message-ID: <1@example.com>\nSubject: two\n\nHello\n");
        assertThat(inbox).hasMailCount(2);

        assertThatExceptionOfType(AssertionError.class)
                .isThrownBy(() -> assertThat(inbox).within(Duration.ofNanos(1)).hasNoDuplicates())
                .withMessageStartingWith(
                        "Cannot tell whether a mail arrived twice: after 0 s, 0 of 2 mails are compared."
                                + " Allow more time by within(..).\n\n2 mails have arrived");
        assertThat(Duplicates.among(inbox.mails(), Duration.ZERO)).isEqualTo(new Duplicates.Findings(List.of(), 0));
        assertThat(Duplicates.among(inbox.mails(), Duration.ofDays(1)).compared())
                .isEqualTo(2);
    }

    // Blocks

    @Test
    void aBlockHasItsOwnMails(Inbox inbox) throws IOException {
        send(inbox, "before");

        InboxAssert first = inbox.capture(() -> send(inbox, "first"));
        InboxAssert second = inbox.capture(() -> {
            send(inbox, "second");
            send(inbox, "third");
        });

        first.singleMail().hasSubject("first");
        second.hasMailsInOrder(subject("second"), subject("third"));
        assertThatExceptionOfType(AssertionError.class)
                .isThrownBy(() -> second.hasMailCount(1))
                .withMessageStartingWith("Expecting 1 mail of the block within 50 ms, but found 2.\n\n4 mails");
        assertThatExceptionOfType(IOException.class)
                .isThrownBy(() -> inbox.capture(() -> {
                    throw new IOException("to the caller");
                }));
    }

    @Test
    void aBlockHasTheMailsOfBlocksWithinIt(Inbox inbox) {
        InboxAssert outer = inbox.capture(() -> {
            InboxAssert inner = inbox.capture(() -> send(inbox, "inner"));
            inner.singleMail().hasSubject("inner");
            send(inbox, "outer");
        });

        outer.hasMailsInOrder(subject("inner"), subject("outer"));
    }

    @Test
    void mailsOfABlockMayComeAfterIt(Inbox inbox) throws InterruptedException {
        Thread sender = new Thread(() -> send(inbox, "late"));

        InboxAssert block = inbox.capture(sender::start);

        block.within(Duration.ofSeconds(10)).singleMail().hasSubject("late");
        sender.join();
    }

    @Test
    void nothingIsReceivedWhileABlockRuns(Inbox inbox) {
        send(inbox, "before");

        assertThat(inbox).receivesNothingWhile(() -> {}).hasMailCount(1);
        assertThatExceptionOfType(AssertionError.class)
                .isThrownBy(() -> assertThat(inbox).receivesNothingWhile(() -> send(inbox, "within")))
                .withMessageStartingWith("Expecting no mail while the block runs, but found 1.\n\n2 mails");
        assertThat(inbox).filteredOnSubject("other").receivesNothingWhile(() -> send(inbox, "within"));
    }

    @Test
    void whatIsDrainedIsGone(Inbox inbox) {
        sendThree(inbox);

        assertThat(inbox.drain()).hasSize(3);
        assertThat(inbox.drain()).isEmpty();
        assertThat(inbox).hasNoMail();
    }

    @Test
    void whatIsHandedOutHasBeenLookedAt(Inbox inbox) {
        sendThree(inbox);

        assertThat(inbox.awaitMail(mail -> mail.number() == 1)).isNotNull();
        assertThatExceptionOfType(AssertionError.class)
                .isThrownBy(() -> assertThat(inbox).verifyNoMoreMail())
                .withMessageContaining("looked at mails 0, 2.");
        assertThat(inbox.awaitMails(3)).hasSize(3);
        assertThat(inbox).verifyNoMoreMail();
    }
}
