package io.github.smtpjunit.jupiter;

import static java.util.Objects.requireNonNull;

import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Assertions on the header of a mail. Values are decoded (RFC 2047) and unfolded.
 *
 * @param <S> the type of the assertion object
 */
public abstract class AbstractHeaderAssert<S extends AbstractHeaderAssert<S>> extends AbstractAddressFieldAssert<S> {

    AbstractHeaderAssert(CapturedMail actual, Class<?> selfType, boolean standalone) {
        super(actual, selfType, standalone);
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
     * @throws AssertionError if it does not; the message tells what is there instead
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
     * @throws AssertionError if it does not; the message tells what is there instead
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
     * @throws AssertionError if it does not; the message tells what is there instead
     */
    public S hasSubjectMatching(Pattern pattern) {
        requireNonNull(pattern, "pattern");
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
     * @param name the field name, case-insensitive
     * @return this assertion object
     * @throws AssertionError if it does not; the message tells what is there instead
     * @throws IllegalArgumentException if no field can have that name
     */
    public S hasHeader(String name) {
        Given.headerName("name", name);
        return require(
                !actual.headers(name).isEmpty(),
                () -> Texts.expectingOneOf(
                        "names of header fields",
                        name,
                        actual.headerNames().stream().distinct().toList()));
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
     * @throws AssertionError if it does not; the message tells what is there instead
     * @throws IllegalArgumentException if no field can have that name
     */
    public S hasHeader(String name, String value) {
        Given.headerName("name", name);
        requireNonNull(value, "value");
        List<String> found = actual.headers(name);
        return require(
                found.contains(value), () -> Texts.expectingOneOf("values of header field " + name, value, found));
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
     * @throws AssertionError if it does not; the message tells what is there instead
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
     * @throws AssertionError if it does not; the message tells what is there instead
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
     * @throws AssertionError if it does not; the message tells what is there instead
     * @throws IllegalArgumentException if no field can have that name
     */
    public S hasRawHeader(String name, String value) {
        Given.headerName("name", name);
        requireNonNull(value, "value");
        List<String> found = actual.rawHeaders(name);
        return require(
                found.contains(value), () -> Texts.expectingOneOf("raw values of header field " + name, value, found));
    }
}
