package io.github.smtpjunit.relay.spool;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** The requests of the owner of a spool. */
final class OwnRequestFiles implements RequestFiles {

    private final Path directory;

    OwnRequestFiles(SpoolLayout layout) {
        this.directory = layout.requests();
    }

    @Override
    public void write(String name, List<String> lines) throws IOException {
        SpoolLayout.write(directory.resolve(name), SpoolRequests.octets(lines));
    }

    @Override
    public Optional<List<String>> read(String name) throws IOException {
        try (InputStream in = SpoolLayout.open(directory.resolve(name))) {
            return Optional.of(SpoolRequests.lines(in));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        }
    }

    @Override
    public void delete(String name) throws IOException {
        Files.deleteIfExists(directory.resolve(name));
    }
}
