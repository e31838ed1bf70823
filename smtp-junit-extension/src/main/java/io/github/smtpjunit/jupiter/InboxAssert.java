package io.github.smtpjunit.jupiter;

import static java.util.Objects.requireNonNull;

import io.github.smtpjunit.mail.MailAddress;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.assertj.core.annotation.CheckReturnValue;
import org.jspecify.annotations.Nullable;

/**
 * Assertions on what an {@link Inbox} has received, got by {@code assertThat(inbox)}.
 *
 * <p>Assertions wait. One that expects something passes the moment it holds, and fails when the patience is over (5 seconds, or
 * {@link #within(Duration)}). One that excludes something, as every exact count does, asks the server instead of waiting blindly: it
 * decides as soon as no client is in the middle of a dialogue, which is at once when no client is connected. So it does not matter
 * whether a mail arrived before the assertion or arrives after it.
 *
 * <p>A failure tells what was expected, what did arrive, and if nothing did, what the server knows of the reason. Of many mails it
 * shows first those that it is about. {@code withFailMessage(..)} and {@code as(..)} hold for the assertions that are gone on to, too.
 */
public class InboxAssert extends AbstractClientAssert<InboxAssert> {

    /**
     * Makes assertions on an inbox; for AssertJ, whose proxies of soft assertions need it. {@code assertThat(inbox)} is the way for
     * everybody else.
     *
     * @param actual the inbox
     */
    public InboxAssert(Inbox actual) {
        super(requireNonNull(actual, "actual"), InboxAssert.class);
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
    public final InboxAssert mailsTo(String address) {
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
    public final InboxAssert mailsFrom(String address) {
        requireNonNull(address, "address");
        Addresses.alone(address);
        return filtered(filter().and(
                        "from " + address,
                        "a sender",
                        address,
                        mail -> senders(mail).anyMatch(from -> Addresses.same(from, address)),
                        InboxAssert::senders));
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
    public final InboxAssert filteredOnSubject(String subject) {
        requireNonNull(subject, "subject");
        return filtered(filter().and(
                        "with subject \"" + subject + "\"",
                        "a subject",
                        subject,
                        mail -> mail.subject().filter(subject::equals).isPresent(),
                        mail -> mail.subject().stream()));
    }

    /**
     * Looks only at mails with a subject that a pattern finds something in.
     *
     * <pre>{@code
     * // passes
     * assertThat(inbox).filteredOnSubject(Pattern.compile("Order \\d+")).hasMailCount(3);
     * // fails
     * assertThat(inbox).filteredOnSubject(Pattern.compile("^Invoice")).hasMailCount(3);
     * }</pre>
     *
     * @param pattern looked for in the decoded subject
     * @return assertions on those mails
     * @throws IllegalArgumentException if what is to be looked for is empty
     */
    @CheckReturnValue
    public final InboxAssert filteredOnSubject(Pattern pattern) {
        Given.pattern(pattern);
        return filtered(
                "with a subject matching /" + pattern + "/",
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
    public final InboxAssert filteredOn(Predicate<CapturedMail> wanted) {
        requireNonNull(wanted, "wanted");
        return filtered("that the filter lets pass", wanted);
    }

    /**
     * Looks only at mails that a query finds. Its words are looked for case-insensitively, in addresses, subject and bodies; all must be
     * there. {@code "Several words"} in quotes are looked for as they are, and {@code -} or {@code !} before one excludes it.
     *
     * <p>{@code from:}, {@code to:}, {@code cc:}, {@code bcc:}, {@code reply-to:}, {@code subject:}, {@code message-id:} and {@code
     * tag:} look for it there only; {@code to:} is the envelope or the To field, {@code bcc:} a blind recipient. {@code has:} asks for
     * {@code text}, {@code html}, {@code attachment} or {@code inline}, {@code larger:} and {@code smaller:} for a size in octets, or
     * with {@code k} or {@code m}.
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
    public final InboxAssert matching(String query) {
        requireNonNull(query, "query");
        return filtered(filter().and(MailFilter.matching(query)));
    }

    private static Stream<String> senders(CapturedMail mail) {
        return Stream.concat(
                Stream.of(mail.envelope().from()), mail.from().stream().map(MailAddress::address));
    }

    private InboxAssert filtered(String description, Predicate<CapturedMail> wanted) {
        return filtered(filter().and(description, wanted));
    }

    private InboxAssert filtered(MailFilter narrower) {
        InboxAssert narrowed = failing().proxied(new InboxAssert(actual), InboxAssert.class, Inbox.class, actual);
        narrowed.narrow(narrower);
        narrowed.patience(patience());
        narrowed.failing(failing());
        Failing.handOver(info, narrowed.info);
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
    public final MailAssert singleMail() {
        if (!reaches(1)) {
            throw stop(wrongCount(1));
        }
        return on(mails().get(0));
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
    public final MailAssert mail(int index) {
        Given.index(index);
        awaitAtLeast(index + 1);
        return on(mails().get(index));
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
    public final MailAssert firstMail() {
        return mail(0);
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
    public final MailAssert lastMail() {
        awaitAtLeast(1);
        settle();
        List<CapturedMail> mails = mails();
        return on(mails.get(mails.size() - 1));
    }

    private void awaitAtLeast(int count) {
        if (!await(mails -> mails.size() >= count)) {
            throw stop(tooFew(count));
        }
    }

    private MailAssert on(CapturedMail mail) {
        mail.lookedAt();
        MailAssert onMail = failing().proxied(new MailAssert(mail), MailAssert.class, CapturedMail.class, mail);
        onMail.failing(failing());
        Failing.handOver(info, onMail.info);
        return onMail;
    }

    // Some, all or none of them

    /**
     * Asserts that a mail arrives which satisfies all requirements; there may be others.
     *
     * <pre>{@code
     * // passes
     * assertThat(inbox).anyMail(mail -> mail.isTo("ada@example.org").hasSubject("Welcome"));
     * // fails
     * assertThat(inbox).anyMail(mail -> mail.isTo("mallory@example.org"));
     * }</pre>
     *
     * @param requirements assertions on one mail
     * @return this assertion object
     * @throws AssertionError if no such mail arrives; the message tells the nearest miss and lists all
     */
    public InboxAssert anyMail(Consumer<MailAssert> requirements) {
        requireNonNull(requirements, "requirements");
        if (!await(mails -> found(mails, mail -> satisfies(mail, requirements)))) {
            Optional<NearestMiss> nearest = NearestMiss.of(mails(), requirements);
            fail(
                    "Expecting a mail" + filter().suffix() + " that satisfies the requirements within "
                            + FailureReport.text(patience()) + ", but found none among " + mails().size() + "."
                            + nearest.map(NearestMiss::text).orElse(""),
                    nearest.map(NearestMiss::mail).stream().toList());
        }
        return this;
    }

    /**
     * Asserts that a certain mail arrives; there may be others.
     *
     * <pre>{@code
     * // passes
     * assertThat(inbox).anyMailMatching(mail -> mail.links().size() == 2);
     * // fails
     * assertThat(inbox).anyMailMatching(mail -> mail.links().size() == 7);
     * }</pre>
     *
     * @param wanted tells which mail
     * @return this assertion object
     * @throws AssertionError if no such mail arrives; the message lists all
     */
    public InboxAssert anyMailMatching(Predicate<CapturedMail> wanted) {
        requireNonNull(wanted, "wanted");
        if (!await(mails -> found(mails, wanted))) {
            fail("Expecting a mail" + filter().suffix() + " that matches the predicate within "
                    + FailureReport.text(patience()) + ", but found none among " + mails().size() + ".");
        }
        return this;
    }

    /**
     * Asserts that there is a mail, and that every one satisfies all requirements, once no more are on their way.
     *
     * <pre>{@code
     * // passes
     * assertThat(inbox).allMails(mail -> mail.isFrom("shop@example.com"));
     * // fails
     * assertThat(inbox).allMails(mail -> mail.isFrom("someone@example.com"));
     * }</pre>
     *
     * @param requirements assertions on one mail
     * @return this assertion object
     * @throws AssertionError if there is no mail, or one does not satisfy them; the message tells which, and lists all
     */
    public InboxAssert allMails(Consumer<MailAssert> requirements) {
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
        return this;
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
    public InboxAssert allMailsMatch(Predicate<CapturedMail> wanted) {
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
        return this;
    }

    /**
     * Asserts that no mail satisfies all requirements, and none that does is on its way.
     *
     * <pre>{@code
     * // passes
     * assertThat(inbox).noMail(mail -> mail.isTo("mallory@example.org"));
     * // fails
     * assertThat(inbox).noMail(mail -> mail.isTo("ada@example.org"));
     * }</pre>
     *
     * @param requirements assertions on one mail
     * @return this assertion object
     * @throws AssertionError if there is such a mail; the message tells which, and lists all
     */
    public InboxAssert noMail(Consumer<MailAssert> requirements) {
        requireNonNull(requirements, "requirements");
        return noneFound(mail -> satisfies(mail, requirements), "satisfies the requirements");
    }

    /**
     * Asserts that no mail matches, and none that does is on its way.
     *
     * <pre>{@code
     * // passes
     * assertThat(inbox).noMailMatching(mail -> mail.envelope().from().isEmpty());
     * // fails
     * assertThat(inbox).noMailMatching(mail -> mail.envelope().to().size() == 1);
     * }</pre>
     *
     * @param unwanted tells which mail must not be there
     * @return this assertion object
     * @throws AssertionError if there is such a mail; the message tells which, and lists all
     */
    public InboxAssert noMailMatching(Predicate<CapturedMail> unwanted) {
        requireNonNull(unwanted, "unwanted");
        return noneFound(unwanted, "matches the predicate");
    }

    private InboxAssert noneFound(Predicate<CapturedMail> unwanted, String what) {
        settle();
        for (CapturedMail mail : mails()) {
            if (unwanted.test(mail)) {
                fail(
                        "Expecting no mail" + filter().suffix() + " that " + what + ", but mail " + mail.number()
                                + " does.",
                        List.of(mail));
            }
        }
        return this;
    }

    // Each of them once

    /**
     * Asserts that there are as many mails as requirements, that each can be given a mail of its own which satisfies it, and no more are
     * on their way. If there is a way to give them out, it is found, even where a mail satisfies several requirements.
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
     * @throws AssertionError if there is no such way; the message tells which requirements are left without a mail, why, and which
     *     mails are left
     */
    @SafeVarargs
    @SuppressWarnings("varargs")
    public final InboxAssert hasMailsInAnyOrder(Consumer<MailAssert>... requirements) {
        Given.exactly("requirements", requirements);
        List<Consumer<MailAssert>> wanted = List.of(requirements);
        settleAt(wanted.size());
        Assignment assignment = Assignment.of(wanted, mails());
        if (!assignment.isComplete()) {
            fail(
                    "Expecting " + counted(wanted.size()) + filter().suffix()
                            + ", one for each requirement in any order, within " + FailureReport.text(patience())
                            + ", but "
                            + assignment.problem(),
                    assignment.left());
        }
        mails().forEach(CapturedMail::lookedAt);
        return this;
    }

    /**
     * Asserts that there are as many mails as requirements, that the first mail satisfies the first one and so on, and no more are on
     * their way.
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
    public final InboxAssert hasMailsInOrder(Consumer<MailAssert>... requirements) {
        Given.exactly("requirements", requirements);
        if (!reaches(requirements.length)) {
            fail(wrongCount(requirements.length));
            return this; // a soft failure
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
        return this;
    }

    // While something runs

    /**
     * Runs a block, and asserts that no mail arrives from its beginning on, and no mail is on its way. Mails from before do not matter.
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
    public InboxAssert receivesNothingWhile(Inbox.Block block) {
        requireNonNull(block, "block");
        Capture capture = actual.capturing(block);
        settle();
        List<CapturedMail> found = filter().and("", capture).of(actual.mails());
        if (!found.isEmpty()) {
            fail(
                    "Expecting no mail" + filter().suffix() + " while the block runs, but found " + found.size() + ".",
                    found);
        }
        return this;
    }

    private static boolean found(List<CapturedMail> mails, Predicate<CapturedMail> wanted) {
        Optional<CapturedMail> mail = mails.stream().filter(wanted).findFirst();
        mail.ifPresent(CapturedMail::lookedAt);
        return mail.isPresent();
    }

    /** A mere yes or no, which takes far less time than a failure with its words. */
    static boolean satisfies(CapturedMail mail, Consumer<MailAssert> requirements) {
        MailAssert assertions = MailAssert.nested(mail);
        assertions.failing(Failing.WORDLESS);
        return failure(assertions, requirements) == null;
    }

    private static @Nullable AssertionError failure(CapturedMail mail, Consumer<MailAssert> requirements) {
        return failure(MailAssert.nested(mail), requirements);
    }

    /**
     * Makes the user's assertions on a mail. This is the only place that decides what is an answer about the mail: a failed assertion. All
     * else, an exception of the user's code for example, goes on to the test, as with AssertJ's own {@code anySatisfy}.
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
