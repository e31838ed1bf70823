package io.github.smtpjunit.relay.spool;

import static io.github.smtpjunit.relay.spool.MailSpoolContract.LEASE;
import static io.github.smtpjunit.relay.spool.MailSpoolContract.NOON;
import static io.github.smtpjunit.relay.spool.MailSpoolContract.read;
import static io.github.smtpjunit.relay.spool.MailSpoolContract.store;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.smtpjunit.relay.spool.MailSpool.Claim;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is there again when a {@link FileSpool} is opened anew. */
class FileSpoolRestartTests extends FileSpoolTestCase {

    FileSpoolRestartTests(@TempDir Path temporary) {
        super(temporary);
    }

    @Test
    void mailsAndTheirStatesAreThereAgain() throws IOException {
        QueuedMail untouched;
        QueuedMail deferred;
        QueuedMail held;
        Claim running;
        try (FileSpool spool = open()) {
            deferred = store(spool, NOON, "deferred");
            running = spool.claim(NOON, LEASE, 1).get(0);
            deferred = running.mail()
                    .withNextAttempt(NOON.plusSeconds(300))
                    .withDelayReported()
                    .withRecipients(List.of(
                            new RecipientState(RecipientState.Status.FAILED, "550 5.1.1 no", "-"),
                            new RecipientState(RecipientState.Status.PENDING, "", "mx example")));
            spool.defer(running, deferred);
            untouched = store(spool, NOON, "untouched");
            held = store(spool, NOON, "held").withHeld(true);
            spool.hold(held.id(), true);
            spool.done(claim(spool, store(spool, NOON.minusSeconds(1), "done").id()));
        }
        try (FileSpool spool = open()) {
            assertThat(spool.problems()).isEmpty();
            assertThat(spool.list()).containsExactly(deferred, untouched, held);
            assertThat(read(spool.content(untouched.id()).orElseThrow()))
                    .asString()
                    .isEqualTo("untouched");
            assertThat(store(spool, NOON, "new").id()).isGreaterThan(held.id());
        }
    }

    private static Claim claim(FileSpool spool, String id) throws IOException {
        List<Claim> claims = spool.claim(NOON.minusSeconds(1), LEASE, 1);
        assertThat(claims).extracting(claim -> claim.mail().id()).containsExactly(id);
        return claims.get(0);
    }

    @Test
    void theFirstAttemptAfterARestartIsCountedBeforeItBegins() throws IOException {
        String id;
        try (FileSpool spool = open()) {
            id = store(spool, NOON, "x").id();
        }
        try (FileSpool spool = open()) {
            assertThat(spool.claim(NOON, LEASE, 1).get(0).mail().attempts()).isEqualTo(1);
            assertThat(Files.readString(stateFile(id)))
                    .contains("attempts: 1\n")
                    .contains("recoveries: 1\n");
        }
    }

    @Test
    void aMailThatEndsTheProcessAgainAndAgainIsPutOnHold() throws IOException {
        String id;
        try (FileSpool spool = open()) {
            id = store(spool, NOON, "poison").id();
            spool.claim(NOON, LEASE, 1);
        }
        for (int i = 1; i <= Recovery.MOST_IN_A_ROW; i++) {
            try (FileSpool spool = open()) {
                assertThat(spool.claim(NOON, LEASE, 1))
                        .extracting(claim -> claim.mail().attempts())
                        .containsExactly(i);
            }
        }
        try (FileSpool spool = open()) {
            assertThat(spool.claim(NOON, LEASE, 1)).isEmpty();
            assertThat(spool.nextDue()).isEmpty();
            assertThat(spool.problems()).singleElement().asString().contains(id).contains("on hold");
        }
        try (FileSpool spool = open()) {
            assertThat(spool.list())
                    .singleElement()
                    .matches(QueuedMail::held)
                    .returns(Recovery.MOST_IN_A_ROW, QueuedMail::attempts);
            spool.hold(id, false);
            assertThat(spool.claim(NOON, LEASE, 1))
                    .as("an operator has had a look")
                    .hasSize(1);
        }
    }

    @Test
    void mailsThatAreInAnAttemptTogetherAreNotToBlame() throws IOException {
        try (FileSpool spool = open()) {
            for (int i = 0; i < 3; i++) {
                store(spool, NOON, "innocent");
            }
        }
        for (int i = 0; i <= Recovery.MOST_IN_A_ROW + 2; i++) {
            try (FileSpool spool = open()) {
                assertThat(spool.claim(NOON, LEASE, 1)).as("alone for a moment").hasSize(1);
                assertThat(spool.claim(NOON, LEASE, 9)).hasSize(2);
            }
        }
        try (FileSpool spool = open()) {
            assertThat(spool.list()).hasSize(3).noneMatch(QueuedMail::held);
        }
    }

    @Test
    void afterManyCrashesMailsAreTriedOneByOneUntilItIsKnownWhichOneIsToBlame() throws IOException {
        try (FileSpool spool = open()) {
            store(spool, NOON, "innocent");
            store(spool, NOON.plusSeconds(1), "poison");
        }
        Instant now = NOON.plusSeconds(2);
        Path crashes = directory.resolve("crashes");
        for (int i = 0; i < Recovery.MOST_IN_A_ROW; i++) {
            Files.writeString(crashes, "20\n"); // as if the last processes had not closed it
            try (FileSpool spool = open()) {
                assertThat(Files.readString(crashes)).isEqualTo("21\n");
                if (i == 0) {
                    Claim innocent = spool.claim(now, LEASE, 9).get(0);
                    assertThat(spool.claim(now, LEASE, 9))
                            .as("while one is in an attempt")
                            .isEmpty();
                    spool.defer(innocent, innocent.mail().withNextAttempt(NOON.plusSeconds(3_600)));
                }
                assertThat(spool.claim(now, LEASE, 9))
                        .extracting(claim -> claim.mail().size())
                        .containsExactly(6L); // and no outcome
            }
            assertThat(crashes).doesNotExist();
        }
        try (FileSpool spool = open()) {
            assertThat(spool.claim(now, LEASE, 9)).isEmpty();
            assertThat(spool.list()).extracting(QueuedMail::held).containsExactly(false, true);
        }
    }

    @Test
    void anOutcomeMakesAMailHarmless() throws IOException {
        try (FileSpool spool = open()) {
            store(spool, NOON, "x");
        }
        for (int i = 1; i <= 12; i++) {
            try (FileSpool spool = open()) {
                Claim claim = spool.claim(NOON, LEASE, 1).get(0);
                if (i % 3 == 0) {
                    spool.defer(claim, claim.mail());
                }
            }
        }
    }
}
