package io.github.smtpjunit.relay;

import static io.github.smtpjunit.relay.jupiter.RelayAssert.assertThat;
import static io.github.smtpjunit.smtp.server.FaultAction.replyAndClose;
import static io.github.smtpjunit.smtp.server.FaultMatcher.recipient;
import static io.github.smtpjunit.smtp.server.Phase.CONNECT;
import static io.github.smtpjunit.smtp.server.Phase.RCPT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;
import static org.awaitility.Awaitility.await;

import io.github.smtpjunit.inbox.Inbox;
import io.github.smtpjunit.relay.Delivery.Outcome;
import io.github.smtpjunit.relay.spool.MailSpool;
import io.github.smtpjunit.relay.spool.MemorySpool;
import io.github.smtpjunit.relay.spool.QueuedMail;
import io.github.smtpjunit.smtp.Envelope;
import io.github.smtpjunit.smtp.Replies;
import java.io.ByteArrayInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Errors in a worker: the mail is deferred, the slot is free, and the relay goes on, or has failed and says so. */
class RelayErrorTests extends RelayTestCase {

    private static final Duration RETRY = Duration.ofHours(2);

    /** Runs each task on a thread of its own, but refuses some of them. */
    private static Executor withoutThreadFor(int first, int count) {
        AtomicInteger tasks = new AtomicInteger();
        return task -> {
            int number = tasks.incrementAndGet();
            if (number >= first && number < first + count) {
                throw new OutOfMemoryError("unable to create native thread: possibly out of memory");
            }
            new Thread(task).start();
        };
    }

    @Test
    void whereThereIsNoThreadTheMailIsDeferredAndTheQueueGoesOn() {
        try (SmtpRelay relay = relayToInbox().executor(withoutThreadFor(1, 1)).start()) {
            relay.send(TO_ADA, MAIL);
            assertThat(relay).settlesWithin(PATIENCE);
            assertThat(relay.deliveries())
                    .singleElement()
                    .satisfies(delivery -> assertThat(delivery.outcome()).isEqualTo(Outcome.DEFERRED))
                    .satisfies(delivery -> assertThat(delivery.reply()).startsWith("451 4.3.2 No thread"));

            relay.send(Envelope.of("shop@example.com", "bob@example.org"), MAIL);
            assertThat(relay).settlesWithin(PATIENCE);
            assertThat(inbox).singleMail().hasEnvelopeRecipients("bob@example.org");
            clock.advance(RETRY);
            assertThat(relay).drainsWithin(PATIENCE);
            assertThat(inbox).hasMailCount(2);
            assertThat(relay.problem()).isEmpty();
        }
    }

    @Test
    void jobsThatWaitAreDeferredTooWhereNoSessionIsLeft() {
        try (SmtpRelay relay =
                relayToInbox().maxSessions(1).executor(withoutThreadFor(1, 3)).start()) {
            for (int i = 0; i < 10; i++) {
                relay.send(TO_ADA, MAIL);
            }
            assertThat(relay).settlesWithin(PATIENCE);
            clock.advance(RETRY);
            assertThat(relay).drainsWithin(PATIENCE);
            assertThat(inbox).hasMailCount(10);
        }
    }

    /** A spool whose mails throw when they are read. */
    private abstract static class FaultySpool implements MailSpool {

        final MemorySpool memory = new MemorySpool();

        @Override
        public Draft draft(Envelope envelope, Instant acceptedAt) throws IOException {
            return memory.draft(envelope, acceptedAt);
        }

        @Override
        public List<Claim> claim(
                Instant now, Duration lease, int limit, Function<QueuedMail, Optional<String>> obstacle)
                throws IOException {
            return memory.claim(now, lease, limit, obstacle);
        }

        @Override
        public int resume(String obstacle, int limit) {
            return memory.resume(obstacle, limit);
        }

        @Override
        public void undo(Claim claim) {
            memory.undo(claim);
        }

        @Override
        public Optional<Instant> nextDue() {
            return memory.nextDue();
        }

        @Override
        public void onFlush(Runnable listener) {
            memory.onFlush(listener);
        }

        @Override
        public void boundWaits(Instant now, Duration longestWait) {
            memory.boundWaits(now, longestWait);
        }

        @Override
        public InputStream content(Claim claim) throws IOException {
            return memory.content(claim);
        }

        @Override
        public void renew(Claim claim, Instant now, Duration lease) throws IOException {
            memory.renew(claim, now, lease);
        }

        @Override
        public void record(Claim claim, QueuedMail state) throws IOException {
            memory.record(claim, state);
        }

        @Override
        public void defer(Claim claim, QueuedMail state) throws IOException {
            memory.defer(claim, state);
        }

        @Override
        public void done(Claim claim) throws IOException {
            memory.done(claim);
        }

        @Override
        public boolean giveUp(String id, Instant now) throws IOException {
            return memory.giveUp(id, now);
        }

        @Override
        public List<QueuedMail> list() {
            return memory.list();
        }

        @Override
        public Optional<InputStream> content(String id) {
            return memory.content(id);
        }

        @Override
        public boolean hold(String id, boolean hold) throws IOException {
            return memory.hold(id, hold);
        }

        @Override
        public boolean delayReported(String id) throws IOException {
            return memory.delayReported(id);
        }

        @Override
        public boolean flush(String id, Instant now) throws IOException {
            return memory.flush(id, now);
        }

        @Override
        public boolean delete(String id) throws IOException {
            return memory.delete(id);
        }

        @Override
        public void onWork(Runnable listener) {
            memory.onWork(listener);
        }

        @Override
        public void close() {
            memory.close();
        }
    }

    private static void explode(AtomicInteger times) {
        if (times.getAndDecrement() > 0) {
            throw new OutOfMemoryError("Java heap space");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"content", "claim", "done", "defer", "record", "nextDue"})
    void anErrorAnywhereOnTheWayStrandsNoMail(String where) {
        AtomicInteger errors = new AtomicInteger();
        FaultySpool spool = new FaultySpool() {
            private void at(String here) {
                if (here.equals(where)) {
                    explode(errors);
                }
            }

            @Override
            public InputStream content(Claim claim) throws IOException {
                at("content");
                return super.content(claim);
            }

            @Override
            public List<Claim> claim(
                    Instant now, Duration lease, int limit, Function<QueuedMail, Optional<String>> obstacle)
                    throws IOException {
                at("claim");
                return super.claim(now, lease, limit, obstacle);
            }

            @Override
            public void done(Claim claim) throws IOException {
                at("done");
                super.done(claim);
            }

            @Override
            public void defer(Claim claim, QueuedMail state) throws IOException {
                at("defer");
                super.defer(claim, state);
            }

            @Override
            public void record(Claim claim, QueuedMail state) throws IOException {
                at("record");
                super.record(claim, state);
            }

            @Override
            public Optional<Instant> nextDue() {
                if (Thread.currentThread().getName().equals("smtp-relay-queue")) {
                    at("nextDue");
                }
                return super.nextDue();
            }
        };
        inbox.on(RCPT).times(1).reply(Replies.GREYLISTED);
        try (SmtpRelay relay = relay().route("example.org", inbox.host(), inbox.port())
                .route("example.com", inbox.host(), inbox.port())
                .route("example.com", "127.0.0.2", 1)
                .spool(spool)
                .start()) {
            errors.set(1);
            relay.send(Envelope.of("shop@example.com", "ada@example.org", "bob@example.com"), MAIL);
            for (int i = 0; i < 5; i++) {
                assertThat(relay).settlesWithin(PATIENCE);
                clock.advance(RETRY);
            }
            assertThat(relay).drainsWithin(PATIENCE);

            assertThat(errors).hasValueLessThanOrEqualTo(0);
            assertThat(inbox.mails())
                    .extracting(mail -> mail.envelope().to().get(0))
                    .contains("ada@example.org", "bob@example.com");
            await().atMost(PATIENCE).until(() -> relay.problem().isEmpty());
        }
    }

    @Test
    void anErrorTakesNoReplyBackThatWasRead() {
        AtomicInteger reads = new AtomicInteger();
        FaultySpool spool = new FaultySpool() {
            @Override
            public InputStream content(Claim claim) throws IOException {
                if (reads.incrementAndGet() == 2) {
                    throw new OutOfMemoryError("Java heap space");
                }
                return super.content(claim);
            }
        };
        inbox.on(RCPT).where(recipient("nobody@example.org")).times(1).then(replyAndClose(Replies.NO_SUCH_USER));
        try (Inbox second = Inbox.start();
                SmtpRelay relay = relayToInbox()
                        .smartHost(second.host(), second.port())
                        .spool(spool)
                        .start()) {
            relay.send(Envelope.of("", "nobody@example.org", "ada@example.org"), MAIL);
            assertThat(relay).settlesWithin(PATIENCE);

            assertThat(relay.deliveries())
                    .extracting(Delivery::recipient, Delivery::outcome)
                    .containsExactlyInAnyOrder(
                            tuple("nobody@example.org", Outcome.FAILED), tuple("ada@example.org", Outcome.DEFERRED));
        }
    }

    @Test
    void aRelayWhoseQueueCannotGoOnHasFailed() throws Exception {
        Error cause = new InternalError("broken");
        FaultySpool spool = new FaultySpool() {
            @Override
            public List<Claim> claim(
                    Instant now, Duration lease, int limit, Function<QueuedMail, Optional<String>> obstacle) {
                throw cause;
            }
        };
        AtomicReference<@Nullable Throwable> told = new AtomicReference<>();
        CountDownLatch failed = new CountDownLatch(1);
        RelayListener listener = new RelayListener() {
            @Override
            public void failed(Throwable problem) {
                told.set(problem);
                failed.countDown();
            }
        };
        try (SmtpRelay relay = relayToInbox().spool(spool).listener(listener).start()) {
            String id = relay.send(TO_ADA, MAIL);
            assertThatIllegalStateException()
                    .isThrownBy(() -> relay.awaitDrained(Duration.ofDays(1)))
                    .withMessageStartingWith("The relay has failed")
                    .withCause(cause);
            assertThatIllegalStateException()
                    .isThrownBy(() -> relay.awaitSettled(Duration.ofDays(1)))
                    .withCause(cause);
            assertThatIllegalStateException()
                    .isThrownBy(() -> relay.send(TO_ADA, MAIL))
                    .withCause(cause);
            assertThat(relay.problem())
                    .hasValueSatisfying(text -> assertThat(text).contains("has failed", "broken"));
            assertThat(failed.await(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
            assertThat(told).hasValue(cause);
            try (TestClient client = new TestClient(relay.server(), "")) {
                client.say("EHLO client.example.org");
                client.say("MAIL FROM:<shop@example.com>");
                client.say("RCPT TO:<ada@example.org>");
                client.say("DATA");
                assertThat(client.say("x\r\n.")).startsWith("451 4.3.0");
            }
            assertThat(relay.queue()).extracting(QueuedMail::id).containsExactly(id);
        }
    }

    @Test
    void aSpoolThatCannotBeReadIsAProblemUntilItCan() {
        AtomicInteger failures = new AtomicInteger(Integer.MAX_VALUE);
        FaultySpool spool = new FaultySpool() {
            @Override
            public List<Claim> claim(
                    Instant now, Duration lease, int limit, Function<QueuedMail, Optional<String>> obstacle)
                    throws IOException {
                if (failures.get() > 0) {
                    throw new IOException("Input/output error");
                }
                return super.claim(now, lease, limit, obstacle);
            }
        };
        try (SmtpRelay relay = relayToInbox().spool(spool).start()) {
            relay.send(TO_ADA, MAIL);
            await().atMost(PATIENCE).until(() -> relay.problem().isPresent());
            assertThat(relay.problem())
                    .hasValueSatisfying(text -> assertThat(text).contains("Input/output error"));

            failures.set(0);
            assertThat(relay).drainsWithin(PATIENCE);
            await().atMost(PATIENCE).until(() -> relay.problem().isEmpty());
        }
    }

    @Test
    void anInterruptDoesNotEndTheQueue() {
        try (SmtpRelay relay = relayToInbox().start()) {
            Thread.getAllStackTraces().keySet().stream()
                    .filter(thread -> thread.getName().equals("smtp-relay-queue"))
                    .forEach(Thread::interrupt);
            relay.send(TO_ADA, MAIL);
            assertThat(relay).drainsWithin(PATIENCE);
            assertThat(inbox).hasMailCount(1);
        }
    }

    @Test
    void aClosedRelayTakesNoMailAndLosesNone() {
        MemorySpool spool = new MemorySpool();
        SmtpRelay relay = relayToInbox().spool(spool).start();
        relay.close();

        assertThatIllegalStateException()
                .isThrownBy(() -> relay.send(TO_ADA, MAIL))
                .withMessage("This relay is closed and accepts no mail: start another one by its builder");
        assertThat(spool.list()).isEmpty();
    }

    @Test
    void aMailThatComesInWhileTheRelayClosesIsRefusedToo() {
        MemorySpool spool = new MemorySpool();
        SmtpRelay relay = relayToInbox().spool(spool).start();
        InputStream closing = new FilterInputStream(new ByteArrayInputStream(MAIL)) {
            @Override
            public int read(byte[] into, int offset, int length) throws IOException {
                relay.close();
                return super.read(into, offset, length);
            }

            @Override
            public int read() throws IOException {
                relay.close();
                return super.read();
            }
        };

        assertThatThrownBy(() -> relay.send(TO_ADA, closing)).isInstanceOf(IllegalStateException.class);
        assertThat(spool.list()).isEmpty();
    }

    // A clock that is put right

    private static final class Wall extends Clock {

        private volatile Instant now;

        Wall(Instant now) {
            this.now = now;
        }

        @Override
        public Instant instant() {
            return now;
        }

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aClockThatWasAheadDelaysNoMailOnceItIsPutRight(boolean restart) {
        Instant right = clock.instant();
        Wall wall = new Wall(right.plus(Duration.ofDays(700)));
        MemorySpool spool = new MemorySpool();
        inbox.on(RCPT).times(1).reply(Replies.GREYLISTED);
        SmtpRelay relay = relayToInbox().clock(wall).spool(spool).start();
        relay.send(TO_ADA, MAIL);
        assertThat(relay).settlesWithin(PATIENCE);
        Instant before = right;
        if (restart) {
            relay.close();
        }
        wall.now = right;
        if (restart) {
            relay = relayToInbox().clock(wall).spool(spool).start();
        }
        try (SmtpRelay running = relay) {
            await().atMost(PATIENCE)
                    .until(() -> running.queue().get(0).nextAttempt().isBefore(before.plus(RETRY)));
            assertThat(running.queue().get(0).nextAttempt()).isEqualTo(right.plusSeconds(4000));
            assertThat(running.queue().get(0).acceptedAt()).isEqualTo(right);
            wall.now = right.plusSeconds(4000);
            assertThat(running).drainsWithin(PATIENCE);
            assertThat(inbox).hasMailCount(1);
        }
    }

    @Test
    void aHostThatRestsByAClockThatWasAheadIsTriedOnceItIsPutRight() {
        Instant right = clock.instant();
        Wall wall = new Wall(right.plus(Duration.ofDays(700)));
        inbox.on(CONNECT).times(1).reply(Replies.SHUTTING_DOWN);
        try (SmtpRelay relay = relayToInbox().clock(wall).start()) {
            relay.send(TO_ADA, MAIL);
            assertThat(relay).settlesWithin(PATIENCE);
            assertThat(relay.deliveries())
                    .singleElement()
                    .satisfies(delivery -> assertThat(delivery.outcome()).isEqualTo(Outcome.DEFERRED));

            wall.now = right;
            relay.send(Envelope.of("shop@example.com", "bob@example.org"), MAIL);
            assertThat(relay).settlesWithin(PATIENCE);
            assertThat(inbox).singleMail().hasEnvelopeRecipients("bob@example.org");
        }
    }
}
