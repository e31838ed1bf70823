package io.github.smtpjunit.relay.spool;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** The directory of a {@link FileSpool}, which is not there yet. */
abstract class FileSpoolTestCase {

    final Path temporary;
    final Path directory;

    FileSpoolTestCase(Path temporary) {
        this.temporary = temporary;
        this.directory = temporary.resolve("spool");
    }

    final FileSpool open() throws IOException {
        return FileSpool.open(directory, new FileSpool.Options(1_000, 0));
    }

    static List<String> names(Path directory) throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }

    final Path mailFile(String id) {
        return directory.resolve("queue").resolve(id + ".mail");
    }

    final Path stateFile(String id) {
        return directory.resolve("queue").resolve(id + ".state");
    }
}
