package io.github.smtpjunit.inbox;

import static java.util.Objects.requireNonNull;

import io.github.smtpjunit.mail.HtmlBody;
import io.github.smtpjunit.mail.VisibleText;
import java.util.Optional;
import org.assertj.core.annotation.CheckReturnValue;
import org.jsoup.Jsoup;
import org.jsoup.select.Selector;

/** Assertions on the HTML body of a mail as a document, got by {@link AbstractMailAssert#html()}. */
public final class HtmlAssert extends AbstractMailDetailAssert<HtmlAssert, String> {

    HtmlAssert(String actual, AbstractMailAssert<?> mail) {
        super(actual, HtmlAssert.class, mail);
    }

    /**
     * Goes on to elements of the document.
     *
     * <pre>{@code
     * // passes
     * assertThat(mail).html().select("table.order tr").hasCount(3);
     * // fails
     * assertThat(mail).html().select("table.order tr").doesNotExist();
     * }</pre>
     *
     * @param css a CSS selector, such as {@code a.button[href]}
     * @return assertions on the elements that it finds, possibly none
     * @throws IllegalArgumentException if the selector cannot be read
     */
    @CheckReturnValue
    public ElementsAssert select(String css) {
        Given.part("css", css);
        try {
            return new ElementsAssert(css, Jsoup.parse(actual).select(css), mail());
        } catch (Selector.SelectorParseException e) {
            throw new IllegalArgumentException(
                    "\"" + VisibleText.onOneLine(css) + "\" is no CSS selector, such as a.button[href]: "
                            + e.getMessage(),
                    e);
        }
    }

    /**
     * Asserts the document, whatever its spelling: the order of attributes and of class names, white space between
     * words and tags, quotes, comments and optional tags do not count.
     *
     * <pre>{@code
     * // passes
     * assertThat(mail).html().isEquivalentTo("<p class='a b' id='c'>Hello, <b>Ada</b></p>");
     * // fails
     * assertThat(mail).html().isEquivalentTo("<p>Good bye</p>");
     * }</pre>
     *
     * @param html all of the document, or of its body
     * @return this assertion object
     * @throws AssertionError if it does not; the message shows both, one tag or text a line, around the first
     *     difference
     */
    public HtmlAssert isEquivalentTo(String html) {
        requireNonNull(html, "html");
        String expected = Html.canonical(html);
        String found = Html.canonical(actual);
        return require(
                found.equals(expected), () -> Texts.expecting("HTML equivalent to", expected, Optional.of(found)));
    }

    /**
     * Asserts all that can be seen: without tags and without hidden elements; any white space is one space.
     *
     * <pre>{@code
     * // passes
     * assertThat(mail).html().hasVisibleText("Hello, Ada");
     * // fails
     * assertThat(mail).html().hasVisibleText("Hello");
     * }</pre>
     *
     * @param text all of it
     * @return this assertion object
     * @throws AssertionError if it does not; the message shows what is there instead
     */
    public HtmlAssert hasVisibleText(String text) {
        requireNonNull(text, "text");
        return requireEqual(
                "visible text", text, Optional.of(HtmlBody.of(actual).visibleText()));
    }

    /**
     * Asserts parts of what can be seen, even where tags stand between the words.
     *
     * <pre>{@code
     * // passes
     * assertThat(mail).html().hasVisibleTextContaining("Hello, Ada");
     * // fails
     * assertThat(mail).html().hasVisibleTextContaining("good bye");
     * }</pre>
     *
     * @param parts what it contains, in any order
     * @return this assertion object
     * @throws AssertionError if it does not; the message shows what is there instead
     * @throws IllegalArgumentException if the list is empty, or one is empty
     */
    public HtmlAssert hasVisibleTextContaining(String... parts) {
        Given.some("parts", parts).forEach(part -> Given.part("parts", part));
        String visible = HtmlBody.of(actual).visibleText();
        for (String part : parts) {
            require(
                    visible.contains(part),
                    () -> Texts.expectingContaining("visible text", part, Optional.of(visible)));
        }
        return this;
    }

    /**
     * Asserts what mail programs show beside the subject: the first text of the body, which is often hidden. Invisible
     * characters that fill it up do not count.
     *
     * <pre>{@code
     * // passes
     * assertThat(mail).html().hasPreheader("Your order is on its way");
     * // fails
     * assertThat(mail).html().hasPreheader("View this mail in your browser");
     * }</pre>
     *
     * @param text all of it
     * @return this assertion object
     * @throws AssertionError if it does not; the message shows what is there instead
     */
    public HtmlAssert hasPreheader(String text) {
        requireNonNull(text, "text");
        return requireEqual(
                "pre-header", text, Optional.of(HtmlBody.of(actual).preheader()).filter(found -> !found.isEmpty()));
    }

    /**
     * Asserts the beginning of what mail programs show beside the subject, of which they cut off the end.
     *
     * <pre>{@code
     * // passes
     * assertThat(mail).html().hasPreheaderStartingWith("Your order");
     * // fails
     * assertThat(mail).html().hasPreheaderStartingWith("View this mail");
     * }</pre>
     *
     * @param beginning its first characters
     * @return this assertion object
     * @throws AssertionError if it does not; the message shows what is there instead
     * @throws IllegalArgumentException if what is to be looked for is empty
     */
    public HtmlAssert hasPreheaderStartingWith(String beginning) {
        Given.part("beginning", beginning);
        String preheader = HtmlBody.of(actual).preheader();
        return require(
                preheader.startsWith(beginning),
                () -> Texts.expecting(
                        "pre-header to start with",
                        beginning,
                        Optional.of(preheader).filter(found -> !found.isEmpty())));
    }
}
