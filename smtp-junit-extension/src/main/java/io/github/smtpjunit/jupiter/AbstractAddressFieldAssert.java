package io.github.smtpjunit.jupiter;

import static java.util.Objects.requireNonNull;

import io.github.smtpjunit.mail.MailAddress;
import java.util.List;

/**
 * Assertions on the fields of a header that hold addresses: From, To, Cc and Reply-To.
 *
 * @param <S> the type of the assertion object
 */
public abstract class AbstractAddressFieldAssert<S extends AbstractAddressFieldAssert<S>>
        extends AbstractEnvelopeAssert<S> {

    AbstractAddressFieldAssert(CapturedMail actual, Class<?> selfType, boolean standalone) {
        super(actual, selfType, standalone);
    }

    private S requireAddress(String field, List<MailAddress> found, String address) {
        Addresses.alone(address);
        return require(
                found.stream().anyMatch(one -> Addresses.same(one.address(), address)),
                () -> Texts.expectingOneOf(
                        "addresses in the " + field + " field",
                        address,
                        Texts.addresses(found),
                        found.stream().map(MailAddress::address).toList()));
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
     * @throws AssertionError if it does not; the message tells what is there instead
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
     * @throws AssertionError if it does not; the message tells what is there instead
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
     * @throws AssertionError if it does not; the message tells what is there instead
     * @throws IllegalArgumentException if the list is empty
     */
    public S isTo(String... addresses) {
        Given.some("addresses", addresses);
        return requireAddresses("To", actual.to(), addresses);
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
     * @throws AssertionError if it does not; the message tells what is there instead
     * @throws IllegalArgumentException if one is no address alone
     */
    public S isToOnly(String... addresses) {
        Given.exactly("addresses", addresses).forEach(Addresses::alone);
        return requireExactly(
                "To field", actual.to().stream().map(MailAddress::address).toList(), addresses);
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
     * @throws AssertionError if it does not; the message tells what is there instead
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
     * @throws AssertionError if it does not; the message tells what is there instead
     * @throws IllegalArgumentException if the list is empty
     */
    public S hasCc(String... addresses) {
        Given.some("addresses", addresses);
        return requireAddresses("Cc", actual.cc(), addresses);
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
     * @throws AssertionError if it does not; the message tells what is there instead
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
     * @throws AssertionError if it does not; the message tells what is there instead
     * @throws IllegalArgumentException if the list is empty
     */
    public S hasReplyTo(String... addresses) {
        Given.some("addresses", addresses);
        return requireAddresses("Reply-To", actual.replyTo(), addresses);
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
     * @throws AssertionError if it does not; the message tells what is there instead
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
}
