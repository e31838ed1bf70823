package io.github.smtpjunit.jupiter;

import io.github.smtpjunit.jupiter.Duplicates.Duplicate;
import io.github.smtpjunit.smtp.server.Quiet;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.assertj.core.annotation.CheckReturnValue;
import org.assertj.core.api.AbstractAssert;

/**
 * Assertions on all that an inbox has received together: how many mails, and to whom.
 *
 * @param <S> the type of the assertion object
 */
public abstract class AbstractInboxAssert<S extends AbstractInboxAssert<S>> extends AbstractAssert<S, Inbox> {

    private MailFilter filter = MailFilter.ALL;
    private Duration patience;
    private Failing failing = Failing.HARD;

    AbstractInboxAssert(Inbox actual, Class<?> selfType) {
        super(actual, selfType);
        this.patience = actual.patience();
    }

    // What all assertions on an inbox share

    MailFilter filter() {
        return filter;
    }

    /** Looks only at certain mails from now on. */
    final void narrow(MailFilter narrower) {
        filter = narrower;
    }

    Failing failing() {
        return failing;
    }

    final void failing(Failing how) {
        failing = how;
    }

    Duration patience() {
        return patience;
    }

    final void patience(Duration limit) {
        patience = limit;
    }

    /** The mails that are meant, as far as they have arrived. */
    List<CapturedMail> mails() {
        return filter.of(actual.mails());
    }

    void fail(String headline) {
        fail(headline, List.of());
    }

    /** Fails on certain mails, which are shown first; those that are meant follow, then all others. */
    void fail(String headline, Collection<CapturedMail> about) {
        failWithMessage("%s", FailureReport.of(actual, headline + filter.lookAlikes(actual.mails()), meant(about)));
    }

    /** Fails where there is nothing to go on with; to be thrown. */
    final AssertionError stop(String headline) {
        return failing.stop(
                info, FailureReport.of(actual, headline + filter.lookAlikes(actual.mails()), meant(List.of())));
    }

    private List<CapturedMail> meant(Collection<CapturedMail> first) {
        return Stream.concat(first.stream(), mails().stream()).toList();
    }

    /** Words for what was expected, of which mails, and how long it was waited for. */
    String expecting(String what) {
        return "Expecting " + what + filter.suffix() + " within " + FailureReport.text(patience);
    }

    /**
     * Waits until no more mails can be on their way. A client that stays connected without starting one is let be when the patience is
     * over; where a mail may be coming, this fails.
     */
    void settle() {
        Quiet quiet = actual.awaitQuiet(patience);
        if (!quiet.busy().isEmpty()) {
            failWithMessage("%s", FailureReport.cannotTell(actual, quiet.busy(), patience));
        }
    }

    /** Waits until something holds of the mails that are meant; false if the patience is over. */
    boolean await(Predicate<List<CapturedMail>> condition) {
        return actual.await(mails -> condition.test(filter.of(mails)), patience);
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
        patience = Inbox.checkedPatience(limit);
        return myself;
    }

    // How many

    /**
     * Asserts that no mail has arrived, and no mail is on its way.
     *
     * <p>While a client is in the middle of a dialogue this waits for it; when no client is, it decides at once. If a mail may still be coming
     * when the patience is over, this fails and names the clients: those in the middle of a mail, of AUTH or of a TLS handshake, with
     * octets that are not read yet, or not accepted yet. A client that is merely connected is let be then. A sender that has not
     * connected yet cannot be seen: for one on another thread, wait for that thread first, or use {@link
     * #staysEmptyFor(Duration)}.
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
     * Asserts that no mail arrives for a while; for senders that may not have connected yet. It lasts as long as told, unless it
     * fails, which it does the moment a mail arrives.
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
     * Asserts that exactly the given number of mails has arrived, and no more are on their way. A mail counts once, however many recipients it
     * has.
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
        return expecting(counted(count)) + ", but found " + mails().size() + ".";
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
        return expecting("at least " + counted(count)) + ", but found " + mails().size() + ".";
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
            fail(expecting(least + " to " + most + " mails") + ", but found " + found + ".");
        }
        return myself;
    }

    // To whom

    /**
     * Asserts that the mails together went to exactly these recipients of the envelope, blind ones included, and no more are on their
     * way. How many mails each one got does not matter.
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
                    Texts.expectingExactly("recipients" + filter.suffix(), wanted, List.copyOf(found.keySet())),
                    found.entrySet().stream()
                            .filter(each -> !wanted.contains(each.getKey()))
                            .flatMap(each -> each.getValue().stream())
                            .toList());
        }
        return myself;
    }

    /**
     * Asserts that there is a mail, that every recipient of an envelope got the given number of mails, and no more are on their way.
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
                                    .toList()),
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
     * Asserts that no mail arrived twice, and no more are on their way: no two have the same Message-ID, and no two of the same
     * subject, bodies and attachments went to the same recipient.
     *
     * <p>The patience is the bound of the wait for more mails, and again that of the time that it takes to compare them.
     *
     * <pre>{@code
     * // passes
     * assertThat(inbox).hasNoDuplicates();
     * // fails
     * assertThat(inboxAfterARetry).hasNoDuplicates();
     * }</pre>
     *
     * @return this assertion object
     * @throws AssertionError if one did, or if the time is over before all are compared; the message tells which, and lists all mails
     */
    public S hasNoDuplicates() {
        settle();
        List<CapturedMail> mails = mails();
        Duplicates.Findings findings = Duplicates.among(mails, patience);
        List<Duplicate> duplicates = findings.duplicates();
        if (duplicates.isEmpty() && findings.compared() < mails.size()) {
            fail("Cannot tell whether a mail" + filter.suffix() + " arrived twice: after "
                    + FailureReport.text(patience) + ", " + findings.compared() + " of " + counted(mails.size())
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
     * <p>A mail has been looked at when an assertion was made on it: by {@code assertThat(mail)}, by a way to one mail such as {@link
     * InboxAssert#firstMail()}, or as the mail that an assertion like {@link InboxAssert#anyMail(java.util.function.Consumer)} found;
     * and when it was handed out by {@link Inbox#awaitMail()}. To count mails is not to look at them.
     *
     * <pre>{@code
     * // passes
     * assertThat(inbox).anyMail(mail -> mail.hasSubject("Welcome")).verifyNoMoreMail();
     * // fails
     * assertThat(inboxWithASecondMail).anyMail(mail -> mail.hasSubject("Welcome")).verifyNoMoreMail();
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
}
