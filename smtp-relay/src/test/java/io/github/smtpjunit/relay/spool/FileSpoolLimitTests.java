package io.github.smtpjunit.relay.spool;

import static io.github.smtpjunit.relay.spool.MailSpoolContract.ENVELOPE;
import static io.github.smtpjunit.relay.spool.MailSpoolContract.NOON;
import static io.github.smtpjunit.relay.spool.MailSpoolContract.inParallel;
import static io.github.smtpjunit.relay.spool.MailSpoolContract.store;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import io.github.smtpjunit.relay.spool.MailSpool.Draft;
import io.github.smtpjunit.smtp.Envelope;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** How much a {@link FileSpool} takes, and what that costs. */
class FileSpoolLimitTests extends FileSpoolTestCase {

    private static final String LARGE = "x".repeat(200_000);

    FileSpoolLimitTests(@TempDir Path temporary) {
        super(temporary);
    }

    @Test
    void aDiskThatIsNearlyFullTakesNoMail() throws IOException {
        try (FileSpool spool = FileSpool.open(directory, new FileSpool.Options(9, Long.MAX_VALUE))) {
            assertThatThrownBy(() -> spool.draft(ENVELOPE, NOON))
                    .isInstanceOf(SpoolFullException.class)
                    .hasMessageContaining(directory.toString())
                    .hasMessageContaining("full");
        }
    }

    @Test
    void whatIsInTheWayOfAMailIsKnownWithoutOne() throws IOException {
        try (FileSpool spool = FileSpool.open(directory, new FileSpool.Options(1, 0))) {
            assertThat(spool.obstacle()).isEmpty();
            store(spool, NOON, "x");
            assertThat(spool.obstacle()).contains("The queue is full: it has 1 mails");
            Files.move(directory.resolve("journal"), temporary.resolve("elsewhere"));
            assertThat(spool.obstacle()).contains("The spool " + directory + " cannot be written");
            Files.move(temporary.resolve("elsewhere"), directory.resolve("journal"));
        }
        try (FileSpool spool = FileSpool.open(directory, new FileSpool.Options(9, Long.MAX_VALUE))) {
            assertThat(spool.obstacle())
                    .hasValueSatisfying(line -> assertThat(line).contains("is full", "octets"));
        }
    }

    @Test
    void limitsMakeSense() {
        assertThatIllegalArgumentException().isThrownBy(() -> new FileSpool.Options(0, 0));
        assertThatIllegalArgumentException().isThrownBy(() -> new FileSpool.Options(1, -1));
    }

    @Test
    void oneThreadForcesTheDirectoryOnceForEachLargeMail() throws IOException {
        try (FileSpool spool = open()) {
            for (int i = 0; i < 10; i++) {
                store(spool, NOON, LARGE);
            }
            assertThat(spool.directoryForces()).isEqualTo(10);
        }
    }

    @Test
    @DisabledOnOs(value = OS.WINDOWS, disabledReason = "no directory can be forced there")
    void commitsOfLargeMailsAtTheSameTimeShareTheForceOfTheDirectory() throws Exception {
        int threads = 8;
        int mails = 40;
        try (FileSpool spool = open()) {
            inParallel(threads, () -> {
                for (int i = 0; i < mails; i++) {
                    store(spool, NOON, LARGE);
                }
                return null;
            });
            assertThat(spool.size()).isEqualTo(threads * mails);
            assertThat(spool.directoryForces()).isBetween((long) mails, (long) threads * mails - 1);
        }
    }

    /** The journal writes a mebibyte at once, so such a mail never fits into a write. */
    @ParameterizedTest
    @ValueSource(ints = {900, 1_100, 3_900, 4_200})
    void aSmallMailWithALongEnvelopeIsStoredToo(int kibibytes) throws IOException {
        String longest = "a".repeat(64) + "@" + ("b".repeat(63) + ".").repeat(2) + "example.org";
        String[] recipients = new String[kibibytes * 1024 / (longest.length() + 8)];
        Arrays.fill(recipients, longest);
        Envelope envelope = Envelope.of("ada@example.org", recipients);
        try (FileSpool spool = open()) {
            QueuedMail mail = assertTimeoutPreemptively(Duration.ofSeconds(20), () -> storeFor(spool, envelope));
            assertThat(spool.list()).containsExactly(mail);
            store(spool, NOON, "x");
            assertThat(spool.size()).isEqualTo(2);
        }
        try (FileSpool again = open()) {
            assertThat(again.list())
                    .extracting(mail -> mail.envelope().recipients().size())
                    .containsExactlyInAnyOrder(
                            recipients.length, ENVELOPE.recipients().size());
        }
    }

    private static QueuedMail storeFor(FileSpool spool, Envelope envelope) throws IOException {
        try (Draft draft = spool.draft(envelope, NOON)) {
            draft.content().write(LARGE.getBytes(StandardCharsets.US_ASCII), 0, 100_000);
            return draft.commit();
        }
    }
}
