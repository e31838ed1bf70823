package io.github.smtpjunit.relay.spool;

import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/**
 * A spool that the system does not allow us to read is reported as that, and not as a directory that is not a spool.
 */
class SpoolPermissionTests {

    private static void assertIsTold(Path spool) {
        assertThatThrownBy(() -> SpoolControl.open(spool, Clock.systemUTC(), Duration.ofSeconds(1)))
                .isInstanceOf(IOException.class)
                .hasMessage("No permission to look into the spool " + spool + ": run this as its owner, or as root");
    }

    /** Here the file system refuses, for every user that runs the tests. */
    @Test
    void aFileSystemThatDeniesAccessIsALackOfPermission() throws IOException {
        Path spool = new LossyFileSystem(new LossyDisk(), path -> {
                    if (path.endsWith("format")) {
                        throw new AccessDeniedException(path);
                    }
                })
                .getPath("/var/spool");
        assertIsTold(spool);
    }

    @Test
    @DisabledOnOs(value = OS.WINDOWS, disabledReason = "it has other permissions")
    void aDirectoryWithoutPermissionIsALackOfIt(@TempDir Path directory) throws IOException {
        assumeFalse(System.getProperty("user.name", "").equals("root"), "root may look into every directory");
        Path spool = Files.createDirectory(directory.resolve("spool"));
        FileSpool.open(spool).close();
        Files.setPosixFilePermissions(spool, PosixFilePermissions.fromString("---------"));
        try {
            assertIsTold(spool);
        } finally {
            Files.setPosixFilePermissions(spool, PosixFilePermissions.fromString("rwx------"));
        }
    }
}
