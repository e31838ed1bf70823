package io.github.smtpjunit.relay.spool;

import java.io.IOException;
import java.nio.file.Path;

/** Spools on a disk that keeps nothing. */
public final class BrokenDisk {

    private BrokenDisk() {}

    /** Opens a spool that fails to keep each mail, with an exception that has this message. */
    public static FileSpool open(Path directory, String problem) throws IOException {
        return FileSpool.open(directory, new FileSpool.Options(10, 0), step -> {
            throw new IOException(problem);
        });
    }
}
