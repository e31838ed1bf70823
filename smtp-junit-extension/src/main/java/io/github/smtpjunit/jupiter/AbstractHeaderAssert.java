package io.github.smtpjunit.jupiter;

import jakarta.mail.internet.InternetAddress;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Assertions on the header of a mail. Values are decoded (RFC 2047) and unfolded.
 *
 * @param <S> the type of the assertion object
 */
public abstract class AbstractHeaderAssert<S extends AbstractHeaderAssert<S>> extends AbstractEnvelopeAssert<S> {

    AbstractHeaderAssert(CapturedMail actual, Class<?> selfType, boolean standalone) {
        super(actual, selfType, standalone);
    }

    // Addresses

    private S requireAddress(String field, List<InternetAddress> found, String address) {
        return require(
                found.stream().anyMatch(one -> Addresses.same(one.getAddress(), address)),
                () -> Texts.expectingOneOf(field + " field", address, Texts.addresses(found)));
    }

    private S requireAddresses(String field, List<InternetAddress> found, String... addresses) {
        for (String address : addresses) {
            requireAddress(field, found, address);
        }
        return myself;
    }

    private S requireName(String field, List<InternetAddress> found, String name) {
        return require(
                found.stream().anyMatch(one -> Objects.equals(one.getPersonal(), name)),
                () -> Texts.expectingOneOf("display names in " + field + " field", name, Texts.addresses(found)));
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
     * @param address an address without angle brackets; its domain is compared in any case
     * @return this assertion object
     * @throws AssertionError if it does not; the message tells what is there instead
     */
    public S isFrom(String address) {
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
     * @param addresses each an address without angle brackets; its domain is compared in any case
     * @return this assertion object
     * @throws AssertionError if it does not; the message tells what is there instead
     */
    public S isTo(String... addresses) {
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
     * @param addresses all of them, each an address without angle brackets; its domain is compared in any case
     * @return this assertion object
     * @throws AssertionError if it does not; the message tells what is there instead
     */
    public S isToOnly(String... addresses) {
        return requireExactly(
                "To field",
                actual.to().stream().map(InternetAddress::getAddress).toList(),
                addresses);
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
     * @param addresses each an address without angle brackets; its domain is compared in any case
     * @return this assertion object
     * @throws AssertionError if it does not; the message tells what is there instead
     */
    public S hasCc(String... addresses) {
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
     * @param addresses each an address without angle brackets; its domain is compared in any case
     * @return this assertion object
     * @throws AssertionError if it does not; the message tells what is there instead
     */
    public S hasReplyTo(String... addresses) {
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
        return requireName("Reply-To", actual.replyTo(), name);
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
     * @throws AssertionError if it does not; the message tells what is there instead
     */
    public S hasSubject(String subject) {
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
     * @throws AssertionError if it does not; the message tells what is there instead
     */
    public S hasSubjectContaining(String text) {
        Optional<String> subject = actual.subject();
        return require(
                subject.filter(found -> found.contains(text)).isPresent(),
                () -> Texts.expectingContaining("subject", text, subject));
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
     * @throws AssertionError if it does not; the message tells what is there instead
     */
    public S hasSubjectMatching(Pattern pattern) {
        Optional<String> subject = actual.subject();
        return require(
                subject.filter(pattern.asMatchPredicate()).isPresent(),
                () -> Texts.expectingMatching("subject", pattern, subject));
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
     * @param name the field name, in any case
     * @return this assertion object
     * @throws AssertionError if it does not; the message tells what is there instead
     */
    public S hasHeader(String name) {
        return require(
                !actual.headers(name).isEmpty(),
                () -> Texts.expectingOneOf("header fields", name, actual.headerNames()));
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
     * @param name the field name, in any case
     * @param value the whole value, decoded and unfolded
     * @return this assertion object
     * @throws AssertionError if it does not; the message tells what is there instead
     */
    public S hasHeader(String name, String value) {
        List<String> found = actual.headers(name);
        return require(found.contains(value), () -> Texts.expectingOneOf("header field " + name, value, found));
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
     * @param name the field name, in any case
     * @return this assertion object
     * @throws AssertionError if it has one; the message tells its value
     */
    public S doesNotHaveHeader(String name) {
        List<String> found = actual.headers(name);
        return require(found.isEmpty(), () -> Texts.expectingNone("header field " + name, found));
    }
}
