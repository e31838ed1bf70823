package io.github.smtpjunit.benchmarks;

import static io.github.smtpjunit.smtp.server.Phase.RCPT;
import static java.nio.charset.StandardCharsets.US_ASCII;

import io.github.smtpjunit.inbox.CapturedMail;
import io.github.smtpjunit.inbox.Inbox;
import io.github.smtpjunit.inbox.InboxAssert;
import io.github.smtpjunit.inbox.MailAssert;
import java.io.IOException;
import java.net.Socket;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * The cost of each assertion on an inbox with 10,000 parsed mails. Each must take less than two seconds, whether it
 * holds or fails.
 */
@BenchmarkMode(Mode.SingleShotTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Fork(1)
@Warmup(iterations = 1)
@Measurement(iterations = 3)
@State(Scope.Benchmark)
public class LargeInboxBenchmark {

    private static final int MAILS = 10_000;
    private static final int MAILS_PER_SESSION = 100;

    /** An assertion; it fails if its name ends in {@code _FAILS}. */
    public enum Question {
        ALL_MAILS(inbox -> inbox.allMailsSatisfy(mail -> mail.hasSubjectContaining("Order"))),
        ALL_MAILS_FAILS(inbox -> inbox.allMailsSatisfy(mail -> mail.hasSubject("Order 0"))),
        ALL_MAILS_MATCH(inbox -> inbox.allMailsMatch(mail -> mail.number() < MAILS)),
        ANY_MAIL(inbox -> inbox.anyMailSatisfies(mail -> mail.hasSubject("Order 9999"))),
        ANY_MAIL_FAILS(
                inbox -> inbox.anyMailSatisfies(mail -> mail.hasSubject("Order").hasText("none"))),
        ANY_MAIL_MATCHING(inbox -> inbox.anyMailMatches(mail -> mail.number() == MAILS - 1)),
        EACH_RECIPIENT_GOT_EXACTLY(inbox -> inbox.eachRecipientGotExactly(1)),
        EACH_RECIPIENT_GOT_EXACTLY_FAILS(inbox -> inbox.eachRecipientGotExactly(2)),
        FILTERED_ON_SUBJECT(inbox -> inbox.filteredOnSubjectContainingPattern(Pattern.compile("Order \\d"))
                .hasMailCount(MAILS)),
        FIRST_MAIL(InboxAssert::firstMail),
        HAS_FAILED_ATTEMPT_COUNT(inbox -> inbox.hasFailedAttemptCount(MAILS / MAILS_PER_SESSION)),
        HAS_CONNECTION_COUNT(inbox -> inbox.hasConnectionCount(MAILS / MAILS_PER_SESSION)),
        HAS_CONNECTION_COUNT_FAILS(inbox -> inbox.hasConnectionCount(1)),
        HAS_MAIL_COUNT(inbox -> inbox.hasMailCount(MAILS)),
        HAS_MAIL_COUNT_FAILS(inbox -> inbox.hasMailCount(1)),
        HAS_MAIL_COUNT_AT_LEAST(inbox -> inbox.hasMailCountAtLeast(MAILS)),
        HAS_MAIL_COUNT_AT_MOST(inbox -> inbox.hasMailCountAtMost(MAILS)),
        HAS_MAIL_COUNT_BETWEEN(inbox -> inbox.hasMailCountBetween(1, MAILS)),
        HAS_MAILS_IN_ANY_ORDER(inbox -> inbox.hasMailsInAnyOrder(subjects(0))),
        HAS_MAILS_IN_ANY_ORDER_FAILS(inbox -> inbox.hasMailsInAnyOrder(subjects(MAILS - 3))),
        HAS_MAILS_IN_ORDER(inbox -> inbox.hasMailsInOrder(subjects(0))),
        HAS_NO_DUPLICATES(InboxAssert::hasNoDuplicates),
        HAS_NO_MAIL_FAILS(InboxAssert::hasNoMail),
        HAS_REJECTED_RECIPIENTS_FAILS(inbox -> inbox.hasRejectedRecipients("nobody@example.com")),
        IS_EMPTY_FAILS(InboxAssert::isEmpty),
        LAST_MAIL(InboxAssert::lastMail),
        MAIL(inbox -> inbox.mail(MAILS - 1)),
        MAIL_FAILS(inbox -> inbox.mail(MAILS)),
        MAILS_FROM(inbox -> inbox.mailsFrom("a7@example.com").hasMailCount(1)),
        MAILS_TO(inbox -> inbox.mailsTo("b7@example.com").hasMailCount(1)),
        MATCHING(inbox -> inbox.matching("subject:order to:b77 -draft").hasMailCountAtLeast(1)),
        NEVER_FELL_BACK_FAILS(InboxAssert::neverFellBackToClearText),
        NEVER_SENT_CREDENTIALS(InboxAssert::neverSentCredentialsInClear),
        NO_MAIL(inbox -> inbox.noMailSatisfies(mail -> mail.hasSubject("none"))),
        NO_MAIL_MATCHING(inbox -> inbox.noMailMatches(mail -> mail.number() == MAILS)),
        RECEIVES_NOTHING_WHILE(inbox -> inbox.receivesNothingWhile(() -> {})),
        RECIPIENTS_ARE(inbox -> inbox.recipientsAre(recipients())),
        RECIPIENTS_ARE_FAILS(inbox -> inbox.recipientsAre("b1@example.com")),
        RETRIED_AFTER_FAILS(inbox -> inbox.retriedAfter(Duration.ofDays(1))),
        RETRIED_WITH_BACKOFF_FAILS(inbox -> inbox.retriedWithBackoff(Duration.ofDays(1))),
        SINGLE_MAIL_FAILS(InboxAssert::singleMail),
        STAYS_EMPTY_FOR_FAILS(inbox -> inbox.staysEmptyFor(Duration.ofSeconds(1))),
        VERIFY_NO_MORE_MAIL(inbox -> inbox.allMailsMatch(mail -> true).verifyNoMoreMail()),
        WAS_REJECTED_WITH(inbox -> inbox.wasRejectedWith(451));

        @SuppressWarnings("ImmutableEnumChecker") // the lambdas have no state
        private final Consumer<InboxAssert> assertion;

        Question(Consumer<InboxAssert> assertion) {
            this.assertion = assertion;
        }

        /** One requirement for each mail, from a given number on. */
        @SuppressWarnings("unchecked")
        private static Consumer<MailAssert>[] subjects(int from) {
            return IntStream.range(from, MAILS)
                    .<Consumer<MailAssert>>mapToObj(number -> mail -> mail.hasSubject("Order " + number))
                    .toArray(Consumer[]::new);
        }

        private static String[] recipients() {
            return IntStream.range(0, MAILS)
                    .mapToObj(number -> "b" + number + "@example.com")
                    .toArray(String[]::new);
        }
    }

    /** The assertion to measure. */
    @Param
    public Question question = Question.HAS_MAIL_COUNT;

    private final Inbox inbox = Inbox.start();

    /** Sends the mails, the first of each session at the second try, and parses them. */
    @Setup
    public void fill() throws IOException {
        inbox.on(RCPT).where(point -> point.session().transactionNumber() == 1).reply(451, "4.7.1", "Later");
        for (int first = 0; first < MAILS; first += MAILS_PER_SESSION) {
            try (Socket socket = new Socket(inbox.host(), inbox.port())) {
                socket.getOutputStream().write(session(first).getBytes(US_ASCII));
                socket.getInputStream().readAllBytes(); // all replies, until the server closes
            }
        }
        if (inbox.mails().size() != MAILS) {
            throw new IllegalStateException(inbox.mails().size() + " mails have arrived");
        }
        inbox.mails().forEach(CapturedMail::problems);
    }

    /** All lines of a client that does not wait for replies. */
    private static String session(int first) {
        StringBuilder lines =
                new StringBuilder("EHLO benchmark\n").append(envelope(first)).append("RSET\n");
        for (int number = first; number < first + MAILS_PER_SESSION; number++) {
            lines.append(envelope(number)).append("""
                DATA
                From: a%1$d@example.com
                To: b%1$d@example.com
                Subject: Order %1$d
                Message-ID: <%1$d@example.com>

                Your order %1$d is on its way.
                .
                """.formatted(number));
        }
        return lines.append("QUIT\n").toString().replace("\n", "\r\n");
    }

    private static String envelope(int number) {
        return "MAIL FROM:<a%1$d@example.com>\nRCPT TO:<b%1$d@example.com>\n".formatted(number);
    }

    /** Makes an assertion, with a very short timeout. */
    @Benchmark
    public String ask() {
        boolean fails = question.name().endsWith("_FAILS");
        try {
            question.assertion.accept(inbox.assertThat().within(Duration.ofMillis(fails ? 1 : 5_000)));
        } catch (AssertionError e) {
            if (fails) {
                return String.valueOf(e.getMessage());
            }
            throw e;
        }
        if (fails) {
            throw new IllegalStateException(question + " does not fail");
        }
        return "";
    }

    /** Stops. */
    @TearDown
    public void close() {
        inbox.close();
    }
}
