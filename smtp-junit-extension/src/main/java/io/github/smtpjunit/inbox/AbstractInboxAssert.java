package io.github.smtpjunit.inbox;

import static java.util.Objects.requireNonNull;

import io.github.smtpjunit.inbox.Duplicates.Duplicate;
import io.github.smtpjunit.mail.MailAddress;
import io.github.smtpjunit.smtp.Reply;
import io.github.smtpjunit.smtp.server.Phase;
import io.github.smtpjunit.smtp.server.Quiet;
import io.github.smtpjunit.smtp.server.SessionRecord;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.IntSupplier;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.assertj.core.annotation.CheckReturnValue;
import org.assertj.core.api.AbstractAssert;
import org.jspecify.annotations.Nullable;

/**
 * The base class of assertions on what an {@link Inbox} has received, for {@link InboxAssert} and for assertions of
 * your own.
 *
 * <p>Assertions wait. An assertion that expects something passes the moment it holds, and fails when its timeout is
 * over (5 seconds, or {@link #within(Duration)}). An assertion that excludes something, as every exact count does, asks
 * the server instead of waiting blindly: it decides as soon as no client is on its way to a mail, which is at once when
 * no client is connected. A client is on its way from the moment it connects to the end of its first mail, and in each
 * transaction after that. So it does not matter whether a mail arrived before the assertion or arrives after it.
 *
 * <p>A failure shows what was expected, what did arrive, and if nothing did, what the server knows of the reason. Of
 * many mails it shows first those that it is about. {@code withFailMessage(..)} and {@code as(..)} also apply to the
 * assertions that a chain goes on to.
 *
 * @param <S> the type of the assertion object
 */
public abstract class AbstractInboxAssert<S extends AbstractInboxAssert<S>> extends AbstractAssert<S, Inbox> {

    private MailFilter filter = MailFilter.ALL;

    private Duration assertionTimeout;

    private FailureMode failing = FailureMode.HARD;

    /**
     * Makes assertions on an inbox.
     *
     * @param actual the inbox
     * @param selfType the class of the assertion object, for its fluent methods
     */
    protected AbstractInboxAssert(Inbox actual, Class<?> selfType) {
        super(requireNonNull(actual, "actual"), selfType);
        this.assertionTimeout = actual.assertionTimeout();
    }

    // What all assertions on an inbox share

    MailFilter filter() {
        return filter;
    }

    /** Looks only at certain mails from now on. */
    final void narrow(MailFilter narrower) {
        filter = narrower;
    }

    FailureMode failing() {
        return failing;
    }

    final void failing(FailureMode how) {
        failing = how;
    }

    Duration assertionTimeout() {
        return assertionTimeout;
    }

    final void assertionTimeout(Duration limit) {
        assertionTimeout = limit;
    }

    /** The mails that are meant, as far as they have arrived. */
    List<CapturedMail> mails() {
        return filter.of(actual.arrived());
    }

    void fail(String headline) {
        fail(headline, List.of());
    }

    /** Fails on certain mails, which are shown first; those that are meant follow, then all others. */
    void fail(String headline, Collection<CapturedMail> about) {
        failing.check(info, FailureReport.of(actual, headline, meant(about)));
    }

    /** Fails where there is nothing to go on with; to be thrown. */
    final AssertionError stop(String headline) {
        return failing.stop(info, FailureReport.of(actual, headline, meant(List.of())));
    }

    private List<CapturedMail> meant(Collection<CapturedMail> first) {
        return Stream.concat(first.stream(), mails().stream()).toList();
    }

    /**
     * Where mails are missing: that one looks as if it were meant, and by which characters it differs; {@code ""} if
     * none does.
     */
    private String lookAlike() {
        return filter.resemblance(actual.arrived());
    }

    /** Words for what was expected, of which mails, and how long it was waited for. */
    String expecting(String what) {
        return "Expecting " + what + filter.suffix() + " within " + FailureReport.text(assertionTimeout);
    }

    /**
     * Waits until no more mails can be on their way. A client that stays connected without starting one is let be when
     * the timeout is over; where a mail may be coming, this fails.
     */
    void settle() {
        Quiet quiet = actual.awaitQuiet(assertionTimeout);
        if (!quiet.busy().isEmpty()) {
            failing.check(info, FailureReport.cannotTell(actual, quiet.busy(), assertionTimeout));
        }
    }

    /** Waits until something holds of the mails that are meant; false if the timeout is over. */
    boolean await(Predicate<List<CapturedMail>> condition) {
        return actual.await(mails -> condition.test(filter.of(mails)), assertionTimeout);
    }

    /** Waits until something holds, then until no more mails are on their way, and tells whether it holds still. */
    boolean settles(Predicate<List<CapturedMail>> condition) {
        if (await(condition)) {
            settle();
        }
        return condition.test(mails());
    }

    /**
     * Sets how long the following assertions wait at most.
     *
     * <pre>{@code
     * // passes
     * assertThat(inbox).within(Duration.ofSeconds(30)).hasMailCount(1);
     * // fails
     * assertThat(inbox).within(Duration.ofMillis(1)).hasMailCount(7);
     * }</pre>
     *
     * @param limit a positive time
     * @return this assertion object
     * @throws IllegalArgumentException if the time is not positive
     */
    @CheckReturnValue
    public S within(Duration limit) {
        assertionTimeout = Inbox.checkedTimeout(limit);
        return myself;
    }

    // How many

    /**
     * Asserts that no mail has arrived, and no mail is on its way.
     *
     * <p>While a client is on its way to a mail this waits for it; when no client is, it decides at once. If a mail may
     * still be coming when the timeout is over, this fails and names the clients: those in the middle of a mail, of
     * AUTH or of a TLS handshake, with octets that are not read yet, or not accepted yet. A client that is merely
     * connected is let be then. A sender that has not connected yet cannot be seen: for one on another thread, wait for
     * that thread first, or use {@link #staysEmptyFor(Duration)}.
     *
     * <pre>{@code
     * // passes
     * assertThat(emptyInbox).hasNoMail();
     * // fails
     * assertThat(inboxWithAMail).hasNoMail();
     * }</pre>
     *
     * @return this assertion object
     * @throws AssertionError if a mail has arrived, or may be on its way; the message lists all
     */
    public S hasNoMail() {
        settle();
        List<CapturedMail> mails = mails();
        if (!mails.isEmpty()) {
            fail("Expecting no mail" + filter.suffix() + ", but found " + mails.size() + ".");
        }
        return myself;
    }

    /**
     * Asserts that no mail has arrived, and no mail is on its way; the same as {@link #hasNoMail()}.
     *
     * <pre>{@code
     * // passes
     * assertThat(inbox).isEmpty();
     * // fails
     * assertThat(inboxWithAMail).isEmpty();
     * }</pre>
     *
     * @return this assertion object
     * @throws AssertionError if a mail has arrived; the message lists all
     */
    public S isEmpty() {
        return hasNoMail();
    }

    /**
     * Asserts that no mail arrives for a while; for senders that may not have connected yet. It lasts as long as told,
     * unless it fails, which it does the moment a mail arrives.
     *
     * <pre>{@code
     * // passes
     * assertThat(inbox).staysEmptyFor(Duration.ofMillis(300));
     * // fails
     * assertThat(inboxWithAMail).staysEmptyFor(Duration.ofMillis(300));
     * }</pre>
     *
     * @param time how long to watch
     * @return this assertion object
     * @throws AssertionError if a mail arrives, or has arrived before
     * @throws IllegalArgumentException if the time is negative
     */
    public S staysEmptyFor(Duration time) {
        Given.notNegative("time", time);
        if (actual.await(mails -> !filter.of(mails).isEmpty(), time)) {
            fail("Expecting no mail" + filter.suffix() + " for " + FailureReport.text(time) + ", but found "
                    + mails().size() + ".");
        }
        if (actual.closing().isPresent()) {
            fail("Cannot tell whether the inbox stays empty for " + FailureReport.text(time)
                    + ": call this before it is closed.");
        }
        return hasNoMail();
    }

    /**
     * Asserts that exactly the given number of mails has arrived, and no more are on their way. A mail counts once,
     * however many recipients it has.
     *
     * <pre>{@code
     * // passes
     * assertThat(inbox).hasMailCount(2);
     * // fails
     * assertThat(inbox).hasMailCount(1);
     * }</pre>
     *
     * @param count how many, 0 or more
     * @return this assertion object
     * @throws AssertionError if it is another number; the message lists all
     * @throws IllegalArgumentException if the number is out of its bounds
     */
    public S hasMailCount(int count) {
        Given.atLeast("count", count, 0);
        if (!reaches(count)) {
            fail(wrongCount(count));
        }
        return myself;
    }

    final String wrongCount(int count) {
        List<CapturedMail> found = mails();
        return expecting(counted(count)) + ", but found " + found.size() + "." + Hints.aboutCount(found, count)
                + (found.size() < count ? lookAlike() : "");
    }

    final boolean reaches(int count) {
        settleAt(count);
        return mails().size() == count;
    }

    /**
     * Asserts that at least the given number of mails arrives.
     *
     * <pre>{@code
     * // passes
     * assertThat(inbox).hasMailCountAtLeast(1);
     * // fails
     * assertThat(inbox).hasMailCountAtLeast(7);
     * }</pre>
     *
     * @param count how many
     * @return this assertion object
     * @throws AssertionError if there are fewer in time; the message lists all
     * @throws IllegalArgumentException if the number is out of its bounds
     */
    public S hasMailCountAtLeast(int count) {
        Given.atLeast("count", count, 1);
        if (!await(mails -> mails.size() >= count)) {
            fail(tooFew(count));
        }
        return myself;
    }

    final String tooFew(int count) {
        return expecting("at least " + counted(count)) + ", but found " + mails().size() + "." + lookAlike();
    }

    /** Waits for the given number of mails, and then until it is sure that no more are on their way. */
    void settleAt(int count) {
        if (await(mails -> mails.size() >= count)) {
            settle();
        }
    }

    static String counted(int count) {
        return count == 1 ? "1 mail" : count + " mails";
    }

    /**
     * Asserts that no more than the given number of mails has arrived, and no more are on their way.
     *
     * <pre>{@code
     * // passes
     * assertThat(inbox).hasMailCountAtMost(2);
     * // fails
     * assertThat(inbox).hasMailCountAtMost(0);
     * }</pre>
     *
     * @param count how many, 0 or more
     * @return this assertion object
     * @throws AssertionError if there are more; the message lists all
     * @throws IllegalArgumentException if the number is out of its bounds
     */
    public S hasMailCountAtMost(int count) {
        Given.atLeast("count", count, 0);
        settle();
        int found = mails().size();
        if (found > count) {
            fail("Expecting at most " + counted(count) + filter.suffix() + ", but found " + found + ".");
        }
        return myself;
    }

    /**
     * Asserts that a number of mails has arrived, and no more are on their way.
     *
     * <pre>{@code
     * // passes
     * assertThat(inbox).hasMailCountBetween(1, 3);
     * // fails
     * assertThat(inbox).hasMailCountBetween(4, 5);
     * }</pre>
     *
     * @param least the smallest number that is fine
     * @param most the largest one
     * @return this assertion object
     * @throws AssertionError if there are fewer or more; the message lists all
     * @throws IllegalArgumentException if the number is out of its bounds
     */
    public S hasMailCountBetween(int least, int most) {
        Given.atLeast("least", least, 0);
        Given.number("most", most, least, Integer.MAX_VALUE);
        settleAt(least);
        int found = mails().size();
        if (found < least || found > most) {
            fail(expecting(least + " to " + most + " mails") + ", but found " + found + "."
                    + (found < least ? lookAlike() : ""));
        }
        return myself;
    }

    // To whom

    /**
     * Asserts that the mails together went to exactly these recipients of the envelope, blind ones included, and no
     * more are on their way. How many mails each one got does not matter.
     *
     * <pre>{@code
     * // passes
     * assertThat(inbox).recipientsAre("ada@example.org", "bob@example.org");
     * // fails
     * assertThat(inbox).recipientsAre("ada@example.org");
     * }</pre>
     *
     * @param addresses all of them, in any order; their domains are compared case-insensitively
     * @return this assertion object
     * @throws AssertionError if others got mail, or one of these did not; the message tells who, and lists all mails
     * @throws IllegalArgumentException if one is no address alone
     */
    public S recipientsAre(String... addresses) {
        Given.exactly("addresses", addresses).forEach(Addresses::alone);
        List<String> wanted = Arrays.stream(addresses)
                .map(Addresses::normalized)
                .distinct()
                .sorted()
                .toList();
        if (!settles(mails -> List.copyOf(mailsByRecipient(mails).keySet()).equals(wanted))) {
            Map<String, List<CapturedMail>> found = mailsByRecipient(mails());
            fail(
                    Texts.expectingExactly("recipients" + filter.suffix(), wanted, List.copyOf(found.keySet()))
                            + (found.keySet().containsAll(wanted) ? "" : lookAlike()),
                    found.entrySet().stream()
                            .filter(each -> !wanted.contains(each.getKey()))
                            .flatMap(each -> each.getValue().stream())
                            .toList());
        }
        return myself;
    }

    /**
     * Asserts that there is a mail, that every recipient of an envelope got the given number of mails, and no more are
     * on their way.
     *
     * <pre>{@code
     * // passes
     * assertThat(inbox).eachRecipientGotExactly(1);
     * // fails
     * assertThat(inbox).eachRecipientGotExactly(2);
     * }</pre>
     *
     * @param count how many, 1 or more
     * @return this assertion object
     * @throws AssertionError if somebody got more or fewer; the message tells who, and lists all mails
     * @throws IllegalArgumentException if the number is out of its bounds
     */
    public S eachRecipientGotExactly(int count) {
        Given.atLeast("count", count, 1);
        if (!settles(mails ->
                !mails.isEmpty() && mailsByRecipient(mails).values().stream().allMatch(each -> each.size() == count))) {
            Map<String, List<CapturedMail>> others = mailsByRecipient(mails());
            others.values().removeIf(each -> each.size() == count);
            fail(
                    expecting(counted(count) + " for each recipient") + ", but found:\n"
                            + Texts.items(others.entrySet().stream()
                                    .map(each -> each.getKey() + " got "
                                            + each.getValue().size())
                                    .toList())
                            + (others.values().stream().allMatch(each -> each.size() > count) && !others.isEmpty()
                                    ? ""
                                    : lookAlike()),
                    others.values().stream().flatMap(List::stream).toList());
        }
        return myself;
    }

    /** The mails that each one got, in the order of their addresses. */
    private static Map<String, List<CapturedMail>> mailsByRecipient(List<CapturedMail> mails) {
        Map<String, List<CapturedMail>> byRecipient = new TreeMap<>();
        for (CapturedMail mail : mails) {
            mail.envelope().to().stream()
                    .map(Addresses::normalized)
                    .distinct()
                    .forEach(address -> byRecipient
                            .computeIfAbsent(address, unused -> new ArrayList<>())
                            .add(mail));
        }
        return byRecipient;
    }

    /**
     * Asserts that no mail arrived twice, and no more are on their way: no two have the same Message-ID, and no two of
     * the same subject, bodies and attachments went to the same recipient.
     *
     * <p>The timeout is the bound of the wait for more mails, and again that of the time that it takes to compare them.
     *
     * <pre>{@code
     * // passes
     * assertThat(inbox).hasNoDuplicates();
     * // fails
     * assertThat(inboxAfterARetry).hasNoDuplicates();
     * }</pre>
     *
     * @return this assertion object
     * @throws AssertionError if one did, or if the time is over before all are compared; the message tells which, and
     *     lists all mails
     */
    public S hasNoDuplicates() {
        settle();
        List<CapturedMail> mails = mails();
        Duplicates.Findings findings = Duplicates.among(mails, assertionTimeout);
        List<Duplicate> duplicates = findings.duplicates();
        if (duplicates.isEmpty() && findings.compared() < mails.size()) {
            fail("Cannot tell whether a mail" + filter.suffix() + " arrived twice: after "
                    + FailureReport.text(assertionTimeout) + ", " + findings.compared() + " of " + counted(mails.size())
                    + " are compared. Allow more time by within(..).");
        }
        if (!duplicates.isEmpty()) {
            fail(
                    "Expecting no mail" + filter.suffix() + " twice, but found:\n" + Texts.items(duplicates),
                    duplicates.stream()
                            .flatMap(each -> Stream.of(each.earlier(), each.mail()))
                            .toList());
        }
        return myself;
    }

    /**
     * Asserts that every mail has been looked at, and no more are on their way.
     *
     * <p>A mail has been looked at when an assertion was made on it: by {@code assertThat(mail)}, by a way to one mail
     * such as {@link InboxAssert#firstMail()}, or as the mail that an assertion like
     * {@link InboxAssert#anyMailSatisfies(java.util.function.Consumer)} found; and when it was handed out by
     * {@link Inbox#awaitMail()}. To count mails is not to look at them.
     *
     * <pre>{@code
     * // passes
     * assertThat(inbox).anyMailSatisfies(mail -> mail.hasSubject("Welcome")).verifyNoMoreMail();
     * // fails
     * assertThat(inboxWithASecondMail).anyMailSatisfies(mail -> mail.hasSubject("Welcome")).verifyNoMoreMail();
     * }</pre>
     *
     * @return this assertion object
     * @throws AssertionError if one has not been looked at; the message tells which, and lists all
     */
    public S verifyNoMoreMail() {
        settle();
        List<CapturedMail> notLookedAt =
                mails().stream().filter(mail -> !mail.wasLookedAt()).toList();
        if (!notLookedAt.isEmpty()) {
            fail(
                    "Expecting every mail" + filter.suffix()
                            + " to be looked at by an assertion, but no assertion looked at "
                            + Texts.mails(notLookedAt.stream()
                                    .map(CapturedMail::number)
                                    .toList())
                            + ".",
                    notLookedAt);
        }
        return myself;
    }

    // Connections, and what was refused

    /**
     * Asserts how often clients have connected, once no client is on its way to a mail.
     *
     * <pre>{@code
     * // passes
     * assertThat(inbox).hasConnectionCount(1);
     * // fails
     * assertThat(inbox).hasConnectionCount(3);
     * }</pre>
     *
     * @param count how often, 0 or more
     * @return this assertion object
     * @throws AssertionError if it does not; the message shows what is there instead
     * @throws IllegalArgumentException if the number is out of its bounds
     */
    public S hasConnectionCount(int count) {
        Given.atLeast("count", count, 0);
        return requireCount(
                "connection",
                count,
                () -> actual.sessions().size(),
                () -> FailureReport.connections(actual.sessions()));
    }

    /**
     * Asserts how often something was refused or broken off, once no client is on its way to a mail. One failed try
     * counts once; {@link Inbox#failedAttempts()} lists them.
     *
     * <pre>{@code
     * // passes
     * assertThat(inbox).hasFailedAttemptCount(1);
     * // fails
     * assertThat(inbox).hasFailedAttemptCount(0);
     * }</pre>
     *
     * @param count how often, 0 or more
     * @return this assertion object
     * @throws AssertionError if it does not; the message shows what is there instead
     * @throws IllegalArgumentException if the number is out of its bounds
     */
    public S hasFailedAttemptCount(int count) {
        Given.atLeast("count", count, 0);
        return requireCount("failed attempt", count, actual::failedAttemptCount, () -> "");
    }

    private S requireCount(String what, int count, IntSupplier found, Supplier<String> details) {
        if (actual.await(unused -> found.getAsInt() >= count, assertionTimeout())) {
            settle();
        }
        int there = found.getAsInt();
        if (there != count) {
            fail(bounded("Expecting " + count + " " + what + (count == 1 ? "" : "s") + " within "
                    + FailureReport.text(assertionTimeout()) + ", but found " + there + "."
                    + (there == 0 ? "" : details.get())));
        }
        return myself;
    }

    /** Says too what is not known, because the record is bounded. */
    private String bounded(String headline) {
        List<String> omissions = actual.omissions();
        return omissions.isEmpty() ? headline : headline + "\n" + String.join("\n", omissions);
    }

    /**
     * Asserts that exactly these recipients were refused, once no client is on its way to a mail.
     *
     * <pre>{@code
     * // passes
     * assertThat(inbox).hasRejectedRecipients("nobody@example.org");
     * // fails
     * assertThat(inbox).hasRejectedRecipients("ada@example.org");
     * }</pre>
     *
     * @param addresses all of them, in any order; their domains are compared case-insensitively
     * @return this assertion object
     * @throws AssertionError if others were refused, or one of these was not; the message shows what is there instead.
     *     Also if that cannot be known, since the record of a session holds its first 1,000 failed attempts
     * @throws IllegalArgumentException if one is no address alone
     */
    public S hasRejectedRecipients(String... addresses) {
        Given.exactly("addresses", addresses).forEach(Addresses::alone);
        List<String> wanted = Arrays.stream(addresses)
                .map(Addresses::normalized)
                .distinct()
                .sorted()
                .toList();
        if (actual.await(unused -> rejectedRecipients().equals(wanted), assertionTimeout())) {
            settle();
        }
        List<String> found = rejectedRecipients();
        if (!found.equals(wanted)) {
            fail(bounded(Texts.expectingExactly("refused recipients", wanted, found)));
        } else if (!actual.omissions().isEmpty()) {
            fail(bounded("Cannot tell whether other recipients were refused."));
        }
        return myself;
    }

    private List<String> rejectedRecipients() {
        return actual.failedAttempts().stream()
                .filter(attempt ->
                        attempt.phase() == Phase.RCPT && attempt.reply().isPresent())
                .flatMap(attempt -> attempt.recipient().stream())
                .map(Addresses::normalized)
                .distinct()
                .sorted()
                .toList();
    }

    /**
     * Asserts that something is refused with a reply code; other things may be refused with others.
     *
     * <pre>{@code
     * // passes
     * assertThat(inbox).wasRejectedWith(550);
     * // fails
     * assertThat(inbox).wasRejectedWith(421);
     * }</pre>
     *
     * @param code a reply code of three digits
     * @return this assertion object
     * @throws AssertionError if it is not in time; the message lists what was refused
     * @throws IllegalArgumentException if the number is out of its bounds
     */
    public S wasRejectedWith(int code) {
        Given.number("code", code, 400, 599);
        if (!actual.await(unused -> refusals().contains(code), assertionTimeout())) {
            fail(bounded(Texts.expectingOneOf("codes of refusals", Integer.toString(code), refusals())));
        }
        return myself;
    }

    private List<Integer> refusals() {
        return actual.failedAttempts().stream()
                .flatMap(attempt -> attempt.reply().stream())
                .map(Reply::code)
                .toList();
    }

    /**
     * Asserts that something was refused for the time being (4xx) or broken off by a rule of {@link Inbox#on}, and that
     * the client tried again after each time, but not before a pause. The next mail transaction that the same sender
     * begins after that counts as the next try, and the pause ends with its MAIL command; what comes after is known
     * also while a {@link io.github.smtpjunit.smtp.server.ManualClock} stands still.
     *
     * <pre>{@code
     * // passes
     * assertThat(inbox).retriedAfter(Duration.ofMillis(100));
     * // fails
     * assertThat(inbox).retriedAfter(Duration.ofDays(1));
     * }</pre>
     *
     * @param pause the shortest time that is fine
     * @return this assertion object
     * @throws AssertionError if nothing was refused so, if the client does not try again in time, or if it did too
     *     early; the message tells which
     * @throws IllegalArgumentException if the time is negative
     */
    public S retriedAfter(Duration pause) {
        Given.notNegative("pause", pause);
        actual.await(unused -> Retries.allTriedAgain(Retries.of(actual)), assertionTimeout());
        List<Retries.Retry> retries = Retries.of(actual);
        if (retries.isEmpty()
                || !retries.stream().allMatch(retry -> retry.isAfter(pause))
                || !actual.omissions().isEmpty()) {
            fail(bounded("Expecting a temporary refusal, and a new try after " + FailureReport.text(pause)
                    + " or more, but found:\n" + Texts.items(retries)));
        }
        return myself;
    }

    /**
     * Asserts that the client tried again the given number of times, each time after its own pause or a longer one:
     * that it was refused for the time being (4xx), or broken off by a rule of {@link Inbox#on}, as often as there are
     * pauses, and tried again each time. A pause ends with the MAIL command of the next try. The time is that of the
     * server's clock; with a {@link io.github.smtpjunit.smtp.server.ManualClock} no time needs to pass.
     *
     * <pre>{@code
     * // passes
     * assertThat(inbox).retriedWithBackoff(Duration.ofMinutes(1), Duration.ofMinutes(5));
     * // fails
     * assertThat(inbox).retriedWithBackoff(Duration.ofDays(1));
     * }</pre>
     *
     * @param pauses the shortest time that is fine before each new try, in order
     * @return this assertion object
     * @throws AssertionError if it was another number of times, if the client does not try again in time, or if it did
     *     too early; the message lists all tries
     * @throws IllegalArgumentException if the list is empty, or the time is negative
     */
    public S retriedWithBackoff(Duration... pauses) {
        Given.some("pauses", pauses).forEach(pause -> Given.notNegative("pauses", pause));
        actual.await(
                unused -> Retries.of(actual).size() >= pauses.length && Retries.allTriedAgain(Retries.of(actual)),
                assertionTimeout());
        List<Retries.Retry> retries = Retries.of(actual);
        boolean holds = retries.size() == pauses.length && actual.omissions().isEmpty();
        for (int i = 0; holds && i < pauses.length; i++) {
            holds = retries.get(i).isAfter(pauses[i]);
        }
        if (!holds) {
            List<String> wanted = Arrays.stream(pauses).map(FailureReport::text).toList();
            fail(bounded("Expecting new tries after " + String.join(", ", wanted) + " or more, but found:\n"
                    + Texts.items(retries)));
        }
        return myself;
    }

    // Clear text

    /**
     * Asserts that a listener could not learn a password or a token in any session so far: mechanisms that hand it
     * over, such as PLAIN and LOGIN, were used over TLS only (RFC 4954 section 4). One that the server does not know
     * may hand it over too.
     *
     * <pre>{@code
     * // passes
     * assertThat(inbox).neverSentCredentialsInClear();
     * // fails
     * assertThat(inboxWithoutTls).neverSentCredentialsInClear();
     * }</pre>
     *
     * @return this assertion object
     * @throws AssertionError if they were used in clear text; the message tells which, in which session
     */
    public S neverSentCredentialsInClear() {
        return requireNothingInClear("no credentials in clear text", SessionRecord::credentialsInClear);
    }

    /**
     * Asserts that no client has authenticated or started a mail in clear text in any session so far. One that demands
     * TLS does neither, whatever becomes of STARTTLS (RFC 8314 section 5.1).
     *
     * <pre>{@code
     * // passes
     * inbox.on(EHLO).then(hide("STARTTLS"));
     * assertThatThrownBy(() -> shop.register("ada@example.org"));
     * assertThat(inbox).neverFellBackToClearText();
     * // fails
     * assertThat(inboxWithoutTls).neverFellBackToClearText();
     * }</pre>
     *
     * @return this assertion object
     * @throws AssertionError if one has; the message tells by which commands, in which session
     */
    public S neverFellBackToClearText() {
        return requireNothingInClear("no client to go on in clear text", SessionRecord::mailInClear);
    }

    private S requireNothingInClear(String what, Function<SessionRecord, List<String>> finder) {
        settle();
        List<String> found = new ArrayList<>();
        for (SessionRecord session : actual.sessions()) {
            finder.apply(session)
                    .forEach(line -> found.add("session " + session.info().id() + ": " + line));
        }
        if (!found.isEmpty()) {
            fail("Expecting " + what + ", but this was sent before TLS:\n" + Texts.items(found));
        }
        return myself;
    }

    // Which mails are meant

    /**
     * Looks only at mails to a recipient of the envelope, blind ones included.
     *
     * <pre>{@code
     * // passes
     * assertThat(inbox).mailsTo("ada@example.org").hasMailCount(1);
     * // fails
     * assertThat(inbox).mailsTo("mallory@example.org").hasMailCount(1);
     * }</pre>
     *
     * @param address the address without angle brackets; its domain is compared case-insensitively
     * @return assertions on those mails
     * @throws IllegalArgumentException if what is to be looked for is empty
     */
    @CheckReturnValue
    public final S mailsTo(String address) {
        Given.part("address", address);
        Addresses.alone(address);
        return filtered(filter().and(
                        "to " + address,
                        "a recipient",
                        address,
                        mail -> mail.envelope().to().stream().anyMatch(to -> Addresses.same(to, address)),
                        mail -> mail.envelope().to().stream()));
    }

    /**
     * Looks only at mails from a sender: that of the envelope, or one in the From field.
     *
     * <pre>{@code
     * // passes
     * assertThat(inbox).mailsFrom("shop@example.com").hasMailCount(1);
     * // fails
     * assertThat(inbox).mailsFrom("mallory@example.org").hasMailCount(1);
     * }</pre>
     *
     * @param address the address without angle brackets; its domain is compared case-insensitively
     * @return assertions on those mails
     */
    @CheckReturnValue
    public final S mailsFrom(String address) {
        requireNonNull(address, "address");
        Addresses.alone(address);
        return filtered(filter().and(
                        "from " + address,
                        "a sender",
                        address,
                        mail -> senders(mail).anyMatch(from -> Addresses.same(from, address)),
                        AbstractInboxAssert::senders));
    }

    /**
     * Looks only at mails with a subject.
     *
     * <pre>{@code
     * // passes
     * assertThat(inbox).filteredOnSubject("Welcome").hasMailCount(1);
     * // fails
     * assertThat(inbox).filteredOnSubject("Welc").hasMailCount(1);
     * }</pre>
     *
     * @param subject the whole subject, decoded
     * @return assertions on those mails
     */
    @CheckReturnValue
    public final S filteredOnSubject(String subject) {
        requireNonNull(subject, "subject");
        return filtered(filter().and(
                        "with subject \"" + subject + "\"",
                        "a subject",
                        subject,
                        mail -> mail.subject().filter(subject::equals).isPresent(),
                        mail -> mail.subject().stream()));
    }

    /**
     * Looks only at mails with a subject that contains a text.
     *
     * <pre>{@code
     * // passes
     * assertThat(inbox).filteredOnSubjectContaining("Order").hasMailCount(3);
     * // fails
     * assertThat(inbox).filteredOnSubjectContaining("Invoice").hasMailCount(3);
     * }</pre>
     *
     * @param part looked for in the decoded subject
     * @return assertions on those mails
     * @throws IllegalArgumentException if what is to be looked for is empty
     */
    @CheckReturnValue
    public final S filteredOnSubjectContaining(String part) {
        Given.part("part", part);
        return filtered(filter().andSubjectContaining(part));
    }

    /**
     * Looks only at mails whose whole subject a pattern matches.
     *
     * <pre>{@code
     * // passes
     * assertThat(inbox).filteredOnSubjectMatching(Pattern.compile("Order \\d+ .*")).hasMailCount(3);
     * // fails
     * assertThat(inbox).filteredOnSubjectMatching(Pattern.compile("Order")).hasMailCount(3);
     * }</pre>
     *
     * @param pattern matched against the whole decoded subject
     * @return assertions on those mails
     */
    @CheckReturnValue
    public final S filteredOnSubjectMatching(Pattern pattern) {
        requireNonNull(pattern, "pattern");
        return filtered(
                "with a subject matching /" + pattern + "/",
                mail -> mail.subject().filter(pattern.asMatchPredicate()).isPresent());
    }

    /**
     * Looks only at mails with a subject that a pattern finds something in.
     *
     * <pre>{@code
     * // passes
     * assertThat(inbox).filteredOnSubjectContainingPattern(Pattern.compile("Order \\d+")).hasMailCount(3);
     * // fails
     * assertThat(inbox).filteredOnSubjectContainingPattern(Pattern.compile("^Invoice")).hasMailCount(3);
     * }</pre>
     *
     * @param pattern looked for in the decoded subject
     * @return assertions on those mails
     * @throws IllegalArgumentException if what is to be looked for is empty
     */
    @CheckReturnValue
    public final S filteredOnSubjectContainingPattern(Pattern pattern) {
        Given.pattern(pattern);
        return filtered(
                "with a subject containing the pattern /" + pattern + "/",
                mail -> mail.subject().filter(pattern.asPredicate()).isPresent());
    }

    /**
     * Looks only at certain mails.
     *
     * <pre>{@code
     * // passes
     * assertThat(inbox).filteredOn(mail -> mail.attachments().size() > 1).hasMailCount(1);
     * // fails
     * assertThat(inbox).filteredOn(mail -> mail.attachments().size() > 7).hasMailCount(1);
     * }</pre>
     *
     * @param wanted tells which mails
     * @return assertions on those mails
     */
    @CheckReturnValue
    public final S filteredOn(Predicate<CapturedMail> wanted) {
        requireNonNull(wanted, "wanted");
        return filtered("that the filter lets pass", wanted);
    }

    /**
     * Looks only at mails that a query finds. Its words are looked for case-insensitively, in addresses, subject and
     * bodies; all must be there. {@code "Several words"} in quotes are looked for as they are, and {@code -} or
     * {@code !} before one excludes it.
     *
     * <p>{@code from:}, {@code to:}, {@code cc:}, {@code bcc:}, {@code reply-to:}, {@code subject:},
     * {@code message-id:} and {@code tag:} look for it there only; {@code to:} is the envelope or the To field,
     * {@code bcc:} a blind recipient. {@code has:} asks for {@code text}, {@code html}, {@code attachment} or
     * {@code inline}, {@code larger:} and {@code smaller:} for a size in octets, or with {@code k} or {@code m}.
     *
     * <pre>{@code
     * // passes
     * assertThat(inbox).matching("to:ada@example.org subject:\"Your order\" has:attachment -draft").hasMailCount(1);
     * // fails
     * assertThat(inbox).matching("from:mallory").hasMailCount(1);
     * }</pre>
     *
     * @param query the query
     * @return assertions on those mails
     * @throws IllegalArgumentException if it cannot be read; the message tells why
     */
    @CheckReturnValue
    public final S matching(String query) {
        requireNonNull(query, "query");
        return filtered(filter().and(MailFilter.matching(query)));
    }

    private static Stream<String> senders(CapturedMail mail) {
        return Stream.concat(
                Stream.of(mail.envelope().from()), mail.from().stream().map(MailAddress::address));
    }

    private S filtered(String description, Predicate<CapturedMail> wanted) {
        return filtered(filter().and(description, wanted));
    }

    /**
     * Makes assertions of the same kind, which a filter such as {@link #mailsTo(String)} then narrows.
     *
     * @param inbox the inbox
     * @return new assertions on it
     */
    protected abstract S newInboxAssert(Inbox inbox);

    private S filtered(MailFilter narrower) {
        S narrowed = failing().proxied(newInboxAssert(actual), Inbox.class, actual);
        narrowed.narrow(narrower);
        narrowed.assertionTimeout(assertionTimeout());
        narrowed.failing(failing());
        FailureMode.handOver(info, narrowed.info);
        return narrowed;
    }

    // One of them

    /**
     * Asserts that exactly one mail has arrived, and goes on to it.
     *
     * <pre>{@code
     * // passes
     * assertThat(inbox).singleMail().hasSubject("Welcome");
     * // fails
     * assertThat(inboxWithTwoMails).singleMail();
     * }</pre>
     *
     * @return assertions on that mail
     * @throws AssertionError if there is no such value, or more than one; the message lists all
     */
    @CheckReturnValue
    public final MailAssert singleMail() {
        return singleMail(MailAssert::new);
    }

    /**
     * Asserts that exactly one mail has arrived, and goes on to it by assertions of your own.
     *
     * <pre>{@code
     * // passes
     * assertThat(inbox).singleMail(ShopMailAssert::new).confirms("tea");
     * // fails
     * assertThat(inboxWithTwoMails).singleMail(ShopMailAssert::new);
     * }</pre>
     *
     * @param factory makes the assertions, for example {@code ShopMailAssert::new}
     * @param <A> their type
     * @return assertions on that mail
     * @throws AssertionError if there is no such value, or more than one; the message lists all
     */
    @CheckReturnValue
    public final <A extends AbstractMailAssert<A>> A singleMail(Function<CapturedMail, A> factory) {
        requireNonNull(factory, "factory");
        if (!reaches(1)) {
            throw stop(wrongCount(1));
        }
        return on(factory, mails().get(0));
    }

    /**
     * Waits for a mail by its position, and goes on to it.
     *
     * <pre>{@code
     * // passes
     * assertThat(inbox).mail(1).isTo("bob@example.org");
     * // fails
     * assertThat(inbox).mail(7);
     * }</pre>
     *
     * @param index 0 for the first mail, in the order of arrival
     * @return assertions on that mail
     * @throws AssertionError if fewer mails arrive; the message lists all
     * @throws IllegalArgumentException if the number is out of its bounds
     */
    @CheckReturnValue
    public final MailAssert mail(int index) {
        return mail(index, MailAssert::new);
    }

    /**
     * Waits for a mail by its position, and goes on to it by assertions of your own.
     *
     * <pre>{@code
     * // passes
     * assertThat(inbox).mail(1, ShopMailAssert::new).confirms("tea");
     * // fails
     * assertThat(inbox).mail(7, ShopMailAssert::new);
     * }</pre>
     *
     * @param index 0 for the first mail, in the order of arrival
     * @param factory makes the assertions, for example {@code ShopMailAssert::new}
     * @param <A> their type
     * @return assertions on that mail
     * @throws AssertionError if fewer mails arrive; the message lists all
     * @throws IllegalArgumentException if the number is out of its bounds
     */
    @CheckReturnValue
    public final <A extends AbstractMailAssert<A>> A mail(int index, Function<CapturedMail, A> factory) {
        requireNonNull(factory, "factory");
        Given.index(index);
        awaitAtLeast(index + 1);
        return on(factory, mails().get(index));
    }

    /**
     * Waits for a mail, and goes on to the first one.
     *
     * <pre>{@code
     * // passes
     * assertThat(inbox).firstMail().isTo("ada@example.org");
     * // fails
     * assertThat(emptyInbox).firstMail();
     * }</pre>
     *
     * @return assertions on that mail
     * @throws AssertionError if none arrives
     */
    @CheckReturnValue
    public final MailAssert firstMail() {
        return firstMail(MailAssert::new);
    }

    /**
     * Waits for a mail, and goes on to the first one by assertions of your own.
     *
     * <pre>{@code
     * // passes
     * assertThat(inbox).firstMail(ShopMailAssert::new).confirms("tea");
     * // fails
     * assertThat(emptyInbox).firstMail(ShopMailAssert::new);
     * }</pre>
     *
     * @param factory makes the assertions, for example {@code ShopMailAssert::new}
     * @param <A> their type
     * @return assertions on that mail
     * @throws AssertionError if none arrives
     */
    @CheckReturnValue
    public final <A extends AbstractMailAssert<A>> A firstMail(Function<CapturedMail, A> factory) {
        requireNonNull(factory, "factory");
        return mail(0, factory);
    }

    /**
     * Waits for a mail and until no more are on their way, and goes on to the last one.
     *
     * <pre>{@code
     * // passes
     * assertThat(inbox).lastMail().isTo("zoe@example.org");
     * // fails
     * assertThat(emptyInbox).lastMail();
     * }</pre>
     *
     * @return assertions on that mail
     * @throws AssertionError if none arrives
     */
    @CheckReturnValue
    public final MailAssert lastMail() {
        return lastMail(MailAssert::new);
    }

    /**
     * Waits for a mail and until no more are on their way, and goes on to the last one by assertions of your own.
     *
     * <pre>{@code
     * // passes
     * assertThat(inbox).lastMail(ShopMailAssert::new).confirms("tea");
     * // fails
     * assertThat(emptyInbox).lastMail(ShopMailAssert::new);
     * }</pre>
     *
     * @param factory makes the assertions, for example {@code ShopMailAssert::new}
     * @param <A> their type
     * @return assertions on that mail
     * @throws AssertionError if none arrives
     */
    @CheckReturnValue
    public final <A extends AbstractMailAssert<A>> A lastMail(Function<CapturedMail, A> factory) {
        requireNonNull(factory, "factory");
        awaitAtLeast(1);
        settle();
        List<CapturedMail> mails = mails();
        return on(factory, mails.get(mails.size() - 1));
    }

    private void awaitAtLeast(int count) {
        if (!await(mails -> mails.size() >= count)) {
            throw stop(tooFew(count));
        }
    }

    private <A extends AbstractMailAssert<A>> A on(Function<CapturedMail, A> factory, CapturedMail mail) {
        mail.lookedAt();
        A onMail = failing()
                .proxied(requireNonNull(factory.apply(mail), "the factory returned null"), CapturedMail.class, mail);
        onMail.failing(failing());
        FailureMode.handOver(info, onMail.info);
        return onMail;
    }

    // Some, all or none of them

    /**
     * Asserts that a mail arrives which satisfies all requirements; there may be others.
     *
     * <pre>{@code
     * // passes
     * assertThat(inbox).anyMailSatisfies(mail -> mail.isTo("ada@example.org").hasSubject("Welcome"));
     * // fails
     * assertThat(inbox).anyMailSatisfies(mail -> mail.isTo("mallory@example.org"));
     * }</pre>
     *
     * @param requirements assertions on one mail
     * @return this assertion object
     * @throws AssertionError if no such mail arrives; the message tells the nearest miss and lists all
     */
    public S anyMailSatisfies(Consumer<MailAssert> requirements) {
        requireNonNull(requirements, "requirements");
        if (!await(mails -> found(mails, mail -> satisfies(mail, requirements)))) {
            Optional<NearestMiss> nearest = NearestMiss.of(mails(), requirements);
            fail(
                    "Expecting a mail" + filter().suffix() + " that satisfies the requirements within "
                            + FailureReport.text(assertionTimeout()) + ", but found none among " + mails().size() + "."
                            + lookAlike()
                            + nearest.map(NearestMiss::text).orElse(""),
                    nearest.map(NearestMiss::mail).stream().toList());
        }
        return myself;
    }

    /**
     * Asserts that a certain mail arrives; there may be others.
     *
     * <pre>{@code
     * // passes
     * assertThat(inbox).anyMailMatches(mail -> mail.links().size() == 2);
     * // fails
     * assertThat(inbox).anyMailMatches(mail -> mail.links().size() == 7);
     * }</pre>
     *
     * @param wanted tells which mail
     * @return this assertion object
     * @throws AssertionError if no such mail arrives; the message lists all
     */
    public S anyMailMatches(Predicate<CapturedMail> wanted) {
        requireNonNull(wanted, "wanted");
        if (!await(mails -> found(mails, wanted))) {
            fail("Expecting a mail" + filter().suffix() + " that matches the predicate within "
                    + FailureReport.text(assertionTimeout()) + ", but found none among " + mails().size() + "."
                    + lookAlike());
        }
        return myself;
    }

    /**
     * Asserts that there is a mail, and that every one satisfies all requirements, once no more are on their way.
     *
     * <pre>{@code
     * // passes
     * assertThat(inbox).allMailsSatisfy(mail -> mail.isFrom("shop@example.com"));
     * // fails
     * assertThat(inbox).allMailsSatisfy(mail -> mail.isFrom("someone@example.com"));
     * }</pre>
     *
     * @param requirements assertions on one mail
     * @return this assertion object
     * @throws AssertionError if there is no mail, or one does not satisfy them; the message tells which, and lists all
     */
    public S allMailsSatisfy(Consumer<MailAssert> requirements) {
        requireNonNull(requirements, "requirements");
        hasMailCountAtLeast(1);
        settle();
        for (CapturedMail mail : mails()) {
            AssertionError failure = failure(mail, requirements);
            if (failure != null) {
                fail(
                        "Expecting every mail" + filter().suffix() + " to satisfy the requirements, but mail "
                                + mail.number() + " does not:\n"
                                + FailureReport.indented(String.valueOf(failure.getMessage())),
                        List.of(mail));
            }
            mail.lookedAt();
        }
        return myself;
    }

    /**
     * Asserts that there is a mail, and that every one matches, once no more are on their way.
     *
     * <pre>{@code
     * // passes
     * assertThat(inbox).allMailsMatch(mail -> mail.text().isPresent());
     * // fails
     * assertThat(inbox).allMailsMatch(mail -> mail.text().isEmpty());
     * }</pre>
     *
     * @param wanted tells which mails are fine
     * @return this assertion object
     * @throws AssertionError if there is no mail, or one does not match; the message tells which, and lists all
     */
    public S allMailsMatch(Predicate<CapturedMail> wanted) {
        requireNonNull(wanted, "wanted");
        hasMailCountAtLeast(1);
        settle();
        for (CapturedMail mail : mails()) {
            if (!wanted.test(mail)) {
                fail(
                        "Expecting every mail" + filter().suffix() + " to match the predicate, but mail "
                                + mail.number() + " does not.",
                        List.of(mail));
            }
            mail.lookedAt();
        }
        return myself;
    }

    /**
     * Asserts that no mail satisfies all requirements, and none that does is on its way.
     *
     * <pre>{@code
     * // passes
     * assertThat(inbox).noMailSatisfies(mail -> mail.isTo("mallory@example.org"));
     * // fails
     * assertThat(inbox).noMailSatisfies(mail -> mail.isTo("ada@example.org"));
     * }</pre>
     *
     * @param requirements assertions on one mail
     * @return this assertion object
     * @throws AssertionError if there is such a mail; the message tells which, and lists all
     */
    public S noMailSatisfies(Consumer<MailAssert> requirements) {
        requireNonNull(requirements, "requirements");
        return noneFound(mail -> satisfies(mail, requirements), "satisfies the requirements");
    }

    /**
     * Asserts that no mail matches, and none that does is on its way.
     *
     * <pre>{@code
     * // passes
     * assertThat(inbox).noMailMatches(mail -> mail.envelope().from().isEmpty());
     * // fails
     * assertThat(inbox).noMailMatches(mail -> mail.envelope().to().size() == 1);
     * }</pre>
     *
     * @param unwanted tells which mail must not be there
     * @return this assertion object
     * @throws AssertionError if there is such a mail; the message tells which, and lists all
     */
    public S noMailMatches(Predicate<CapturedMail> unwanted) {
        requireNonNull(unwanted, "unwanted");
        return noneFound(unwanted, "matches the predicate");
    }

    private S noneFound(Predicate<CapturedMail> unwanted, String what) {
        settle();
        for (CapturedMail mail : mails()) {
            if (unwanted.test(mail)) {
                fail(
                        "Expecting no mail" + filter().suffix() + " that " + what + ", but mail " + mail.number()
                                + " does.",
                        List.of(mail));
            }
        }
        return myself;
    }

    // Each of them once

    /**
     * Asserts that there are as many mails as requirements, that each can be given a mail of its own which satisfies
     * it, and no more are on their way. If there is a way to give them out, it is found, even where a mail satisfies
     * several requirements.
     *
     * <pre>{@code
     * // passes
     * assertThat(inbox).hasMailsInAnyOrder(
     *         mail -> mail.isTo("bob@example.org"),
     *         mail -> mail.isTo("ada@example.org").hasSubject("Welcome"));
     * // fails
     * assertThat(inbox).hasMailsInAnyOrder(mail -> mail.isTo("bob@example.org"));
     * }</pre>
     *
     * @param requirements assertions on one mail each
     * @return this assertion object
     * @throws AssertionError if there is no such way; the message tells which requirements are left without a mail,
     *     why, and which mails are left
     */
    @SafeVarargs
    @SuppressWarnings("varargs")
    public final S hasMailsInAnyOrder(Consumer<MailAssert>... requirements) {
        Given.exactly("requirements", requirements);
        List<Consumer<MailAssert>> wanted = List.of(requirements);
        settleAt(wanted.size());
        RequirementMatching assignment = RequirementMatching.of(wanted, mails());
        if (!assignment.isComplete()) {
            fail(
                    "Expecting " + counted(wanted.size()) + filter().suffix()
                            + ", one for each requirement in any order, within "
                            + FailureReport.text(assertionTimeout())
                            + ", but "
                            + assignment.problem()
                            + (mails().size() < wanted.size() ? lookAlike() : ""),
                    assignment.left());
        }
        mails().forEach(CapturedMail::lookedAt);
        return myself;
    }

    /**
     * Asserts that there are as many mails as requirements, that the first mail satisfies the first one and so on, and
     * no more are on their way.
     *
     * <pre>{@code
     * // passes
     * assertThat(inbox).hasMailsInOrder(
     *         mail -> mail.hasSubject("Your order"),
     *         mail -> mail.hasSubject("Your invoice"));
     * // fails
     * assertThat(inbox).hasMailsInOrder(mail -> mail.hasSubject("Your invoice"));
     * }</pre>
     *
     * @param requirements assertions on one mail each, in the order of arrival
     * @return this assertion object
     * @throws AssertionError if it is not so; the message tells at which mail, and why
     */
    @SafeVarargs
    @SuppressWarnings("varargs")
    public final S hasMailsInOrder(Consumer<MailAssert>... requirements) {
        Given.exactly("requirements", requirements);
        if (!reaches(requirements.length)) {
            fail(wrongCount(requirements.length));
            return myself; // a soft failure
        }
        List<CapturedMail> mails = mails();
        for (int i = 0; i < requirements.length; i++) {
            CapturedMail mail = mails.get(i);
            AssertionError failure = failure(mail, requirements[i]);
            if (failure != null) {
                fail(
                        "Expecting mails" + filter().suffix() + " in order, but mail " + mail.number()
                                + " does not satisfy requirement " + (i + 1) + " of " + requirements.length + ":\n"
                                + FailureReport.indented(String.valueOf(failure.getMessage())),
                        List.of(mail));
            }
            mail.lookedAt();
        }
        return myself;
    }

    // While something runs

    /**
     * Runs a block, and asserts that no mail arrives from its beginning on, and no mail is on its way. Mails from
     * before do not matter.
     *
     * <p>A sender that has not connected when the block is over cannot be seen: wait for it in the block.
     *
     * <pre>{@code
     * // passes
     * assertThat(inbox).receivesNothingWhile(() -> shop.browse());
     * // fails
     * assertThat(inbox).receivesNothingWhile(() -> shop.order("tea"));
     * }</pre>
     *
     * @param block what is run; what it throws goes on to the caller as it is, and need not be declared there
     * @return this assertion object
     * @throws AssertionError if a mail arrives; the message lists all
     */
    public S receivesNothingWhile(Inbox.Block block) {
        requireNonNull(block, "block");
        if (actual.closing().isPresent()) {
            fail("Cannot tell whether mail arrives while the block runs: call this before the inbox is closed.");
            return myself; // a soft failure
        }
        CaptureWindow capture = actual.capturing(block);
        settle();
        List<CapturedMail> found = filter().and("", capture).of(actual.arrived());
        if (!found.isEmpty()) {
            fail(
                    "Expecting no mail" + filter().suffix() + " while the block runs, but found " + found.size() + ".",
                    found);
        }
        return myself;
    }

    private static boolean found(List<CapturedMail> mails, Predicate<CapturedMail> wanted) {
        Optional<CapturedMail> mail = mails.stream().filter(wanted).findFirst();
        mail.ifPresent(CapturedMail::lookedAt);
        return mail.isPresent();
    }

    /** A mere yes or no, which takes far less time than a failure with its words. */
    static boolean satisfies(CapturedMail mail, Consumer<MailAssert> requirements) {
        MailAssert assertions = MailAssert.nested(mail);
        assertions.failing(FailureMode.WORDLESS);
        return failure(assertions, requirements) == null;
    }

    private static @Nullable AssertionError failure(CapturedMail mail, Consumer<MailAssert> requirements) {
        return failure(MailAssert.nested(mail), requirements);
    }

    /**
     * Makes the user's assertions on a mail. This is the only place that decides what is an answer about the mail: a
     * failed assertion. All else, an exception of the user's code for example, goes on to the test, as with AssertJ's
     * own {@code anySatisfy}.
     */
    static @Nullable AssertionError failure(MailAssert assertions, Consumer<MailAssert> requirements) {
        try {
            requirements.accept(assertions);
            return null;
        } catch (AssertionError e) {
            return e;
        }
    }
}
