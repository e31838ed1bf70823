package io.github.smtpjunit.jupiter;

import static java.util.Objects.requireNonNull;

import io.github.smtpjunit.mail.HtmlBody;
import io.github.smtpjunit.mail.VisibleText;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Assertions on the bodies of a mail. Bodies are decoded by their transfer encoding and charset, and
 * found however deep they are nested; for comparisons, line ends are LF and those at the end do not count.
 *
 * @param <S> the type of the assertion object
 */
public abstract class AbstractBodyAssert<S extends AbstractBodyAssert<S>> extends AbstractPurposeAssert<S> {

    AbstractBodyAssert(CapturedMail actual, Class<?> selfType, boolean standalone) {
        super(actual, selfType, standalone);
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

    private S requireMatching(String what, Optional<String> found, Pattern pattern) {
        return require(
                found.filter(pattern.asPredicate()).isPresent(), () -> Texts.expectingMatching(what, pattern, found));
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
     * @throws AssertionError if it does not; the message tells what is there instead
     */
    public S hasText(String text) {
        requireNonNull(text, "text");
        return requireEqual("text body", Texts.lines(text), text());
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
     * @throws AssertionError if it does not; the message tells what is there instead
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
     * assertThat(mail).hasTextMatching(Pattern.compile("code \\d{6}"));
     * // fails
     * assertThat(mail).hasTextMatching(Pattern.compile("code \\d{9}"));
     * }</pre>
     *
     * @param pattern looked for anywhere in it
     * @return this assertion object
     * @throws AssertionError if it does not; the message tells what is there instead
     * @throws IllegalArgumentException if what is to be looked for is empty
     */
    public S hasTextMatching(Pattern pattern) {
        Given.pattern(pattern);
        return requireMatching("text body", text(), pattern);
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
     * @throws AssertionError if it does not; the message tells what is there instead
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
     * @throws AssertionError if it does not; the message tells what is there instead
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
     * assertThat(mail).hasHtmlMatching(Pattern.compile("code \\d{6}"));
     * // fails
     * assertThat(mail).hasHtmlMatching(Pattern.compile("code \\d{9}"));
     * }</pre>
     *
     * @param pattern looked for anywhere in it
     * @return this assertion object
     * @throws AssertionError if it does not; the message tells what is there instead
     * @throws IllegalArgumentException if what is to be looked for is empty
     */
    public S hasHtmlMatching(Pattern pattern) {
        Given.pattern(pattern);
        return requireMatching("HTML body", htmlSource(), pattern);
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
     * @throws AssertionError if it does not; the message tells what is there instead
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
     * @throws AssertionError if it does not; the message tells what is there instead
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
     * Asserts that the mail has a text and an HTML body, and that they say the same: each word that can be seen in the HTML is in the text,
     * and the other way round. Their order, upper and lower case, punctuation and web addresses do not count.
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
}
