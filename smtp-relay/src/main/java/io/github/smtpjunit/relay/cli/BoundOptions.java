package io.github.smtpjunit.relay.cli;

import io.github.smtpjunit.relay.catcher.CaughtMails;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** How many mails a catcher keeps, and for how long. */
final class BoundOptions {

    private static final int MOST_IN_MEMORY = 1_000;

    @Option(
            names = "--max-mails",
            paramLabel = "N",
            description =
                    "Keep at most this many mails; the oldest go first. Default: 1000 in memory, all in a directory.")
    private @Nullable Integer maxMails;

    @Option(
            names = "--max-age",
            paramLabel = "TIME",
            converter = ServeOptions.TimeConverter.class,
            description = "Delete mails that are older than this, such as 12h or 7d. Default: no bound.")
    private @Nullable Duration maxAge;

    /** Returns the bounds, by default those of mails in memory or in a directory. */
    CaughtMails.Bounds bounds(boolean inMemory) {
        UsageException.require(maxMails == null || maxMails > 0, "--max-mails must be 1 or more, not " + maxMails);
        int absent = inMemory ? MOST_IN_MEMORY : Integer.MAX_VALUE;
        return new CaughtMails.Bounds(maxMails == null ? absent : maxMails, maxAge);
    }

    boolean isGiven() {
        return maxMails != null || maxAge != null;
    }
}
