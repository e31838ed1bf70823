package io.github.smtpjunit.relay.spool;

import static io.github.smtpjunit.relay.spool.MailSpoolContract.ENVELOPE;
import static io.github.smtpjunit.relay.spool.MailSpoolContract.LEASE;
import static io.github.smtpjunit.relay.spool.MailSpoolContract.NOON;
import static io.github.smtpjunit.relay.spool.MailSpoolContract.inParallel;
import static io.github.smtpjunit.relay.spool.MailSpoolContract.read;
import static io.github.smtpjunit.relay.spool.MailSpoolContract.store;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import io.github.smtpjunit.relay.spool.MailSpool.Claim;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The journal of a {@link FileSpool}: what a machine that loses its power, or a disk that changes octets, leaves of it.
 */
@Timeout(60)
class JournalTests {

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private static final FileSpool.Options OPTIONS = new FileSpool.Options(1_000, 0);

    /** Room for four mails in a segment, and for two segments. */
    private static final Journal.Limits SMALL = new Journal.Limits(Segment.FIRST + 4 * 4096, 2, 1_000_000);

    private static final String CONTENT = "x".repeat(3_600);

    private final Path temporary;
    private final Path directory;
    private final List<FileSpool> open = new ArrayList<>();
    private @Nullable SpoolStep failing;

    JournalTests(@TempDir Path temporary) {
        this.temporary = temporary;
        this.directory = temporary.resolve("spool");
    }

    @AfterEach
    void close() throws IOException {
        for (FileSpool spool : open) {
            spool.close();
        }
    }

    private FileSpool open(Path place, Journal.Limits limits) throws IOException {
        FileSpool spool = FileSpool.open(place, OPTIONS, limits, step -> {
            if (step == failing) {
                throw new IOException("Input/output error");
            }
        });
        open.add(spool);
        return spool;
    }

    /** Opens what a crash of this moment would leave, after some damage to the first segment. */
    private FileSpool afterCrash(Consumer<byte[]> damage) throws IOException {
        Path copy = temporary.resolve("copy" + open.size());
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : files.toList()) {
                Files.copy(file, copy.resolve(directory.relativize(file)));
            }
        }
        Path segment = segments(copy).get(0);
        byte[] octets = Files.readAllBytes(segment);
        damage.accept(octets);
        Files.write(segment, octets);
        return open(copy, SMALL);
    }

    private FileSpool afterCrash() throws IOException {
        return afterCrash(octets -> {});
    }

    private static List<Path> segments(Path spool) throws IOException {
        return files(spool.resolve("journal"));
    }

    private static List<Path> files(Path place) throws IOException {
        try (Stream<Path> files = Files.list(place)) {
            return files.sorted().toList();
        }
    }

    private List<Path> queue() throws IOException {
        return files(directory.resolve("queue"));
    }

    private static String content(FileSpool spool, QueuedMail mail) throws IOException {
        return new String(read(spool.content(mail.id()).orElseThrow()), US_ASCII);
    }

    // The life of a mail

    @Test
    void aMailIsInTheJournalUntilItHasToWait() throws IOException {
        FileSpool spool = open(directory, SMALL);
        QueuedMail mail = store(spool, NOON, "hello");
        assertThat(queue()).isEmpty();
        assertThat(content(spool, mail)).isEqualTo("hello");

        Claim claim = spool.claim(NOON, LEASE, 1).get(0);
        spool.defer(claim, claim.mail().withNextAttempt(NOON.plusSeconds(60)));
        assertThat(queue())
                .extracting(file -> file.getFileName().toString())
                .containsExactly(mail.id() + ".mail", mail.id() + ".state");
        assertThat(content(spool, mail)).isEqualTo("hello");
        assertThat(afterCrash().list()).containsExactly(claim.mail().withNextAttempt(NOON.plusSeconds(60)));
    }

    @Test
    void whatWasAcknowledgedIsThereAfterACrashAndWhatIsDoneIsNot() throws IOException {
        FileSpool spool = open(directory, SMALL);
        QueuedMail done = store(spool, NOON, "done");
        spool.done(spool.claim(NOON, LEASE, 1).get(0));
        QueuedMail first = store(spool, NOON, "first");
        QueuedMail second = store(spool, NOON, CONTENT);

        FileSpool next = afterCrash();
        assertThat(next.list()).containsExactly(first, second).doesNotContain(done);
        assertThat(next.problems()).isEmpty();
        assertThat(content(next, second)).isEqualTo(CONTENT);
        assertThat(store(next, NOON, "x").id()).isGreaterThan(second.id());
    }

    @Test
    void aCleanCloseLeavesFilesOnly() throws IOException {
        FileSpool spool = open(directory, SMALL);
        QueuedMail mail = store(spool, NOON, "hello");
        spool.close();
        assertThat(segments(directory)).isEmpty();
        assertThat(queue()).hasSize(1);
        assertThat(open(directory, SMALL).list()).containsExactly(mail);
    }

    @Test
    void theNextProcessCountsTheAttemptBeforeItBegins() throws IOException {
        QueuedMail mail = store(open(directory, SMALL), NOON, "hello");
        FileSpool next = afterCrash();
        assertThat(next.claim(NOON, LEASE, 1).get(0).mail().attempts()).isEqualTo(1);
        Path copy = temporary.resolve("copy1");
        assertThat(copy.resolve("queue").resolve(mail.id() + ".state"))
                .content()
                .contains("recoveries: 1");
        assertThat(segments(copy)).as("its segment has no other mail").isEmpty();
    }

    // Segments

    @Test
    void aSegmentIsUsedAgainAndWhatWasInItIsNotThereAnyMore() throws IOException {
        FileSpool spool = open(directory, SMALL);
        for (int i = 0; i < 50; i++) {
            store(spool, NOON, CONTENT);
            spool.done(spool.claim(NOON, LEASE, 1).get(0));
        }
        QueuedMail last = store(spool, NOON, CONTENT);
        assertThat(segments(directory)).hasSizeLessThanOrEqualTo(2);
        assertThat(queue()).isEmpty();
        FileSpool next = afterCrash();
        assertThat(next.list()).containsExactly(last);
        assertThat(next.problems()).isEmpty();
    }

    @Test
    void withoutRoomMailsGoToFilesAndAnotherMovesOutOfTheWay() throws IOException {
        FileSpool spool = open(directory, SMALL);
        List<QueuedMail> mails = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            mails.add(store(spool, NOON, CONTENT));
        }
        assertThat(queue()).isEmpty();
        mails.add(store(spool, NOON, CONTENT));
        assertThat(queue()).as("the new one, and one that makes room").hasSize(2);
        for (int i = 0; i < 10; i++) {
            mails.add(store(spool, NOON, CONTENT));
        }
        assertThat(queue()).hasSizeLessThan(15);
        assertThat(spool.list()).containsExactlyElementsOf(mails);
        FileSpool next = afterCrash();
        assertThat(next.list()).containsExactlyElementsOf(mails);
        assertThat(next.problems()).isEmpty();
    }

    @Test
    void contentsForWhichMemoryHasNoRoomAreReadAgain() throws IOException {
        FileSpool spool = open(directory, new Journal.Limits(SMALL.segmentSize(), 2, 0));
        QueuedMail first = store(spool, NOON, "first");
        QueuedMail second = store(spool, NOON, CONTENT);
        assertThat(content(spool, first)).isEqualTo("first");
        assertThat(content(spool, second)).isEqualTo(CONTENT);
    }

    // Many at once

    @Test
    void mailsThatComeInTogetherShareAWriteAndAForce() throws Exception {
        SpoolLayout layout = new SpoolLayout(Files.createDirectory(directory));
        layout.create();
        List<SpoolStep> steps = new ArrayList<>();
        List<Journal> itself = new ArrayList<>();
        int others = 7;
        try (Journal journal = new Journal(
                layout,
                Journal.Limits.DEFAULT,
                step -> {
                    steps.add(step);
                    // The first one takes its time, until all the others have come
                    long start = System.nanoTime();
                    while (itself.get(0).waiting() < others
                            && steps.indexOf(step) == steps.size() - 1
                            && System.nanoTime() - start < PATIENCE.toNanos()) {
                        Thread.onSpinWait();
                    }
                },
                (id, problem) -> {})) {
            itself.add(journal);
            ExecutorService threads = Executors.newFixedThreadPool(1 + others);
            try {
                List<Future<Boolean>> added = new ArrayList<>();
                for (int i = 0; i <= others; i++) {
                    JournalMail mail = new JournalMail("00000000000" + i, new byte[1_000], 1_000, 0);
                    added.add(threads.submit(() -> journal.add(mail)));
                }
                for (Future<Boolean> one : added) {
                    assertThat(one.get(30, TimeUnit.SECONDS)).isTrue();
                }
            } finally {
                threads.shutdownNow();
            }
            assertThat(journal.ids()).hasSize(1 + others);
            for (SpoolStep step : List.of(SpoolStep.BEFORE_JOURNAL_WRITE, SpoolStep.AFTER_JOURNAL_FORCE)) {
                assertThat(steps)
                        .filteredOn(step::equals)
                        .as("one for the first, one for the others")
                        .hasSize(2);
            }
        }
    }

    @Test
    void manyThreadsFillAndLeaveManySegments() throws Exception {
        FileSpool spool = open(directory, SMALL);
        inParallel(8, () -> {
            for (int i = 0; i < 30; i++) {
                store(spool, NOON, CONTENT);
                for (Claim claim : spool.claim(NOON, LEASE, 2)) {
                    assertThat(read(spool.content(claim))).asString().isEqualTo(CONTENT);
                    spool.done(claim);
                }
            }
            return null;
        });
        List<QueuedMail> left = spool.list();
        FileSpool next = afterCrash();
        assertThat(next.list()).isEqualTo(left);
        assertThat(next.problems()).isEmpty();
    }

    @Test
    void anInterruptTakesNothingFromOthers() throws Exception {
        FileSpool spool = open(directory, Journal.Limits.DEFAULT);
        inParallel(6, () -> {
            for (int i = 0; i < 30; i++) {
                QueuedMail mail = store(spool, NOON, "x");
                Thread.currentThread().interrupt();
                // To leave the journal is a write, and an interrupted thread's write closes the file under all others
                assertThat(spool.delete(mail.id())).isTrue();
                assertThat(Thread.interrupted()).isTrue();
            }
            return null;
        });
        assertThat(afterCrash().list()).isEmpty();
    }

    // A disk that fails

    @ParameterizedTest
    @EnumSource(names = {"BEFORE_JOURNAL_WRITE", "AFTER_JOURNAL_WRITE", "AFTER_JOURNAL_FORCE"})
    void aWriteThatFailsIsNoMailAndTheNextOneIsInAnotherSegment(SpoolStep step) throws IOException {
        FileSpool spool = open(directory, SMALL);
        QueuedMail before = store(spool, NOON, "before");
        failing = step;
        assertThatThrownBy(() -> store(spool, NOON, "refused")).hasMessage("Input/output error");
        failing = null;
        QueuedMail after = store(spool, NOON, "after");

        assertThat(segments(directory)).hasSize(2);
        FileSpool next = afterCrash();
        assertThat(next.list()).containsExactly(before, after);
        assertThat(next.problems()).isEmpty();
    }

    // A machine that loses its power

    /** The last mail's record begins at 4096 octets behind the first one's, and takes less than that. */
    @ParameterizedTest
    @ValueSource(ints = {0, 512, 1024, 2048, 3584})
    void aWriteOfWhichPartsAreMissingIsNoMail(int missing) throws IOException {
        FileSpool spool = open(directory, SMALL);
        QueuedMail whole = store(spool, NOON, CONTENT);
        store(spool, NOON, CONTENT);
        int second = Segment.FIRST + recordOf(whole).end() - recordOf(whole).position();
        FileSpool next = afterCrash(octets -> Arrays.fill(octets, second + missing, second + missing + 512, (byte) 0));
        assertThat(next.list()).containsExactly(whole);
        if (missing > 0) {
            assertThat(next.problems()).singleElement().asString().contains("is half a mail");
        }
        assertThat(store(next, NOON, "x").id()).isGreaterThan(whole.id());
    }

    private JournalRecord recordOf(QueuedMail mail) throws IOException {
        JournalScan.Found found = Objects.requireNonNull(
                JournalScan.of(new SpoolLayout(directory)).mails().get(mail.id()));
        return new JournalRecord(found.position(), found.length(), 1, 0, false);
    }

    // A disk that changes what it has

    @Test
    void aRecordThatWasDamagedIsSetAsideAndTheOthersAreThere() throws IOException {
        FileSpool spool = open(directory, SMALL);
        QueuedMail first = store(spool, NOON, "first");
        store(spool, NOON, "damaged");
        QueuedMail third = store(spool, NOON, "third");
        FileSpool next = afterCrash(octets -> octets[find(octets, "damaged")]++);
        assertThat(next.list()).containsExactly(first, third);
        assertThat(next.problems())
                .singleElement()
                .asString()
                .contains("are not a record", "was copied to")
                .doesNotContain("half");
        List<Path> corrupt = files(temporary.resolve("copy1").resolve("corrupt"));
        assertThat(corrupt).hasSize(2);
        assertThat(corrupt.get(0)).content(ISO_8859_1).contains("smtp-relay-mail 1", "eamaged");
        assertThat(corrupt.get(1)).content().contains("are not a record");
    }

    @Test
    void aHeadThatWasDamagedHidesNoOtherRecord() throws IOException {
        FileSpool spool = open(directory, SMALL);
        store(spool, NOON, "first");
        QueuedMail second = store(spool, NOON, "second");
        QueuedMail third = store(spool, NOON, "third");
        FileSpool next = afterCrash(octets -> Arrays.fill(octets, Segment.FIRST, Segment.FIRST + 32, (byte) 0xff));
        assertThat(next.list()).containsExactly(second, third);
        assertThat(next.problems()).singleElement().asString().contains("are not a record");
    }

    @Test
    void aFileThatIsNoSegmentIsSetAsideWhole() throws IOException {
        FileSpool spool = open(directory, SMALL);
        store(spool, NOON, "hello");
        FileSpool next = afterCrash(octets -> octets[3]++);
        assertThat(next.list()).isEmpty();
        assertThat(next.problems()).singleElement().asString().contains("does not begin as a segment");
        assertThat(files(temporary.resolve("copy1").resolve("corrupt")).get(0))
                .content(ISO_8859_1)
                .contains("hello");
    }

    @Test
    void aContentIsNeverTakenForARecord() throws IOException {
        FileSpool other = open(temporary.resolve("other"), SMALL);
        store(other, ENVELOPE, NOON, "forged".getBytes(US_ASCII));
        byte[] segment = Files.readAllBytes(segments(temporary.resolve("other")).get(0));
        byte[] forged = Arrays.copyOfRange(segment, Segment.FIRST, Segment.FIRST + 1024);

        FileSpool spool = open(directory, SMALL);
        // Every place in the segment where a record may begin is tried
        for (int shift = 0; shift < 64; shift++) {
            byte[] content = new byte[shift + forged.length];
            System.arraycopy(forged, 0, content, shift, forged.length);
            QueuedMail mail = store(spool, ENVELOPE, NOON, content);
            Path file = segments(directory).get(0);
            SegmentScan scan = SegmentScan.of(
                    ByteBuffer.wrap(Files.readAllBytes(file)).put(Segment.FIRST, (byte) 0),
                    Segment.salt(ByteBuffer.wrap(Files.readAllBytes(file))).orElseThrow());
            assertThat(scan.records()).isEmpty();
            spool.delete(mail.id());
            spool.close();
            spool = open(directory, SMALL);
        }
    }

    @Test
    void foreignFilesAreReportedAndLeftAloneAndWhatACrashHasLeftIsRemoved() throws IOException {
        open(directory, SMALL).close();
        Path foreign = Files.writeString(directory.resolve("journal").resolve("README"), "hello");
        Path half = Files.writeString(directory.resolve("journal").resolve("000001.segment.tmp"), "half");
        assertThat(open(directory, SMALL).problems()).singleElement().asString().contains("README");
        assertThat(foreign).exists();
        assertThat(half).doesNotExist();
    }

    private static int find(byte[] octets, String text) {
        return new String(octets, ISO_8859_1).indexOf(text);
    }

    @Test
    void aGroupOfWhichNothingIsStoredFails() {
        GroupCommit<String> commits = new GroupCommit<>(items -> 0);
        assertTimeoutPreemptively(
                Duration.ofSeconds(20),
                () -> assertThatThrownBy(() -> commits.commit("x"))
                        .isInstanceOf(IOException.class)
                        .hasMessage("Nothing was stored"));
    }
}
