package io.github.smtpjunit.relay.spool;

import static io.github.smtpjunit.relay.spool.MailSpoolContract.LEASE;
import static io.github.smtpjunit.relay.spool.MailSpoolContract.NOON;
import static io.github.smtpjunit.relay.spool.MailSpoolContract.store;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.smtpjunit.relay.spool.MailSpool.Claim;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingFile;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** What a mail in a {@link FileSpool} costs, counted and not timed, so that it is the same on every disk. */
class SpoolCostTests {

    private static final int MAILS = 20;
    private static final String CONTENT = "x".repeat(4096);

    private final Path directory;
    private final Map<SpoolStep, Integer> steps = new EnumMap<>(SpoolStep.class);
    private final FileSpool spool;

    SpoolCostTests(@TempDir Path directory) throws IOException {
        this.directory = directory;
        this.spool = FileSpool.open(
                directory.resolve("spool"),
                new FileSpool.Options(1_000, 0),
                step -> steps.merge(step, 1, Integer::sum));
    }

    @AfterEach
    void close() throws IOException {
        spool.close();
    }

    private void storeMails() throws IOException {
        for (int i = 0; i < MAILS; i++) {
            store(spool, NOON, CONTENT);
        }
    }

    private void deliverMails() throws IOException {
        for (Claim claim : spool.claim(NOON, LEASE, MAILS)) {
            spool.content(claim).close();
            spool.done(claim);
        }
    }

    @Test
    void aMailThatIsDeliveredAtOncePassesEachStepOnceAndHasNoFile() throws IOException {
        storeMails();
        deliverMails();

        assertThat(steps)
                .containsOnly(
                        Map.entry(SpoolStep.BEFORE_SEGMENT, 1),
                        Map.entry(SpoolStep.AFTER_SEGMENT, 1),
                        Map.entry(SpoolStep.BEFORE_JOURNAL_WRITE, MAILS),
                        Map.entry(SpoolStep.AFTER_JOURNAL_WRITE, MAILS),
                        Map.entry(SpoolStep.AFTER_JOURNAL_FORCE, MAILS),
                        Map.entry(SpoolStep.BEFORE_DONE, MAILS),
                        Map.entry(SpoolStep.AFTER_DONE, MAILS));
    }

    @Test
    void aSmallMailIsOneWriteAndOneForceAndOneWriteToBeDone() throws Exception {
        store(spool, NOON, "the first makes the segment");
        List<RecordedEvent> stored = recorded(this::storeMails);
        assertThat(counted(stored, "jdk.FileWrite")).as("writes").isEqualTo(MAILS);
        assertThat(counted(stored, "jdk.FileForce")).as("forces").isEqualTo(MAILS);
        assertThat(metadataForces(stored)).as("forces of metadata").isZero();

        List<RecordedEvent> delivered = recorded(this::deliverMails);
        assertThat(counted(delivered, "jdk.FileRead"))
                .as("nothing is read again")
                .isZero();
        assertThat(counted(delivered, "jdk.FileWrite")).as("marks").isEqualTo(MAILS);
        assertThat(counted(delivered, "jdk.FileForce")).isZero();
    }

    @Test
    @DisabledOnOs(value = OS.WINDOWS, disabledReason = "no directory can be forced there")
    void aLargeMailIsForcedWithItsName() throws Exception {
        List<RecordedEvent> stored = recorded(() -> store(spool, NOON, "x".repeat(200_000)));
        assertThat(counted(stored, "jdk.FileForce"))
                .as("forces: the content, the name")
                .isEqualTo(2);
    }

    private interface Work {
        void run() throws IOException;
    }

    private List<RecordedEvent> recorded(Work work) throws IOException {
        Path file = Files.createTempFile(directory, "events", ".jfr");
        try (Recording recording = new Recording()) {
            for (String type : List.of("jdk.FileRead", "jdk.FileWrite", "jdk.FileForce")) {
                recording.enable(type).withThreshold(Duration.ZERO).withoutStackTrace();
            }
            recording.start();
            work.run();
            recording.stop();
            recording.dump(file);
            return RecordingFile.readAllEvents(file);
        }
    }

    private static long metadataForces(List<RecordedEvent> events) {
        return events.stream()
                .filter(event -> event.getEventType().getName().equals("jdk.FileForce"))
                .filter(event -> event.getBoolean("metaData"))
                .count();
    }

    /** How many there are of the spool's own files. */
    private long counted(List<RecordedEvent> events, String type) {
        String queue = directory.resolve("spool").toString();
        return events.stream()
                .filter(event -> event.getEventType().getName().equals(type))
                .filter(event -> String.valueOf(event.getString("path")).startsWith(queue))
                .count();
    }
}
