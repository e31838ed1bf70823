package io.github.smtpjunit.relay.cli;

import io.github.smtpjunit.relay.spool.SpoolControl;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Path;
import java.util.Collection;
import picocli.CommandLine.Option;

/** Which spool a command works with. */
final class SpoolOption {

    @Option(
            names = "--spool",
            paramLabel = "DIR",
            description = "The directory of the spool. Default: smtp-relay-spool.")
    private Path directory = Path.of("smtp-relay-spool");

    SpoolOption() {}

    SpoolOption(Path directory) {
        this.directory = directory;
    }

    /** Something that is done with a spool. */
    interface Work<T> {
        T on(SpoolControl spool) throws IOException;
    }

    <T> T with(Work<T> work) {
        try {
            return work.on(SpoolControl.open(directory));
        } catch (FileSystemException e) {
            throw FailedException.of("Cannot use the spool " + directory, e);
        } catch (IOException e) {
            throw new FailedException(String.valueOf(e.getMessage()), e);
        }
    }

    static FailedException unknown(Collection<String> ids) {
        return new FailedException(
                "There is no mail " + String.join(", ", ids) + " in the queue; queue list shows the names", null);
    }
}
