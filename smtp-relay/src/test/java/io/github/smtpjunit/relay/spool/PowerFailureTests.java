package io.github.smtpjunit.relay.spool;

import static io.github.smtpjunit.relay.spool.MailSpoolContract.ENVELOPE;
import static io.github.smtpjunit.relay.spool.MailSpoolContract.LEASE;
import static io.github.smtpjunit.relay.spool.MailSpoolContract.NOON;
import static io.github.smtpjunit.relay.spool.MailSpoolContract.read;
import static io.github.smtpjunit.relay.spool.MailSpoolContract.store;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.smtpjunit.relay.spool.MailSpool.Claim;
import io.github.smtpjunit.relay.spool.RecipientState.Status;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.IntPredicate;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * The power fails after each write, force and change of a name, and the disk has kept what was forced, and any of the
 * rest: what was acknowledged is there, once and whole, as it was.
 */
class PowerFailureTests {

    private static final FileSpool.Options OPTIONS = new FileSpool.Options(1_000, 0);

    /** A segment has room for three small mails, and there are two for mails that come in. */
    private static final Journal.Limits SMALL = new Journal.Limits(2_048, 2, 1_000_000);

    /**
     * Beyond that, not all combinations are tried, but each change alone, each missing alone, none, all, and those up
     * to each.
     */
    private static final int ALL_COMBINATIONS = 6;

    private final LossyDisk disk = new LossyDisk();
    private FileSpool spool;

    // What was acknowledged
    private final Map<String, String> contents = new HashMap<>();
    private final Map<String, QueuedMail> states = new HashMap<>();
    private final Map<String, QueuedMail> newStates = new HashMap<>();
    private final Set<String> leaving = new HashSet<>();
    private final Set<Map<String, ByteBuffer>> tried = new HashSet<>(); // what a failure at this point has left
    private int failures;
    private boolean watching = true;

    @BeforeEach
    void open() throws IOException {
        disk.onChange(this::failEverywhere);
        spool = open(disk);
    }

    private static Path directory(LossyDisk disk) {
        return new LossyFileSystem(disk).getPath("/var/spool");
    }

    private static FileSpool open(LossyDisk disk) throws IOException {
        return FileSpool.open(directory(disk), OPTIONS, SMALL, CrashPoint.NONE);
    }

    // The work, and what is known of it

    private String stored(int size) throws IOException {
        String content = "x".repeat(size) + contents.size();
        QueuedMail mail = store(spool, ENVELOPE, NOON, content.getBytes(US_ASCII));
        contents.put(mail.id(), content);
        states.put(mail.id(), mail);
        return mail.id();
    }

    private Claim claimed(String id) throws IOException {
        List<Claim> claims = spool.claim(NOON, LEASE, 1_000);
        Claim found = null;
        for (Claim claim : claims) {
            if (claim.mail().id().equals(id)) {
                found = claim;
            } else {
                spool.index.undo(claim);
            }
        }
        return Objects.requireNonNull(found);
    }

    private void deferred(String id) throws IOException {
        Claim claim = claimed(id);
        int attempts = claim.mail().attempts();
        RecipientState refused = new RecipientState(Status.PENDING, "451 4.7.1 Refusal " + attempts, "mx.example.org");
        QueuedMail state = claim.mail()
                .withRecipients(Collections.nCopies(claim.mail().recipients().size(), refused))
                .withNextAttempt(NOON.plusSeconds(300L * attempts));
        newStates.put(id, state);
        spool.defer(claim, state);
        states.put(id, state);
        newStates.put(id, state.withNextAttempt(NOON));
        spool.flush(id, NOON);
        states.put(id, Objects.requireNonNull(newStates.remove(id)));
    }

    private void held(String id) throws IOException {
        QueuedMail state = Objects.requireNonNull(states.get(id)).withHeld(true);
        newStates.put(id, state);
        spool.hold(id, true);
        states.put(id, state);
        newStates.remove(id);
    }

    private void finished(String id) throws IOException {
        Claim claim = claimed(id);
        leaving.add(id);
        spool.done(claim);
    }

    private void restarted() throws IOException {
        spool.close();
        spool = open(disk);
    }

    // The failure

    private void failEverywhere() {
        if (!watching) {
            return;
        }
        tried.clear(); // other mails are acknowledged now
        int unforced = disk.unforced();
        if (unforced <= ALL_COMBINATIONS) {
            for (int kept = 0; kept < 1 << unforced; kept++) {
                int bits = kept;
                fail(place -> (bits >> place & 1) == 1);
            }
            return;
        }
        for (int i = 0; i < unforced; i++) {
            int one = i;
            fail(place -> place == one);
            fail(place -> place != one);
            fail(place -> place < one);
            fail(place -> place >= one);
        }
    }

    private void fail(IntPredicate kept) {
        LossyDisk left = disk.afterPowerFailure(kept);
        if (!tried.add(left.image())) {
            return; // another combination has left the same
        }
        failures++;
        try (FileSpool next = open(left)) {
            assertThat(next.problems()).allMatch(problem -> problem.contains("is half a mail"));
            Map<String, QueuedMail> there = new HashMap<>();
            next.list().forEach(mail -> there.put(mail.id(), mail));
            for (Map.Entry<String, String> mail : contents.entrySet()) {
                String id = mail.getKey();
                if (leaving.contains(id)) {
                    continue; // it may be back
                }
                assertThat(there).as("acknowledged mails").containsKey(id);
                assertThat(read(next.content(id).orElseThrow()))
                        .asString(US_ASCII)
                        .isEqualTo(mail.getValue());
                assertIsAsAcknowledged(Objects.requireNonNull(there.get(id)));
            }
            assertThat(next.claim(NOON.plusSeconds(100_000), LEASE, 1_000).size())
                    .isEqualTo(
                            there.values().stream().filter(mail -> !mail.held()).count());
            assertThat(next.problems()).as("checksums").allMatch(problem -> problem.contains("is half a mail"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void assertIsAsAcknowledged(QueuedMail found) {
        String id = found.id();
        List<QueuedMail> allowed = new ArrayList<>(List.of(states.get(id)));
        if (newStates.containsKey(id)) {
            allowed.add(newStates.get(id));
        }
        assertThat(allowed)
                .as("the state of mail %s", id)
                .anySatisfy(state -> assertThat(found)
                        .isEqualTo(state.withAttempts(
                                Math.max(state.attempts(), found.attempts())))); // one may have begun
    }

    @Test
    void nothingThatWasAcknowledgedIsLost() throws IOException {
        String first = stored(100);
        String second = stored(100);
        String third = stored(100);
        finished(first);
        deferred(second); // moves out of the journal
        held(third);
        String large = stored(200_000); // never was there
        deferred(large);
        finished(second);
        for (int i = 0; i < 2; i++) {
            List<String> some = List.of(stored(100), stored(100), stored(100));
            for (String id : some) {
                finished(id); // so that segments are used again
            }
        }
        for (int i = 0; i < 8; i++) {
            stored(100); // more than there is room for: one moves
        }
        restarted();
        deferred(large);
        stored(100);
        spool.close();
        assertThat(failures).isGreaterThan(300);
    }

    @Test
    void aSegmentThatIsUsedAgainTellsOfNothingThatWasInItBefore() throws IOException {
        for (int i = 0; i < 3; i++) {
            finished(stored(100)); // as many as the first segment has room for
        }
        finished(stored(1_200)); // fills the second
        String next = stored(300); // in the first, up to the middle of the second record that was there
        LossyDisk left = disk.afterKill();

        assertThat(JournalScan.of(new SpoolLayout(directory(left))).mails().get(next))
                .isNotNull()
                .satisfies(found -> assertThat(found.segment().toString()).endsWith("/000001.segment"));
        try (FileSpool restarted = open(left)) {
            assertThat(restarted.list()).extracting(QueuedMail::id).containsExactly(next);
            assertThat(restarted.problems()).isEmpty();
        }
    }

    @Test
    void mailsBeyondTheMemoryAreReadFromTheDiskAndItIsFreeAgainWhenTheyAreGone() throws IOException {
        watching = false;
        Journal.Limits limits = new Journal.Limits(100_000, 2, 30_000);
        LossyDisk other = new LossyDisk();
        try (FileSpool small = FileSpool.open(directory(other), OPTIONS, limits, CrashPoint.NONE)) {
            for (int round = 0; round < 5; round++) {
                List<String> ids = new ArrayList<>();
                for (int i = 0; i < 5; i++) {
                    ids.add(store(small, ENVELOPE, NOON, "x".repeat(8_000).getBytes(US_ASCII))
                            .id());
                }
                long before = other.reads();
                for (String id : ids) {
                    assertThat(read(small.content(id).orElseThrow())).hasSize(8_000);
                }
                assertThat(other.reads() - before).as("reads in round " + round).isBetween(1L, 4L);
                for (String id : ids) {
                    small.delete(id);
                }
            }
        }
    }
}
