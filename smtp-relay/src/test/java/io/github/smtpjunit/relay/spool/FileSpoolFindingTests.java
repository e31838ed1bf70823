package io.github.smtpjunit.relay.spool;

import static io.github.smtpjunit.relay.spool.MailSpoolContract.LEASE;
import static io.github.smtpjunit.relay.spool.MailSpoolContract.NOON;
import static io.github.smtpjunit.relay.spool.MailSpoolContract.store;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** What is found in a {@link FileSpool} that is not one of its mails. */
class FileSpoolFindingTests extends FileSpoolTestCase {

    FileSpoolFindingTests(@TempDir Path temporary) {
        super(temporary);
    }

    @Test
    void halfAMailIsReportedAndLeftAlone() throws IOException {
        open().close();
        Path half = directory.resolve("queue").resolve("0123456789AB.mail.tmp");
        Files.writeString(half, "half");
        for (int i = 0; i < 2; i++) {
            try (FileSpool spool = open()) {
                assertThat(spool.list()).isEmpty();
                assertThat(spool.problems())
                        .singleElement()
                        .asString()
                        .contains(half.toString(), "half a mail", "left alone");
            }
            assertThat(half).hasContent("half");
        }
    }

    @Test
    void aStateThatACrashHasLeftIsRemoved() throws IOException {
        open().close();
        Path queue = directory.resolve("queue");
        Files.writeString(queue.resolve("0123456789AB.state.tmp"), "half");
        Files.writeString(queue.resolve("0123456789AC.state"), "of no mail");
        try (FileSpool spool = open()) {
            assertThat(names(queue)).isEmpty();
            assertThat(spool.problems()).isEmpty();
        }
    }

    @Test
    void foreignFilesAreReportedAndLeftAlone() throws IOException {
        open().close();
        Path queue = directory.resolve("queue");
        Files.writeString(queue.resolve("README"), "hello");
        Files.writeString(queue.resolve("0123456789ab.mail"), "lower case");
        Files.createDirectory(queue.resolve("0123456789AB.mail"));
        Files.writeString(directory.resolve("notes.txt"), "hello");
        Files.createDirectory(directory.resolve("lost+found"));
        try (FileSpool spool = open()) {
            assertThat(spool.list()).isEmpty();
            assertThat(names(queue)).containsExactly("0123456789AB.mail", "0123456789ab.mail", "README");
            assertThat(spool.problems())
                    .hasSize(4)
                    .anyMatch(line -> line.contains("README"))
                    .anyMatch(line -> line.contains("0123456789AB"))
                    .anyMatch(line -> line.contains("0123456789ab"))
                    .anyMatch(line -> line.contains("notes.txt"));
        }
    }

    @Test
    @DisabledOnOs(value = OS.WINDOWS, disabledReason = "there, a link needs a privilege")
    void aMailThatIsALinkIsNotFollowed() throws IOException {
        String id;
        try (FileSpool spool = open()) {
            id = store(spool, NOON, "x").id();
        }
        Path target = temporary.resolve("target");
        Files.move(mailFile(id), target);
        Files.createSymbolicLink(mailFile(id), target);
        try (FileSpool spool = open()) {
            assertThat(spool.list()).isEmpty();
            assertThat(spool.problems()).singleElement().asString().contains(id);
            assertThat(mailFile(id)).isSymbolicLink();
        }
    }

    @Test
    void aMailThatWasRemovedByHandIsGone() throws IOException {
        String id;
        try (FileSpool spool = open()) {
            id = store(spool, NOON, "x").id();
        }
        try (FileSpool spool = open()) {
            Files.delete(mailFile(id));
            assertThat(spool.claim(NOON, LEASE, 1)).isEmpty();
            assertThat(spool.list()).isEmpty();
            assertThat(spool.problems()).singleElement().asString().contains(id).contains("gone");
        }
    }
}
