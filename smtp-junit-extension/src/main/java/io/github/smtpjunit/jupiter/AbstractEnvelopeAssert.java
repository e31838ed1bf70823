package io.github.smtpjunit.jupiter;

import static java.util.Objects.requireNonNull;

import io.github.smtpjunit.smtp.Envelope;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Assertions on the envelope: what a client told the server about a mail, beside its content. The header of the mail may tell another
 * story.
 *
 * @param <S> the type of the assertion object
 */
public abstract class AbstractEnvelopeAssert<S extends AbstractEnvelopeAssert<S>> extends AbstractTransportAssert<S> {

    AbstractEnvelopeAssert(CapturedMail actual, Class<?> selfType, boolean standalone) {
        super(actual, selfType, standalone);
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
     * @param address an address without angle brackets; its domain is compared case-insensitively; {@code ""} for the null reverse-path
     * @return this assertion object
     * @throws AssertionError if it does not; the message tells what is there instead
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
     * @throws AssertionError if it does not; the message tells what is there instead
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
     * @throws AssertionError if it does not; the message tells what is there instead
     * @throws IllegalArgumentException if one is no address alone
     */
    public S hasEnvelopeRecipients(String... addresses) {
        Given.exactly("addresses", addresses).forEach(Addresses::alone);
        return requireExactly("envelope recipients", actual.envelope().to(), addresses);
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
     * @throws AssertionError if it does not; the message tells what is there instead
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
     * @throws AssertionError if it does not; the message tells what is there instead
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
     * @throws AssertionError if it does not; the message tells what is there instead
     * @throws IllegalArgumentException if one is no address alone
     */
    public S hasBlindRecipients(String... addresses) {
        Given.exactly("addresses", addresses).forEach(Addresses::alone);
        return requireExactly("blind recipients", actual.blindRecipients(), addresses);
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
     * @throws AssertionError if it does not; the message tells what is there instead
     */
    public S hasNoBlindRecipients() {
        List<String> blind = actual.blindRecipients();
        return require(blind.isEmpty(), () -> Texts.expectingNone("blind recipients", blind));
    }

    // Envelope and header

    /**
     * Asserts that envelope and header tell the same story: the recipients are those that To, Cc and Bcc name, and the sender is an
     * author or the Sender. Mails to blind recipients, from mailing lists and with bounce addresses of their own differ here, rightly.
     *
     * <pre>{@code
     * // passes
     * assertThat(mail).envelopeMatchesHeaders();
     * // fails
     * assertThat(mailWithABlindRecipient).envelopeMatchesHeaders();
     * }</pre>
     *
     * @return this assertion object
     * @throws AssertionError if it does not; the message tells what is there instead
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
     * @throws AssertionError if it does not; the message tells what is there instead
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
     * @throws AssertionError if it does not; the message tells what is there instead
     */
    public S hasBodyType(Envelope.Body type) {
        requireNonNull(type, "type");
        return requireEqual(
                "body type", type.name(), Optional.of(actual.envelope().body().name()));
    }

    /**
     * Asserts on which occasions a delivery status notification was requested, for every recipient (RFC 3461 section 4.1).
     *
     * <pre>{@code
     * // passes
     * assertThat(mail).requestedDsn(Envelope.Notify.FAILURE, Envelope.Notify.DELAY);
     * // fails
     * assertThat(mail).requestedDsn(Envelope.Notify.NEVER);
     * }</pre>
     *
     * @param occasions all of them, in any order; none if the NOTIFY parameter must not be there
     * @return this assertion object
     * @throws AssertionError if it does not; the message tells what is there instead
     */
    public S requestedDsn(Envelope.Notify... occasions) {
        Given.exactly("occasions", occasions);
        Set<Envelope.Notify> wanted = Set.of(occasions);
        List<String> others = actual.envelope().recipients().stream()
                .filter(recipient -> !recipient.notification().equals(wanted))
                .map(recipient -> recipient.path().address() + ": " + names(recipient.notification()))
                .toList();
        return require(
                others.isEmpty(),
                () -> "Expecting every recipient with notification on " + names(wanted) + ", but found:\n"
                        + Texts.items(others));
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
     * @throws AssertionError if it does not; the message tells what is there instead
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
     * @throws AssertionError if it does not; the message tells what is there instead
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
     * @throws AssertionError if it does not; the message tells what is there instead
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
     * @throws AssertionError if it does not; the message tells what is there instead
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
}
