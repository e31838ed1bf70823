package io.github.smtpjunit.relay.spool;

import static io.github.smtpjunit.relay.spool.MailSpoolContract.ENVELOPE;
import static io.github.smtpjunit.relay.spool.MailSpoolContract.NOON;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.smtpjunit.relay.spool.MailSpool.Draft;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** Who may use the directory of a {@link FileSpool}. */
class FileSpoolAccessTests extends FileSpoolTestCase {

    FileSpoolAccessTests(@TempDir Path temporary) {
        super(temporary);
    }

    @Test
    void aSecondUserIsRefusedByOneLineThatNamesTheDirectory() throws IOException {
        try (FileSpool spool = open()) {
            for (int i = 0; i < 2; i++) {
                assertThatThrownBy(this::open)
                        .isInstanceOf(IOException.class)
                        .hasMessage("The spool " + directory + " is in use by another process, pid "
                                + ProcessHandle.current().pid());
            }
            assertThat(spool.list()).isEmpty();
        }
        open().close();
    }

    @Test
    void aSpoolOfANewerVersionIsRefusedAndNotTouched() throws IOException {
        Files.createDirectory(directory);
        Files.writeString(directory.resolve("format"), "smtp-relay-spool 2\n");
        assertThatThrownBy(this::open)
                .isInstanceOf(IOException.class)
                .hasMessage("The spool " + directory + " is of another version: its format is \"smtp-relay-spool 2\","
                        + " and this program knows \"smtp-relay-spool 1\"");
        assertThat(names(directory)).containsExactly("format");
    }

    @Test
    void aDirectoryWithAnotherFormatIsNoSpool() throws IOException {
        Files.createDirectory(directory);
        Files.writeString(directory.resolve("format"), "something else\n");
        assertThatThrownBy(this::open)
                .hasMessageContaining(directory.toString())
                .hasMessageContaining("not a spool");
        assertThat(names(directory)).containsExactly("format");
    }

    @Test
    void aFileInTheDirectorysPlaceIsRefused() throws IOException {
        Files.createFile(directory);
        assertThatThrownBy(this::open).isInstanceOf(IOException.class).hasMessageContaining(directory.toString());
    }

    @Test
    @DisabledOnOs(value = OS.WINDOWS, disabledReason = "there, a link needs a privilege")
    void aQueueThatIsALinkIsRefused() throws IOException {
        open().close();
        Path elsewhere = Files.createDirectory(temporary.resolve("elsewhere"));
        Files.delete(directory.resolve("queue"));
        Files.createSymbolicLink(directory.resolve("queue"), elsewhere);
        assertThatThrownBy(this::open).isInstanceOf(IOException.class).hasMessageContaining("queue");
    }

    @Test
    void aClosedSpoolTakesNothing() throws IOException {
        FileSpool spool = open();
        Draft draft = spool.draft(ENVELOPE, NOON);
        spool.close();
        spool.close();
        assertThatThrownBy(draft::commit).isInstanceOf(IOException.class).hasMessageContaining("closed");
        assertThat(names(directory.resolve("queue"))).isEmpty();
    }
}
