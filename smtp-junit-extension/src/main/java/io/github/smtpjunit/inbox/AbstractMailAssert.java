package io.github.smtpjunit.inbox;

import static java.util.Objects.requireNonNull;

import io.github.smtpjunit.mail.Attachment;
import io.github.smtpjunit.mail.CalendarInvite;
import io.github.smtpjunit.mail.HtmlBody;
import io.github.smtpjunit.mail.Link;
import io.github.smtpjunit.mail.MailAddress;
import io.github.smtpjunit.mail.Scrubber;
import io.github.smtpjunit.mail.SnapshotText;
import io.github.smtpjunit.mail.VisibleText;
import io.github.smtpjunit.mail.library.OptionalLibrary;
import io.github.smtpjunit.mail.lint.LintFinding;
import io.github.smtpjunit.mail.lint.LintProfile;
import io.github.smtpjunit.mail.lint.LintReport;
import io.github.smtpjunit.mail.lint.LintSeverity;
import io.github.smtpjunit.mail.lint.Placeholders;
import io.github.smtpjunit.smtp.Envelope;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.assertj.core.annotation.CheckReturnValue;
import org.assertj.core.api.AbstractAssert;
import org.assertj.core.api.AbstractObjectAssert;
import org.assertj.core.api.ObjectAssert;
import org.assertj.core.api.StringAssert;
import org.jspecify.annotations.Nullable;

/**
 * The base class of assertions on one mail, for {@link MailAssert} and for assertions of your own:
 *
 * <pre>{@code
 * class ShopMailAssert extends AbstractMailAssert<ShopMailAssert> {
 *
 *     ShopMailAssert(CapturedMail actual) {
 *         super(actual, ShopMailAssert.class);
 *     }
 *
 *     ShopMailAssert confirms(String order) {
 *         return isFrom("shop@example.com").hasSubject("Your order " + order);
 *     }
 * }
 * }</pre>
 *
 * <p>{@link AbstractInboxAssert#singleMail(java.util.function.Function) singleMail(ShopMailAssert::new)} gets one.
 *
 * <p>A mail does not change, so nothing waits here. What a test asks daily is a method of this class; the rest is
 * behind {@link #transport()}, {@link #parts()}, {@link #source()}, {@link #dkim()} and {@link #session()}.
 *
 * <p>An assertion that asks for some values among others, such as {@link #isTo(String...)}, needs at least one value;
 * without any it would assert nothing, so that is an {@link IllegalArgumentException}. An assertion that asks for
 * exactly these values, such as {@link #isToOnly(String...)}, accepts an empty list: the mail has no such value. An
 * assertion on all links or images, such as {@link #allLinksUseHttps()}, fails for a mail without them.
 *
 * @param <S> the type of the assertion object
 */
public abstract class AbstractMailAssert<S extends AbstractMailAssert<S>> extends AbstractAssert<S, CapturedMail> {

    private static final int MAX_PROBLEMS = 5;

    private boolean standalone = true;

    private int satisfied;

    private FailureMode failing = FailureMode.HARD;

    /**
     * Makes assertions on a mail, whose failures show the mail as a table.
     *
     * @param actual the mail
     * @param selfType the class of the assertion object, for its fluent methods
     */
    protected AbstractMailAssert(CapturedMail actual, Class<?> selfType) {
        super(requireNonNull(actual, "actual"), selfType);
    }

    /** Leaves out the table of the mail: the failure is shown beside one. */
    final void omitMail() {
        standalone = false;
    }

    /** Goes on if something holds, fails with a message otherwise. */
    S require(boolean holds, Supplier<String> message) {
        if (standalone) {
            actual.lookedAt();
        }
        if (holds) {
            passed();
        } else if (!failing.isSilent()) {
            failing.withoutWords();
            failing.check(info, report(message.get()));
        }
        return myself;
    }

    /** Goes on if there is something to go on with, fails with a message otherwise. */
    final void requireToGoOn(boolean holds, Supplier<String> message) {
        if (standalone) {
            actual.lookedAt();
        }
        if (!holds) {
            failing.withoutWords();
            throw failing.stop(info, report(message.get()));
        }
        passed();
    }

    FailureMode failing() {
        return failing;
    }

    final void failing(FailureMode how) {
        failing = how;
    }

    /** The text of a failure, with what the mail is. */
    String report(String message) {
        String table = standalone ? "\n\nThe mail:\n" + FailureReport.indented(MailTable.of(List.of(actual))) : "";
        return message + problems() + table;
    }

    /** An assertion on the mail, or on a piece of it, has held. */
    void passed() {
        satisfied++;
    }

    private String problems() {
        List<String> problems = actual.problems();
        return problems.isEmpty()
                ? ""
                : "\n\nThe mail is broken:\n"
                        + problems.stream()
                                .limit(MAX_PROBLEMS)
                                .map(problem -> "  " + problem)
                                .collect(Collectors.joining("\n"));
    }

    S requireEqual(String what, String expected, Optional<String> found) {
        return require(found.equals(Optional.of(expected)), () -> Texts.expecting(what, expected, found));
    }

    /** The same addresses, in any order. */
    S requireExactly(String what, List<String> found, String... expected) {
        List<String> wanted = normalized(List.of(expected));
        List<String> there = normalized(found);
        return require(there.equals(wanted), () -> Texts.expectingExactly(what, wanted, there));
    }

    /** How many assertions have held so far, to tell a near miss from a far one. */
    int satisfied() {
        return satisfied;
    }

    private static List<String> normalized(List<String> addresses) {
        return addresses.stream().map(Addresses::normalized).sorted().toList();
    }

    static boolean contains(List<String> addresses, String address) {
        return addresses.stream().anyMatch(other -> Addresses.same(other, address));
    }

    /**
     * Goes on to the session in which the mail came.
     *
     * <pre>{@code
     * // passes
     * assertThat(mail).session().endedWithQuit();
     * // fails
     * assertThat(mail).session().hasMailCount(0);
     * }</pre>
     *
     * @return assertions on that session
     */
    @CheckReturnValue
    public final SessionAssert session() {
        return new SessionAssert(actual.sessionRecord(), this, actual.inbox());
    }

    /**
     * Asserts that the mail was sent with a reverse-path: the address of its MAIL command.
     *
     * <pre>{@code
     * // passes
     * assertThat(mail).hasEnvelopeFrom("bounces@example.com");
     * // fails
     * assertThat(mail).hasEnvelopeFrom("someone@example.com");
     * }</pre>
     *
     * @param address an address without angle brackets; its domain is compared case-insensitively; {@code ""} for the
     *     null reverse-path
     * @return this assertion object
     * @throws AssertionError if it does not; the message shows what is there instead
     */
    public S hasEnvelopeFrom(String address) {
        requireNonNull(address, "address");
        Addresses.alone(address);
        String from = actual.envelope().from();
        return require(
                Addresses.same(from, address),
                () -> Texts.expecting("envelope sender", "<" + address + ">", Optional.of("<" + from + ">")));
    }

    /**
     * Asserts that the mail was sent with the null reverse-path {@code <>}, as reports and automatic answers are.
     *
     * <pre>{@code
     * // passes
     * assertThat(bounce).hasNullReversePath();
     * // fails
     * assertThat(newsletter).hasNullReversePath();
     * }</pre>
     *
     * @return this assertion object
     * @throws AssertionError if it does not; the message shows what is there instead
     */
    public S hasNullReversePath() {
        return require(
                actual.envelope().reversePath().isNull(),
                () -> Texts.expecting(
                        "envelope sender",
                        "<>",
                        Optional.of("<" + actual.envelope().from() + ">")));
    }

    /**
     * Asserts that the mail was sent to exactly these recipients of the envelope, in any order, blind ones included.
     *
     * <pre>{@code
     * // passes
     * assertThat(mail).hasEnvelopeRecipients("ada@example.org", "bob@example.org");
     * // fails
     * assertThat(mail).hasEnvelopeRecipients("ada@example.org");
     * }</pre>
     *
     * @param addresses all of them, each an address without angle brackets; its domain is compared case-insensitively
     * @return this assertion object
     * @throws AssertionError if it does not; the message shows what is there instead
     * @throws IllegalArgumentException if one is no address alone
     */
    public S hasEnvelopeRecipients(String... addresses) {
        Given.exactly("addresses", addresses).forEach(Addresses::alone);
        return requireExactly("envelope recipients", actual.envelope().to(), addresses);
    }

    /**
     * Asserts that the mail was sent to exactly these recipients of the envelope, in any order, blind ones included.
     *
     * <pre>{@code
     * // passes
     * assertThat(mail).hasEnvelopeRecipients(List.of("ada@example.org", "bob@example.org"));
     * // fails
     * assertThat(mail).hasEnvelopeRecipients(List.of("ada@example.org"));
     * }</pre>
     *
     * @param addresses the addresses: each a {@code String}, a {@link MailAddress}, or an address of the mail API
     * @return this assertion object
     * @throws AssertionError if it does not; the message shows what is there instead
     * @throws IllegalArgumentException if one is no address alone
     */
    public S hasEnvelopeRecipients(Iterable<?> addresses) {
        return hasEnvelopeRecipients(Addresses.texts("addresses", addresses));
    }

    /**
     * Asserts that a recipient is in the envelope; others may be too.
     *
     * <pre>{@code
     * // passes
     * assertThat(mail).wasDeliveredTo("ada@example.org");
     * // fails
     * assertThat(mail).wasDeliveredTo("mallory@example.org");
     * }</pre>
     *
     * @param address an address without angle brackets; its domain is compared case-insensitively
     * @return this assertion object
     * @throws AssertionError if it does not; the message shows what is there instead
     */
    public S wasDeliveredTo(String address) {
        requireNonNull(address, "address");
        Addresses.alone(address);
        List<String> to = actual.envelope().to();
        return require(contains(to, address), () -> Texts.expectingOneOf("envelope recipients", address, to));
    }

    /**
     * Asserts that a recipient is in the envelope, but in no header field: a blind carbon copy.
     *
     * <pre>{@code
     * // passes
     * assertThat(mail).hasBlindRecipient("archive@example.com");
     * // fails
     * assertThat(mail).hasBlindRecipient("ada@example.org"); // in the To field
     * }</pre>
     *
     * @param address an address without angle brackets; its domain is compared case-insensitively
     * @return this assertion object
     * @throws AssertionError if it does not; the message shows what is there instead
     */
    public S hasBlindRecipient(String address) {
        requireNonNull(address, "address");
        Addresses.alone(address);
        List<String> blind = actual.blindRecipients();
        return require(contains(blind, address), () -> Texts.expectingOneOf("blind recipients", address, blind));
    }

    /**
     * Asserts that exactly these recipients are in the envelope, but in no header field, in any order.
     *
     * <pre>{@code
     * // passes
     * assertThat(mail).hasBlindRecipients("archive@example.com", "audit@example.com");
     * // fails
     * assertThat(mail).hasBlindRecipients("archive@example.com");
     * }</pre>
     *
     * @param addresses all of them, each an address without angle brackets; its domain is compared case-insensitively
     * @return this assertion object
     * @throws AssertionError if it does not; the message shows what is there instead
     * @throws IllegalArgumentException if one is no address alone
     */
    public S hasBlindRecipients(String... addresses) {
        Given.exactly("addresses", addresses).forEach(Addresses::alone);
        return requireExactly("blind recipients", actual.blindRecipients(), addresses);
    }

    /**
     * Asserts that exactly these recipients are in the envelope, but in no header field, in any order.
     *
     * <pre>{@code
     * // passes
     * assertThat(mail).hasBlindRecipients(List.of("archive@example.com", "audit@example.com"));
     * // fails
     * assertThat(mail).hasBlindRecipients(List.of("archive@example.com"));
     * }</pre>
     *
     * @param addresses the addresses: each a {@code String}, a {@link MailAddress}, or an address of the mail API
     * @return this assertion object
     * @throws AssertionError if it does not; the message shows what is there instead
     * @throws IllegalArgumentException if one is no address alone
     */
    public S hasBlindRecipients(Iterable<?> addresses) {
        return hasBlindRecipients(Addresses.texts("addresses", addresses));
    }

    /**
     * Asserts that every recipient of the envelope stands in a header field.
     *
     * <pre>{@code
     * // passes
     * assertThat(mail).hasNoBlindRecipients();
     * // fails
     * assertThat(mailWithBcc).hasNoBlindRecipients();
     * }</pre>
     *
     * @return this assertion object
     * @throws AssertionError if it does not; the message shows what is there instead
     */
    public S hasNoBlindRecipients() {
        List<String> blind = actual.blindRecipients();
        return require(blind.isEmpty(), () -> Texts.expectingNone("blind recipients", blind));
    }

    // Envelope and header

    /**
     * Asserts that envelope and header tell the same story: the recipients are those that To, Cc and Bcc name, and the
     * sender is an author or the Sender. Mails to blind recipients, from mailing lists and with bounce addresses of
     * their own differ here, rightly.
     *
     * <pre>{@code
     * // passes
     * assertThat(mail).envelopeMatchesHeaders();
     * // fails
     * assertThat(mailWithABlindRecipient).envelopeMatchesHeaders();
     * }</pre>
     *
     * @return this assertion object
     * @throws AssertionError if it does not; the message shows what is there instead
     */
    public S envelopeMatchesHeaders() {
        String sender = actual.envelope().from();
        List<String> authors = Stream.of("From", "Sender").flatMap(this::named).toList();
        require(
                contains(authors, sender),
                () -> Texts.expectingOneOf(
                        "addresses in the From and Sender fields",
                        "<" + sender + ">",
                        authors,
                        authors.stream().map(author -> "<" + author + ">").toList()));
        String[] named =
                Stream.of("To", "Cc", "Bcc").flatMap(this::named).distinct().toArray(String[]::new);
        return requireExactly("envelope recipients", actual.envelope().to(), named);
    }

    private Stream<String> named(String field) {
        return actual.addresses(field).stream().map(address -> Addresses.normalized(address.address()));
    }

    /**
     * Asserts that the header does not give away blind recipients: there is no Bcc field.
     *
     * <pre>{@code
     * // passes
     * assertThat(mail).hasNoBccHeader();
     * // fails
     * assertThat(mailWithABccField).hasNoBccHeader();
     * }</pre>
     *
     * @return this assertion object
     * @throws AssertionError if there is one; the message shows it
     */
    public S hasNoBccHeader() {
        List<String> found = actual.headers("Bcc");
        return require(found.isEmpty(), () -> Texts.expectingNone("Bcc field", found));
    }

    // Parameters of the envelope

    /**
     * Asserts the size that the client declared before it sent the mail (RFC 1870).
     *
     * <pre>{@code
     * // passes
     * assertThat(mail).hasDeclaredSize(1_024);
     * // fails
     * assertThat(mail).hasDeclaredSize(0);
     * }</pre>
     *
     * @param octets the value of the SIZE parameter
     * @return this assertion object
     * @throws AssertionError if it does not; the message shows what is there instead
     * @throws IllegalArgumentException if the number is out of its bounds
     */
    public S hasDeclaredSize(long octets) {
        Given.atLeast("octets", octets, 0);
        OptionalLong found = actual.envelope().declaredSize();
        return requireEqual(
                "declared size",
                Long.toString(octets),
                found.isPresent() ? Optional.of(Long.toString(found.getAsLong())) : Optional.empty());
    }

    /**
     * Asserts the kind of content that the client announced (RFC 6152, RFC 3030).
     *
     * <pre>{@code
     * // passes
     * assertThat(mail).hasBodyType(Envelope.Body.EIGHT_BIT_MIME);
     * // fails
     * assertThat(mail).hasBodyType(Envelope.Body.BINARY_MIME);
     * }</pre>
     *
     * @param type the value of the BODY parameter; 7 bit if absent
     * @return this assertion object
     * @throws AssertionError if it does not; the message shows what is there instead
     */
    public S hasBodyType(Envelope.Body type) {
        requireNonNull(type, "type");
        return requireEqual(
                "body type", type.name(), Optional.of(actual.envelope().body().name()));
    }

    /**
     * Asserts on which occasions a delivery status notification was requested, for every recipient (RFC 3461 section
     * 4.1).
     *
     * <pre>{@code
     * // passes
     * assertThat(mail).requestedDsn(Envelope.Notify.FAILURE, Envelope.Notify.DELAY);
     * // fails
     * assertThat(mail).requestedDsn(Envelope.Notify.NEVER);
     * }</pre>
     *
     * @param occasions all of them, in any order
     * @return this assertion object
     * @throws AssertionError if it does not; the message shows what is there instead
     * @throws IllegalArgumentException if the list is empty; see {@link #requestedNoDsn()}
     */
    public S requestedDsn(Envelope.Notify... occasions) {
        return requireDsn(Set.copyOf(Given.some("occasions", occasions)));
    }

    /**
     * Asserts that the client requested nothing about delivery status notifications: no recipient has the NOTIFY
     * parameter (RFC 3461 section 4.1).
     *
     * <pre>{@code
     * // passes
     * assertThat(mailWithoutNotify).requestedNoDsn();
     * // fails
     * assertThat(mail).requestedNoDsn();
     * }</pre>
     *
     * @return this assertion object
     * @throws AssertionError if a recipient has it; the message shows which
     */
    public S requestedNoDsn() {
        return requireDsn(Set.of());
    }

    private S requireDsn(Set<Envelope.Notify> wanted) {
        List<String> others = actual.envelope().recipients().stream()
                .filter(recipient -> !recipient.notification().equals(wanted))
                .map(recipient -> recipient.path().address() + ": " + names(recipient.notification()))
                .toList();
        String expecting = wanted.isEmpty()
                ? "Expecting no recipient with a notification"
                : "Expecting every recipient with notification on " + names(wanted);
        return require(others.isEmpty(), () -> expecting + ", but found:\n" + Texts.items(others));
    }

    private static String names(Set<Envelope.Notify> occasions) {
        return occasions.isEmpty()
                ? "(none)"
                : occasions.stream().sorted().map(Enum::name).collect(Collectors.joining(", "));
    }

    /**
     * Asserts how much of the mail a delivery status notification is to carry (RFC 3461 section 4.3).
     *
     * <pre>{@code
     * // passes
     * assertThat(mail).requestedDsnWith(Envelope.Return.HEADERS);
     * // fails
     * assertThat(mail).requestedDsnWith(Envelope.Return.FULL);
     * }</pre>
     *
     * @param content the value of the RET parameter
     * @return this assertion object
     * @throws AssertionError if it does not; the message shows what is there instead
     */
    public S requestedDsnWith(Envelope.Return content) {
        requireNonNull(content, "content");
        return requireEqual(
                "content of notifications",
                content.name(),
                actual.envelope().returnContent().map(Enum::name));
    }

    /**
     * Asserts the identifier by which delivery status notifications name the mail (RFC 3461 section 4.4).
     *
     * <pre>{@code
     * // passes
     * assertThat(mail).hasEnvelopeId("order-4711");
     * // fails
     * assertThat(mail).hasEnvelopeId("order-1");
     * }</pre>
     *
     * @param id the value of the ENVID parameter, decoded
     * @return this assertion object
     * @throws AssertionError if it does not; the message shows what is there instead
     */
    public S hasEnvelopeId(String id) {
        requireNonNull(id, "id");
        return requireEqual("envelope identifier", id, actual.envelope().envelopeId());
    }

    /**
     * Asserts that the client demanded verified TLS for the whole way of the mail (RFC 8689).
     *
     * <pre>{@code
     * // passes
     * assertThat(confidentialMail).requiredTls();
     * // fails
     * assertThat(mail).requiredTls();
     * }</pre>
     *
     * @return this assertion object
     * @throws AssertionError if it does not; the message shows what is there instead
     */
    public S requiredTls() {
        return requireParameter("REQUIRETLS", actual.envelope().requiresTls());
    }

    /**
     * Asserts that the client announced UTF-8 in addresses or header (RFC 6531).
     *
     * <pre>{@code
     * // passes
     * assertThat(mailToZoë).usedSmtpUtf8();
     * // fails
     * assertThat(mail).usedSmtpUtf8();
     * }</pre>
     *
     * @return this assertion object
     * @throws AssertionError if it does not; the message shows what is there instead
     */
    public S usedSmtpUtf8() {
        return requireParameter("SMTPUTF8", actual.envelope().isSmtpUtf8());
    }

    private S requireParameter(String keyword, boolean sent) {
        return require(
                sent,
                () -> Texts.expectingOneOf(
                        "parameters of MAIL",
                        keyword,
                        actual.envelope().parameters().list()));
    }

    private S requireAddress(String field, List<MailAddress> found, String address) {
        Addresses.alone(address);
        return require(
                found.stream().anyMatch(one -> Addresses.same(one.address(), address)),
                () -> Texts.expectingOneOf(
                                "addresses in the " + field + " field",
                                address,
                                Texts.addresses(found),
                                found.stream().map(MailAddress::address).toList())
                        + Hints.aboutBlindRecipient(actual, address));
    }

    private S requireAddresses(String field, List<MailAddress> found, String... addresses) {
        for (String address : addresses) {
            requireAddress(field, found, address);
        }
        return myself;
    }

    private S requireName(String field, List<MailAddress> found, String name) {
        return require(
                found.stream().anyMatch(one -> one.name().filter(name::equals).isPresent()),
                () -> Texts.expectingOneOf(
                        "display names in the " + field + " field",
                        name,
                        Texts.addresses(found),
                        found.stream().flatMap(one -> one.name().stream()).toList()));
    }

    /**
     * Asserts that the From field names an author.
     *
     * <pre>{@code
     * // passes
     * assertThat(mail).isFrom("shop@example.com");
     * // fails
     * assertThat(mail).isFrom("mallory@example.com");
     * }</pre>
     *
     * @param address an address without angle brackets; its domain is compared case-insensitively
     * @return this assertion object
     * @throws AssertionError if it does not; the message shows what is there instead
     */
    public S isFrom(String address) {
        requireNonNull(address, "address");
        return requireAddress("From", actual.from(), address);
    }

    /**
     * Asserts that the From field has a display name.
     *
     * <pre>{@code
     * // passes
     * assertThat(mail).isFromName("Ada Lovelace");
     * // fails
     * assertThat(mail).isFromName("Ada");
     * }</pre>
     *
     * @param name the whole name, decoded
     * @return this assertion object
     * @throws AssertionError if it does not; the message shows what is there instead
     */
    public S isFromName(String name) {
        requireNonNull(name, "name");
        return requireName("From", actual.from(), name);
    }

    /**
     * Asserts that the To field names these addresses; it may name others too.
     *
     * <pre>{@code
     * // passes
     * assertThat(mail).isTo("ada@example.org");
     * // fails
     * assertThat(mail).isTo("mallory@example.org");
     * }</pre>
     *
     * @param addresses each an address without angle brackets; its domain is compared case-insensitively
     * @return this assertion object
     * @throws AssertionError if it does not; the message shows what is there instead
     * @throws IllegalArgumentException if the list is empty
     */
    public S isTo(String... addresses) {
        Given.some("addresses", addresses);
        return requireAddresses("To", actual.to(), addresses);
    }

    /**
     * Asserts that the To field names these addresses; it may name others too.
     *
     * <pre>{@code
     * // passes
     * assertThat(mail).isTo(List.of("ada@example.org"));
     * // fails
     * assertThat(mail).isTo(List.of("mallory@example.org"));
     * }</pre>
     *
     * @param addresses the addresses: each a {@code String}, a {@link MailAddress}, or an address of the mail API
     * @return this assertion object
     * @throws AssertionError if it does not; the message shows what is there instead
     * @throws IllegalArgumentException if the list is empty
     */
    public S isTo(Iterable<?> addresses) {
        return isTo(Addresses.texts("addresses", addresses));
    }

    /**
     * Asserts that the To field names exactly these addresses, in any order.
     *
     * <pre>{@code
     * // passes
     * assertThat(mail).isToOnly("ada@example.org");
     * // fails
     * assertThat(mailToAdaAndBob).isToOnly("ada@example.org");
     * }</pre>
     *
     * @param addresses all of them, each an address without angle brackets; its domain is compared case-insensitively
     * @return this assertion object
     * @throws AssertionError if it does not; the message shows what is there instead
     * @throws IllegalArgumentException if one is no address alone
     */
    public S isToOnly(String... addresses) {
        Given.exactly("addresses", addresses).forEach(Addresses::alone);
        return requireExactly(
                "To field", actual.to().stream().map(MailAddress::address).toList(), addresses);
    }

    /**
     * Asserts that the To field names exactly these addresses, in any order.
     *
     * <pre>{@code
     * // passes
     * assertThat(mail).isToOnly(List.of("ada@example.org"));
     * // fails
     * assertThat(mailToAdaAndBob).isToOnly(List.of("ada@example.org"));
     * }</pre>
     *
     * @param addresses the addresses: each a {@code String}, a {@link MailAddress}, or an address of the mail API
     * @return this assertion object
     * @throws AssertionError if it does not; the message shows what is there instead
     * @throws IllegalArgumentException if one is no address alone
     */
    public S isToOnly(Iterable<?> addresses) {
        return isToOnly(Addresses.texts("addresses", addresses));
    }

    /**
     * Asserts that the To field has a display name.
     *
     * <pre>{@code
     * // passes
     * assertThat(mail).isToName("Ada Lovelace");
     * // fails
     * assertThat(mail).isToName("Ada");
     * }</pre>
     *
     * @param name the whole name, decoded
     * @return this assertion object
     * @throws AssertionError if it does not; the message shows what is there instead
     */
    public S isToName(String name) {
        requireNonNull(name, "name");
        return requireName("To", actual.to(), name);
    }

    /**
     * Asserts that the Cc field names these addresses; it may name others too.
     *
     * <pre>{@code
     * // passes
     * assertThat(mail).hasCc("ada@example.org");
     * // fails
     * assertThat(mail).hasCc("mallory@example.org");
     * }</pre>
     *
     * @param addresses each an address without angle brackets; its domain is compared case-insensitively
     * @return this assertion object
     * @throws AssertionError if it does not; the message shows what is there instead
     * @throws IllegalArgumentException if the list is empty
     */
    public S hasCc(String... addresses) {
        Given.some("addresses", addresses);
        return requireAddresses("Cc", actual.cc(), addresses);
    }

    /**
     * Asserts that the Cc field names these addresses; it may name others too.
     *
     * <pre>{@code
     * // passes
     * assertThat(mail).hasCc(List.of("ada@example.org"));
     * // fails
     * assertThat(mail).hasCc(List.of("mallory@example.org"));
     * }</pre>
     *
     * @param addresses the addresses: each a {@code String}, a {@link MailAddress}, or an address of the mail API
     * @return this assertion object
     * @throws AssertionError if it does not; the message shows what is there instead
     * @throws IllegalArgumentException if the list is empty
     */
    public S hasCc(Iterable<?> addresses) {
        return hasCc(Addresses.texts("addresses", addresses));
    }

    /**
     * Asserts that the Cc field has a display name.
     *
     * <pre>{@code
     * // passes
     * assertThat(mail).hasCcName("Ada Lovelace");
     * // fails
     * assertThat(mail).hasCcName("Ada");
     * }</pre>
     *
     * @param name the whole name, decoded
     * @return this assertion object
     * @throws AssertionError if it does not; the message shows what is there instead
     */
    public S hasCcName(String name) {
        requireNonNull(name, "name");
        return requireName("Cc", actual.cc(), name);
    }

    /**
     * Asserts that the Reply-To field names these addresses; it may name others too.
     *
     * <pre>{@code
     * // passes
     * assertThat(mail).hasReplyTo("ada@example.org");
     * // fails
     * assertThat(mail).hasReplyTo("mallory@example.org");
     * }</pre>
     *
     * @param addresses each an address without angle brackets; its domain is compared case-insensitively
     * @return this assertion object
     * @throws AssertionError if it does not; the message shows what is there instead
     * @throws IllegalArgumentException if the list is empty
     */
    public S hasReplyTo(String... addresses) {
        Given.some("addresses", addresses);
        return requireAddresses("Reply-To", actual.replyTo(), addresses);
    }

    /**
     * Asserts that the Reply-To field names these addresses; it may name others too.
     *
     * <pre>{@code
     * // passes
     * assertThat(mail).hasReplyTo(List.of("ada@example.org"));
     * // fails
     * assertThat(mail).hasReplyTo(List.of("mallory@example.org"));
     * }</pre>
     *
     * @param addresses the addresses: each a {@code String}, a {@link MailAddress}, or an address of the mail API
     * @return this assertion object
     * @throws AssertionError if it does not; the message shows what is there instead
     * @throws IllegalArgumentException if the list is empty
     */
    public S hasReplyTo(Iterable<?> addresses) {
        return hasReplyTo(Addresses.texts("addresses", addresses));
    }

    /**
     * Asserts that the Reply-To field has a display name.
     *
     * <pre>{@code
     * // passes
     * assertThat(mail).hasReplyToName("Ada Lovelace");
     * // fails
     * assertThat(mail).hasReplyToName("Ada");
     * }</pre>
     *
     * @param name the whole name, decoded
     * @return this assertion object
     * @throws AssertionError if it does not; the message shows what is there instead
     */
    public S hasReplyToName(String name) {
        requireNonNull(name, "name");
        return requireName("Reply-To", actual.replyTo(), name);
    }

    // One address

    /**
     * Goes on to the author.
     *
     * <pre>{@code
     * // passes
     * assertThat(mail).from().hasAddress("shop@example.com").hasName("The Shop");
     * // fails
     * assertThat(mail).from().hasAddress("someone@example.com");
     * }</pre>
     *
     * @return assertions on the only address of the From field
     * @throws AssertionError if there is no such value, or more than one; the message lists them
     */
    public final AddressAssert from() {
        return only("From", actual.from());
    }

    /**
     * Goes on to the recipient.
     *
     * <pre>{@code
     * // passes
     * assertThat(mail).to().isInDomain("example.org");
     * // fails
     * assertThat(mailToTwo).to().isInDomain("example.org");
     * }</pre>
     *
     * @return assertions on the only address of the To field
     * @throws AssertionError if there is no such value, or more than one; the message lists them
     */
    public final AddressAssert to() {
        return only("To", actual.to());
    }

    /**
     * Goes on to a recipient.
     *
     * <pre>{@code
     * // passes
     * assertThat(mail).to(1).hasName("Bob");
     * // fails
     * assertThat(mail).to(7).hasName("Bob");
     * }</pre>
     *
     * @param index 0 for the first one
     * @return assertions on that address of the To field
     * @throws AssertionError if there are fewer; the message lists them
     * @throws IllegalArgumentException if the number is out of its bounds
     */
    public final AddressAssert to(int index) {
        Given.index(index);
        return at("To", actual.to(), index);
    }

    /**
     * Goes on to the recipient of a copy.
     *
     * <pre>{@code
     * // passes
     * assertThat(mail).cc().hasNoName();
     * // fails
     * assertThat(mailWithoutCc).cc().hasNoName();
     * }</pre>
     *
     * @return assertions on the only address of the Cc field
     * @throws AssertionError if there is no such value, or more than one; the message lists them
     */
    public final AddressAssert cc() {
        return only("Cc", actual.cc());
    }

    /**
     * Goes on to a recipient of a copy.
     *
     * <pre>{@code
     * // passes
     * assertThat(mail).cc(0).hasNoName();
     * // fails
     * assertThat(mail).cc(7).hasNoName();
     * }</pre>
     *
     * @param index 0 for the first one
     * @return assertions on that address of the Cc field
     * @throws AssertionError if there are fewer; the message lists them
     * @throws IllegalArgumentException if the number is out of its bounds
     */
    public final AddressAssert cc(int index) {
        Given.index(index);
        return at("Cc", actual.cc(), index);
    }

    /**
     * Goes on to the address for answers.
     *
     * <pre>{@code
     * // passes
     * assertThat(mail).replyTo().isInDomain("example.com");
     * // fails
     * assertThat(mail).replyTo().isInDomain("example.net");
     * }</pre>
     *
     * @return assertions on the only address of the Reply-To field
     * @throws AssertionError if there is no such value, or more than one; the message lists them
     */
    public final AddressAssert replyTo() {
        return only("Reply-To", actual.replyTo());
    }

    private AddressAssert only(String field, List<MailAddress> found) {
        requireToGoOn(
                found.size() == 1,
                () -> "Expecting one address in the " + field + " field, but found:\n"
                        + Texts.items(Texts.addresses(found)));
        return new AddressAssert(found.get(0), this);
    }

    private AddressAssert at(String field, List<MailAddress> found, int index) {
        requireToGoOn(
                index < found.size(),
                () -> "Expecting an address at index " + index + " of the " + field + " field, but found:\n"
                        + Texts.items(Texts.addresses(found)));
        return new AddressAssert(found.get(index), this);
    }

    // Subject

    /**
     * Asserts the whole subject.
     *
     * <pre>{@code
     * // passes
     * assertThat(mail).hasSubject("Welcome, Ada");
     * // fails
     * assertThat(mail).hasSubject("Welcome");
     * }</pre>
     *
     * @param subject the subject, decoded
     * @return this assertion object
     * @throws AssertionError if it does not; the message shows what is there instead
     */
    public S hasSubject(String subject) {
        requireNonNull(subject, "subject");
        return requireEqual("subject", subject, actual.subject());
    }

    /**
     * Asserts a part of the subject.
     *
     * <pre>{@code
     * // passes
     * assertThat(mail).hasSubjectContaining("Welcome");
     * // fails
     * assertThat(mail).hasSubjectContaining("welcome");
     * }</pre>
     *
     * @param text what it contains
     * @return this assertion object
     * @throws AssertionError if it does not; the message shows what is there instead
     * @throws IllegalArgumentException if what is to be looked for is empty
     */
    public S hasSubjectContaining(String text) {
        Given.part("text", text);
        Optional<String> subject = actual.subject();
        return require(
                subject.filter(found -> found.contains(text)).isPresent(),
                () -> Texts.expectingContaining("subject", text, subject));
    }

    /**
     * Asserts the beginning of the subject.
     *
     * <pre>{@code
     * // passes
     * assertThat(mail).hasSubjectStartingWith("Welcome");
     * // fails
     * assertThat(mail).hasSubjectStartingWith("come");
     * }</pre>
     *
     * @param text what it starts with, decoded
     * @return this assertion object
     * @throws AssertionError if it does not; the message shows what is there instead
     * @throws IllegalArgumentException if what is to be looked for is empty
     */
    public S hasSubjectStartingWith(String text) {
        Given.part("text", text);
        Optional<String> subject = actual.subject();
        return require(
                subject.filter(found -> found.startsWith(text)).isPresent(),
                () -> Texts.expecting("subject to start with", text, subject));
    }

    /**
     * Asserts that a pattern matches the whole subject.
     *
     * <pre>{@code
     * // passes
     * assertThat(mail).hasSubjectMatching(Pattern.compile("Order \\d+ .*"));
     * // fails
     * assertThat(mail).hasSubjectMatching(Pattern.compile("Order"));
     * }</pre>
     *
     * @param pattern matched against the whole subject
     * @return this assertion object
     * @throws AssertionError if it does not; the message shows what is there instead
     */
    public S hasSubjectMatching(Pattern pattern) {
        requireNonNull(pattern, "pattern");
        Optional<String> subject = actual.subject();
        return require(
                subject.filter(pattern.asMatchPredicate()).isPresent(),
                () -> Texts.expectingMatching("subject", pattern, subject));
    }

    /**
     * Asserts that a pattern finds something in the subject.
     *
     * <pre>{@code
     * // passes
     * assertThat(mail).hasSubjectContainingPattern(Pattern.compile("Order \\d+"));
     * // fails
     * assertThat(mail).hasSubjectContainingPattern(Pattern.compile("^Invoice"));
     * }</pre>
     *
     * @param pattern looked for in the decoded subject
     * @return this assertion object
     * @throws AssertionError if it does not; the message shows what is there instead
     * @throws IllegalArgumentException if what is to be looked for is empty
     */
    public S hasSubjectContainingPattern(Pattern pattern) {
        return requireContaining("subject", actual.subject(), Given.pattern(pattern));
    }

    // Any field

    /**
     * Asserts that the header has a field.
     *
     * <pre>{@code
     * // passes
     * assertThat(mail).hasHeader("Message-ID");
     * // fails
     * assertThat(mail).hasHeader("X-Spam");
     * }</pre>
     *
     * @param name the field name, case-insensitive
     * @return this assertion object
     * @throws AssertionError if it does not; the message shows what is there instead
     * @throws IllegalArgumentException if no field can have that name
     */
    public S hasHeader(String name) {
        Given.headerName("name", name);
        return require(
                !actual.headers(name).isEmpty(),
                () -> Texts.expectingOneOf(
                                "names of header fields",
                                name,
                                actual.headerNames().stream().distinct().toList())
                        + Hints.aboutBccField(actual, name));
    }

    /**
     * Asserts that the header has a field with a value; it may have others of the name too.
     *
     * <pre>{@code
     * // passes
     * assertThat(mail).hasHeader("Auto-Submitted", "auto-generated");
     * // fails
     * assertThat(mail).hasHeader("Auto-Submitted", "no");
     * }</pre>
     *
     * @param name the field name, case-insensitive
     * @param value the whole value, decoded and unfolded
     * @return this assertion object
     * @throws AssertionError if it does not; the message shows what is there instead
     * @throws IllegalArgumentException if no field can have that name
     */
    public S hasHeader(String name, String value) {
        Given.headerName("name", name);
        requireNonNull(value, "value");
        List<String> found = actual.headers(name);
        return require(
                found.contains(value),
                () -> Texts.expectingOneOf("values of header field " + name, value, found)
                        + Hints.aboutBccField(actual, name));
    }

    /**
     * Asserts that the header has no such field.
     *
     * <pre>{@code
     * // passes
     * assertThat(mail).doesNotHaveHeader("Bcc");
     * // fails
     * assertThat(mail).doesNotHaveHeader("Subject");
     * }</pre>
     *
     * @param name the field name, case-insensitive
     * @return this assertion object
     * @throws AssertionError if it has one; the message tells its value
     * @throws IllegalArgumentException if no field can have that name
     */
    public S doesNotHaveHeader(String name) {
        Given.headerName("name", name);
        List<String> found = actual.headers(name);
        return require(found.isEmpty(), () -> Texts.expectingNone("header field " + name, found));
    }

    /**
     * Asserts that a pattern matches the whole value of a header field; there may be others of the same name.
     *
     * <pre>{@code
     * // passes
     * assertThat(mail).hasHeaderMatching("X-Mailer", Pattern.compile("Shop \\d+"));
     * // fails
     * assertThat(mail).hasHeaderMatching("X-Mailer", Pattern.compile("Shop"));
     * }</pre>
     *
     * @param name the name, case-insensitive
     * @param pattern for the value, decoded and unfolded
     * @return this assertion object
     * @throws AssertionError if it does not; the message shows what is there instead
     * @throws IllegalArgumentException if no field can have that name
     */
    public S hasHeaderMatching(String name, Pattern pattern) {
        Given.headerName("name", name);
        requireNonNull(pattern, "pattern");
        List<String> found = actual.headers(name);
        return require(
                found.stream().anyMatch(pattern.asMatchPredicate()),
                () -> "Expecting header field " + name + " to match:\n  /" + pattern + "/\nbut found:\n"
                        + Texts.items(found));
    }

    /**
     * Asserts that a pattern finds something in the value of a header field; there may be others of the same name.
     *
     * <pre>{@code
     * // passes
     * assertThat(mail).hasHeaderContainingPattern("X-Mailer", Pattern.compile("Shop"));
     * // fails
     * assertThat(mail).hasHeaderContainingPattern("X-Mailer", Pattern.compile("^\\d"));
     * }</pre>
     *
     * @param name the name, case-insensitive
     * @param pattern looked for in the value, decoded and unfolded
     * @return this assertion object
     * @throws AssertionError if it does not; the message shows what is there instead
     * @throws IllegalArgumentException if no field can have that name, or if what is to be looked for is empty
     */
    public S hasHeaderContainingPattern(String name, Pattern pattern) {
        Given.headerName("name", name);
        Given.pattern(pattern);
        List<String> found = actual.headers(name);
        return require(
                found.stream().anyMatch(pattern.asPredicate()),
                () -> "Expecting header field " + name + " to contain the pattern:\n  /" + pattern + "/\nbut found:\n"
                        + Texts.items(found));
    }

    /**
     * Asserts that there is exactly one header field of a name.
     *
     * <pre>{@code
     * // passes
     * assertThat(mail).hasSingleHeader("Subject");
     * // fails
     * assertThat(mailWithTwoSubjects).hasSingleHeader("Subject");
     * }</pre>
     *
     * @param name the name, case-insensitive
     * @return this assertion object
     * @throws AssertionError if there is no such value, or more than one; the message lists the values
     * @throws IllegalArgumentException if no field can have that name
     */
    public S hasSingleHeader(String name) {
        Given.headerName("name", name);
        List<String> found = actual.headers(name);
        return require(
                found.size() == 1, () -> "Expecting one header field " + name + ", but found:\n" + Texts.items(found));
    }

    /**
     * Asserts that there are header fields in an order; others may stand between them.
     *
     * <pre>{@code
     * // passes
     * assertThat(mail).hasHeadersInOrder("From", "To", "Subject");
     * // fails
     * assertThat(mail).hasHeadersInOrder("Subject", "From");
     * }</pre>
     *
     * @param names their names, case-insensitive
     * @return this assertion object
     * @throws AssertionError if it does not; the message shows what is there instead
     * @throws IllegalArgumentException if the list is empty, or no field can have that name
     */
    public S hasHeadersInOrder(String... names) {
        Given.some("names", names).forEach(name -> Given.headerName("names", name));
        List<String> found = actual.headerNames();
        int next = 0;
        for (String name : found) {
            next += next < names.length && name.equalsIgnoreCase(names[next]) ? 1 : 0;
        }
        boolean inOrder = next == names.length;
        return require(
                inOrder,
                () -> "Expecting header fields in the order:\n" + Texts.items(List.of(names)) + "\nbut found:\n"
                        + Texts.items(found));
    }

    /**
     * Asserts a header field as it was sent: encoded, and folded with CR LF. There may be others of the same name.
     *
     * <pre>{@code
     * // passes
     * assertThat(mail).hasRawHeader("Subject", "=?UTF-8?Q?Zo=C3=AB?=");
     * // fails
     * assertThat(mail).hasRawHeader("Subject", "Zoë");
     * }</pre>
     *
     * @param name the name, case-insensitive
     * @param value all that follows the colon and the white space after it
     * @return this assertion object
     * @throws AssertionError if it does not; the message shows what is there instead
     * @throws IllegalArgumentException if no field can have that name
     */
    public S hasRawHeader(String name, String value) {
        Given.headerName("name", name);
        requireNonNull(value, "value");
        List<String> found = actual.rawHeaders(name);
        return require(
                found.contains(value), () -> Texts.expectingOneOf("raw values of header field " + name, value, found));
    }

    private static final Pattern MESSAGE_ID = Pattern.compile("<[^<>@\\s]+@[^<>@\\s]+>");

    private static final Pattern IN_BRACKETS = Pattern.compile("<([^<>]*)>");

    private static final String NORMAL = "3";

    // Identity

    /**
     * Asserts that the mail has one Message-ID, of the form {@code <left@right>} (RFC 5322 section 3.6.4).
     *
     * <pre>{@code
     * // passes
     * assertThat(mail).hasMessageId();
     * // fails
     * assertThat(mailWithoutMessageId).hasMessageId();
     * }</pre>
     *
     * @return this assertion object
     * @throws AssertionError if it does not; the message shows what is there instead
     */
    public S hasMessageId() {
        List<String> found = actual.headers("Message-ID");
        return require(
                found.size() == 1 && MESSAGE_ID.matcher(found.get(0)).matches(),
                () -> "Expecting one Message-ID of the form <left@right>, but found:\n" + Texts.items(found));
    }

    /**
     * Asserts the Message-ID.
     *
     * <pre>{@code
     * // passes
     * assertThat(mail).hasMessageId("<order-4711@example.com>");
     * // fails
     * assertThat(mail).hasMessageId("<order-1@example.com>");
     * }</pre>
     *
     * @param id the identifier in its angle brackets
     * @return this assertion object
     * @throws AssertionError if it does not; the message shows what is there instead
     */
    public S hasMessageId(String id) {
        requireNonNull(id, "id");
        return requireEqual("Message-ID", id, actual.header("Message-ID"));
    }

    /**
     * Asserts that the Date field tells a time, give or take a little. It knows no fractions of a second.
     *
     * <pre>{@code
     * // passes
     * assertThat(mail).hasDateCloseTo(Instant.now(), Duration.ofMinutes(1));
     * // fails
     * assertThat(mail).hasDateCloseTo(Instant.EPOCH, Duration.ofMinutes(1));
     * }</pre>
     *
     * @param time the time
     * @param tolerance how far away the date may be, before or after
     * @return this assertion object
     * @throws AssertionError if it does not; the message shows what is there instead
     * @throws IllegalArgumentException if the time is negative
     */
    public S hasDateCloseTo(Instant time, Duration tolerance) {
        requireNonNull(time, "time");
        Given.notNegative("tolerance", tolerance);
        Optional<Instant> date = actual.date();
        return require(
                date.map(found -> Duration.between(time, found).abs())
                        .filter(distance -> distance.compareTo(tolerance) <= 0)
                        .isPresent(),
                () -> "Expecting Date field within " + FailureReport.text(tolerance) + " of:\n  " + time
                        + "\nbut was:\n  "
                        + date.map(Instant::toString)
                                .orElse(actual.header("Date")
                                        .map(text -> "\"" + text + "\"")
                                        .orElse("(none)")));
    }

    /**
     * Asserts that the mail answers another one, so that mail programs show them in one thread: both In-Reply-To and
     * References name the Message-ID of the other (RFC 5322 section 3.6.4).
     *
     * <pre>{@code
     * // passes
     * assertThat(answer).isReplyTo(question);
     * // fails
     * assertThat(question).isReplyTo(answer);
     * }</pre>
     *
     * @param other the mail that is answered, which must have a Message-ID
     * @return this assertion object
     * @throws AssertionError if it does not; the message shows what is there instead
     */
    public S isReplyTo(CapturedMail other) {
        requireNonNull(other, "other");
        String id = other.header("Message-ID").orElse("(the other mail has no Message-ID)");
        for (String field : List.of("In-Reply-To", "References")) {
            List<String> named = actual.headers(field).stream()
                    .flatMap(value -> Arrays.stream(value.split("\\s+")))
                    .toList();
            require(
                    named.contains(id),
                    () -> Texts.expectingOneOf("identifiers in the " + field + " field", id, named));
        }
        return myself;
    }

    // What kind of mail

    /**
     * Asserts how urgent the mail is, as X-Priority, or else Importance or Priority, tells it.
     *
     * <pre>{@code
     * // passes
     * assertThat(alarm).hasPriority(1);
     * // fails
     * assertThat(newsletter).hasPriority(1);
     * }</pre>
     *
     * @param priority 1 for the highest to 5 for the lowest; 3 is normal, as is a mail that tells nothing
     * @return this assertion object
     * @throws AssertionError if it does not; the message shows what is there instead
     * @throws IllegalArgumentException if the number is out of its bounds
     */
    public S hasPriority(int priority) {
        Given.number("priority", priority, 1, 5);
        return requireEqual("priority", Integer.toString(priority), Optional.of(priority()));
    }

    private String priority() {
        return actual.header("X-Priority")
                .or(() -> actual.header("Importance"))
                .or(() -> actual.header("Priority"))
                .map(value -> switch (value.toLowerCase(Locale.ROOT)) {
                    case "high", "urgent" -> "1";
                    case "normal" -> NORMAL;
                    case "low", "non-urgent" -> "5";
                    default -> value.split("\\D", 2)[0]; // "1 (Highest)"
                })
                .orElse(NORMAL);
    }

    /**
     * Asserts that the mail says that no human sent it, so that no vacation notice answers it (RFC 3834 section 5).
     *
     * <pre>{@code
     * // passes
     * assertThat(report).isAutoSubmitted();
     * // fails
     * assertThat(letter).isAutoSubmitted();
     * }</pre>
     *
     * @return this assertion object
     * @throws AssertionError if it does not; the message shows what is there instead
     */
    public S isAutoSubmitted() {
        List<String> found = actual.headers("Auto-Submitted");
        return require(
                found.stream().anyMatch(value -> !value.toLowerCase(Locale.ROOT).startsWith("no")),
                () -> "Expecting an Auto-Submitted field other than \"no\", but found:\n" + Texts.items(found));
    }

    /**
     * Asserts that the mail says that it goes to many: by a Precedence of bulk, list or junk, or by a List-Id (RFC
     * 2919).
     *
     * <pre>{@code
     * // passes
     * assertThat(newsletter).isBulk();
     * // fails
     * assertThat(letter).isBulk();
     * }</pre>
     *
     * @return this assertion object
     * @throws AssertionError if it does not; the message shows what is there instead
     */
    public S isBulk() {
        Optional<String> precedence = actual.header("Precedence");
        return require(
                actual.header("List-Id").isPresent()
                        || precedence
                                .filter(value ->
                                        List.of("bulk", "list", "junk").contains(value.toLowerCase(Locale.ROOT)))
                                .isPresent(),
                () -> "Expecting a List-Id field, or a Precedence of bulk, list or junk, but found "
                        + precedence
                                .map(value -> "Precedence \"" + value + "\".")
                                .orElse("neither."));
    }

    // Subscriptions

    private List<String> unsubscribeLinks() {
        return actual.headers("List-Unsubscribe").stream()
                .flatMap(value -> IN_BRACKETS.matcher(value).results())
                .map(link -> link.group(1).strip())
                .toList();
    }

    /**
     * Asserts that the mail tells mail programs how to unsubscribe (RFC 2369 section 3.2).
     *
     * <pre>{@code
     * // passes
     * assertThat(newsletter).hasListUnsubscribe();
     * // fails
     * assertThat(invoice).hasListUnsubscribe();
     * }</pre>
     *
     * @return this assertion object
     * @throws AssertionError if it does not; the message shows what is there instead
     */
    public S hasListUnsubscribe() {
        return require(
                !unsubscribeLinks().isEmpty(),
                () -> "Expecting a List-Unsubscribe field with an address in angle brackets, but found:\n"
                        + Texts.items(actual.headers("List-Unsubscribe")));
    }

    /**
     * Asserts that the mail tells mail programs of a way to unsubscribe; there may be others (RFC 2369 section 3.2).
     *
     * <pre>{@code
     * // passes
     * assertThat(newsletter).hasListUnsubscribe("https://shop.example.com/unsubscribe?id=7");
     * // fails
     * assertThat(newsletter).hasListUnsubscribe("https://shop.example.com/");
     * }</pre>
     *
     * @param url the address without angle brackets
     * @return this assertion object
     * @throws AssertionError if it does not; the message shows what is there instead
     */
    public S hasListUnsubscribe(String url) {
        requireNonNull(url, "url");
        List<String> found = unsubscribeLinks();
        return require(
                found.contains(url), () -> Texts.expectingOneOf("addresses in the List-Unsubscribe field", url, found));
    }

    /**
     * Asserts that mail programs can unsubscribe by one click: List-Unsubscribe names an HTTPS address, and
     * List-Unsubscribe-Post is {@code List-Unsubscribe=One-Click}, each field once (RFC 8058 section 3.1). Whether a
     * DKIM signature covers both is not looked at.
     *
     * <pre>{@code
     * // passes
     * assertThat(newsletter).isOneClickUnsubscribable();
     * // fails
     * assertThat(mailWithAMailtoOnly).isOneClickUnsubscribable();
     * }</pre>
     *
     * @return this assertion object
     * @throws AssertionError if it does not; the message shows what is there instead
     */
    public S isOneClickUnsubscribable() {
        hasSingleHeader("List-Unsubscribe").hasSingleHeader("List-Unsubscribe-Post");
        require(
                unsubscribeLinks().stream().anyMatch(url -> url.regionMatches(true, 0, "https://", 0, 8)),
                () -> "Expecting an HTTPS address in the List-Unsubscribe field, but found:\n"
                        + Texts.items(unsubscribeLinks()));
        return requireEqual(
                "List-Unsubscribe-Post field",
                "List-Unsubscribe=One-Click",
                actual.header("List-Unsubscribe-Post").map(value -> value.replaceAll("\\s", "")));
    }

    // What frameworks add

    /**
     * Asserts that the mail has a tag, as mail services and frameworks set it: in an X-Tag field, or among those of
     * X-Tags.
     *
     * <pre>{@code
     * // passes
     * assertThat(mail).hasTag("welcome");
     * // fails
     * assertThat(mail).hasTag("invoice");
     * }</pre>
     *
     * @param tag the tag
     * @return this assertion object
     * @throws AssertionError if it does not; the message shows what is there instead
     */
    public S hasTag(String tag) {
        requireNonNull(tag, "tag");
        List<String> found = Stream.concat(
                        actual.headers("X-Tag").stream(),
                        actual.headers("X-Tags").stream().flatMap(tags -> Arrays.stream(tags.split(","))))
                .map(String::strip)
                .toList();
        return require(found.contains(tag), () -> Texts.expectingOneOf("tags", tag, found));
    }

    /**
     * Asserts a value that a framework sent with the mail, in a field X-Metadata-key.
     *
     * <pre>{@code
     * // passes
     * assertThat(mail).hasMetadata("order", "4711");
     * // fails
     * assertThat(mail).hasMetadata("order", "1");
     * }</pre>
     *
     * @param key the rest of the name of the field, case-insensitive
     * @param value all of it
     * @return this assertion object
     * @throws AssertionError if it does not; the message shows what is there instead
     * @throws IllegalArgumentException if no field can have that name
     */
    public S hasMetadata(String key, String value) {
        Given.headerName("key", key);
        requireNonNull(value, "value");
        return requireEqual("metadata " + key, value, actual.header("X-Metadata-" + key));
    }

    Optional<String> text() {
        return actual.text().map(Texts::lines);
    }

    private Optional<String> htmlSource() {
        return actual.html().map(Texts::lines);
    }

    S requireContaining(String what, Optional<String> found, String... parts) {
        List<String> all = Stream.of(parts)
                .map(part -> Given.part("parts", Texts.lines(part)))
                .toList();
        for (String wanted : all) {
            require(
                    found.filter(body -> body.contains(wanted)).isPresent(),
                    () -> Texts.expectingContaining(what, wanted, found));
        }
        return myself;
    }

    private S requireNotContaining(String what, Optional<String> found, String part) {
        String wanted = Given.part("part", Texts.lines(part));
        String body = found.orElse("");
        return require(!body.contains(wanted), () -> Texts.expectingNotContaining(what, wanted, body));
    }

    private S requireContaining(String what, Optional<String> found, Pattern pattern) {
        return require(
                found.filter(pattern.asPredicate()).isPresent(),
                () -> Texts.expectingContainingPattern(what, pattern, found));
    }

    // Text

    /**
     * Asserts the whole text body.
     *
     * <pre>{@code
     * // passes
     * assertThat(mail).hasText("Hello, Ada");
     * // fails
     * assertThat(mail).hasText("Hello");
     * }</pre>
     *
     * @param text all of it
     * @return this assertion object
     * @throws AssertionError if it does not; the message shows what is there instead
     */
    public S hasText(String text) {
        requireNonNull(text, "text");
        return requireEqual("text body", Texts.lines(text), text());
    }

    /**
     * Asserts the whole text body with the line ends behind its last line, which {@link #hasText} ignores.
     *
     * <pre>{@code
     * // passes
     * assertThat(mail).hasExactText("Hello, Ada\r\n");
     * // fails
     * assertThat(mail).hasExactText("Hello, Ada");
     * }</pre>
     *
     * @param text all of it; CR LF and LF are the same
     * @return this assertion object
     * @throws AssertionError if it does not; the message shows what is there instead
     */
    public S hasExactText(String text) {
        return requireEqual(
                "text body with its last line end",
                requireNonNull(text, "text").replace("\r\n", "\n"),
                actual.text().map(found -> found.replace("\r\n", "\n")));
    }

    /**
     * Asserts the beginning of the text body.
     *
     * <pre>{@code
     * // passes
     * assertThat(mail).hasTextStartingWith("Hello,");
     * // fails
     * assertThat(mail).hasTextStartingWith("Good bye");
     * }</pre>
     *
     * @param beginning its first characters; line ends are compared as line ends
     * @return this assertion object
     * @throws AssertionError if it does not; the message shows what is there instead
     * @throws IllegalArgumentException if what is to be looked for is empty
     */
    public S hasTextStartingWith(String beginning) {
        String wanted = Given.part("beginning", Texts.lines(requireNonNull(beginning, "beginning")));
        return require(
                text().filter(found -> found.startsWith(wanted)).isPresent(),
                () -> Texts.expecting("text body to start with", wanted, text()));
    }

    /**
     * Asserts the end of the text body. Line ends behind the last character do not count.
     *
     * <pre>{@code
     * // passes
     * assertThat(mail).hasTextEndingWith("Ada");
     * // fails
     * assertThat(mail).hasTextEndingWith("Good bye");
     * }</pre>
     *
     * @param end its last characters; line ends are compared as line ends
     * @return this assertion object
     * @throws AssertionError if it does not; the message shows what is there instead
     * @throws IllegalArgumentException if what is to be looked for is empty
     */
    public S hasTextEndingWith(String end) {
        String wanted = Given.part("end", Texts.lines(requireNonNull(end, "end")));
        return require(
                text().filter(found -> found.endsWith(wanted)).isPresent(),
                () -> Texts.expecting("text body to end with", wanted, text()));
    }

    /**
     * Asserts parts of the text body.
     *
     * <pre>{@code
     * // passes
     * assertThat(mail).hasTextContaining("confirm your address");
     * // fails
     * assertThat(mail).hasTextContaining("good bye");
     * }</pre>
     *
     * @param parts what it contains, in any order
     * @return this assertion object
     * @throws AssertionError if it does not; the message shows what is there instead
     * @throws IllegalArgumentException if the list is empty, or one is empty
     */
    public S hasTextContaining(String... parts) {
        Given.some("parts", parts);
        return requireContaining("text body", text(), parts);
    }

    /**
     * Asserts that the text body does not contain something; a mail without one does not either.
     *
     * <pre>{@code
     * // passes
     * assertThat(mail).doesNotHaveTextContaining("null");
     * // fails
     * assertThat(mail).doesNotHaveTextContaining("confirm your address");
     * }</pre>
     *
     * @param part what it must not contain
     * @return this assertion object
     * @throws AssertionError if it does; the message shows where
     */
    public S doesNotHaveTextContaining(String part) {
        requireNonNull(part, "part");
        return requireNotContaining("text body", text(), part);
    }

    /**
     * Asserts that a pattern finds something in the text body.
     *
     * <pre>{@code
     * // passes
     * assertThat(mail).hasTextContainingPattern(Pattern.compile("code \\d{6}"));
     * // fails
     * assertThat(mail).hasTextContainingPattern(Pattern.compile("code \\d{9}"));
     * }</pre>
     *
     * @param pattern looked for anywhere in it
     * @return this assertion object
     * @throws AssertionError if it does not; the message shows what is there instead
     * @throws IllegalArgumentException if what is to be looked for is empty
     */
    public S hasTextContainingPattern(Pattern pattern) {
        Given.pattern(pattern);
        return requireContaining("text body", text(), pattern);
    }

    /**
     * Asserts that the mail has no text body.
     *
     * <pre>{@code
     * // passes
     * assertThat(mail).hasNoText();
     * // fails
     * assertThat(mailWithBoth).hasNoText();
     * }</pre>
     *
     * @return this assertion object
     * @throws AssertionError if it has one; the message shows it
     */
    public S hasNoText() {
        return require(text().isEmpty(), () -> Texts.expectingNone("text body", text().orElse("")));
    }

    // HTML

    /**
     * Asserts the whole HTML body.
     *
     * <pre>{@code
     * // passes
     * assertThat(mail).hasHtml("Hello, Ada");
     * // fails
     * assertThat(mail).hasHtml("Hello");
     * }</pre>
     *
     * @param html all of it
     * @return this assertion object
     * @throws AssertionError if it does not; the message shows what is there instead
     */
    public S hasHtml(String html) {
        requireNonNull(html, "html");
        return requireEqual("HTML body", Texts.lines(html), htmlSource());
    }

    /**
     * Asserts parts of the HTML body.
     *
     * <pre>{@code
     * // passes
     * assertThat(mail).hasHtmlContaining("<b>confirm</b>");
     * // fails
     * assertThat(mail).hasHtmlContaining("good bye");
     * }</pre>
     *
     * @param parts what it contains, in any order
     * @return this assertion object
     * @throws AssertionError if it does not; the message shows what is there instead
     * @throws IllegalArgumentException if the list is empty, or one is empty
     */
    public S hasHtmlContaining(String... parts) {
        Given.some("parts", parts);
        return requireContaining("HTML body", htmlSource(), parts);
    }

    /**
     * Asserts that the HTML body does not contain something; a mail without one does not either.
     *
     * <pre>{@code
     * // passes
     * assertThat(mail).doesNotHaveHtmlContaining("null");
     * // fails
     * assertThat(mail).doesNotHaveHtmlContaining("<b>confirm</b>");
     * }</pre>
     *
     * @param part what it must not contain
     * @return this assertion object
     * @throws AssertionError if it does; the message shows where
     */
    public S doesNotHaveHtmlContaining(String part) {
        requireNonNull(part, "part");
        return requireNotContaining("HTML body", htmlSource(), part);
    }

    /**
     * Asserts that a pattern finds something in the HTML body.
     *
     * <pre>{@code
     * // passes
     * assertThat(mail).hasHtmlContainingPattern(Pattern.compile("code \\d{6}"));
     * // fails
     * assertThat(mail).hasHtmlContainingPattern(Pattern.compile("code \\d{9}"));
     * }</pre>
     *
     * @param pattern looked for anywhere in it
     * @return this assertion object
     * @throws AssertionError if it does not; the message shows what is there instead
     * @throws IllegalArgumentException if what is to be looked for is empty
     */
    public S hasHtmlContainingPattern(Pattern pattern) {
        Given.pattern(pattern);
        return requireContaining("HTML body", htmlSource(), pattern);
    }

    /**
     * Asserts that the mail has no HTML body.
     *
     * <pre>{@code
     * // passes
     * assertThat(mail).hasNoHtml();
     * // fails
     * assertThat(mailWithBoth).hasNoHtml();
     * }</pre>
     *
     * @return this assertion object
     * @throws AssertionError if it has one; the message shows it
     */
    public S hasNoHtml() {
        return require(
                htmlSource().isEmpty(),
                () -> Texts.expectingNone("HTML body", htmlSource().orElse("")));
    }

    // In order

    /**
     * Asserts parts of the text body that follow each other, perhaps with something between them.
     *
     * <pre>{@code
     * // passes
     * assertThat(mail).hasTextContainingInOrder("Tea", "2.50", "Total");
     * // fails
     * assertThat(mail).hasTextContainingInOrder("Total", "Tea");
     * }</pre>
     *
     * @param parts what it contains, in this order
     * @return this assertion object
     * @throws AssertionError if it does not; the message shows what is there instead
     * @throws IllegalArgumentException if the list is empty, or one is empty
     */
    public S hasTextContainingInOrder(String... parts) {
        Given.some("parts", parts);
        return requireInOrder("text body", text(), parts);
    }

    /**
     * Asserts parts of the HTML body that follow each other, perhaps with something between them.
     *
     * <pre>{@code
     * // passes
     * assertThat(mail).hasHtmlContainingInOrder("Tea", "2.50", "Total");
     * // fails
     * assertThat(mail).hasHtmlContainingInOrder("Total", "Tea");
     * }</pre>
     *
     * @param parts what it contains, in this order
     * @return this assertion object
     * @throws AssertionError if it does not; the message shows what is there instead
     * @throws IllegalArgumentException if the list is empty, or one is empty
     */
    public S hasHtmlContainingInOrder(String... parts) {
        Given.some("parts", parts);
        return requireInOrder("HTML body", htmlSource(), parts);
    }

    private S requireInOrder(String what, Optional<String> found, String... parts) {
        requireContaining(what, found, parts);
        String rest = found.orElse("");
        for (String part : parts) {
            String wanted = Texts.lines(part);
            String left = rest;
            require(left.contains(wanted), () -> Texts.expectingContainingNext(what, List.of(parts), wanted, left));
            rest = rest.substring(rest.indexOf(wanted) + wanted.length());
        }
        return myself;
    }

    // HTML as a document

    /**
     * Goes on to the HTML body as a document.
     *
     * <pre>{@code
     * // passes
     * assertThat(mail).html().select("a.button").hasText("Confirm");
     * // fails
     * assertThat(mail).html().select("a.button").hasText("Cancel");
     * }</pre>
     *
     * @return assertions on it
     * @throws AssertionError if the mail has no HTML body
     */
    public final HtmlAssert html() {
        requireToGoOn(actual.html().isPresent(), () -> "Expecting an HTML body, but the mail has no HTML body.");
        return new HtmlAssert(actual.html().orElseThrow(), this);
    }

    /**
     * Asserts that the mail has a text and an HTML body, and that they say the same: each word that can be seen in the
     * HTML is in the text, and the other way round. Their order, upper and lower case, punctuation and web addresses do
     * not count.
     *
     * <pre>{@code
     * // passes
     * assertThat(mail).textAlternativeMatchesHtml();
     * // fails
     * assertThat(mailWithAStaleText).textAlternativeMatchesHtml();
     * }</pre>
     *
     * @return this assertion object
     * @throws AssertionError if one is missing, or they differ; the message tells by which words
     */
    public S textAlternativeMatchesHtml() {
        require(actual.html().isPresent(), () -> "Expecting an HTML body, but the mail has no HTML body.");
        require(text().isPresent(), () -> "Expecting a text body beside the HTML, but the mail has no text body.");
        Set<String> inText = VisibleText.words(text().orElse(""));
        Set<String> inHtml =
                VisibleText.words(HtmlBody.of(actual.html().orElse("")).visibleText());
        return require(
                inText.equals(inHtml),
                () -> "Expecting text and HTML body to have the same words, but found only in the HTML:\n"
                        + Texts.items(Html.without(inHtml, inText)) + "\nand only in the text:\n"
                        + Texts.items(Html.without(inText, inHtml))
                        + Texts.lookAlike(Html.without(inHtml, inText), Html.without(inText, inHtml)));
    }

    // Links

    /**
     * Asserts that the mail links to a place: by an anchor of its HTML body, or if it has none, by an address in its
     * text.
     *
     * <pre>{@code
     * // passes
     * assertThat(mail).hasLink("https://shop.example.com/confirm");
     * // fails
     * assertThat(mail).hasLink("https://mallory.example.com/");
     * }</pre>
     *
     * @param url the whole target as it stands there
     * @return this assertion object
     * @throws AssertionError if it does not; the message shows what is there instead
     */
    public S hasLink(String url) {
        requireNonNull(url, "url");
        List<String> links = actual.links();
        return require(links.contains(url), () -> Texts.expectingOneOf("links", url, links));
    }

    /**
     * Asserts that the mail has a link that starts like this; what follows, a token for example, does not matter.
     *
     * <pre>{@code
     * // passes
     * assertThat(mail).hasLinkStartingWith("https://shop.example.com/confirm?token=");
     * // fails
     * assertThat(mail).hasLinkStartingWith("https://mallory.example.com/");
     * }</pre>
     *
     * @param beginning the first characters of the target as it stands there
     * @return this assertion object
     * @throws AssertionError if it does not; the message shows what is there instead
     * @throws IllegalArgumentException if what is to be looked for is empty
     */
    public S hasLinkStartingWith(String beginning) {
        Given.part("beginning", beginning);
        List<String> links = actual.links();
        return require(
                links.stream().anyMatch(link -> link.startsWith(beginning)),
                () -> Texts.expectingOneOf("beginnings of links", beginning, links));
    }

    /**
     * Asserts that the mail has a link in which a pattern finds something.
     *
     * <pre>{@code
     * // passes
     * assertThat(mail).hasLinkContainingPattern(Pattern.compile("/confirm\\?token="));
     * // fails
     * assertThat(mail).hasLinkContainingPattern(Pattern.compile("/reset"));
     * }</pre>
     *
     * @param pattern looked for anywhere in the target as it stands there
     * @return this assertion object
     * @throws AssertionError if it does not; the message shows what is there instead
     * @throws IllegalArgumentException if what is to be looked for is empty
     */
    public S hasLinkContainingPattern(Pattern pattern) {
        Given.pattern(pattern);
        List<String> links = actual.links();
        return require(links.stream().anyMatch(pattern.asPredicate()), () -> expectingLink(pattern, links));
    }

    private static String expectingLink(Pattern pattern, List<String> links) {
        return "Expecting a link to contain the pattern:\n  /" + pattern + "/\nbut found:\n" + Texts.items(links);
    }

    /**
     * Goes on to the target of a link.
     *
     * <pre>{@code
     * // passes
     * assertThat(mail).linkWithText("Confirm").startsWith("https://shop.example.com/");
     * // fails
     * assertThat(mail).linkWithText("Cancel");
     * }</pre>
     *
     * @param text all that can be seen of the link; for an image, its alternative text
     * @return AssertJ's assertions on the target of the first such link, as it stands there
     * @throws AssertionError if there is no such link; the message lists the texts of those that are there
     */
    public final StringAssert linkWithText(String text) {
        requireNonNull(text, "text");
        List<Link> anchors = actual.anchors();
        Optional<Link> found =
                anchors.stream().filter(anchor -> anchor.text().equals(text)).findFirst();
        requireToGoOn(
                found.isPresent(),
                () -> Texts.expectingOneOf(
                        "texts of links",
                        text,
                        anchors,
                        anchors.stream().map(Link::text).toList()));
        return FailureMode.goOn(info, new StringAssert(found.orElseThrow().target()), "link \"" + text + "\"");
    }

    // What a reader would click or copy

    /**
     * Gives a link to go on with, as a reader would who clicks it.
     *
     * <pre>{@code
     * // passes
     * URI link = assertThat(mail).extractLink(Pattern.compile("/confirm"));
     * // fails
     * assertThat(mail).extractLink(Pattern.compile("/reset"));
     * }</pre>
     *
     * @param pattern looked for anywhere in the target as it stands there
     * @return the first link in which it finds something
     * @throws AssertionError if there is no such link, or it is no URI; the message lists the links
     * @throws IllegalArgumentException if what is to be looked for is empty
     */
    public final URI extractLink(Pattern pattern) {
        Given.pattern(pattern);
        hasLinkContainingPattern(pattern);
        String link = actual.links().stream()
                .filter(pattern.asPredicate())
                .findFirst()
                .orElseThrow();
        Optional<URI> uri = uri(link);
        requireToGoOn(uri.isPresent(), () -> "Expecting a URI, but was:\n  \"" + link + "\"");
        return uri.orElseThrow();
    }

    /**
     * Gives a code that stands in the text body or, if it is not there, in what can be seen of the HTML.
     *
     * <pre>{@code
     * // passes
     * String code = assertThat(mail).extractCode(Pattern.compile("\\b\\d{6}\\b"));
     * // fails
     * assertThat(mail).extractCode(Pattern.compile("\\b\\d{9}\\b"));
     * }</pre>
     *
     * @param pattern the code, or something around a group that is the code
     * @return what the first group of the pattern finds, or without groups, all that it finds
     * @throws AssertionError if it finds nothing; the message shows the text
     * @throws IllegalArgumentException if what is to be looked for is empty
     */
    public final String extractCode(Pattern pattern) {
        Given.pattern(pattern);
        Optional<String> visible = actual.htmlBody().map(HtmlBody::visibleText);
        Optional<String> code = Stream.concat(text().stream(), visible.stream())
                .flatMap(body -> pattern.matcher(body).results())
                .map(found -> found.groupCount() > 0 ? found.group(1) : found.group())
                .findFirst();
        requireToGoOn(
                code.isPresent(), () -> Texts.expectingContainingPattern("a body", pattern, text().or(() -> visible)));
        return code.orElseThrow();
    }

    /**
     * Gives the value of a query parameter of a link, such as the token of a confirmation.
     *
     * <pre>{@code
     * // passes
     * String token = assertThat(mail).extractToken("token");
     * // fails
     * assertThat(mail).extractToken("session");
     * }</pre>
     *
     * @param parameter its name
     * @return the value in the first link that has it, percent-decoded
     * @throws AssertionError if no link has it; the message lists the links
     */
    public final String extractToken(String parameter) {
        requireNonNull(parameter, "parameter");
        List<String> links = actual.links();
        Optional<String> token = links.stream()
                .flatMap(link -> Link.to(link).parameter(parameter).stream())
                .findFirst();
        requireToGoOn(
                token.isPresent(),
                () -> "Expecting a link with the parameter \"" + parameter + "\", but found:\n" + Texts.items(links));
        return token.orElseThrow();
    }

    private static Optional<URI> uri(String link) {
        try {
            return Optional.of(new URI(link));
        } catch (URISyntaxException e) {
            return Optional.empty();
        }
    }

    // All links

    private S requireNoLink(String what, List<String> others) {
        return require(others.isEmpty(), () -> "Expecting " + what + ", but found:\n" + Texts.items(others));
    }

    /** What is said of all links says nothing of a mail without any. */
    private List<String> requireLinks(String what, Predicate<String> counts) {
        List<String> links = actual.links().stream().filter(counts).toList();
        require(
                !links.isEmpty(),
                () -> "Expecting " + what + ", but the mail has none that counts:\n" + Texts.items(actual.links()));
        return links;
    }

    /**
     * Asserts that there is a link, and that every one is a whole HTTPS address. Addresses of mail and telephone, and
     * places in the mail itself, do not count.
     *
     * <pre>{@code
     * // passes
     * assertThat(mail).allLinksUseHttps();
     * // fails
     * assertThat(mailWithAnHttpLink).allLinksUseHttps();
     * }</pre>
     *
     * @return this assertion object
     * @throws AssertionError if one is not, or if no link counts; the message lists those
     */
    public S allLinksUseHttps() {
        return requireNoLink(
                "all links to use HTTPS",
                requireLinks("all links to use HTTPS", link -> !startsWithOneOf(link, "mailto:", "tel:", "sms:", "#"))
                        .stream()
                        .filter(link -> !startsWithOneOf(link, "https://"))
                        .toList());
    }

    private static boolean startsWithOneOf(String link, String... beginnings) {
        return Stream.of(beginnings)
                .anyMatch(beginning -> link.regionMatches(true, 0, beginning, 0, beginning.length()));
    }

    /**
     * Asserts that there is a web link, and that every one leads to certain hosts.
     *
     * <pre>{@code
     * // passes
     * assertThat(mail).linksHaveHost("shop.example.com", "cdn.example.com");
     * // fails
     * assertThat(mail).linksHaveHost("staging.example.com");
     * }</pre>
     *
     * @param hosts all that are fine, case-insensitive, without port
     * @return this assertion object
     * @throws AssertionError if one leads elsewhere, or if there is nothing to check; the message lists those
     * @throws IllegalArgumentException if no host is given
     */
    public S linksHaveHost(String... hosts) {
        Given.some("hosts", hosts);
        List<String> fine = Stream.of(hosts).map(Addresses::lower).toList();
        String what = "all links to have the host " + String.join(" or ", hosts);
        List<String> others = requireLinks(what, link -> Link.to(link).host().isPresent()).stream()
                .filter(link -> !fine.contains(Link.to(link).host().orElseThrow()))
                .toList();
        return require(
                others.isEmpty(),
                () -> "Expecting " + what + ", but found:\n" + Texts.items(others)
                        + Texts.lookAlike(
                                fine,
                                others.stream()
                                        .flatMap(link -> Link.to(link).host().stream())
                                        .toList()));
    }

    /**
     * Asserts that no link or image leads to the reader's own machine or into a private network: in the text, in the
     * HTML, in its style sheets. A developer's configuration leaves these behind. A mail without links has none of
     * these.
     *
     * <pre>{@code
     * // passes
     * assertThat(mail).hasNoLocalhostLinks();
     * // fails
     * assertThat(mailFromADevelopersMachine).hasNoLocalhostLinks();
     * }</pre>
     *
     * @return this assertion object
     * @throws AssertionError if one does; the message lists those
     */
    public S hasNoLocalhostLinks() {
        return requireNoLink(
                "no links to localhost",
                actual.lint(LintProfile.TRANSACTIONAL).only("link.localhost").findings().stream()
                        .map(LintFinding::message)
                        .distinct()
                        .toList());
    }

    /**
     * Asserts that the template engine has left nothing behind in subject, addresses, text, HTML with its attributes,
     * links and names of attachments: no {@code {{name}}}, {@code ${name}}, {@code #{name}}, {@code <%= name %>},
     * {@code {% if name %}}, {@code [[name]]}, {@code *|NAME|*}, {@code %NAME%} or {@code {0}}, and no {@code {name}}
     * or {@code $name}.
     *
     * <pre>{@code
     * // passes
     * assertThat(mail).hasNoUnresolvedPlaceholders();
     * // fails
     * assertThat(mailOfABrokenTemplate).hasNoUnresolvedPlaceholders();
     * }</pre>
     *
     * @return this assertion object
     * @throws AssertionError if there are some; the message lists them
     */
    public S hasNoUnresolvedPlaceholders() {
        List<String> found = Placeholders.in(actual.parsed());
        return require(found.isEmpty(), () -> Texts.expectingNone("unresolved placeholders", found));
    }

    /**
     * Asserts that the HTML body shows images.
     *
     * <pre>{@code
     * // passes
     * assertThat(mail).hasOnlyImages("cid:logo", "https://shop.example.com/tea.png");
     * // fails
     * assertThat(mail).hasOnlyImages("cid:logo");
     * }</pre>
     *
     * @param sources exactly these, by {@code <img src>} or {@code background}, in any order; one that is shown twice
     *     counts once
     * @return this assertion object
     * @throws AssertionError if it shows others, or not all of these; the message lists both
     */
    public S hasOnlyImages(String... sources) {
        Given.exactly("sources", sources);
        List<String> wanted = Arrays.stream(sources).distinct().sorted().toList();
        List<String> found = actual.images().stream().sorted().toList();
        return require(found.equals(wanted), () -> Texts.expectingExactly("images of the HTML body", wanted, found));
    }

    /**
     * Asserts that the HTML body shows an image by {@code cid:}, and that each of these is in the mail (RFC 2392).
     *
     * <pre>{@code
     * // passes
     * assertThat(mail).inlineImagesResolve();
     * // fails
     * assertThat(mailWithoutItsLogo).inlineImagesResolve();
     * }</pre>
     *
     * @return this assertion object
     * @throws AssertionError if one is not, or if there is nothing to check; the message lists those, and what is there
     */
    public S inlineImagesResolve() {
        List<String> there = Stream.concat(actual.inlineParts().stream(), actual.attachments().stream())
                .flatMap(part -> part.contentId().stream())
                .toList();
        List<String> wanted = actual.shownContentIds();
        require(
                !wanted.isEmpty(),
                () -> "Expecting a part for each image, but the HTML body shows no image by cid:, only:\n"
                        + Texts.items(actual.images()));
        List<String> missing = wanted.stream().filter(id -> !there.contains(id)).toList();
        return require(
                missing.isEmpty(),
                () -> "Expecting a part for each image, but no part is there for:\n" + Texts.items(missing)
                        + "\namong:\n" + Texts.items(there) + Texts.lookAlike(missing, there));
    }

    // Parts

    private List<Attachment> attachmentsNamed(String name) {
        return actual.attachments().stream()
                .filter(file -> file.name().filter(name::equals).isPresent())
                .toList();
    }

    // Attachments

    private String expectingAttachment(String what, String expected, Function<Attachment, String> compared) {
        List<Attachment> found = actual.attachments();
        return Texts.expectingOneOf(
                        what, expected, found, found.stream().map(compared).toList())
                + inlineParts();
    }

    private static String name(Attachment file) {
        return file.name().orElse("");
    }

    /** What people may have taken for attachments. */
    private String inlineParts() {
        List<Attachment> inline = actual.inlineParts();
        return inline.isEmpty() ? "" : "\nInline parts do not count:\n" + Texts.items(inline);
    }

    /**
     * Asserts that a file is attached; there may be others.
     *
     * <pre>{@code
     * // passes
     * assertThat(mail).hasAttachment("invoice.pdf");
     * // fails
     * assertThat(mail).hasAttachment("virus.exe");
     * }</pre>
     *
     * @param name the file name, decoded
     * @return this assertion object
     * @throws AssertionError if it does not; the message shows what is there instead
     */
    public S hasAttachment(String name) {
        requireNonNull(name, "name");
        return require(
                !attachmentsNamed(name).isEmpty(),
                () -> expectingAttachment("names of attachments", name, AbstractMailAssert::name));
    }

    /**
     * Asserts that a file with a content is attached; there may be others.
     *
     * <pre>{@code
     * // passes
     * assertThat(mail).hasAttachment("invoice.pdf", Files.readAllBytes(invoicePdf));
     * // fails
     * assertThat(mail).hasAttachment("invoice.pdf", new byte[0]);
     * }</pre>
     *
     * @param name the file name, decoded
     * @param content all octets, after decoding
     * @return this assertion object
     * @throws AssertionError if it does not; the message shows what is there instead
     */
    public S hasAttachment(String name, byte[] content) {
        requireNonNull(name, "name");
        requireNonNull(content, "content");
        hasAttachment(name);
        return require(
                attachmentsNamed(name).stream().anyMatch(file -> Arrays.equals(file.bytes(), content)),
                () -> Texts.expectingOctets(
                        "content of attachment \"" + name + "\"",
                        content,
                        attachmentsNamed(name).get(0).bytes()));
    }

    /**
     * Asserts that a file of a media type is attached; there may be others.
     *
     * <pre>{@code
     * // passes
     * assertThat(mail).hasAttachment("invoice.pdf", "application/pdf");
     * // fails
     * assertThat(mail).hasAttachment("invoice.pdf", "text/plain");
     * }</pre>
     *
     * @param name the file name, decoded
     * @param contentType the type without parameters, case-insensitive
     * @return this assertion object
     * @throws AssertionError if it does not; the message shows what is there instead
     * @throws IllegalArgumentException if the type is no media type
     */
    public S hasAttachment(String name, String contentType) {
        requireNonNull(name, "name");
        Given.mediaType(contentType);
        hasAttachment(name);
        return require(
                attachmentsNamed(name).stream()
                        .anyMatch(file -> file.contentType().equalsIgnoreCase(contentType)),
                () -> Texts.expecting(
                        "type of attachment \"" + name + "\"",
                        contentType,
                        Optional.of(attachmentsNamed(name).get(0).contentType())));
    }

    /**
     * Asserts that something of a media type is attached; there may be others.
     *
     * <pre>{@code
     * // passes
     * assertThat(mail).hasAttachmentOfType("application/pdf");
     * // fails
     * assertThat(mail).hasAttachmentOfType("application/zip");
     * }</pre>
     *
     * @param contentType the type without parameters, case-insensitive
     * @return this assertion object
     * @throws AssertionError if it does not; the message shows what is there instead
     * @throws IllegalArgumentException if the type is no media type
     */
    public S hasAttachmentOfType(String contentType) {
        Given.mediaType(contentType);
        List<Attachment> found = actual.attachments();
        return require(
                found.stream().anyMatch(file -> file.contentType().equalsIgnoreCase(contentType)),
                () -> expectingAttachment("types of attachments", contentType, Attachment::contentType));
    }

    /**
     * Asserts how many files are attached; inline parts do not count.
     *
     * <pre>{@code
     * // passes
     * assertThat(mail).hasAttachmentCount(1);
     * // fails
     * assertThat(mail).hasAttachmentCount(0);
     * }</pre>
     *
     * @param count how many, 0 or more
     * @return this assertion object
     * @throws AssertionError if it does not; the message shows what is there instead
     * @throws IllegalArgumentException if the number is out of its bounds
     */
    public S hasAttachmentCount(int count) {
        Given.atLeast("count", count, 0);
        List<Attachment> found = actual.attachments();
        return require(
                found.size() == count,
                () -> "Expecting " + (count == 0 ? "no" : count) + (count == 1 ? " attachment" : " attachments")
                        + ", but found " + found.size() + (found.isEmpty() ? "." : ":\n" + Texts.items(found))
                        + inlineParts());
    }

    /**
     * Asserts that nothing is attached; inline parts do not count.
     *
     * <pre>{@code
     * // passes
     * assertThat(mail).hasNoAttachments();
     * // fails
     * assertThat(invoice).hasNoAttachments();
     * }</pre>
     *
     * @return this assertion object
     * @throws AssertionError if there are some; the message lists them
     */
    public S hasNoAttachments() {
        return hasAttachmentCount(0);
    }

    /**
     * Asserts how many resources the mail carries which its HTML shows by {@code cid:} (RFC 2392).
     *
     * <pre>{@code
     * // passes
     * assertThat(mail).hasInlinePartCount(1);
     * // fails
     * assertThat(mail).hasInlinePartCount(7);
     * }</pre>
     *
     * @param count how many, 0 or more
     * @return this assertion object
     * @throws AssertionError if it does not; the message lists them
     * @throws IllegalArgumentException if the number is negative
     */
    public S hasInlinePartCount(int count) {
        Given.atLeast("count", count, 0);
        List<Attachment> found = actual.inlineParts();
        return require(
                found.size() == count,
                () -> "Expecting " + count + " inline part" + (count == 1 ? "" : "s") + ", but found " + found.size()
                        + ":\n" + Texts.items(found));
    }

    /**
     * Asserts that the mail carries a resource which its HTML can show by {@code cid:} (RFC 2392).
     *
     * <pre>{@code
     * // passes
     * assertThat(mail).hasInlinePart("logo");
     * // fails
     * assertThat(mail).hasInlinePart("banner");
     * }</pre>
     *
     * @param contentId the Content-ID without angle brackets
     * @return this assertion object
     * @throws AssertionError if it does not; the message shows what is there instead
     */
    public S hasInlinePart(String contentId) {
        requireNonNull(contentId, "contentId");
        List<Attachment> found = actual.inlineParts();
        return require(
                found.stream()
                        .anyMatch(part ->
                                part.contentId().filter(contentId::equals).isPresent()),
                () -> Texts.expectingOneOf(
                        "Content-IDs of inline parts",
                        contentId,
                        found,
                        found.stream()
                                .flatMap(part -> part.contentId().stream())
                                .toList()));
    }

    /**
     * Goes on to an attachment.
     *
     * <pre>{@code
     * // passes
     * assertThat(mail).attachment("invoice.pdf").hasType("application/pdf").hasSize(1_024);
     * // fails
     * assertThat(mail).attachment("virus.exe");
     * }</pre>
     *
     * @param name the file name, decoded
     * @return assertions on the first file of that name
     * @throws AssertionError if it is missing; the message lists those that are there
     */
    public final AttachmentAssert attachment(String name) {
        requireNonNull(name, "name");
        requireToGoOn(
                !attachmentsNamed(name).isEmpty(),
                () -> expectingAttachment("names of attachments", name, AbstractMailAssert::name));
        return new AttachmentAssert(attachmentsNamed(name).get(0), this);
    }

    /**
     * Asserts that the mail has a calendar part with an event, and goes on to it. Needs biweekly
     * ({@code net.sf.biweekly:biweekly}) among the dependencies of your tests.
     *
     * <pre>{@code
     * // passes
     * assertThat(mail).hasCalendarInvite().hasMethod("REQUEST").startsAt(teaTime).hasAttendees("ada@example.org");
     * // fails
     * assertThat(mailOfTextOnly).hasCalendarInvite();
     * }</pre>
     *
     * @return assertions on the event
     * @throws AssertionError if there is no such part, or no part that can be read; the message shows the tree of parts
     * @throws IllegalStateException if biweekly is missing
     */
    public final InviteAssert hasCalendarInvite() {
        Optional<CalendarInvite> invite =
                OptionalLibrary.BIWEEKLY.use("hasCalendarInvite()", () -> CalendarInvite.of(actual.parsed()));
        requireToGoOn(
                invite.isPresent(),
                () -> Texts.expectingPart("parts to contain an event", "text/calendar", actual.root()));
        return new InviteAssert(invite.orElseThrow(), actual, this);
    }

    // Snapshots

    /**
     * Asserts that the mail is as in a snapshot: a text file beside the test, made of an earlier mail.
     *
     * <p>The file holds the header, decoded, and the parts: texts decoded by charset and transfer encoding, others by
     * size and SHA-256 hash. Date and Message-ID are scrubbed; left out are the boundaries of parts, folding, what
     * hosts on the way add (Received and similar fields), and the envelope. What else differs from mail to mail has to
     * be scrubbed, here or by {@link Inbox#scrub(Scrubber...)}.
     *
     * <p>It is {@code src/test/resources/PACKAGE/CLASS/NAME.eml.txt} in the project of the test's class, which is the
     * one that the inbox was injected into, or else the one that calls this. The system property
     * {@code smtpjunit.snapshots.directory} names another directory than {@code src/test/resources};
     * {@code smtpjunit.snapshots} tells what may be written:
     *
     * <ul>
     *   <li>{@code write}, the default: a missing snapshot is written, and the assertion fails, so that somebody looks
     *   at it;
     *   <li>{@code update}: a missing or a different one is written, and the assertion passes;
     *   <li>{@code check}, the default where the environment variable {@code CI} is set: nothing is written.
     * </ul>
     *
     * <p>Here {@code welcome.eml.txt} was made of such a mail:
     *
     * <pre>{@code
     * // passes
     * assertThat(mail).matchesSnapshot("welcome", Scrubber.queryParameters("token"));
     * // fails
     * assertThat(mailWithAnotherFooter).matchesSnapshot("welcome", Scrubber.queryParameters("token"));
     * }</pre>
     *
     * @param name the name of the file without its ending: letters, digits, {@code _}, {@code -}, {@code .} and spaces
     * @param scrubbers what to scrub, in this order, before what is always scrubbed for the inbox
     * @return this assertion object
     * @throws AssertionError if it is not, or there was no snapshot; the message shows the lines that differ
     * @throws IllegalArgumentException if the name is that of no file
     * @throws IllegalStateException if the system property has an unknown value
     * @throws java.io.UncheckedIOException if the file cannot be read or written
     */
    public S matchesSnapshot(String name, Scrubber... scrubbers) {
        requireNonNull(name, "name");
        Given.exactly("scrubbers", scrubbers);
        Class<?> testClass = actual.inbox().testClass().orElseGet(Snapshots::caller);
        String text = SnapshotText.of(actual.parsed());
        for (Scrubber scrubber : scrubbers) {
            text = scrubber.scrub(text);
        }
        for (Scrubber scrubber : actual.inbox().scrubbers()) {
            text = scrubber.scrub(text);
        }
        Optional<String> problem = actual.inbox().snapshots().problem(testClass, name, text);
        return require(problem.isEmpty(), () -> problem.orElse(""));
    }

    // Lint

    /**
     * Asserts that the lint finds neither errors nor warnings by the profile {@link LintProfile#TRANSACTIONAL}: no
     * broken MIME, template variables, links to localhost, images without alternative text and so on.
     *
     * <pre>{@code
     * // passes
     * assertThat(mail).passesLint();
     * // fails
     * assertThat(mailFromADevelopersMachine).passesLint();
     * }</pre>
     *
     * @return this assertion object
     * @throws AssertionError if there are some; the message lists them, and tells how to ignore them
     */
    public S passesLint() {
        return passesLint(LintProfile.TRANSACTIONAL);
    }

    /**
     * Asserts that the lint finds neither errors nor warnings.
     *
     * <pre>{@code
     * // passes
     * assertThat(newsletter).passesLint(LintProfile.BULK);
     * // fails
     * assertThat(newsletterThatNobodyCanLeave).passesLint(LintProfile.BULK);
     * }</pre>
     *
     * @param profile what to measure the mail by
     * @return this assertion object
     * @throws AssertionError if there are some; the message lists them, and tells how to ignore them
     */
    public S passesLint(LintProfile profile) {
        requireNonNull(profile, "profile");
        LintReport bad = actual.lint(profile).atLeast(LintSeverity.WARNING);
        return require(bad.findings().isEmpty(), () -> LintAssert.expectingNone(LintAssert.ERRORS_AND_WARNINGS, bad));
    }

    /**
     * Goes on to what the lint finds.
     *
     * <pre>{@code
     * // passes
     * assertThat(newsletter).lint(BULK).ignoring("sender.dkim.missing").passes();
     * // fails
     * assertThat(newsletterThatNobodyCanLeave).lint(BULK).ignoring("sender.dkim.missing").passes();
     * }</pre>
     *
     * @param profile what to measure the mail by
     * @return assertions on the findings
     */
    @CheckReturnValue
    public final LintAssert lint(LintProfile profile) {
        requireNonNull(profile, "profile");
        requireToGoOn(true, () -> ""); // any mail has a report, and has now been looked at
        return new LintAssert(actual.lint(profile), this);
    }

    /**
     * Goes on to a value of the mail.
     *
     * <pre>{@code
     * // passes
     * assertThat(mail).extracting(CapturedMail::subject).isEqualTo(Optional.of("Welcome"));
     * // fails
     * assertThat(mail).extracting(CapturedMail::subject).isEqualTo(Optional.empty());
     * }</pre>
     *
     * @param value gets the value
     * @param <T> its type; the value may be null
     * @return AssertJ's assertions on the value
     */
    @CheckReturnValue
    public <T extends @Nullable Object> AbstractObjectAssert<?, T> extracting(Function<? super CapturedMail, T> value) {
        requireNonNull(value, "value");
        return extracting(value, extracted -> new ObjectAssert<>(extracted));
    }

    // The rest, by subject

    /**
     * Goes on to how the mail came: TLS, authentication and greeting.
     *
     * <pre>{@code
     * // passes
     * assertThat(mail).transport().usedTls().returnToMail().hasSubject("Welcome");
     * // fails
     * assertThat(mail).transport().usedNoTls();
     * }</pre>
     *
     * @return assertions on how the mail came: TLS, authentication and greeting
     */
    @CheckReturnValue
    public final TransportAssert<S> transport() {
        return new TransportAssert<>(actual, myself);
    }

    /**
     * Goes on to the tree of MIME parts.
     *
     * <pre>{@code
     * // passes
     * assertThat(mail).parts().hasPart("text/html").returnToMail().hasSubject("Welcome");
     * // fails
     * assertThat(mail).parts().hasPart("text/calendar");
     * }</pre>
     *
     * @return assertions on the tree of MIME parts
     */
    @CheckReturnValue
    public final PartsAssert<S> parts() {
        return new PartsAssert<>(actual, myself);
    }

    /**
     * Goes on to the octets of the mail.
     *
     * <pre>{@code
     * // passes
     * assertThat(mail).source().usesCrlfOnly().returnToMail().hasSubject("Welcome");
     * // fails
     * assertThat(mail).source().hasSizeLessThan(1);
     * }</pre>
     *
     * @return assertions on the octets of the mail
     */
    @CheckReturnValue
    public final SourceAssert<S> source() {
        return new SourceAssert<>(actual, myself);
    }

    /**
     * Goes on to the DKIM signatures of the mail (RFC 6376).
     *
     * <pre>{@code
     * // passes
     * assertThat(signedMail).dkim().isSigned().returnToMail().hasSubject("Welcome");
     * // fails
     * assertThat(mail).dkim().isSigned();
     * }</pre>
     *
     * @return assertions on the DKIM signatures of the mail (RFC 6376)
     */
    @CheckReturnValue
    public final DkimAssert<S> dkim() {
        return new DkimAssert<>(actual, myself);
    }
}
