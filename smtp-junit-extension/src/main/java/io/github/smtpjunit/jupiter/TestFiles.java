package io.github.smtpjunit.jupiter;

import io.github.smtpjunit.inbox.CapturedMail;
import io.github.smtpjunit.inbox.Inbox;
import io.github.smtpjunit.inbox.InboxSupport;
import io.github.smtpjunit.mail.page.TestPages;
import io.github.smtpjunit.smtp.server.SessionRecord;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.platform.commons.JUnitException;

/**
 * What a test leaves behind when it ends. If it has failed, its pages, mails and dialogues are files that JUnit reports
 * with the test, and the failure names the page. {@link RunAlbum} has the test too.
 */
final class TestFiles {

    /** A configuration parameter of JUnit; only {@code false} keeps the files of a failed test from being written. */
    static final String PARAMETER = "smtpjunit.failures.publish";

    private static final System.Logger LOG = System.getLogger(TestFiles.class.getName());

    private TestFiles() {}

    /** Called by each extension at the end of a test; only the first call does something. Never fails. */
    static void testEnded(ExtensionContext context) {
        if (!ServerStore.isFirst(context)) {
            return;
        }
        Set<Inbox> inboxes = new LinkedHashSet<>(ServerStore.inboxes(context));
        inboxes.addAll(InboxFields.values(context));
        Optional<Throwable> failure = context.getExecutionException();
        failure.ifPresent(cause -> InboxSupport.remedies(cause, inboxes).forEach(text -> FailureNote.add(cause, text)));
        write(context, inboxes, failure);
    }

    /** The same for what fails only when a context is over. */
    static void failedLate(ExtensionContext context, Inbox inbox, Throwable failure) {
        write(context, List.of(inbox), Optional.of(failure));
    }

    private static void write(ExtensionContext context, Collection<Inbox> inboxes, Optional<Throwable> failure) {
        int number = 0;
        for (Inbox inbox : inboxes) {
            number++;
            String suffix = number == 1 ? "" : "-" + number;
            Optional<Path> inAlbum = RunAlbum.wants(context, failure.isPresent())
                    ? RunAlbum.of(context).flatMap(album -> album.add(suffix, pages(context, inbox, failure)))
                    : Optional.empty();
            if (failure.isPresent() && isWanted(context) && !isEmpty(inbox)) {
                publish(context, "smtp" + suffix, pages(context, inbox, failure))
                        .or(() -> inAlbum)
                        .ifPresent(page -> FailureNote.add(
                                failure.get(),
                                "The mails and the dialogues of the test are on the page " + page.toUri()));
            }
        }
    }

    static boolean isWanted(ExtensionContext context) {
        return context.getConfigurationParameter(PARAMETER)
                .map(Boolean::parseBoolean)
                .orElse(true);
    }

    private static boolean isEmpty(Inbox inbox) {
        return inbox.sessions().isEmpty() && InboxSupport.mails(inbox).isEmpty();
    }

    /** Up to 5.11, JUnit takes no files; neither does what runs the tests otherwise. */
    private static Optional<Path> publish(ExtensionContext context, String directory, TestPages pages) {
        List<Path> page = new ArrayList<>();
        try {
            context.publishDirectory(directory, path -> page.add(pages.writeTo(path)));
        } catch (JUnitException | NoSuchMethodError e) {
            LOG.log(System.Logger.Level.DEBUG, "The mails of a failed test were not published", e);
        }
        return page.stream().findFirst().map(Path::toAbsolutePath);
    }

    /** All that an inbox knows for a test that has failed; of one that has passed, what has come in this test. */
    private static TestPages pages(ExtensionContext context, Inbox inbox, Optional<Throwable> failure) {
        List<CapturedMail> mails = failure.isPresent() ? InboxSupport.mails(inbox) : InboxSupport.mailsOfTest(inbox);
        List<SessionRecord> sessions = failure.isPresent()
                ? inbox.sessions()
                : mails.stream().map(CapturedMail::sessionRecord).distinct().toList();
        TestPages pages = TestPages.of(context.getRequiredTestClass().getName(), name(context))
                .mails(mails.stream().map(CapturedMail::page).toList())
                .sessions(sessions);
        return failure.map(Throwable::toString).map(pages::failed).orElse(pages);
    }

    private static String name(ExtensionContext context) {
        String shown = context.getDisplayName();
        return context.getTestMethod()
                .map(method -> shown.startsWith(method.getName()) ? shown : method.getName() + " " + shown)
                .orElse("all tests of the class");
    }
}
