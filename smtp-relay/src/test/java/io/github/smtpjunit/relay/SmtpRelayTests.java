package io.github.smtpjunit.relay;

import static io.github.smtpjunit.relay.jupiter.RelayAssert.assertThat;
import static io.github.smtpjunit.smtp.server.FaultMatcher.recipient;
import static io.github.smtpjunit.smtp.server.Phase.CONNECT;
import static io.github.smtpjunit.smtp.server.Phase.END_OF_DATA;
import static io.github.smtpjunit.smtp.server.Phase.RCPT;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.tuple;

import io.github.smtpjunit.inbox.CapturedMail;
import io.github.smtpjunit.inbox.Inbox;
import io.github.smtpjunit.relay.Delivery.Outcome;
import io.github.smtpjunit.relay.spool.FileSpool;
import io.github.smtpjunit.relay.spool.MemorySpool;
import io.github.smtpjunit.smtp.Envelope;
import io.github.smtpjunit.smtp.Replies;
import io.github.smtpjunit.smtp.server.FaultAction;
import io.github.smtpjunit.smtp.server.ManualClock;
import io.github.smtpjunit.smtp.server.SmtpListener;
import jakarta.mail.Message;
import jakarta.mail.Session;
import jakarta.mail.Transport;
import jakarta.mail.internet.MimeMessage;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Properties;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.FutureTask;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SmtpRelayTests {

    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final String MAIL = """
            From: shop@example.com\r
            To: ada@example.org\r
            Subject: Welcome\r
            \r
            .Hello, Ada\r
            """;

    @AutoClose
    private final Inbox inbox = Inbox.start();

    private final ManualClock clock = ManualClock.at(Instant.parse("2026-11-22T12:00:00Z"));

    private SmtpRelayBuilder relayToInbox() {
        return SmtpRelay.builder().hostname("relay.example.net").clock(clock).smartHost(inbox.host(), inbox.port());
    }

    private static byte[] mail() {
        return MAIL.getBytes(UTF_8);
    }

    @Test
    void bringsAMailFromARealClientToTheInbox() throws Exception {
        try (SmtpRelay relay = relayToInbox().start()) {
            Properties properties = new Properties();
            properties.setProperty("mail.smtp.host", relay.host());
            properties.setProperty("mail.smtp.port", String.valueOf(relay.port()));
            MimeMessage message = new MimeMessage(Session.getInstance(properties));
            message.setFrom("shop@example.com");
            message.setRecipients(Message.RecipientType.TO, "ada@example.org");
            message.setSubject("Welcome");
            message.setText("Hello, Ada");
            Transport.send(message);

            assertThat(inbox)
                    .singleMail()
                    .isFrom("shop@example.com")
                    .isTo("ada@example.org")
                    .hasSubject("Welcome")
                    .hasTextContaining("Hello, Ada");
            assertThat(relay).drainsWithin(PATIENCE);
        }
    }

    @Test
    void putsATraceFieldInFrontAndChangesNothingElse() {
        try (SmtpRelay relay = relayToInbox().start()) {
            String id = relay.send(Envelope.of("shop@example.com", "ada@example.org"), mail());

            CapturedMail arrived = inbox.awaitMail();
            String text = new String(arrived.raw(), UTF_8);
            assertThat(text).startsWith("Received: ").endsWith(MAIL);
            assertThat(text.substring(0, text.length() - MAIL.length()))
                    .contains("by relay.example.net")
                    .contains("id " + id)
                    .contains("Sun, 22 Nov 2026 12:00:00 +0000");
        }
    }

    @Test
    void eachRecipientHasItsOwnResult() {
        inbox.on(RCPT).where(recipient("nobody@example.org")).reply(Replies.NO_SUCH_USER);
        inbox.on(RCPT).where(recipient("later@example.org")).times(1).reply(Replies.GREYLISTED);
        try (SmtpRelay relay = relayToInbox().start()) {
            relay.send(Envelope.of("", "ada@example.org", "nobody@example.org", "later@example.org"), mail());
            assertThat(relay).settlesWithin(PATIENCE);

            assertThat(relay.deliveries())
                    .extracting(Delivery::recipient, Delivery::outcome, Delivery::reply, Delivery::attempt)
                    .containsExactly(
                            tuple("ada@example.org", Outcome.DELIVERED, "250 2.6.0 Mail accepted", 1),
                            tuple("nobody@example.org", Outcome.FAILED, "550 5.1.1 No such user", 1),
                            tuple("later@example.org", Outcome.DEFERRED, "451 4.7.1 Greylisted, try again later", 1));

            clock.advance(Duration.ofMinutes(5));
            assertThat(relay).drainsWithin(PATIENCE);
            assertThat(inbox.mails())
                    .extracting(CapturedMail::envelope)
                    .extracting(Envelope::to)
                    .containsExactly(List.of("ada@example.org"), List.of("later@example.org"));
        }
    }

    @Test
    void aRefusedRecipientIsReportedToTheSender() {
        inbox.on(RCPT).where(recipient("nobody@example.org")).reply(Replies.NO_SUCH_USER);
        try (SmtpRelay relay = relayToInbox().start()) {
            relay.send(Envelope.of("shop@example.com", "ada@example.org", "nobody@example.org"), mail());
            assertThat(relay).drainsWithin(PATIENCE);

            assertThat(inbox).hasMailCount(2);
            CapturedMail report = inbox.awaitMail(mail -> mail.envelope().from().isEmpty());
            assertThat(report.envelope().to()).containsExactly("shop@example.com");
            assertThat(new String(report.raw(), UTF_8))
                    .contains("Final-Recipient: rfc822; nobody@example.org")
                    .contains("Action: failed")
                    .contains("Status: 5.1.1")
                    .contains("Diagnostic-Code: smtp; 550 5.1.1 No such user")
                    .contains("Subject: Welcome")
                    .doesNotContain("Final-Recipient: rfc822; ada@example.org");
        }
    }

    @Test
    void aReportIsNeverReportedOn() {
        inbox.on(RCPT).reply(Replies.NO_SUCH_USER);
        try (SmtpRelay relay = relayToInbox().start()) {
            relay.send(Envelope.of("shop@example.com", "ada@example.org"), mail());
            assertThat(relay).drainsWithin(PATIENCE);

            assertThat(inbox).hasNoMail();
            assertThat(relay.deliveries())
                    .extracting(Delivery::recipient)
                    .containsExactly("ada@example.org", "shop@example.com");
        }
    }

    @Test
    void fiveDaysOfRetriesEndInOneReport() {
        inbox.on(RCPT).where(recipient("ada@example.org")).reply(Replies.MAILBOX_BUSY);
        try (SmtpRelay relay = relayToInbox().start()) {
            relay.send(Envelope.of("shop@example.com", "ada@example.org"), mail());
            assertThat(relay).settlesWithin(PATIENCE);
            Instant start = clock.instant();
            while (!relay.queue().isEmpty() && clock.instant().isBefore(start.plus(Duration.ofDays(10)))) {
                clock.advance(Duration.ofMinutes(5));
                assertThat(relay).settlesWithin(PATIENCE);
            }

            assertThat(Duration.between(start, clock.instant()))
                    .isBetween(Duration.ofDays(5), Duration.ofDays(5).plusMinutes(5));
            assertThat(inbox).singleMail().hasEnvelopeFrom("").hasEnvelopeRecipients("shop@example.com");
            // 5, 10, 20, 40 minutes, then every 4,000 seconds for the rest of five days, each up to a tenth earlier
            assertThat(relay.deliveries().stream().filter(delivery -> delivery.outcome() == Outcome.DEFERRED))
                    .hasSizeBetween(105, 130);
        }
    }

    @Test
    void anotherHostIsTriedAfterAGreetingThatRefuses() {
        try (Inbox first = Inbox.start();
                SmtpRelay relay = SmtpRelay.builder()
                        .clock(clock)
                        .smartHost(first.host(), first.port())
                        .smartHost(inbox.host(), inbox.port())
                        .start()) {
            first.on(CONNECT).reply(Replies.NO_SERVICE);
            relay.send(Envelope.of("shop@example.com", "ada@example.org"), mail());
            assertThat(relay).drainsWithin(PATIENCE);

            assertThat(inbox).singleMail().hasEnvelopeRecipients("ada@example.org");
            assertThat(first).hasNoMail();
        }
    }

    @Test
    void noOtherHostIsTriedAfterTheEndOfTheData() {
        try (Inbox first = Inbox.start();
                SmtpRelay relay = SmtpRelay.builder()
                        .clock(clock)
                        .smartHost(first.host(), first.port())
                        .smartHost(inbox.host(), inbox.port())
                        .start()) {
            first.on(END_OF_DATA).then(FaultAction.close());
            relay.send(Envelope.of("shop@example.com", "ada@example.org"), mail());
            assertThat(relay).settlesWithin(PATIENCE);

            assertThat(inbox).hasNoMail();
            assertThat(relay.queue()).hasSize(1);
        }
    }

    @Test
    void oneConnectionServesManyMails() {
        try (SmtpRelay relay = relayToInbox().concurrency(1).start()) {
            IntStream.range(0, 20).forEach(i -> relay.send(Envelope.of("a@example.com", i + "@example.org"), mail()));
            assertThat(relay).drainsWithin(PATIENCE);

            assertThat(inbox).hasMailCount(20);
            assertThat(inbox.sessions()).hasSize(1);
        }
    }

    @Test
    void tellsWhatIsLeftWhenTheQueueDoesNotDrain() {
        inbox.on(RCPT).reply(Replies.MAILBOX_BUSY);
        try (SmtpRelay relay = relayToInbox().start()) {
            relay.send(Envelope.of("shop@example.com", "ada@example.org"), mail());
            assertThat(relay).settlesWithin(PATIENCE);

            assertThat(relay.awaitDrained(Duration.ofMillis(1))).isFalse();
            assertThatExceptionOfType(AssertionError.class)
                    .isThrownBy(() -> assertThat(relay).drainsWithin(Duration.ofMillis(1)))
                    .withMessageContaining("still holds 1 mail:")
                    .withMessageContaining("from <shop@example.com>, attempt 1")
                    .withMessageContaining("to <ada@example.org> 450 4.2.1 Mailbox busy")
                    .withMessageContaining("advance it");
        }
    }

    @Test
    void tellsHowMuchIsLeftThatIsNotShown() {
        inbox.on(RCPT).reply(Replies.MAILBOX_BUSY);
        try (SmtpRelay relay = relayToInbox().start()) {
            String[] many = IntStream.range(0, 25)
                    .mapToObj(i -> "user" + i + "@example.org")
                    .toArray(String[]::new);
            relay.send(Envelope.of("shop@example.com", many), mail());
            for (int i = 0; i < 22; i++) {
                relay.send(Envelope.of("shop@example.com", "ada@example.org"), mail());
            }
            assertThat(relay).settlesWithin(PATIENCE);

            assertThatExceptionOfType(AssertionError.class)
                    .isThrownBy(() -> assertThat(relay).drainsWithin(Duration.ofMillis(1)))
                    .withMessageContaining("still holds 23 mails:")
                    .withMessageContaining("\n  to <user19@example.org> 450 4.2.1 Mailbox busy\n  (and 5 more)\n")
                    .withMessageContaining("\n(and 3 more)\nIf the relay has a ManualClock")
                    .withMessageNotContaining("user20@");
            assertThatExceptionOfType(AssertionError.class)
                    .isThrownBy(() -> assertThat(relay)
                            .as("of %s", "Ada")
                            .withFailMessage("still here")
                            .drainsWithin(Duration.ofMillis(1)))
                    .withMessage("[of Ada] still here");
        }
    }

    @Test
    void tellsWhatIsStillTriedWhenTheQueueDoesNotSettle() throws InterruptedException {
        inbox.on(RCPT).then(FaultAction.hang());
        try (SmtpRelay relay =
                relayToInbox().shutdownGrace(Duration.ofMillis(1)).start()) {
            relay.send(Envelope.of("shop@example.com", "ada@example.org"), mail());
            assertThat(inbox.faults().awaitHeldUp(1, PATIENCE)).isTrue();

            assertThat(relay.awaitSettled(Duration.ofMillis(1))).isFalse();
            assertThatExceptionOfType(AssertionError.class)
                    .isThrownBy(() -> assertThat(relay).settlesWithin(Duration.ofMillis(1)))
                    .withMessageContaining("attempts still run or are due:")
                    .withMessageContaining("from <shop@example.com>, attempt 1");
        }
        inbox.faults().release();
    }

    @Test
    void aMailOnHoldWaitsForTheOperator() throws Exception {
        inbox.on(RCPT).times(1).reply(Replies.MAILBOX_BUSY);
        try (SmtpRelay relay = relayToInbox().start()) {
            String id = relay.send(Envelope.of("shop@example.com", "ada@example.org"), mail());
            assertThat(relay).settlesWithin(PATIENCE);
            relay.spool().hold(id, true);
            clock.advance(Duration.ofHours(1));
            assertThat(relay).settlesWithin(PATIENCE);
            assertThat(inbox).hasNoMail();

            relay.spool().hold(id, false);
            assertThat(relay).drainsWithin(PATIENCE);
            assertThat(inbox).singleMail().isTo("ada@example.org");
        }
    }

    @Test
    void aTimeMayBeAsLongAsAny() {
        Duration forever = Duration.ofSeconds(Long.MAX_VALUE, 999_999_999);
        inbox.on(RCPT).times(1).reply(Replies.MAILBOX_BUSY);
        try (SmtpRelay relay = relayToInbox()
                .timeouts(forever, forever, forever, forever)
                .expireAfter(forever)
                .delayWarningAfter(forever)
                .deadHostRest(forever)
                .start()) {
            relay.send(Envelope.of("shop@example.com", "ada@example.org"), mail());
            assertThat(relay).settlesWithin(forever);
            clock.advance(Duration.ofMinutes(5));

            assertThat(relay).drainsWithin(forever);
            assertThat(inbox).singleMail().hasEnvelopeFrom("shop@example.com");
        }
    }

    @Test
    void sendsOnWhatAMainLoopOfYourOwnReceives() throws Exception {
        try (SmtpListener listener = SmtpListener.bind("localhost", 0);
                SmtpRelay relay = relayToInbox().withoutServer().start()) {
            Thread loop = new Thread(() -> {
                try {
                    while (true) {
                        listener.accept().process().ifPresent(mail -> relay.send(mail.envelope(), mail.content()));
                    }
                } catch (IOException e) {
                    // the listener was closed
                }
            });
            loop.start();
            try (SmtpRelay sender = SmtpRelay.builder()
                    .clock(clock)
                    .withoutServer()
                    .smartHost("127.0.0.1", listener.port())
                    .start()) {
                sender.send(Envelope.of("a@example.com", "b@example.org"), mail());
                assertThat(sender).drainsWithin(PATIENCE);
            }
            assertThat(relay).drainsWithin(PATIENCE);
            assertThat(inbox).singleMail().hasEnvelopeRecipients("b@example.org");
        }
    }

    @RepeatedTest(5)
    void closingEndsAllThreads(@TempDir Path directory) throws Exception {
        inbox.on(RCPT).times(10).reply(Replies.GREYLISTED);
        ThreadGroup group = new ThreadGroup("a relay and all that it starts");
        FutureTask<List<String>> left = new FutureTask<>(() -> {
            try (SmtpRelay relay =
                    relayToInbox().spool(FileSpool.open(directory)).start()) {
                for (int i = 0; i < 20; i++) {
                    relay.send(Envelope.of("a@example.com", "b@example.org"), mail());
                }
                assertThat(relay).settlesWithin(PATIENCE);
            }
            return othersIn(group);
        });
        new Thread(group, left).start();

        assertThat(left.get(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isEmpty();
    }

    @Test
    void anInterruptEndsTheGraceAndAllThreadsEndToo(@TempDir Path directory) throws Exception {
        inbox.on(RCPT).then(FaultAction.hang());
        ThreadGroup group = new ThreadGroup("a relay and all that it starts");
        FutureTask<List<String>> left = new FutureTask<>(() -> {
            SmtpRelay relay = relayToInbox()
                    .spool(FileSpool.open(directory))
                    .shutdownGrace(Duration.ofDays(1))
                    .start();
            relay.send(Envelope.of("a@example.com", "b@example.org"), mail());
            assertThat(inbox.faults().awaitHeldUp(1, PATIENCE)).isTrue();
            Thread.currentThread().interrupt();

            relay.close();

            assertThat(Thread.interrupted()).isTrue();
            return othersIn(group);
        });
        new Thread(group, left).start();

        assertThat(left.get(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isEmpty();
        try (FileSpool spool = FileSpool.open(directory)) {
            assertThat(spool.list()).hasSize(1);
        }
    }

    @Test
    void anInterruptEndsAWaitAndIsKept() {
        try (SmtpRelay relay = relayToInbox().start()) {
            inbox.on(RCPT).then(FaultAction.hang());
            relay.send(Envelope.of("a@example.com", "b@example.org"), mail());
            assertIsInterrupted(() -> relay.awaitDrained(Duration.ofDays(1)));
            assertIsInterrupted(() -> relay.awaitSettled(Duration.ofDays(1)));
            assertIsInterrupted(() -> assertThat(relay).drainsWithin(Duration.ofDays(1)));
            assertIsInterrupted(() -> assertThat(relay).settlesWithin(Duration.ofDays(1)));
            inbox.faults().release();
        }
    }

    private static void assertIsInterrupted(ThrowingCallable wait) {
        Thread.currentThread().interrupt();
        try {
            assertThatIllegalStateException()
                    .isThrownBy(wait)
                    .withMessage("Interrupted while waiting for the relay")
                    .withCauseInstanceOf(InterruptedException.class);
        } finally {
            assertThat(Thread.interrupted()).isTrue();
        }
    }

    /** The threads of a group but the calling one, and but the one that all relays of the JVM share. */
    private static List<String> othersIn(ThreadGroup group) {
        Thread[] found = new Thread[group.activeCount() + 100];
        return Arrays.stream(found, 0, group.enumerate(found))
                .filter(thread -> thread != Thread.currentThread())
                .map(Thread::getName)
                .filter(name -> !name.equals("smtp-relay-time-limits"))
                .toList();
    }

    @Test
    void theLastRelayToCloseEndsTheThreadOfDns() throws Exception {
        String thread = "dnsjava NIO selector";
        try (TestDns dns = new TestDns()) {
            SmtpRelay other = relayToInbox().start();
            try (SmtpRelay relay = SmtpRelay.builder()
                    .hostname("relay.test")
                    .mxLookup(dns.address())
                    .start()) {
                relay.send(Envelope.of("a@example.com", "b@nowhere.test"), mail());
                assertThat(relay).settlesWithin(PATIENCE);
                assertThat(dns.questions()).isNotEmpty();
            }
            assertThat(threads()).as("another relay may still ask").contains(thread);
            other.close();

            assertThat(threads()).doesNotContain(thread);
        }
    }

    private static List<String> threads() {
        return Thread.getAllStackTraces().keySet().stream().map(Thread::getName).toList();
    }

    @Test
    void sessionsRunOnThreadsOfYourOwn() {
        Set<Runnable> sessions = ConcurrentHashMap.newKeySet();
        try (SmtpRelay relay = relayToInbox()
                .executor(session -> {
                    if (!sessions.add(session) || sessions.size() == 1) {
                        throw new RejectedExecutionException("not now");
                    }
                    new Thread(session, "of my own").start();
                })
                .start()) {
            relay.send(Envelope.of("shop@example.com", "ada@example.org"), mail());
            assertThat(relay).settlesWithin(PATIENCE);
            assertThat(relay.deliveries())
                    .singleElement()
                    .extracting(Delivery::outcome, Delivery::reply)
                    .containsExactly(
                            Outcome.DEFERRED,
                            "451 4.3.2 No thread for a session with " + inbox.host() + ":" + inbox.port());

            clock.advance(Duration.ofMinutes(5));
            assertThat(relay).drainsWithin(PATIENCE);
            assertThat(inbox).singleMail().hasEnvelopeRecipients("ada@example.org");
            assertThat(sessions).hasSize(2);
        }
    }

    @Test
    void aRelayThatKnowsNoWayDoesNotStart() {
        assertThatIllegalStateException()
                .isThrownBy(() -> SmtpRelay.builder().start())
                .withMessage(
                        "The relay does not know where mail goes: give it a smartHost(..), route(..)s, or mxLookup()");
    }

    @Test
    void aConnectionThatIsBeingOpenedDoesNotDelayTheEndAndItsMailIsAsItWas() throws Exception {
        MemorySpool spool = new MemorySpool();
        Duration grace = Duration.ofMinutes(2);
        try (ServerSocket silent = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
            SmtpRelay relay = SmtpRelay.builder()
                    .smartHost("localhost", silent.getLocalPort())
                    .spool(spool)
                    .shutdownGrace(grace)
                    .start();
            long start;
            try (relay) {
                relay.send(Envelope.of("shop@example.com", "ada@example.org"), mail());
                silent.setSoTimeout((int) PATIENCE.toMillis());
                silent.accept(); // and no greeting
                start = System.nanoTime();
            }
            assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(grace);
            assertThat(spool.list())
                    .singleElement()
                    .satisfies(mail -> assertThat(mail.attempts()).isZero());
        }
    }
}
