package io.github.smtpjunit.inbox;

import static java.util.Objects.requireNonNull;

import io.github.smtpjunit.mail.MailAddress;
import java.net.IDN;
import java.util.Locale;
import java.util.Optional;

/** Assertions on an address in the header of a mail, got for example by {@link AbstractMailAssert#from()}. */
public final class AddressAssert extends AbstractMailDetailAssert<AddressAssert, MailAddress> {

    AddressAssert(MailAddress actual, AbstractMailAssert<?> mail) {
        super(actual, AddressAssert.class, mail);
    }

    private String address() {
        return actual.address();
    }

    /**
     * Asserts the address.
     *
     * <pre>{@code
     * // passes
     * assertThat(mail).from().hasAddress("shop@example.com");
     * // fails
     * assertThat(mail).from().hasAddress("mallory@example.org");
     * }</pre>
     *
     * @param address the address without angle brackets; its domain is compared case-insensitively
     * @return this assertion object
     * @throws AssertionError if it does not; the message shows what is there instead
     */
    public AddressAssert hasAddress(String address) {
        requireNonNull(address, "address");
        return require(
                Addresses.same(address(), address), () -> Texts.expecting("address", address, Optional.of(address())));
    }

    /**
     * Asserts the display name.
     *
     * <pre>{@code
     * // passes
     * assertThat(mail).from().hasName("The Shop");
     * // fails
     * assertThat(mail).from().hasName("Mallory");
     * }</pre>
     *
     * @param name the name, decoded and without quotes
     * @return this assertion object
     * @throws AssertionError if it does not; the message shows what is there instead
     */
    public AddressAssert hasName(String name) {
        requireNonNull(name, "name");
        return requireEqual("display name", name, actual.name());
    }

    /**
     * Asserts that the address stands there without a display name.
     *
     * <pre>{@code
     * // passes
     * assertThat(mail).to().hasNoName();
     * // fails
     * assertThat(mail).from().hasNoName();
     * }</pre>
     *
     * @return this assertion object
     * @throws AssertionError if there is one; the message shows it
     */
    public AddressAssert hasNoName() {
        String name = actual.name().orElse("");
        return require(name.isEmpty(), () -> Texts.expectingNone("display name", name));
    }

    /**
     * Asserts the domain of the address; a subdomain is another one.
     *
     * <pre>{@code
     * // passes
     * assertThat(mail).from().isInDomain("example.com");
     * // fails
     * assertThat(mail).from().isInDomain("mail.example.com");
     * }</pre>
     *
     * @param domain the domain, case-insensitive; in Unicode or as A-labels, {@code bücher.example} or
     *     {@code xn--bcher-kva.example}
     * @return this assertion object
     * @throws AssertionError if it does not; the message shows what is there instead
     */
    public AddressAssert isInDomain(String domain) {
        requireNonNull(domain, "domain");
        return require(
                ascii(domain()).equals(ascii(domain)), () -> Texts.expecting("domain", domain, Optional.of(domain())));
    }

    /**
     * Asserts that the domain of the address is an internationalized one: with letters beyond ASCII, or with A-labels,
     * which begin with {@code xn--} (RFC 5890).
     *
     * <pre>{@code
     * // passes
     * assertThat(mailToBücher).to().isIdn();
     * // fails
     * assertThat(mail).to().isIdn();
     * }</pre>
     *
     * @return this assertion object
     * @throws AssertionError if it does not; the message shows what is there instead
     */
    public AddressAssert isIdn() {
        return require(
                ascii(domain()).startsWith("xn--") || ascii(domain()).contains(".xn--"),
                () -> "Expecting an internationalized domain, but was:\n  \"" + domain() + "\"");
    }

    private String domain() {
        return address().substring(address().lastIndexOf('@') + 1);
    }

    private static String ascii(String domain) {
        try {
            return IDN.toASCII(domain).toLowerCase(Locale.ROOT);
        } catch (IllegalArgumentException e) {
            return domain.toLowerCase(Locale.ROOT);
        }
    }
}
