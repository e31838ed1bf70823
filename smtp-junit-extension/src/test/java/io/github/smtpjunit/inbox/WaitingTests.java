package io.github.smtpjunit.inbox;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Named.named;
import static org.junit.jupiter.params.provider.Arguments.argumentSet;

import io.github.smtpjunit.jupiter.SmtpServerExtension;
import io.github.smtpjunit.jupiter.WithSmtpServer;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Promises 4, 5, 6 and 9: when assertions answer, and that it does not matter whether the mail came before. */
@WithSmtpServer(assertionTimeoutMillis = 20_000)
class WaitingTests {

    private static final Duration SHORT = Duration.ofMillis(50);
    private static final Duration FOREVER = Duration.ofDays(1);
    private static final Duration QUICK = Duration.ofSeconds(15);

    private static final String MAIL = "Subject: Hello\n\nHello, Ada\n";

    static Stream<Arguments> whatHoldsOfOneMail() {
        return Stream.of(
                holds("hasMailCount", inbox -> inbox.hasMailCount(1)),
                holds("hasMailCountAtLeast", inbox -> inbox.hasMailCountAtLeast(1)),
                holds("singleMail", inbox -> inbox.singleMail().hasSubject("Hello")),
                holds("mail", inbox -> inbox.mail(0).hasSubject("Hello")),
                holds("firstMail", inbox -> inbox.firstMail().hasSubject("Hello")),
                holds("lastMail", inbox -> inbox.lastMail().hasSubject("Hello")),
                holds("anyMailSatisfies", inbox -> inbox.anyMailSatisfies(mail -> mail.hasSubject("Hello"))),
                holds(
                        "anyMailMatches",
                        inbox -> inbox.anyMailMatches(mail -> mail.text().isPresent())),
                holds("allMailsSatisfy", inbox -> inbox.allMailsSatisfy(mail -> mail.hasSubject("Hello"))),
                holds(
                        "allMailsMatch",
                        inbox -> inbox.allMailsMatch(mail -> mail.text().isPresent())),
                holds("mailsTo", inbox -> inbox.mailsTo("ada@EXAMPLE.org").hasMailCount(1)),
                holds("mailsFrom", inbox -> inbox.mailsFrom("shop@example.com").hasMailCount(1)),
                holds(
                        "filteredOnSubject",
                        inbox -> inbox.filteredOnSubject("Hello").hasMailCount(1)),
                holds(
                        "filteredOnSubject, a pattern",
                        inbox -> inbox.filteredOnSubjectContainingPattern(Pattern.compile("^H"))
                                .hasMailCount(1)),
                holds(
                        "filteredOn",
                        inbox -> inbox.filteredOn(mail -> mail.number() == 0).hasMailCount(1)),
                holds("within", inbox -> inbox.within(FOREVER).hasMailCount(1)));
    }

    private static Arguments holds(String name, Consumer<InboxAssert> assertion) {
        return argumentSet(name, assertion);
    }

    private static void send(Inbox inbox) {
        RawClient.deliver(inbox, MAIL);
    }

    @ParameterizedTest
    @MethodSource("whatHoldsOfOneMail")
    void aMailThatHasArrived(Consumer<InboxAssert> assertion, Inbox inbox) {
        send(inbox);

        assertTimeoutPreemptively(QUICK, () -> assertion.accept(assertThat(inbox)));
    }

    @ParameterizedTest
    @MethodSource("whatHoldsOfOneMail")
    void aMailThatArrivesLater(Consumer<InboxAssert> assertion, Inbox inbox) {
        Background waiting = Background.waiting(() -> assertion.accept(assertThat(inbox)));

        send(inbox);

        waiting.join();
    }

    @Test
    void awaitMailWaitsToo(Inbox inbox) {
        Background first =
                Background.waiting(() -> assertThat(inbox.awaitMail()).hasSubject("Hello"));
        Background certain = Background.waiting(
                () -> assertThat(inbox.awaitMail(mail -> mail.number() == 1)).hasSubject("Hello"));
        Background two =
                Background.waiting(() -> assertThat(inbox.awaitMails(2)).hasSize(2));

        send(inbox);
        first.join();
        send(inbox);
        certain.join();
        two.join();
    }

    @Test
    void fewerMailsThanExpectedFailOnlyWhenThePatienceIsOver(Inbox inbox) {
        send(inbox);
        long start = System.nanoTime();

        assertThatExceptionOfType(AssertionError.class)
                .isThrownBy(() -> assertThat(inbox).within(SHORT).hasMailCount(2));

        assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThanOrEqualTo(SHORT);
    }

    @Test
    void patienceHoldsForFilteredAssertionsToo(Inbox inbox) {
        assertTimeoutPreemptively(
                QUICK,
                () -> assertThatThrownBy(() -> assertThat(inbox)
                                .within(SHORT)
                                .mailsTo("bob@example.org")
                                .hasMailCount(1))
                        .hasMessageContaining("within 50 ms"));
    }

    @Test
    void patienceMustBePositive(Inbox inbox) {
        assertThatIllegalArgument(() -> assertThat(inbox).within(Duration.ZERO).hasNoMail());
        assertThatIllegalArgument(
                () -> assertThat(inbox).within(Duration.ofMillis(-1)).hasNoMail());
        SmtpServerExtension extension = SmtpServerExtension.create();
        assertThatExceptionOfType(IllegalArgumentException.class).isThrownBy(() -> extension.within(Duration.ZERO));
    }

    private static void assertThatIllegalArgument(Runnable call) {
        assertThatExceptionOfType(IllegalArgumentException.class)
                .isThrownBy(call::run)
                .withMessageStartingWith("The time to wait must be positive, not PT");
    }

    @Test
    void anExactCountWaitsForAClientThatSendsOneMore(Inbox inbox) {
        send(inbox);
        try (RawClient client = RawClient.greeted(inbox)
                .say("MAIL FROM:<shop@example.com>", 250)
                .say("RCPT TO:<bob@example.org>", 250)) {
            Background waiting = Background.waiting(() -> assertThat(inbox).hasMailCount(1));

            client.data(RawClient.crlf(MAIL).getBytes(UTF_8));

            assertThatThrownBy(waiting::join).hasMessageContaining("but found 2");
        }
    }

    static Stream<Arguments> waysToGiveUp() {
        return Stream.of(
                argumentSet("closes", (Consumer<RawClient>) RawClient::close),
                argumentSet("quits", (Consumer<RawClient>) client -> client.say("QUIT", 221)),
                argumentSet("resets", (Consumer<RawClient>) client -> client.say("RSET", 250)));
    }

    @ParameterizedTest
    @MethodSource("waysToGiveUp")
    void anExactCountWaitsForAClientThatGivesUp(Consumer<RawClient> giveUp, Inbox inbox) {
        send(inbox);
        try (RawClient client = RawClient.greeted(inbox).say("MAIL FROM:<shop@example.com>", 250)) {
            Background waiting = Background.waiting(() -> assertThat(inbox).singleMail());

            giveUp.accept(client);

            waiting.join();
        }
    }

    @Test
    void noMailIsKnownAtOnceWhenNobodyIsConnected(Inbox inbox) {
        assertTimeoutPreemptively(
                QUICK,
                () -> assertThat(inbox)
                        .within(FOREVER)
                        .hasNoMail()
                        .isEmpty()
                        .hasMailCount(0)
                        .noMailSatisfies(mail -> mail.hasSubject("Hello"))
                        .noMailMatches(mail -> true));
    }

    @Test
    void noMoreMailIsKnownAtOnceWhenAConnectionIsIdle(Inbox inbox) {
        try (RawClient pooled = RawClient.greeted(inbox).mail("shop@example.com", "ada@example.org", MAIL)) {
            assertTimeoutPreemptively(
                    QUICK,
                    () -> assertThat(inbox)
                            .within(FOREVER)
                            .hasMailCount(1)
                            .noMailSatisfies(mail -> mail.hasSubject("Goodbye"))
                            .mailsTo("bob@example.org")
                            .hasNoMail());
            pooled.say("RSET", 250).say("NOOP", 250);
            assertTimeoutPreemptively(
                    QUICK,
                    () -> assertThat(inbox)
                            .within(FOREVER)
                            .mailsTo("bob@example.org")
                            .hasNoMail());
        }
    }

    @Test
    void noMailWaitsForAClientThatIsInTheMiddleOfADialogue(Inbox inbox) {
        try (RawClient client = RawClient.connect(inbox)) {
            Background waiting = Background.waiting(() -> assertThat(inbox).hasNoMail());

            client.say("EHLO client.example", 250).mail("shop@example.com", "ada@example.org", MAIL);

            assertThatThrownBy(waiting::join).hasMessageContaining("Expecting no mail, but found 1.");
        }
    }

    @Test
    void noMailIsSaidWhenTheClientThatWasWaitedForSendsNone(Inbox inbox) {
        try (RawClient client = RawClient.greeted(inbox).say("MAIL FROM:<shop@example.com>", 250)) {
            Background waiting = Background.waiting(() -> assertThat(inbox).hasNoMail());

            client.say("RSET", 250);

            waiting.join();
        }
    }

    @Test
    void noMailDoesNotWaitForeverForAClientThatIsMerelyConnected(Inbox inbox) {
        try (RawClient client = RawClient.greeted(inbox)) {
            assertTimeoutPreemptively(
                    QUICK, () -> assertThat(inbox).within(SHORT).hasNoMail());
            client.say("NOOP", 250);
        }
    }

    @Test
    void noMailIsNotSaidWhileAClientIsInTheMiddleOfAMail(Inbox inbox) {
        try (RawClient client = RawClient.greeted(inbox).say("MAIL FROM:<shop@example.com>", 250)) {
            assertThatThrownBy(() -> assertThat(inbox).within(SHORT).hasNoMail())
                    .hasMessageStartingWith("""
                            Cannot tell whether more mail is on its way after 50 ms:
                              session 1 is in the middle of a mail transaction
                            """)
                    .hasMessageContaining("C: MAIL FROM:<shop@example.com>");
            client.say("RSET", 250);
        }
        assertThat(inbox).hasNoMail();
    }

    @Test
    void aMailIsInTheInboxBeforeItIsAcknowledged(Inbox inbox) {
        try (RawClient client = RawClient.greeted(inbox)) {
            for (int sent = 1; sent <= 50; sent++) {
                client.mail("shop@example.com", "ada@example.org", MAIL);
                assertThat(inbox.mails()).hasSize(sent);
            }
        }
    }

    @Test
    void aMailIsOneCaptureHoweverManyRecipientsItHas(Inbox inbox) {
        try (RawClient client = RawClient.greeted(inbox).say("MAIL FROM:<shop@example.com>", 250)) {
            IntStream.range(0, 50).forEach(i -> client.say("RCPT TO:<user" + i + "@example.org>", 250));
            client.data(new byte[] {'\r', '\n', 'x'});
        }

        assertThat(inbox).hasMailCount(1);
        assertThat(inbox).mailsTo("user7@example.org").singleMail().wasDeliveredTo("user49@example.org");
    }

    @Test
    void readingTakesNothingAway(Inbox inbox) {
        send(inbox);

        for (int i = 0; i < 2; i++) {
            assertThat(inbox).singleMail().hasText("Hello, Ada");
            assertThat(inbox.awaitMail().text()).contains("Hello, Ada\r\n");
            assertThat(inbox.mails()).hasSize(1);
        }
    }

    @Test
    void whatIsReturnedDoesNotGrow(Inbox inbox) {
        List<CapturedMail> before = inbox.mails();
        send(inbox);

        assertThat(before).isEmpty();
        assertThat(inbox.mails()).hasSize(1);
    }

    @Test
    void everythingIsReadableAfterClose(Inbox inbox) {
        send(inbox);
        inbox.close();

        assertThat(inbox).singleMail().hasSubject("Hello").transport().greetedAs("client.example");
        assertThat(inbox).mailsTo("bob@example.org").hasNoMail();
        assertThat(inbox.sessions())
                .singleElement()
                .satisfies(session ->
                        assertThat(session.transcript().clientLines()).contains("QUIT"));
        assertThat(inbox.failedAttempts()).isEmpty();
        assertThatThrownBy(() -> assertThat(inbox).within(SHORT).hasMailCount(2))
                .hasMessageContaining("1 mail has arrived");
        inbox.close();
    }

    @Test
    void clearForgetsMailsAndFinishedSessions(Inbox inbox) {
        try (RawClient open = RawClient.greeted(inbox).mail("shop@example.com", "ada@example.org", MAIL)) {
            send(inbox);
            await().until(() -> inbox.sessions().get(1).ending().isPresent());
            inbox.clear();

            assertThat(inbox).hasNoMail();
            assertThat(inbox.sessions()).isEmpty();
            open.mail("shop@example.com", "bob@example.org", MAIL);
            assertThat(inbox.awaitMail().number()).isZero();
        }
    }

    @Test
    void staysEmptyForWatchesAsLongAsTold(Inbox inbox) {
        long start = System.nanoTime();

        assertThat(inbox).staysEmptyFor(SHORT);

        assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThanOrEqualTo(SHORT);
    }

    @Test
    void staysEmptyForFailsTheMomentAMailArrives(Inbox inbox) {
        Background waiting = Background.waiting(() -> assertThat(inbox).staysEmptyFor(FOREVER));

        send(inbox);

        assertThatThrownBy(waiting::join).hasMessageContaining("Expecting no mail for 86400 s, but found 1.");
        assertThatCode(() -> assertThat(inbox).mailsTo("bob@example.org").staysEmptyFor(SHORT))
                .doesNotThrowAnyException();
    }

    @Test
    void anInterruptEndsTheWait(Inbox inbox) {
        AtomicBoolean stillInterrupted = new AtomicBoolean();
        Background waiting = Background.waiting(() -> {
            try {
                assertThat(inbox).hasMailCount(1);
            } finally {
                stillInterrupted.set(Thread.currentThread().isInterrupted());
            }
        });

        waiting.interrupt();

        assertThatThrownBy(waiting::join).isInstanceOf(IllegalStateException.class);
        assertThat(stillInterrupted).isTrue();
    }

    /** All that waits but the assertions, with a client on its way to its first mail. */
    private static Stream<Named<Consumer<Inbox>>> waits() {
        return Stream.of(
                named("awaitMail()", Inbox::awaitMail),
                named("awaitMail(..)", inbox -> inbox.awaitMail(mail -> true)),
                named("awaitMails(..)", inbox -> inbox.awaitMails(2)),
                named("drain()", Inbox::drain),
                named("capture(..)", inbox -> inbox.capture(() -> {}).hasMailCount(1)),
                named("staysEmptyFor(..)", inbox -> assertThat(inbox).staysEmptyFor(FOREVER)),
                named("InboxSupport.awaitQuiet(..)", InboxSupport::awaitQuiet),
                named("InboxSupport.await(..)", inbox -> InboxSupport.await(inbox, () -> false)));
    }

    @ParameterizedTest
    @MethodSource("waits")
    void anInterruptEndsEachWaitAndIsKept(Consumer<Inbox> wait, Inbox inbox) {
        InboxSupport.assertionTimeout(inbox, FOREVER);
        try (RawClient client = RawClient.greeted(inbox)) {
            Thread.currentThread().interrupt();
            try {
                assertThatIllegalStateException()
                        .isThrownBy(() -> wait.accept(inbox))
                        .withMessageStartingWith("Interrupted while waiting for ")
                        .withCauseInstanceOf(InterruptedException.class);
            } finally {
                assertThat(Thread.interrupted()).isTrue();
            }
            client.say("NOOP", 250);
        }
    }

    @Test
    void anInterruptEndsTheWaitForAClientToo(Inbox inbox) {
        AtomicBoolean stillInterrupted = new AtomicBoolean();
        try (RawClient client = RawClient.greeted(inbox)) {
            Background waiting = Background.waiting(() -> {
                try {
                    assertThat(inbox).hasNoMail();
                } finally {
                    stillInterrupted.set(Thread.currentThread().isInterrupted());
                }
            });

            waiting.interrupt();

            assertThatThrownBy(waiting::join).isInstanceOf(IllegalStateException.class);
            assertThat(stillInterrupted).isTrue();
            client.say("NOOP", 250);
        }
    }
}
