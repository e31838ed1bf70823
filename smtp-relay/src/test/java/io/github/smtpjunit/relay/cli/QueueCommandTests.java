package io.github.smtpjunit.relay.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.smtpjunit.relay.FileSpool;
import io.github.smtpjunit.relay.MailSpool.Draft;
import io.github.smtpjunit.smtp.Envelope;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The queue, looked at and changed from outside. */
class QueueCommandTests extends CommandTestCase {

    private static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");

    private static String queued(Path directory, String to) throws IOException {
        try (FileSpool spool = FileSpool.open(directory);
                Draft draft = spool.draft(Envelope.of("ada@example.org", to), NOON)) {
            draft.content().write("Subject: x\r\n\r\n\u00e4\r\n".getBytes(StandardCharsets.UTF_8));
            return draft.commit().id();
        }
    }

    @Test
    void mailsAreListedAndShown(@TempDir Path directory) throws Exception {
        String spool = "--spool=" + directory.resolve("spool");
        String first = queued(directory.resolve("spool"), "bob@example.org");
        String second = queued(directory.resolve("spool"), "eve@example.org");

        assertThat(run("queue", "list", spool).out())
                .contains(first + "  2026-03-01T12:00:00Z  18 octets  attempts 0, next ")
                .contains("    to <bob@example.org> pending\n", second);
        assertThat(run("queue", "list", spool, "--json").out())
                .startsWith("[{\"id\": \"" + first + "\", \"from\": \"ada@example.org\", \"acceptedAt\": ")
                .contains("\"recipients\": [{\"to\": \"eve@example.org\", \"status\": \"pending\", \"reply\": \"\"");
        assertThat(run("queue", "show", spool, first).out()).contains("bob@").doesNotContain("eve@");
        assertThat(run("queue", "show", spool, "--content", first).out()).isEqualTo("Subject: x\r\n\r\n\u00e4\r\n");
    }

    @Test
    void mailsAreHeldReleasedFlushedAndDeleted(@TempDir Path directory) throws Exception {
        String spool = "--spool=" + directory.resolve("spool");
        String first = queued(directory.resolve("spool"), "bob@example.org");
        String second = queued(directory.resolve("spool"), "eve@example.org");

        assertThat(run("queue", "hold", spool, first).code()).isZero();
        assertThat(run("queue", "show", spool, first).out()).contains("on hold");
        assertThat(run("queue", "release", spool, "--all").code()).isZero();
        assertThat(run("queue", "show", spool, first).out()).doesNotContain("on hold");
        assertThat(run("queue", "flush", spool).code()).isZero();
        Outcome outcome = run("queue", "delete", spool, second, "nonsense");
        assertThat(outcome.code()).isEqualTo(1);
        assertThat(outcome.err()).hasLineCount(1).contains("There is no mail nonsense");
        assertThat(run("queue", "list", spool).out()).contains(first).doesNotContain(second);
        assertThat(run("queue", "delete", spool, first).code()).isZero();
        assertThat(run("queue", "list", spool).out()).isEqualTo("The queue is empty\n");
    }

    @Test
    void whatIsNoSpoolIsNamed(@TempDir Path directory) {
        Outcome outcome = run("queue", "list", "--spool", directory.toString());
        assertThat(outcome.code()).isEqualTo(1);
        assertThat(outcome.err()).hasLineCount(1).contains(directory.toString(), "is no spool");
    }
}
