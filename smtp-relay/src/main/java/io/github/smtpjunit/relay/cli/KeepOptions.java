package io.github.smtpjunit.relay.cli;

import io.github.smtpjunit.relay.catcher.CaughtMails;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Where a relay keeps the mails that it does not relay. */
@OptionHeading("Keeping what is refused")
final class KeepOptions {

    private static final String MEMORY = "memory";

    @Option(
            names = "--keep-refused",
            paramLabel = "DIR|memory",
            description = {
                "Accept mail to recipients that --allow-recipient refuses, from clients that may relay, and keep it in this"
                        + " directory, or in memory, instead of relaying it. Default: it is refused.",
                "The page of --http shows it."
            })
    private @Nullable String place;

    @Mixin
    private BoundOptions bounds = new BoundOptions();

    /** Refuses options that do nothing without another. */
    void check(boolean hasHttp, boolean hasAllowList) {
        UsageException.require(
                place != null || !bounds.isGiven(), "--max-mails and --max-age need --keep-refused DIR or memory");
        UsageException.require(
                place == null || !place.isBlank(), "--keep-refused needs a directory, or the word memory");
        UsageException.require(
                place == null || hasAllowList,
                "--keep-refused needs --allow-recipient PATTERN: what is not refused is not kept");
        UsageException.require(
                place == null || hasHttp, "--keep-refused needs --http HOST:PORT, where the mails are shown");
    }

    boolean isAsked() {
        return place != null;
    }

    /** Opens the mails. */
    CaughtMails open() {
        if (place == null || place.equals(MEMORY)) {
            return CatcherParts.openMemory(bounds.bounds(true));
        }
        return CatcherParts.open(Path.of(place), bounds.bounds(false));
    }
}
