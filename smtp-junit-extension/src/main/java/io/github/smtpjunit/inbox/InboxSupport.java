package io.github.smtpjunit.inbox;

import static java.util.Objects.requireNonNull;

import io.github.smtpjunit.smtp.server.Quiet;
import io.github.smtpjunit.smtp.server.SmtpServerBuilder;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;

/**
 * What the extension of a test framework needs of an {@link Inbox}. A test needs none of this.
 *
 * <p>All methods are safe for use by several threads.
 */
public final class InboxSupport {

    /** How long an assertion waits at most, where a test says nothing else: 5 seconds. */
    public static final Duration DEFAULT_ASSERTION_TIMEOUT = Inbox.DEFAULT_ASSERTION_TIMEOUT;

    private InboxSupport() {}

    /**
     * Starts a server, and an inbox whose {@link Inbox#session()} authenticates.
     *
     * @param builder the server's configuration
     * @param assertionTimeout how long an assertion waits at most; positive
     * @param user the name by which the session authenticates
     * @param password its password
     * @return the inbox; close it
     * @throws IllegalArgumentException if the time is not positive
     */
    public static Inbox start(SmtpServerBuilder builder, Duration assertionTimeout, String user, String password) {
        Login login = new Login(requireNonNull(user, "user"), requireNonNull(password, "password"));
        return Inbox.start(requireNonNull(builder, "builder"), assertionTimeout, login);
    }

    /**
     * Checks how long assertions are to wait at most.
     *
     * @param limit the time
     * @return the same, or the longest time that can be waited for if it is longer
     * @throws IllegalArgumentException if the time is not positive
     */
    public static Duration checkedTimeout(Duration limit) {
        return Inbox.checkedTimeout(limit);
    }

    /**
     * Returns how long the assertions on an inbox wait at most.
     *
     * @param inbox the inbox
     * @return a positive time
     */
    public static Duration assertionTimeout(Inbox inbox) {
        return requireNonNull(inbox, "inbox").assertionTimeout();
    }

    /**
     * Sets how long the assertions on an inbox wait at most.
     *
     * @param inbox the inbox
     * @param limit the time
     * @throws IllegalArgumentException if the time is not positive
     */
    public static void assertionTimeout(Inbox inbox, Duration limit) {
        requireNonNull(inbox, "inbox").assertionTimeout(limit);
    }

    /**
     * Names the test class that uses an inbox. The class's snapshots lie beside it, and a closed inbox names it.
     *
     * @param inbox the inbox
     * @param testClass the class
     */
    public static void usedBy(Inbox inbox, Class<?> testClass) {
        requireNonNull(inbox, "inbox").madeFor(requireNonNull(testClass, "testClass"));
    }

    /**
     * Returns the test class that uses an inbox.
     *
     * @param inbox the inbox
     * @return the class; empty before {@link #usedBy}
     */
    public static Optional<Class<?>> testClass(Inbox inbox) {
        return requireNonNull(inbox, "inbox").testClass();
    }

    /**
     * Empties an inbox for its next test: no mails, no sessions that are over, no fault rules, no scrubbers. A mail
     * belongs to the test in which its transaction began; one of the earlier test that arrives later is logged and does
     * not count.
     *
     * @param inbox the inbox
     * @param earlierTest the test before, as messages name it
     */
    public static void startOver(Inbox inbox, String earlierTest) {
        requireNonNull(inbox, "inbox").startOver(requireNonNull(earlierTest, "earlierTest"));
    }

    /**
     * Notes that a test begins which shares the inbox with others and sees their mails. Failures then tell which mails
     * are older.
     *
     * @param inbox the inbox
     */
    public static void testBegins(Inbox inbox) {
        requireNonNull(inbox, "inbox").testBegins();
    }

    /**
     * Returns the mails that have arrived since the test began, as far as {@link #testBegins} was called.
     *
     * @param inbox the inbox
     * @return a copy, in the order of arrival
     */
    public static List<CapturedMail> mailsOfTest(Inbox inbox) {
        List<CapturedMail> mails = mails(inbox);
        return mails.subList(Math.min(inbox.earlierMails(), mails.size()), mails.size());
    }

    /**
     * Waits until no client that has connected in this test is in the middle of something.
     *
     * @param inbox the inbox
     * @param deadline when to give up, as {@link System#nanoTime()} counts
     */
    public static void awaitEndOfMails(Inbox inbox, long deadline) {
        requireNonNull(inbox, "inbox").awaitEndOfMails(deadline);
    }

    /**
     * Waits until something holds, for as long as assertions on the inbox wait. It is checked whenever a mail arrives
     * or a session changes.
     *
     * @param inbox the inbox
     * @param condition what to wait for
     * @return whether it holds in time; false at once if the inbox is closed and it does not
     */
    public static boolean await(Inbox inbox, BooleanSupplier condition) {
        requireNonNull(condition, "condition");
        return requireNonNull(inbox, "inbox").await(unused -> condition.getAsBoolean(), inbox.assertionTimeout());
    }

    /**
     * Waits until no client is in the middle of something, for as long as assertions on the inbox wait.
     *
     * @param inbox the inbox
     * @return the clients that are still idle or busy
     */
    public static Quiet awaitQuiet(Inbox inbox) {
        return requireNonNull(inbox, "inbox").awaitQuiet(inbox.assertionTimeout());
    }

    /**
     * Returns the text of a failure as assertions write it: what has arrived, or why no mail has.
     *
     * @param inbox the inbox
     * @param headline what is wrong
     * @return the headline, and the mails and failed attempts below it
     */
    public static String failure(Inbox inbox, String headline) {
        return FailureReport.of(requireNonNull(inbox, "inbox"), requireNonNull(headline, "headline"));
    }

    /**
     * Returns the text of a failure where clients may be about to send a mail.
     *
     * @param inbox the inbox, whose assertions have waited
     * @param quiet the clients that are busy
     * @return a sentence, and a line for each client
     */
    public static String cannotTell(Inbox inbox, Quiet quiet) {
        return FailureReport.cannotTell(requireNonNull(quiet, "quiet").busy(), assertionTimeout(inbox));
    }

    /**
     * Returns what to do about a failure that a sender threw, where that is known: a port that an earlier inbox of this
     * JVM had, a certificate that is not trusted, TLS or AUTH where the server has none; or that a test looked into an
     * inbox before the mail was there.
     *
     * @param failure what a test threw
     * @param inboxes the inboxes of the test
     * @return a sentence for each reason that is found in the failure or its causes
     */
    public static List<String> remedies(Throwable failure, Collection<Inbox> inboxes) {
        requireNonNull(failure, "failure");
        return Stream.concat(
                        SenderFailures.remedies(failure).stream(),
                        requireNonNull(inboxes, "inboxes").stream()
                                .flatMap(inbox -> EarlyLook.remedy(failure, inbox).stream())
                                .limit(1))
                .toList();
    }

    /**
     * Returns the mails that have arrived so far, as {@link Inbox#mails()} does; but it does not count as a look by the
     * test.
     *
     * @param inbox the inbox
     * @return a copy, in the order of arrival
     */
    public static List<CapturedMail> mails(Inbox inbox) {
        return requireNonNull(inbox, "inbox").arrived();
    }

    /**
     * Returns a time in words, such as {@code 1.5 s}.
     *
     * @param time the time
     * @return the words
     */
    public static String inWords(Duration time) {
        return FailureReport.text(requireNonNull(time, "time"));
    }
}
