package io.github.smtpjunit.relay.cli;

import io.github.smtpjunit.relay.catcher.CaughtMails;
import io.github.smtpjunit.relay.catcher.CaughtSessions;
import io.github.smtpjunit.relay.catcher.MailDirectory;
import io.github.smtpjunit.relay.catcher.MailKeeper;
import io.github.smtpjunit.relay.catcher.MemoryMails;
import io.github.smtpjunit.relay.catcher.StoringException;
import io.github.smtpjunit.smtp.server.SmtpServerBuilder;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;

/** Opens what a catcher is made of. */
final class CatcherParts {

    private static final int SESSION_LINES = 200;

    private CatcherParts() {}

    /** Opens the mails of a directory, which is made if need be. */
    static CaughtMails open(Path directory, CaughtMails.Bounds bounds) {
        try {
            return new CaughtMails(new MailDirectory(directory), bounds, Clock.systemUTC());
        } catch (StoringException e) {
            throw FailedException.of("Cannot write to the directory " + directory, e.reason());
        } catch (IOException e) {
            throw FailedException.of("Cannot write to the directory " + directory, e);
        }
    }

    /** Opens mails in memory, of which they may take a quarter. */
    static CaughtMails openMemory(CaughtMails.Bounds bounds) {
        return open(new MemoryMails(Runtime.getRuntime().maxMemory() / 4), bounds);
    }

    static CaughtMails open(MailKeeper keeper, CaughtMails.Bounds bounds) {
        return new CaughtMails(keeper, bounds, Clock.systemUTC());
    }

    /** Opens a place for sessions, of which those that are over may take a sixteenth of the memory. */
    static CaughtSessions sessions() {
        return new CaughtSessions(Runtime.getRuntime().maxMemory() / 16);
    }

    /** Keeps enough of the dialogues for the page. */
    static void keepDialogues(SmtpServerBuilder server) {
        server.maxTranscriptLines(SESSION_LINES).maxKeptFailedAttempts(SESSION_LINES);
    }
}
