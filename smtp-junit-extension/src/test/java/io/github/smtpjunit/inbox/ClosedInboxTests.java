package io.github.smtpjunit.inbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.junit.jupiter.params.provider.Arguments.argumentSet;

import io.github.smtpjunit.smtp.server.SmtpServer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What a closed inbox says, and how it gets closed. */
class ClosedInboxTests {

    /** Held, so that it is not collected with the handler. */
    private static final Logger LOGGER = Logger.getLogger(Inbox.class.getName());

    /** More than a test may take: whatever waits for it is found out. */
    private static final Duration LONG = Duration.ofHours(1);

    /** What a slow machine may add to a second of ours. */
    private static final Duration MACHINE = Duration.ofSeconds(30);

    private static Inbox closed(int mails) {
        Inbox inbox = Inbox.start(SmtpServer.builder(), LONG);
        for (int i = 0; i < mails; i++) {
            RawClient.deliver(inbox);
        }
        inbox.close();
        return inbox;
    }

    private static Arguments call(String name, Consumer<Inbox> call) {
        return argumentSet(name, call);
    }

    static Stream<Arguments> callsThatWait() {
        return Stream.of(
                call("singleMail", inbox -> assertThat(inbox).singleMail()),
                call("hasMailCount", inbox -> assertThat(inbox).hasMailCount(2)),
                call("hasMailCountAtLeast", inbox -> assertThat(inbox).hasMailCountAtLeast(2)),
                call("hasMailCountBetween", inbox -> assertThat(inbox).hasMailCountBetween(2, 3)),
                call("mail", inbox -> assertThat(inbox).mail(2)),
                call(
                        "firstMail",
                        inbox -> assertThat(inbox).mailsTo("bob@example.org").firstMail()),
                call("anyMailSatisfies", inbox -> assertThat(inbox).anyMailSatisfies(mail -> mail.hasSubject("Bye"))),
                call("recipientsAre", inbox -> assertThat(inbox).recipientsAre("bob@example.org")),
                call("hasConnectionCount", inbox -> assertThat(inbox).hasConnectionCount(7)),
                call("hasFailedAttemptCount", inbox -> assertThat(inbox).hasFailedAttemptCount(7)),
                call("receivesNothingWhile", inbox -> assertThat(inbox).receivesNothingWhile(() -> {})),
                call("wasRejectedWith", inbox -> assertThat(inbox).wasRejectedWith(550)),
                call("retriedAfter", inbox -> assertThat(inbox).retriedAfter(Duration.ofSeconds(1))),
                call(
                        "staysEmptyFor",
                        inbox -> assertThat(inbox).mailsTo("bob@example.org").staysEmptyFor(LONG)),
                call("capture", inbox -> inbox.capture(() -> {}).singleMail()),
                call(
                        "awaitMail",
                        inbox -> inbox.awaitMail(mail -> mail.subject().equals(Optional.of("Bye")))),
                call("awaitMails", inbox -> inbox.awaitMails(3)));
    }

    @ParameterizedTest
    @MethodSource("callsThatWait")
    void saysAtOnceThatItIsClosed(Consumer<Inbox> call) {
        Inbox inbox = closed(0);

        assertThatExceptionOfType(AssertionError.class)
                .isThrownBy(() -> call.accept(inbox))
                .withMessageContaining("\nThe inbox is closed, since ")
                .withMessageContaining(": no more mail can arrive.\n\nNo mail has arrived");
    }

    @Test
    void saysWhatItHad() {
        Inbox inbox = closed(1);

        assertThatExceptionOfType(AssertionError.class)
                .isThrownBy(() -> assertThat(inbox).hasMailCount(2))
                .withMessageContaining("\nThe inbox is closed, since ")
                .withMessageContaining("1 mail has arrived:");
    }

    @Test
    void thatTextIsOneParagraph() {
        Inbox inbox = closed(0);

        assertThatExceptionOfType(AssertionError.class)
                .isThrownBy(
                        () -> assertThat(inbox).within(Duration.ofMillis(50)).hasMailCount(1))
                .withMessageMatching("Expecting 1 mail within 50 ms, but found 0\\.\n"
                        + "The inbox is closed, since \\d\\d:\\d\\d(:\\d\\d(\\.\\d{3})?)?: no more"
                        + " mail can arrive\\.\n\n"
                        + "No mail has arrived: no client has connected\\.");
    }

    @Test
    void aServerThatIsClosedByItselfIsNotWaitedForEither() {
        try (Inbox inbox = Inbox.start(SmtpServer.builder(), LONG)) {
            inbox.server().close();

            assertThatExceptionOfType(AssertionError.class)
                    .isThrownBy(() -> assertThat(inbox).singleMail())
                    .withMessageContaining("\nThe server is closed: no more mail can arrive.\n\nNo mail has arrived");
        }
    }

    @Test
    void whatHoldsOnWhatItHadPasses() {
        Inbox inbox = closed(2);

        assertThat(inbox).hasMailCount(2).hasMailCountAtLeast(1).hasConnectionCount(2);
        assertThat(inbox).firstMail().hasSubject("Hello");
        assertThat(inbox).mailsTo("bob@example.org").hasNoMail();
        assertThat(inbox.awaitMails(2)).hasSize(2);
        assertThat(closed(0)).hasNoMail();
    }

    @Test
    void aWaitThatIsOnEndsWithTheInbox() throws InterruptedException {
        Inbox inbox = Inbox.start(SmtpServer.builder(), LONG);
        List<Throwable> failures = new CopyOnWriteArrayList<>();
        Thread waiting = new Thread(() -> assertThat(inbox).singleMail());
        waiting.setUncaughtExceptionHandler((thread, failure) -> failures.add(failure));
        waiting.start();
        long start = System.nanoTime();
        while (waiting.getState() != Thread.State.TIMED_WAITING) {
            assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(30));
            Thread.onSpinWait();
        }

        inbox.close();
        waiting.join(Duration.ofSeconds(30).toMillis());

        assertThat(failures)
                .singleElement()
                .satisfies(failure -> assertThat(failure).hasMessageContaining("The inbox is closed, since "));
    }

    /** It could only be empty. */
    @Test
    void nothingIsCapturedOnAClosedInbox() {
        List<String> ran = new ArrayList<>();

        assertThatExceptionOfType(AssertionError.class)
                .isThrownBy(() -> closed(0).capture(() -> ran.add("the block")).hasNoMail())
                .withMessageStartingWith(
                        "Cannot tell which mails the block sends: call this before the inbox is closed.")
                .withMessageContaining("The inbox is closed, since ");
        assertThat(ran).isEmpty();
    }

    // How it gets closed

    private static Duration timeToClose(Inbox inbox) {
        long start = System.nanoTime();
        inbox.close();
        return Duration.ofNanos(System.nanoTime() - start);
    }

    /** What is logged while a block runs. */
    private static List<String> logged(Runnable block) {
        List<String> messages = new CopyOnWriteArrayList<>();
        Handler handler = new Handler() {
            @Override
            public void publish(LogRecord entry) {
                messages.add(entry.getLevel() + " " + entry.getMessage());
            }

            @Override
            public void flush() {}

            @Override
            public void close() {}
        };
        LOGGER.addHandler(handler);
        LOGGER.setUseParentHandlers(false);
        try {
            block.run();
        } finally {
            LOGGER.removeHandler(handler);
            LOGGER.setUseParentHandlers(true);
        }
        return messages;
    }

    @Test
    void aClientInTheMiddleOfAMailDoesNotHoldItUp() {
        Inbox inbox = Inbox.start(SmtpServer.builder());
        try (RawClient leaked = RawClient.greeted(inbox).say("MAIL FROM:<shop@example.com>", 250)) {
            assertThat(inbox.sessions()).hasSize(1);
            // It closes within a second: half of that is for the client, half for the machine, which may be slower here
            assertThat(inbox.grace()).isEqualTo(Duration.ofMillis(500));
            List<String> messages = logged(() -> assertThat(timeToClose(inbox))
                    .isBetween(inbox.grace(), inbox.grace().plus(MACHINE)));

            assertThat(messages)
                    .singleElement()
                    .asString()
                    .startsWith("WARNING The inbox waited at its end for session 1, which was in the middle of a mail."
                            + " Let the test close its connection. The session:\n")
                    .contains("C: MAIL FROM:<shop@example.com>");
            assertThat(leaked).isNotNull();
        }
    }

    @Test
    void nothingIsLoggedOfClientsThatAreIdle() {
        Inbox inbox = Inbox.start();
        try (RawClient idle = RawClient.greeted(inbox).mail("shop@example.com", "ada@example.org", "Hello\n")) {
            assertThat(logged(inbox::close)).isEmpty();
            assertThat(idle).isNotNull();
        }
    }

    @Test
    void aGraceThatIsSetIsKept() {
        Inbox inbox = Inbox.start(SmtpServer.builder().shutdownGrace(Duration.ofSeconds(2)));
        try (RawClient leaked = RawClient.greeted(inbox).say("MAIL FROM:<shop@example.com>", 250)) {
            logged(() -> assertThat(timeToClose(inbox)).isGreaterThanOrEqualTo(Duration.ofSeconds(2)));
            assertThat(leaked).isNotNull();
        }
    }
}
