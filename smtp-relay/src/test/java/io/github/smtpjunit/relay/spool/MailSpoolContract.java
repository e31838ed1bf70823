package io.github.smtpjunit.relay.spool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import io.github.smtpjunit.relay.spool.MailSpool.Claim;
import io.github.smtpjunit.relay.spool.MailSpool.Draft;
import io.github.smtpjunit.smtp.Envelope;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What every spool does. */
public abstract class MailSpoolContract {

    static final Instant NOON = Instant.parse("2026-05-04T12:00:00Z");
    static final Duration LEASE = Duration.ofMinutes(10);
    static final Envelope ENVELOPE = Envelope.of("ada@example.org", "bob@example.com", "carol@example.net");
    static final int MAX_MAILS = 20;

    MailSpool spool;

    /** Makes an empty spool with room for {@link #MAX_MAILS}. */
    abstract MailSpool newSpool() throws IOException;

    /** Makes an empty spool beside that one, whose queue may take the given number of octets of memory. */
    abstract MailSpool newSpool(long maxMemory) throws IOException;

    @BeforeEach
    void makeSpool() throws IOException {
        spool = newSpool();
    }

    @AfterEach
    void closeSpool() throws IOException {
        spool.close();
    }

    static QueuedMail store(MailSpool spool, Instant at, String content) throws IOException {
        return store(spool, ENVELOPE, at, content.getBytes(StandardCharsets.UTF_8));
    }

    public static QueuedMail store(MailSpool spool, Envelope envelope, Instant at, byte[] content) throws IOException {
        try (Draft draft = spool.draft(envelope, at)) {
            draft.content().write(content);
            return draft.commit();
        }
    }

    Claim claimOne(Instant now) throws IOException {
        List<Claim> claims = spool.claim(now, LEASE, 1);
        assertThat(claims).hasSize(1);
        return claims.get(0);
    }

    static byte[] read(InputStream content) throws IOException {
        try (content) {
            return content.readAllBytes();
        }
    }

    // In

    @Test
    void aCommittedMailIsDueAtOnceAndItsContentIsTheSame() throws IOException {
        QueuedMail mail = store(spool, NOON, "Subject: hi\r\n\r\n\n\nhello\r\n");

        assertThat(mail.envelope()).isEqualTo(ENVELOPE);
        assertThat(mail.acceptedAt()).isEqualTo(NOON);
        assertThat(mail.nextAttempt()).isEqualTo(NOON);
        assertThat(mail.attempts()).isZero();
        assertThat(mail.size()).isEqualTo(24);
        assertThat(mail.recipients()).containsExactly(RecipientState.PENDING, RecipientState.PENDING);
        assertThat(spool.nextDue()).contains(NOON);
        assertThat(spool.list()).containsExactly(mail);
        assertThat(spool.size()).isEqualTo(1);

        Claim claim = claimOne(NOON);
        assertThat(claim.mail()).isEqualTo(mail.withAttempts(1));
        assertThat(read(spool.content(claim))).asString().isEqualTo("Subject: hi\r\n\r\n\n\nhello\r\n");
        assertThat(read(spool.content(claim))).as("opened anew").hasSize(24);
        assertThat(read(spool.content(mail.id()).orElseThrow())).hasSize(24);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 8 * 1024, 64 * 1024 - 1, 64 * 1024, 64 * 1024 + 1, 1_000_000})
    void aContentOfAnySizeInPiecesOfAnySizeIsTheSame(int size) throws IOException {
        byte[] content = new byte[size];
        Random random = new Random(size);
        random.nextBytes(content);
        QueuedMail mail;
        try (Draft draft = spool.draft(ENVELOPE, NOON)) {
            for (int from = 0; from < size; ) {
                int length = Math.min(size - from, random.nextInt(100_000));
                draft.content().write(content, from, length);
                from += length;
            }
            mail = draft.commit();
        }
        assertThat(mail.size()).isEqualTo(size);
        assertThat(read(spool.content(claimOne(NOON)))).isEqualTo(content);
    }

    @Test
    void octetsAbove127MakeAMailEightBit() throws IOException {
        assertThat(store(spool, NOON, "plain\r\n").eightBit()).isFalse();
        assertThat(store(spool, NOON, "na\u00efve\r\n").eightBit()).isTrue();
    }

    @Test
    void aDraftThatIsNotCommittedLeavesNothing() throws IOException {
        try (Draft draft = spool.draft(ENVELOPE, NOON)) {
            draft.content().write(new byte[200_000]);
        }
        assertThat(spool.list()).isEmpty();
        assertThat(spool.nextDue()).isEmpty();
    }

    @Test
    void aDraftIsCommittedOnce() throws IOException {
        try (Draft draft = spool.draft(ENVELOPE, NOON)) {
            draft.content().write('x');
            draft.commit();
            assertThatIllegalStateException().isThrownBy(draft::commit);
            assertThatThrownBy(() -> draft.content().write('x')).isInstanceOf(IOException.class);
        }
        assertThat(spool.list()).hasSize(1);
    }

    @Test
    void aMailThatIsToWaitIsDueLater() throws IOException {
        Instant due = NOON.plusSeconds(3600);
        try (Draft draft = spool.draft(ENVELOPE, NOON)) {
            assertThat(draft.commit(due).nextAttempt()).isEqualTo(due);
        }
        assertThat(spool.claim(due.minusMillis(1), LEASE, 9)).isEmpty();
        assertThat(spool.nextDue()).contains(due);
        assertThat(spool.claim(due, LEASE, 9)).hasSize(1);
    }

    @Test
    void namesAreUniqueAndSortAsTheMailsCameIn() throws IOException {
        List<String> ids = new ArrayList<>();
        for (Instant at : List.of(NOON, NOON, NOON.plusMillis(1), NOON.minusSeconds(60), Instant.EPOCH, Instant.MIN)) {
            ids.add(store(spool, at, "x").id());
        }
        ids.add(store(spool, NOON.plusSeconds(1), "x").id());
        assertThat(ids).doesNotHaveDuplicates().isSorted().allMatch(id -> id.matches("[0-9A-Z]+"));
        assertThat(spool.list()).extracting(QueuedMail::id).isEqualTo(ids);
    }

    @Test
    void aFullQueueTakesNoMoreThanReports() throws IOException {
        for (int i = 1; i < MAX_MAILS; i++) {
            store(spool, NOON, "x");
        }
        try (Draft last = spool.draft(ENVELOPE, NOON)) {
            assertThatThrownBy(() -> spool.draft(ENVELOPE, NOON))
                    .as("a draft counts")
                    .isInstanceOf(SpoolFullException.class)
                    .hasMessageContaining("full");
            assertThat(last.id()).isNotEmpty();
        }
        store(spool, NOON, "x");
        assertThatThrownBy(() -> spool.draft(ENVELOPE, NOON)).isInstanceOf(SpoolFullException.class);

        Envelope report = Envelope.of("", "ada@example.org");
        for (int i = 0; i < MAX_MAILS / 10 + 1; i++) {
            store(spool, report, NOON, new byte[1]);
        }
        assertThatThrownBy(() -> spool.draft(report, NOON)).isInstanceOf(SpoolFullException.class);

        for (Claim claim : spool.claim(NOON, LEASE, 4)) {
            spool.done(claim);
        }
        store(spool, NOON, "there is room again");
    }

    @Test
    void aQueueWhoseEnvelopesFillItsMemoryTakesNoMoreThanReports() throws IOException {
        String[] many =
                IntStream.range(0, 100).mapToObj(i -> i + "@example.org").toArray(String[]::new);
        try (MailSpool small = newSpool(105_000)) {
            store(small, Envelope.of("shop@example.com", many), NOON, new byte[1]);
            store(small, Envelope.of("shop@example.com", many), NOON, new byte[1]);
            store(small, Envelope.of("shop@example.com", many), NOON, new byte[1]);
            store(small, Envelope.of("shop@example.com", many), NOON, new byte[1]);
            store(small, Envelope.of("shop@example.com", many), NOON, new byte[1]);
            assertThatThrownBy(() -> small.draft(ENVELOPE, NOON))
                    .isInstanceOf(SpoolFullException.class)
                    .hasMessageContaining("octets of memory");
            store(small, Envelope.of("", "ada@example.org"), NOON, new byte[1]);

            small.done(small.claim(NOON, LEASE, 1).get(0));
            store(small, ENVELOPE, NOON, new byte[1]);
            small.draft(Envelope.of("shop@example.com", many), NOON).close();
            store(small, ENVELOPE, NOON, new byte[1]);
        }
    }

    // Out

    @Test
    void mailsThatHaveToWaitArePassedOverUntilTheyNeedNotAnyMore() throws IOException {
        String first = store(spool, NOON, "1").id();
        String second = store(spool, NOON.plusSeconds(1), "2").id();
        String other = store(spool, NOON.plusSeconds(2), "3").id();
        Instant now = NOON.plusSeconds(9);

        assertThat(spool.claim(now, LEASE, 9, mail -> mail.id().equals(other) ? Optional.empty() : Optional.of("busy")))
                .extracting(claim -> claim.mail().id())
                .containsExactly(other);
        assertThat(spool.nextDue()).hasValue(now.plus(LEASE));
        assertThat(spool.claim(now, LEASE, 9)).as("not looked at again").isEmpty();
        assertThat(spool.resume("other", 9)).isZero();

        assertThat(spool.resume("busy", 1)).isEqualTo(1);
        Claim claim = spool.claim(now, LEASE, 9).get(0);
        assertThat(claim.mail().id()).isEqualTo(first);
        assertThat(claim.mail().attempts()).isEqualTo(1);
        spool.undo(claim);
        spool.undo(claim);
        assertThat(spool.claim(now, LEASE, 9, mail -> Optional.of("busy"))).isEmpty();
        assertThat(spool.list()).extracting(QueuedMail::attempts).containsExactly(0, 0, 1);

        spool.hold(second, true);
        assertThat(spool.resume("busy", 9)).isEqualTo(1);
        assertThat(spool.delete(first)).isTrue();
        assertThat(spool.claim(now, LEASE, 9)).isEmpty();
        spool.hold(second, false);
        assertThat(spool.claim(now, LEASE, 9)).hasSize(1);
    }

    @Test
    void noMailIsOfTheFutureOnceTheClockIsPutRight() throws IOException {
        String ahead = store(spool, NOON.plus(Duration.ofDays(700)), "x").id();
        String right = store(spool, NOON, "x").id();
        spool.boundWaits(NOON, Duration.ofHours(1));

        assertThat(spool.list())
                .extracting(QueuedMail::id, QueuedMail::acceptedAt, QueuedMail::nextAttempt)
                .containsExactlyInAnyOrder(
                        tuple(ahead, NOON, NOON.plus(Duration.ofHours(1))), tuple(right, NOON, NOON));
        assertThat(spool.nextDue()).hasValue(NOON);
    }

    @Test
    void thoseThatHaveBeenDueForLongestComeFirst() throws IOException {
        String late = store(spool, NOON.plusSeconds(2), "x").id();
        String early = store(spool, NOON, "x").id();
        String middle = store(spool, NOON.plusSeconds(1), "x").id();

        assertThat(spool.claim(NOON.plusSeconds(9), LEASE, 2))
                .extracting(claim -> claim.mail().id())
                .containsExactly(early, middle);
        assertThat(spool.claim(NOON.plusSeconds(9), LEASE, 2))
                .extracting(claim -> claim.mail().id())
                .containsExactly(late);
        assertThat(spool.claim(NOON.plusSeconds(9), LEASE, 2)).isEmpty();
    }

    @Test
    void aMailIsClaimedByOneOnly() throws Exception {
        int mails = MAX_MAILS;
        for (int i = 0; i < mails; i++) {
            store(spool, NOON, "x");
        }
        Set<String> seen = new HashSet<>();
        List<String> all = new ArrayList<>();
        for (List<String> part : inParallel(4, () -> {
            List<String> mine = new ArrayList<>();
            for (List<Claim> next = spool.claim(NOON, LEASE, 3); !next.isEmpty(); next = spool.claim(NOON, LEASE, 3)) {
                next.forEach(claim -> mine.add(claim.mail().id()));
            }
            return mine;
        })) {
            all.addAll(part);
            seen.addAll(part);
        }
        assertThat(all).hasSize(mails).hasSameSizeAs(seen);
    }

    @Test
    void aClaimWhoseLeaseHasEndedCanBeTakenByAnotherAndTheOldOneIsRefused() throws IOException {
        store(spool, NOON, "x");
        Claim old = claimOne(NOON);
        Instant end = NOON.plus(LEASE);
        assertThat(spool.nextDue()).contains(end);
        assertThat(spool.claim(end.minusMillis(1), LEASE, 1)).isEmpty();

        Claim current = claimOne(end);
        assertThat(current.token()).isGreaterThan(old.token());
        assertThat(current.mail().attempts()).isEqualTo(2);
        assertStale(old);
        spool.done(current);
        assertStale(current);
        assertThat(spool.list()).isEmpty();
    }

    private void assertStale(Claim claim) {
        QueuedMail mail = claim.mail();
        assertThatThrownBy(() -> spool.content(claim)).isInstanceOf(StaleClaimException.class);
        assertThatThrownBy(() -> spool.renew(claim, NOON, LEASE)).isInstanceOf(StaleClaimException.class);
        assertThatThrownBy(() -> spool.record(claim, mail)).isInstanceOf(StaleClaimException.class);
        assertThatThrownBy(() -> spool.defer(claim, mail)).isInstanceOf(StaleClaimException.class);
        assertThatThrownBy(() -> spool.done(claim)).isInstanceOf(StaleClaimException.class);
    }

    @Test
    void aClaimWhoseLeaseHasEndedIsGoodUntilAnotherTakesTheMail() throws IOException {
        store(spool, NOON, "x");
        Claim claim = claimOne(NOON);
        spool.renew(claim, NOON.plus(LEASE).plusSeconds(1), LEASE);
        assertThat(spool.claim(NOON.plus(LEASE).plusSeconds(1), LEASE, 1)).isEmpty();
        spool.done(claim);
    }

    @Test
    void aDeferredMailComesBackAsItWasLeft() throws IOException {
        store(spool, NOON, "x");
        Claim claim = claimOne(NOON);
        RecipientState delivered =
                new RecipientState(RecipientState.Status.DELIVERED, "250 2.0.0 ok", "mx.example.com");
        RecipientState greylisted =
                new RecipientState(RecipientState.Status.PENDING, "451 4.7.1 later", "mx.example.net");
        QueuedMail next = claim.mail()
                .withRecipients(List.of(delivered, greylisted))
                .withDelayReported()
                .withNextAttempt(NOON.plusSeconds(300));
        spool.defer(claim, next);

        assertStale(claim);
        assertThat(spool.list()).containsExactly(next);
        assertThat(spool.claim(NOON.plusSeconds(299), LEASE, 1)).isEmpty();
        assertThat(claimOne(NOON.plusSeconds(300)).mail()).isEqualTo(next.withAttempts(2));
    }

    @Test
    void aRecordOfProgressIsKeptAndTheClaimGoesOn() throws IOException {
        store(spool, NOON, "x");
        Claim claim = claimOne(NOON);
        RecipientState delivered = new RecipientState(RecipientState.Status.DELIVERED, "250 ok", "mx");
        QueuedMail half = claim.mail().withRecipients(List.of(delivered, RecipientState.PENDING));
        spool.record(claim, half);

        assertThat(spool.list()).containsExactly(half);
        assertThat(spool.claim(NOON, LEASE, 1)).isEmpty();
        assertThat(claimOne(NOON.plus(LEASE)).mail().recipients()).containsExactly(delivered, RecipientState.PENDING);
    }

    // Operators

    @Test
    void aHeldMailIsDueAtNoTimeUntilItIsReleased() throws IOException {
        String id = store(spool, NOON, "x").id();
        assertThat(spool.hold(id, true)).isTrue();
        assertThat(spool.hold(id, true)).as("again").isTrue();
        assertThat(spool.flush(id, NOON.plusSeconds(5))).isTrue();

        assertThat(spool.claim(NOON.plusSeconds(9), LEASE, 1)).isEmpty();
        assertThat(spool.nextDue()).isEmpty();
        assertThat(spool.list().get(0).held()).isTrue();

        assertThat(spool.hold(id, false)).isTrue();
        assertThat(spool.claim(NOON.plusSeconds(9), LEASE, 1)).hasSize(1);
    }

    @Test
    void aHoldDuringAnAttemptOutlivesTheAttempt() throws IOException {
        String id = store(spool, NOON, "x").id();
        Claim claim = claimOne(NOON);
        spool.hold(id, true);
        spool.record(claim, claim.mail());
        spool.defer(claim, claim.mail().withNextAttempt(NOON.plusSeconds(1)));

        assertThat(spool.claim(NOON.plusSeconds(9), LEASE, 1)).isEmpty();
        assertThat(spool.list().get(0).held()).isTrue();
    }

    @Test
    void aFlushedMailIsDueNow() throws IOException {
        String id = store(spool, NOON, "x").id();
        Claim claim = claimOne(NOON);
        spool.defer(claim, claim.mail().withNextAttempt(NOON.plusSeconds(3600)));
        assertThat(spool.flush(id, NOON.plusSeconds(60))).isTrue();
        assertThat(spool.nextDue()).contains(NOON.plusSeconds(60));
        assertThat(spool.claim(NOON.plusSeconds(60), LEASE, 1)).hasSize(1);
    }

    @Test
    void aDeletedMailIsGoneAndTheOutcomeOfItsAttemptIsForgotten() throws IOException {
        String id = store(spool, NOON, "x").id();
        Claim claim = claimOne(NOON);
        assertThat(spool.delete(id)).isTrue();
        assertStale(claim);
        assertThat(spool.list()).isEmpty();
        assertThat(spool.content(id)).isEmpty();
        assertThat(spool.nextDue()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "000000000000", "../../etc/passwd", "a\u0000b"})
    void aMailThatIsNotThereIsNotFound(String id) throws IOException {
        assertThat(spool.hold(id, true)).isFalse();
        assertThat(spool.flush(id, NOON)).isFalse();
        assertThat(spool.delete(id)).isFalse();
        assertThat(spool.content(id)).isEmpty();
    }

    @Test
    void theListenerHearsOfWork() throws IOException {
        AtomicInteger calls = new AtomicInteger();
        spool.onWork(calls::incrementAndGet);
        String id = store(spool, NOON, "x").id();
        assertThat(calls).as("commit").hasValue(1);

        Claim claim = claimOne(NOON);
        spool.defer(claim, claim.mail().withNextAttempt(NOON.plusSeconds(60)));
        calls.set(0);
        spool.flush(id, NOON.plusSeconds(1));
        assertThat(calls).as("flush").hasValue(1);
        spool.hold(id, true);
        spool.hold(id, false);
        assertThat(calls).as("release").hasValue(2);
    }

    @Test
    void theListenerMayUseTheSpool() throws Exception {
        ExecutorService another = Executors.newSingleThreadExecutor();
        try {
            spool.onWork(() -> {
                try {
                    // On another thread: it would wait for ever if the caller held a lock.
                    assertThat(another.submit(() -> spool.claim(NOON, LEASE, 1)).get(10, TimeUnit.SECONDS))
                            .hasSize(1);
                } catch (Exception e) {
                    throw new IllegalStateException(e);
                }
            });
            store(spool, NOON, "x");
        } finally {
            another.shutdownNow();
        }
    }

    @Test
    void manyThreadsStoreAndFinishMails() throws Exception {
        AtomicInteger finished = new AtomicInteger();
        List<Integer> counts = inParallel(8, () -> {
            for (int i = 0; i < 25; i++) {
                QueuedMail mail = store(spool, NOON, "mail " + i);
                for (Claim claim : spool.claim(NOON, LEASE, 3)) {
                    assertThat(read(spool.content(claim))).asString().startsWith("mail ");
                    spool.done(claim);
                    finished.incrementAndGet();
                }
                assertThat(mail.id()).isNotEmpty();
            }
            return 25;
        });
        assertThat(counts).hasSize(8);
        assertThat(finished.get() + spool.size()).isEqualTo(200);
    }

    static <T> List<T> inParallel(int threads, Callable<T> task) throws Exception {
        ExecutorService executor = Executors.newFixedThreadPool(threads);
        try {
            List<Future<T>> futures = new ArrayList<>();
            for (int i = 0; i < threads; i++) {
                futures.add(executor.submit(task));
            }
            List<T> results = new ArrayList<>();
            for (Future<T> future : futures) {
                results.add(future.get(60, TimeUnit.SECONDS));
            }
            return results;
        } finally {
            executor.shutdownNow();
        }
    }

    @Test
    void aMailThatIsGivenUpIsDueAtOnceAndMarked() throws IOException {
        QueuedMail mail = store(spool, NOON, "hello");
        Claim claim = claimOne(NOON);
        spool.defer(claim, claim.mail().withNextAttempt(NOON.plusSeconds(600)));
        spool.hold(mail.id(), true);

        assertThat(spool.giveUp(mail.id(), NOON.plusSeconds(1))).isTrue();
        assertThat(spool.giveUp("000000000000", NOON)).isFalse();
        assertThat(claimOne(NOON.plusSeconds(1)).mail())
                .isEqualTo(claim.mail()
                        .withAttempts(2)
                        .withNextAttempt(NOON.plusSeconds(1))
                        .withGivenUp(NOON.plusSeconds(1)));
    }

    @Test
    void aMailThatIsGivenUpWhileItIsClaimedIsDueAfterThat() throws IOException {
        QueuedMail mail = store(spool, NOON, "hello");
        Claim claim = claimOne(NOON);
        spool.giveUp(mail.id(), NOON);
        spool.defer(claim, claim.mail().withNextAttempt(NOON.plusSeconds(600)));
        assertThat(claimOne(NOON).mail().givenUp()).isTrue();
    }
}
