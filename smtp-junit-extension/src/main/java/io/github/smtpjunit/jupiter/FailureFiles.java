package io.github.smtpjunit.jupiter;

import io.github.smtpjunit.inbox.CapturedMail;
import io.github.smtpjunit.inbox.Inbox;
import io.github.smtpjunit.inbox.InboxSupport;
import io.github.smtpjunit.smtp.server.SessionRecord;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.platform.commons.JUnitException;

/**
 * What had arrived when a test failed, as files that JUnit reports with the test: each mail with its octets, and the dialogues. What
 * there is of it is bounded.
 */
final class FailureFiles {

    /** A configuration parameter of JUnit; only {@code false} keeps the files from being written. */
    static final String PARAMETER = "smtpjunit.failures.publish";

    static final int MAX_MAILS = 50;
    static final int MAX_OCTETS = 10_000_000;
    private static final int MAX_SESSIONS = 50;

    private static final System.Logger LOG = System.getLogger(FailureFiles.class.getName());

    private FailureFiles() {}

    /** Publishes the files if the test has failed, and notes with its failure where they are; never fails itself. */
    static void publish(ExtensionContext context) {
        Optional<Throwable> failure = context.getExecutionException();
        if (failure.isPresent() && ServerStore.isFirst(context)) {
            Set<Inbox> inboxes = new LinkedHashSet<>(ServerStore.inboxes(context));
            inboxes.addAll(InboxFields.values(context));
            InboxSupport.remedies(failure.get(), inboxes).forEach(text -> FailureNote.add(failure.get(), text));
            publish(context, inboxes, failure.get());
        }
    }

    /** The same for what a context finds only when it ends. */
    static void publish(ExtensionContext context, Collection<Inbox> inboxes, Throwable failure) {
        boolean wanted = context.getConfigurationParameter(PARAMETER)
                .map(Boolean::parseBoolean)
                .orElse(true);
        int number = 0;
        for (Inbox inbox : inboxes) {
            number++;
            if (wanted
                    && (!inbox.sessions().isEmpty()
                            || !InboxSupport.mails(inbox).isEmpty())) {
                publish(context, inbox, number == 1 ? "smtp" : "smtp-" + number, failure);
            }
        }
    }

    private static void publish(ExtensionContext context, Inbox inbox, String directory, Throwable failure) {
        try {
            context.publishDirectory(directory, path -> {
                write(inbox, path);
                FailureNote.add(failure, "The mails and the dialogues of the test are in " + path.toAbsolutePath());
            });
        } catch (JUnitException | NoSuchMethodError e) { // what runs the tests takes no files, as JUnit does up to 5.11
            LOG.log(System.Logger.Level.DEBUG, "The mails of a failed test were not published", e);
        }
    }

    private static void write(Inbox inbox, Path directory) throws IOException {
        int left = MAX_OCTETS;
        for (CapturedMail mail : first(InboxSupport.mails(inbox), MAX_MAILS)) {
            byte[] octets = mail.raw();
            left -= octets.length;
            if (left < 0) {
                break;
            }
            Files.write(directory.resolve("mail-" + mail.number() + ".eml"), octets);
        }
        for (SessionRecord session : first(inbox.sessions(), MAX_SESSIONS)) {
            Files.writeString(directory.resolve("session-" + session.info().id() + ".txt"), session + "\n");
        }
    }

    private static <T> List<T> first(List<T> all, int count) {
        return all.subList(0, Math.min(count, all.size()));
    }
}
