package io.github.smtpjunit.relay.spool;

import static java.nio.file.StandardOpenOption.CREATE_NEW;
import static java.nio.file.StandardOpenOption.WRITE;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/**
 * Counts the processes in a row that have ended soon and without closing the spool. After many of them, a mail may be
 * the reason, and the mails that they have left are tried one by one, which shows which one it is. Not thread-safe.
 */
final class Crashes {

    private static final long LONG_ENOUGH_NANOS = TimeUnit.MINUTES.toNanos(1);

    private final Path file;
    private final boolean many;
    private final long startedAt = System.nanoTime();
    private boolean over;

    private Crashes(Path file, int before) {
        this.file = file;
        this.many = before >= Recovery.MOST_IN_A_ROW;
    }

    /** A process begins with a spool; it is counted until it proves to be well. */
    static Crashes begin(SpoolLayout layout) {
        Path file = layout.crashes();
        int before = read(file);
        try {
            Files.deleteIfExists(file);
            Files.writeString(file, before + 1 + "\n", CREATE_NEW, WRITE); // through no link
        } catch (IOException e) {
            // A full disk must not keep mails from being delivered
        }
        return new Crashes(file, before);
    }

    private static int read(Path file) {
        try {
            return Integer.parseInt(Files.readString(file).strip());
        } catch (IOException | NumberFormatException e) {
            return 0; // there were no crashes, or the number is not known
        }
    }

    /** Whether a mail is to be tried by itself. */
    boolean areMany() throws IOException {
        if (!over && System.nanoTime() - startedAt >= LONG_ENOUGH_NANOS) {
            end();
        }
        return many && !over;
    }

    /** This process does not count. */
    void end() throws IOException {
        over = true;
        Files.deleteIfExists(file);
    }
}
