package io.github.smtpjunit.relay.spool;

import static io.github.smtpjunit.relay.spool.MailSpoolContract.ENVELOPE;
import static io.github.smtpjunit.relay.spool.MailSpoolContract.LEASE;
import static io.github.smtpjunit.relay.spool.MailSpoolContract.NOON;
import static io.github.smtpjunit.relay.spool.MailSpoolContract.store;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.smtpjunit.relay.spool.MailSpool.Claim;
import io.github.smtpjunit.relay.spool.MailSpool.Draft;
import java.io.IOException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The disk says no, at each step. */
class FileSpoolFaultTests {

    private static final String DISK_FULL = "No space left on device";

    private final Path directory;
    private @Nullable SpoolStep failing;
    private String problem = DISK_FULL;
    private FileSpool spool;

    FileSpoolFaultTests(@TempDir Path directory) throws IOException {
        this.directory = directory;
        this.spool = open();
    }

    private FileSpool open() throws IOException {
        return FileSpool.open(directory, new FileSpool.Options(20, 0), step -> {
            if (step == failing) {
                throw new IOException(problem);
            }
        });
    }

    @AfterEach
    void close() throws IOException {
        spool.close();
    }

    private long filesInQueue() throws IOException {
        try (Stream<Path> files = Files.list(directory.resolve("queue"))) {
            return files.count();
        }
    }

    private void assertIsRefusedForWantOfRoom(int size) throws IOException {
        try (Draft draft = spool.draft(ENVELOPE, NOON)) {
            draft.content().write(new byte[size]);
            assertThatThrownBy(draft::commit)
                    .isInstanceOf(SpoolFullException.class)
                    .hasMessageContaining(directory.toString());
        }
        assertThat(filesInQueue()).isZero();
        assertThat(spool.list()).isEmpty();
        assertThat(spool.nextDue()).isEmpty();

        failing = null;
        for (int i = 0; i < 3; i++) {
            store(spool, NOON, "the places of those that failed are free");
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"BEFORE_WRITE", "AFTER_WRITE", "AFTER_FORCE", "AFTER_RENAME", "AFTER_DIRECTORY_FORCE"})
    void aFullDiskRefusesALargeMailAndLeavesNothingOfIt(SpoolStep step) throws IOException {
        failing = step;
        assertIsRefusedForWantOfRoom(200_000);
    }

    @ParameterizedTest
    @EnumSource(names = {"BEFORE_JOURNAL_WRITE", "AFTER_JOURNAL_WRITE", "AFTER_JOURNAL_FORCE"})
    void aFullDiskRefusesASmallMailAndLeavesNothingOfIt(SpoolStep step) throws IOException {
        failing = step;
        assertIsRefusedForWantOfRoom(10);
    }

    @ParameterizedTest
    @EnumSource(
            names = {
                "BEFORE_JOURNAL_WRITE",
                "AFTER_JOURNAL_WRITE",
                "AFTER_JOURNAL_FORCE",
                "BEFORE_WRITE",
                "AFTER_WRITE",
                "AFTER_FORCE",
                "AFTER_RENAME",
                "AFTER_DIRECTORY_FORCE"
            })
    void anyOtherProblemOfTheDiskRefusesTheMailToo(SpoolStep step) throws IOException {
        failing = step;
        problem = "Read-only file system";
        boolean small = step.name().contains("JOURNAL");
        assertThatThrownBy(() -> store(spool, NOON, "x".repeat(small ? 10 : 200_000)))
                .isInstanceOf(IOException.class)
                .isNotInstanceOf(SpoolFullException.class)
                .hasMessage(problem);
        assertThat(filesInQueue()).isZero();
        assertThat(spool.list()).isEmpty();
    }

    @Test
    void aDiskThatHasNoRoomForASegmentMayHaveRoomForAMail() throws IOException {
        failing = SpoolStep.AFTER_SEGMENT;
        store(spool, NOON, "x");
        assertThat(filesInQueue()).isEqualTo(1);
        assertThat(spool.problems()).singleElement().asString().contains("The journal cannot grow");
    }

    @Test
    void aDirectoryThatIsGoneRefusesALargeMailWhileItComesIn() throws IOException {
        Path queue = directory.resolve("queue");
        Files.move(queue, directory.resolve("elsewhere"));
        try (Draft draft = spool.draft(ENVELOPE, NOON)) {
            assertThatThrownBy(() -> draft.content().write(new byte[200_000])).isInstanceOf(IOException.class);
            Files.move(directory.resolve("elsewhere"), queue);
            assertThatThrownBy(draft::commit)
                    .as("what came meanwhile is missing")
                    .isInstanceOf(IOException.class);
        }
        assertThat(filesInQueue()).isZero();
        store(spool, NOON, "x");
    }

    @ParameterizedTest
    @EnumSource(
            names = {"BEFORE_STATE_WRITE", "AFTER_STATE_FORCE", "AFTER_STATE_RENAME", "AFTER_STATE_DIRECTORY_FORCE"})
    void aStateThatCannotBeKeptIsToldAndTrueInThisProcess(SpoolStep step) throws IOException {
        QueuedMail mail = store(spool, NOON, "x");
        Claim claim = spool.claim(NOON, LEASE, 1).get(0);
        QueuedMail next = claim.mail().withNextAttempt(NOON.plusSeconds(60));
        failing = step;
        assertThatThrownBy(() -> spool.record(claim, claim.mail())).isInstanceOf(SpoolFullException.class);
        assertThatThrownBy(() -> spool.defer(claim, next)).isInstanceOf(SpoolFullException.class);
        assertThatThrownBy(() -> spool.hold(mail.id(), true)).isInstanceOf(SpoolFullException.class);
        assertThat(spool.list())
                .as("the claim has ended, the hold has not begun")
                .containsExactly(next);

        failing = null;
        assertThat(spool.claim(NOON.plusSeconds(60), LEASE, 1)).hasSize(1);
        assertThat(Files.exists(directory.resolve("queue").resolve(mail.id() + ".state.tmp")))
                .isFalse();
    }

    /** A directory in the place of its temporary file is in the way of one state only. */
    private void obstruct(String id) throws IOException {
        Files.createDirectories(directory.resolve("queue").resolve(id + ".state.tmp/in-the-way"));
    }

    @Test
    void aStateThatCannotBeKeptIsNoReasonForOthersOfItsGroupToFail() throws Exception {
        List<String> ids = new ArrayList<>();
        for (int i = 0; i < 12; i++) {
            ids.add(store(spool, NOON, "x").id());
        }
        String bad = ids.get(5);
        obstruct(bad);
        List<Claim> claims = spool.claim(NOON, LEASE, 12);
        Map<String, Future<Boolean>> deferred = new LinkedHashMap<>();
        ExecutorService threads = Executors.newFixedThreadPool(12);
        try {
            CyclicBarrier together = new CyclicBarrier(12);
            for (Claim claim : claims) {
                Callable<Boolean> work = () -> {
                    together.await(30, TimeUnit.SECONDS);
                    spool.defer(claim, claim.mail().withNextAttempt(NOON.plusSeconds(60)));
                    return true;
                };
                deferred.put(claim.mail().id(), threads.submit(work));
            }
            for (Map.Entry<String, Future<Boolean>> one : deferred.entrySet()) {
                if (one.getKey().equals(bad)) {
                    assertThatThrownBy(() -> one.getValue().get(30, TimeUnit.SECONDS))
                            .hasMessageContaining(bad);
                } else {
                    assertThat(one.getValue().get(30, TimeUnit.SECONDS)).isTrue();
                    assertThat(directory.resolve("queue").resolve(one.getKey() + ".state"))
                            .exists();
                }
            }
        } finally {
            threads.shutdownNow();
        }
    }

    @Test
    void aMailOfAFormerProcessWhoseAttemptCannotBeCountedHoldsNoOtherUp() throws IOException {
        List<String> ids = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            ids.add(store(spool, NOON, "x").id());
        }
        spool.close();
        spool = open();
        obstruct(ids.get(1));
        assertThat(spool.claim(NOON, LEASE, 9))
                .extracting(claim -> claim.mail().id())
                .containsExactlyElementsOf(ids);
        assertThat(spool.problems())
                .singleElement()
                .asString()
                .startsWith("Mail " + ids.get(1) + " is tried without a record of it: ");
    }

    @Test
    void aMailThatCannotBeRemovedIsNotDeliveredAgainByThisProcess() throws IOException {
        QueuedMail mail = store(spool, NOON, "x");
        Claim claim = spool.claim(NOON, LEASE, 1).get(0);
        failing = SpoolStep.BEFORE_DONE;
        problem = "Read-only file system";
        assertThatThrownBy(() -> spool.done(claim)).hasMessage(problem);
        assertThat(spool.list()).isEmpty();

        spool.close();
        spool = open();
        assertThat(spool.list()).containsExactly(mail);
    }

    @Test
    void aMailOfAFormerProcessIsHandedOutOnAFullDiskToMakeRoom() throws IOException {
        store(spool, NOON, "x");
        spool.close();
        spool = open();
        failing = SpoolStep.BEFORE_STATE_WRITE;
        Claim claim = spool.claim(NOON, LEASE, 1).get(0);
        assertThat(claim.mail().attempts()).isEqualTo(1);
        assertThat(spool.problems()).singleElement().asString().contains("without a record");
        spool.done(claim);
        assertThat(filesInQueue()).isZero();
    }

    @Test
    void aMailOfAFormerProcessIsNotHandedOutIfItsAttemptCannotBeCounted() throws IOException {
        QueuedMail mail = store(spool, NOON, "x");
        QueuedMail other = store(spool, NOON, "x");
        spool.close();
        spool = open();
        failing = SpoolStep.BEFORE_STATE_WRITE;
        problem = "Input/output error";
        for (int i = 0; i < 9; i++) {
            assertThatThrownBy(() -> spool.claim(NOON, LEASE, 9)).hasMessage(problem);
            assertThat(spool.list()).containsExactly(mail, other);
        }
        failing = null;
        assertThat(spool.claim(NOON, LEASE, 9))
                .hasSize(2)
                .allMatch(claim -> claim.mail().attempts() == 1);
    }

    @Test
    @DisabledOnOs(value = OS.WINDOWS, disabledReason = "no directory can be forced there")
    void anInterruptedThreadDoesNotSpoilTheDirectoryForOthers() throws IOException {
        try (DirectoryForce names = new DirectoryForce(directory)) {
            names.force();
            Thread.currentThread().interrupt();
            assertThatThrownBy(names::force).isInstanceOf(ClosedByInterruptException.class);
            assertThat(Thread.interrupted()).isTrue();
            names.force();
        }
    }

    @Test
    void anInterruptedCommitLeavesNothing() throws IOException {
        Thread.currentThread().interrupt();
        assertThatThrownBy(() -> store(spool, NOON, "x")).isInstanceOf(IOException.class);
        assertThat(Thread.interrupted()).isTrue();
        assertThat(filesInQueue()).isZero();
        store(spool, NOON, "x");
    }
}
