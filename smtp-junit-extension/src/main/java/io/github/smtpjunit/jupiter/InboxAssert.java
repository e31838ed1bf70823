package io.github.smtpjunit.jupiter;

import io.github.smtpjunit.smtp.server.SessionRecord;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import org.assertj.core.api.AbstractAssert;
import org.jspecify.annotations.Nullable;

/**
 * Assertions on what an {@link Inbox} has received, got by {@code assertThat(inbox)}.
 *
 * <p>Assertions wait. One that expects something passes the moment it holds, and fails when the patience is over (5 seconds, or
 * {@link #within(Duration)}). One that excludes something, as every exact count does, asks the server instead of waiting blindly: it
 * decides as soon as no client is in the middle of a dialogue, which is at once when nobody is connected. So it does not matter
 * whether a mail arrived before the assertion or arrives after it.
 *
 * <p>A failure tells what was expected, what did arrive, and if nothing did, what the server knows of the reason.
 */
public final class InboxAssert extends AbstractAssert<InboxAssert, Inbox> {

    private final MailFilter filter;
    private Duration patience;

    InboxAssert(Inbox actual) {
        this(actual, MailFilter.ALL, actual.patience());
    }

    private InboxAssert(Inbox actual, MailFilter filter, Duration patience) {
        super(actual, InboxAssert.class);
        this.filter = filter;
        this.patience = patience;
    }

    // How to wait, and which mails are meant

    /**
     * Sets how long the following assertions wait at most.
     *
     * <pre>{@code assertThat(inbox).within(Duration.ofSeconds(30)).hasMailCount(1); }</pre>
     *
     * @param limit a positive time
     * @return this assertion object
     * @throws IllegalArgumentException if the time is not positive
     */
    public InboxAssert within(Duration limit) {
        patience = Inbox.checkedPatience(limit);
        return this;
    }

    /**
     * Looks only at mails to a recipient of the envelope, blind ones included.
     *
     * <pre>{@code assertThat(inbox).mailsTo("ada@example.org").hasMailCount(1); }</pre>
     *
     * @param address the address without angle brackets; its domain is compared in any case
     * @return assertions on those mails
     */
    public InboxAssert mailsTo(String address) {
        return filtered(
                "to " + address,
                mail -> mail.envelope().to().stream().anyMatch(recipient -> Addresses.same(recipient, address)));
    }

    /**
     * Looks only at mails from a sender: that of the envelope, or one in the From field.
     *
     * <pre>{@code assertThat(inbox).mailsFrom("shop@example.com").hasMailCount(1); }</pre>
     *
     * @param address the address without angle brackets; its domain is compared in any case
     * @return assertions on those mails
     */
    public InboxAssert mailsFrom(String address) {
        return filtered(
                "from " + address,
                mail -> Addresses.same(mail.envelope().from(), address)
                        || mail.from().stream().anyMatch(author -> Addresses.same(author.getAddress(), address)));
    }

    /**
     * Looks only at mails with a subject.
     *
     * <pre>{@code assertThat(inbox).filteredOnSubject("Welcome").hasMailCount(1); }</pre>
     *
     * @param subject the whole subject, decoded
     * @return assertions on those mails
     */
    public InboxAssert filteredOnSubject(String subject) {
        return filtered(
                "with subject \"" + subject + "\"",
                mail -> mail.subject().filter(subject::equals).isPresent());
    }

    /**
     * Looks only at mails with a subject that a pattern finds something in.
     *
     * <pre>{@code assertThat(inbox).filteredOnSubject(Pattern.compile("Order \\d+")).hasMailCount(3); }</pre>
     *
     * @param pattern looked for in the decoded subject
     * @return assertions on those mails
     */
    public InboxAssert filteredOnSubject(Pattern pattern) {
        return filtered(
                "with a subject matching /" + pattern + "/",
                mail -> mail.subject().filter(pattern.asPredicate()).isPresent());
    }

    /**
     * Looks only at certain mails.
     *
     * <pre>{@code assertThat(inbox).filteredOn(mail -> mail.attachments().size() > 1).hasMailCount(1); }</pre>
     *
     * @param wanted tells which mails
     * @return assertions on those mails
     */
    public InboxAssert filteredOn(Predicate<CapturedMail> wanted) {
        return filtered("that the filter lets pass", wanted);
    }

    private InboxAssert filtered(String description, Predicate<CapturedMail> wanted) {
        InboxAssert narrowed = new InboxAssert(actual, filter.and(description, wanted), patience);
        narrowed.info.description(info.description());
        return narrowed;
    }

    // How many

    /**
     * Asserts that no mail has arrived, and none is on its way.
     *
     * <p>While a client is in the middle of a dialogue this waits for it; when none is, it decides at once. If one is still in the
     * middle of a mail when the patience is over, this fails; one that is merely connected is let be. A sender that has not
     * connected yet cannot be seen: for one on another thread, wait for that thread first, or use {@link
     * #staysEmptyFor(Duration)}.
     *
     * <pre>{@code
     * shop.register("not an address");
     * assertThat(inbox).hasNoMail();
     * }</pre>
     *
     * @return this assertion object
     * @throws AssertionError if a mail has arrived; the message lists all
     */
    public InboxAssert hasNoMail() {
        settle();
        List<CapturedMail> mails = mails();
        if (!mails.isEmpty()) {
            fail("Expecting no mail" + filter.suffix() + ", but found " + mails.size() + ".");
        }
        return this;
    }

    /**
     * Asserts that no mail has arrived, and none is on its way; the same as {@link #hasNoMail()}.
     *
     * <pre>{@code assertThat(inbox).isEmpty(); }</pre>
     *
     * @return this assertion object
     * @throws AssertionError if a mail has arrived; the message lists all
     */
    public InboxAssert isEmpty() {
        return hasNoMail();
    }

    /**
     * Asserts that no mail arrives for a while; for senders that may not have connected yet. It lasts as long as told, unless it
     * fails, which it does the moment a mail arrives.
     *
     * <pre>{@code assertThat(inbox).staysEmptyFor(Duration.ofMillis(300)); }</pre>
     *
     * @param time how long to watch
     * @return this assertion object
     * @throws AssertionError if a mail arrives, or has arrived before
     */
    public InboxAssert staysEmptyFor(Duration time) {
        if (actual.await(mails -> !filter.of(mails).isEmpty(), time)) {
            fail("Expecting no mail" + filter.suffix() + " for " + FailureReport.text(time) + ", but found "
                    + mails().size() + ".");
        }
        return hasNoMail();
    }

    /**
     * Asserts that exactly so many mails have arrived, and no more are on their way. A mail counts once, however many recipients it
     * has.
     *
     * <pre>{@code assertThat(inbox).hasMailCount(2); }</pre>
     *
     * @param count how many, 0 or more
     * @return this assertion object
     * @throws AssertionError if it is another number; the message lists all
     */
    public InboxAssert hasMailCount(int count) {
        settleAt(count);
        int found = mails().size();
        if (found != count) {
            fail("Expecting " + counted(count) + filter.suffix() + " within " + FailureReport.text(patience)
                    + ", but found " + found + ".");
        }
        return this;
    }

    /**
     * Asserts that so many mails arrive, or more.
     *
     * <pre>{@code assertThat(inbox).hasMailCountAtLeast(1); }</pre>
     *
     * @param count how many
     * @return this assertion object
     * @throws AssertionError if there are fewer in time; the message lists all
     */
    public InboxAssert hasMailCountAtLeast(int count) {
        if (!actual.await(mails -> filter.of(mails).size() >= count, patience)) {
            fail("Expecting at least " + counted(count) + filter.suffix() + " within " + FailureReport.text(patience)
                    + ", but found " + mails().size() + ".");
        }
        return this;
    }

    /** Waits for so many mails, and then until it is sure that no more are on their way. */
    private void settleAt(int count) {
        if (actual.await(mails -> filter.of(mails).size() >= count, patience)) {
            settle();
        }
    }

    /**
     * Waits until no more mails can be on their way. A client that stays connected without starting one is let be when the patience is
     * over, one in the middle of a mail is not.
     */
    private void settle() {
        if (!actual.awaitQuiet(patience)) {
            actual.sessions().stream()
                    .filter(SessionRecord::isInTransaction)
                    .findFirst()
                    .ifPresent(busy -> fail("Cannot tell whether more mail is on its way: session "
                            + busy.info().id() + " is still in the middle of one after " + FailureReport.text(patience)
                            + "."));
        }
    }

    private static String counted(int count) {
        return count == 1 ? "1 mail" : count + " mails";
    }

    // One of them

    /**
     * Asserts that exactly one mail has arrived, and goes on to it.
     *
     * <pre>{@code assertThat(inbox).singleMail().hasSubject("Welcome"); }</pre>
     *
     * @return assertions on that mail
     * @throws AssertionError if there is none, or more than one; the message lists all
     */
    public MailAssert singleMail() {
        hasMailCount(1);
        return on(mails().get(0));
    }

    /**
     * Waits for a mail by its position, and goes on to it.
     *
     * <pre>{@code assertThat(inbox).mail(1).isTo("bob@example.org"); }</pre>
     *
     * @param index 0 for the first mail, in the order of arrival
     * @return assertions on that mail
     * @throws AssertionError if so many mails do not arrive; the message lists all
     */
    public MailAssert mail(int index) {
        hasMailCountAtLeast(index + 1);
        return on(mails().get(index));
    }

    /**
     * Waits for a mail, and goes on to the first one.
     *
     * <pre>{@code assertThat(inbox).firstMail().isTo("ada@example.org"); }</pre>
     *
     * @return assertions on that mail
     * @throws AssertionError if none arrives
     */
    public MailAssert firstMail() {
        return mail(0);
    }

    /**
     * Waits for a mail and until no more are on their way, and goes on to the last one.
     *
     * <pre>{@code assertThat(inbox).lastMail().isTo("zoe@example.org"); }</pre>
     *
     * @return assertions on that mail
     * @throws AssertionError if none arrives
     */
    public MailAssert lastMail() {
        hasMailCountAtLeast(1);
        settle();
        List<CapturedMail> mails = mails();
        return on(mails.get(mails.size() - 1));
    }

    private MailAssert on(CapturedMail mail) {
        MailAssert onMail = new MailAssert(mail);
        onMail.info.description(info.description());
        return onMail;
    }

    // Some, all or none of them

    /**
     * Asserts that a mail arrives which satisfies all requirements; there may be others.
     *
     * <pre>{@code assertThat(inbox).anyMail(mail -> mail.isTo("ada@example.org").hasSubject("Welcome")); }</pre>
     *
     * @param requirements assertions on one mail
     * @return this assertion object
     * @throws AssertionError if no such mail arrives; the message tells the nearest miss and lists all
     */
    public InboxAssert anyMail(Consumer<MailAssert> requirements) {
        if (!actual.await(
                mails -> filter.of(mails).stream().anyMatch(mail -> satisfies(mail, requirements)), patience)) {
            fail("Expecting a mail" + filter.suffix() + " that satisfies the requirements within "
                    + FailureReport.text(patience) + ", but found none among " + mails().size() + "."
                    + NearestMiss.of(mails(), requirements));
        }
        return this;
    }

    /**
     * Asserts that a certain mail arrives; there may be others.
     *
     * <pre>{@code assertThat(inbox).anyMailMatching(mail -> mail.links().size() == 2); }</pre>
     *
     * @param wanted tells which mail
     * @return this assertion object
     * @throws AssertionError if no such mail arrives; the message lists all
     */
    public InboxAssert anyMailMatching(Predicate<CapturedMail> wanted) {
        if (!actual.await(mails -> filter.of(mails).stream().anyMatch(wanted), patience)) {
            fail("Expecting a mail" + filter.suffix() + " that matches the predicate within "
                    + FailureReport.text(patience) + ", but found none among " + mails().size() + ".");
        }
        return this;
    }

    /**
     * Asserts that there is a mail, and that every one satisfies all requirements, once no more are on their way.
     *
     * <pre>{@code assertThat(inbox).allMails(mail -> mail.isFrom("shop@example.com")); }</pre>
     *
     * @param requirements assertions on one mail
     * @return this assertion object
     * @throws AssertionError if there is no mail, or one does not satisfy them; the message tells which, and lists all
     */
    public InboxAssert allMails(Consumer<MailAssert> requirements) {
        hasMailCountAtLeast(1);
        settle();
        for (CapturedMail mail : mails()) {
            AssertionError failure = failure(mail, requirements);
            if (failure != null) {
                fail("Expecting every mail" + filter.suffix() + " to satisfy the requirements, but mail "
                        + mail.number() + " does not:\n"
                        + FailureReport.indented(String.valueOf(failure.getMessage())));
            }
        }
        return this;
    }

    /**
     * Asserts that there is a mail, and that every one matches, once no more are on their way.
     *
     * <pre>{@code assertThat(inbox).allMailsMatch(mail -> mail.text().isPresent()); }</pre>
     *
     * @param wanted tells which mails are fine
     * @return this assertion object
     * @throws AssertionError if there is no mail, or one does not match; the message tells which, and lists all
     */
    public InboxAssert allMailsMatch(Predicate<CapturedMail> wanted) {
        hasMailCountAtLeast(1);
        settle();
        for (CapturedMail mail : mails()) {
            if (!wanted.test(mail)) {
                fail("Expecting every mail" + filter.suffix() + " to match the predicate, but mail " + mail.number()
                        + " does not.");
            }
        }
        return this;
    }

    /**
     * Asserts that no mail satisfies all requirements, and none that does is on its way.
     *
     * <pre>{@code assertThat(inbox).noMail(mail -> mail.isTo("mallory@example.org")); }</pre>
     *
     * @param requirements assertions on one mail
     * @return this assertion object
     * @throws AssertionError if there is such a mail; the message tells which, and lists all
     */
    public InboxAssert noMail(Consumer<MailAssert> requirements) {
        return noneFound(mail -> satisfies(mail, requirements), "satisfies the requirements");
    }

    /**
     * Asserts that no mail matches, and none that does is on its way.
     *
     * <pre>{@code assertThat(inbox).noMailMatching(mail -> mail.envelope().from().isEmpty()); }</pre>
     *
     * @param unwanted tells which mail must not be there
     * @return this assertion object
     * @throws AssertionError if there is such a mail; the message tells which, and lists all
     */
    public InboxAssert noMailMatching(Predicate<CapturedMail> unwanted) {
        return noneFound(unwanted, "matches the predicate");
    }

    private InboxAssert noneFound(Predicate<CapturedMail> unwanted, String what) {
        settle();
        for (CapturedMail mail : mails()) {
            if (unwanted.test(mail)) {
                fail("Expecting no mail" + filter.suffix() + " that " + what + ", but mail " + mail.number()
                        + " does.");
            }
        }
        return this;
    }

    private static boolean satisfies(CapturedMail mail, Consumer<MailAssert> requirements) {
        return failure(mail, requirements) == null;
    }

    private static @Nullable AssertionError failure(CapturedMail mail, Consumer<MailAssert> requirements) {
        try {
            requirements.accept(MailAssert.nested(mail));
            return null;
        } catch (AssertionError e) {
            return e;
        }
    }

    private List<CapturedMail> mails() {
        return filter.of(actual.mails());
    }

    private void fail(String headline) {
        failWithMessage("%s", FailureReport.of(actual, headline));
    }
}
