package io.github.smtpjunit.mail.page;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What an album costs for each mail, counted in octets, which do not depend on the machine: 1,000 mails fit into 60 MB.
 */
class AlbumCostTests {

    private static final int MAILS = 50;

    private final Path directory;

    AlbumCostTests(@TempDir Path directory) {
        this.directory = directory;
    }

    private void write(String name) throws IOException {
        Album album = Album.startRun(directory.resolve(name), Instant.parse("2026-03-03T08:12:47Z"));
        for (int i = 0; i < MAILS; i++) {
            album.add(
                    "" + i,
                    TestPages.of("com.example.OrderMailTests", "confirms " + i)
                            .mails(List.of(SampleMails.page(SampleMails.RECEIPT))));
        }
        album.writeIndex();
    }

    private long written(String name) throws IOException {
        try (Stream<Path> files = Files.walk(directory.resolve(name))) {
            return files.filter(Files::isRegularFile)
                    .mapToLong(AlbumCostTests::size)
                    .sum();
        }
    }

    private static long size(Path file) {
        try {
            return Files.size(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void aMailCostsLittle() throws IOException {
        ThreadMXBean thread = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        write("first"); // loads classes
        long before = thread.getCurrentThreadAllocatedBytes();
        write("second");
        long allocated = thread.getCurrentThreadAllocatedBytes() - before;

        assertThat(written("second") / MAILS).isLessThan(60_000);
        assertThat(allocated / MAILS).isLessThan(2_000_000);
    }
}
