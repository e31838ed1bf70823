package io.github.smtpjunit.inbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.junit.jupiter.params.provider.Arguments.argumentSet;

import com.sun.management.ThreadMXBean;
import io.github.smtpjunit.jupiter.WithSmtpServer;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.IntFunction;
import java.util.function.IntUnaryOperator;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The work of an assertion grows with the number of mails, not with its square. It is measured by the memory that the
 * thread asks for, which depends on no machine's speed, and by the looks at mails.
 */
@WithSmtpServer
class ManyMailsTests {

    private static final int FEW = 200;
    private static final int TIMES = 4;

    /** What is asked of a number of mails. */
    private interface Assertion {
        void check(InboxAssert inbox, int mails);
    }

    private static Arguments row(String name, Assertion assertion) {
        return argumentSet(name, assertion);
    }

    private static Arguments failing(String name, Assertion assertion) {
        return row(
                name + ", which fails",
                (inbox, mails) -> assertThatExceptionOfType(AssertionError.class)
                        .isThrownBy(() -> assertion.check(inbox.within(Duration.ofNanos(1)), mails)));
    }

    static Stream<Arguments> assertions() {
        return Stream.of(
                row("hasMailCount", InboxAssert::hasMailCount),
                failing("hasMailCount", (inbox, mails) -> inbox.hasMailCount(mails + 1)),
                failing("hasNoMail", (inbox, mails) -> inbox.hasNoMail()),
                failing("singleMail", (inbox, mails) -> inbox.singleMail()),
                row("hasNoDuplicates", (inbox, mails) -> inbox.hasNoDuplicates()),
                row("eachRecipientGotExactly", (inbox, mails) -> inbox.eachRecipientGotExactly(1)),
                failing("eachRecipientGotExactly", (inbox, mails) -> inbox.eachRecipientGotExactly(2)),
                row("recipientsAre", (inbox, mails) -> inbox.recipientsAre(recipients(mails))),
                failing("recipientsAre", (inbox, mails) -> inbox.recipientsAre(recipients(mails - 1))),
                row("hasMailsInOrder", (inbox, mails) -> inbox.hasMailsInOrder(requirements(mails, i -> i))),
                row("hasMailsInAnyOrder", (inbox, mails) -> inbox.hasMailsInAnyOrder(requirements(mails, i -> i))),
                row(
                        "hasMailsInAnyOrder, nearly in order",
                        (inbox, mails) -> inbox.hasMailsInAnyOrder(requirements(mails, i -> i ^ 1))),
                row(
                        "hasMailsInAnyOrder, in the opposite order",
                        (inbox, mails) -> inbox.hasMailsInAnyOrder(requirements(mails, i -> mails - 1 - i))),
                row("allMailsSatisfy", (inbox, mails) -> inbox.allMailsSatisfy(mail -> mail.hasText("Hello"))),
                row("noMailSatisfies", (inbox, mails) -> inbox.noMailSatisfies(mail -> mail.hasText("Bye"))),
                row("noMailMatches", (inbox, mails) -> inbox.noMailMatches(mail -> mail.number() < 0)),
                failing("anyMailMatches", (inbox, mails) -> inbox.anyMailMatches(mail -> mail.number() < 0)),
                row("mailsTo", (inbox, mails) -> inbox.mailsTo("r0@example.org").hasMailCount(1)),
                failing(
                        "filteredOnSubject",
                        (inbox, mails) -> inbox.filteredOnSubject("no -1").singleMail()),
                failing(
                        "matching",
                        (inbox, mails) -> inbox.matching("to:nobody").singleMail()),
                row(
                        "verifyNoMoreMail",
                        (inbox, mails) -> inbox.allMailsMatch(mail -> true).verifyNoMoreMail()));
    }

    private static String[] recipients(int mails) {
        return IntStream.range(0, mails).mapToObj(i -> "r" + i + "@example.org").toArray(String[]::new);
    }

    private static Consumer<MailAssert>[] requirements(int mails, IntUnaryOperator order) {
        IntFunction<Consumer<MailAssert>[]> array = ManyMailsTests::array;
        return IntStream.range(0, mails)
                .map(order)
                .<Consumer<MailAssert>>mapToObj(i -> mail -> mail.hasSubject("no " + i))
                .toArray(array);
    }

    @SuppressWarnings("unchecked")
    private static Consumer<MailAssert>[] array(int length) {
        return (Consumer<MailAssert>[]) new Consumer<?>[length];
    }

    @ParameterizedTest
    @MethodSource("assertions")
    void theWorkGrowsWithTheNumberOfMails(Assertion assertion, Inbox inbox) {
        assertWorkGrowsEvenly(assertion, i -> "r" + i + "@example.org", inbox);
    }

    @Test
    void aMailIsNotComparedWithAllOthersToItsRecipient(Inbox inbox) {
        assertWorkGrowsEvenly((asked, mails) -> asked.hasNoDuplicates(), i -> "ada@example.org", inbox);
    }

    private static void assertWorkGrowsEvenly(Assertion assertion, IntFunction<String> recipient, Inbox inbox) {
        send(inbox, 0, FEW, recipient);
        long few = work(inbox, assertion, FEW);
        send(inbox, FEW, FEW * TIMES, recipient);
        long many = work(inbox, assertion, FEW * TIMES);

        assertThat(many).isLessThan(few * TIMES * 2);
    }

    private static void send(Inbox inbox, int from, int to, IntFunction<String> recipient) {
        try (RawClient client = RawClient.greeted(inbox)) {
            for (int i = from; i < to; i++) {
                client.mail(
                        "shop@example.com",
                        recipient.apply(i),
                        "Message-ID: <" + i + "@example.com>\nSubject: no " + i + "\n\nHello\n");
            }
            client.say("QUIT", 221);
        }
    }

    /** The octets that a check asks for, once the mails are read, and once more for each look at a mail. */
    private static long work(Inbox inbox, Assertion assertion, int mails) {
        AtomicInteger looks = new AtomicInteger();
        InboxAssert asked = assertThat(inbox).filteredOn(mail -> looks.incrementAndGet() > 0);
        assertion.check(asked, mails);
        looks.set(0);
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long before = threads.getThreadAllocatedBytes(Thread.currentThread().getId());
        assertion.check(asked, mails);
        return threads.getThreadAllocatedBytes(Thread.currentThread().getId()) - before + looks.get();
    }
}
