package io.github.smtpjunit.inbox;

import static java.util.Objects.requireNonNull;

import java.util.List;
import org.jsoup.nodes.Element;
import org.jsoup.select.Elements;

/** Assertions on elements of an HTML body, got by {@link HtmlAssert#select(String)}. */
public final class ElementsAssert extends AbstractMailDetailAssert<ElementsAssert, List<String>> {

    private final String css;
    private final Elements elements;

    ElementsAssert(String css, Elements elements, AbstractMailAssert<?> mail) {
        super(elements.eachText(), ElementsAssert.class, mail);
        this.css = css;
        this.elements = elements;
    }

    /**
     * Asserts how many elements were found.
     *
     * <pre>{@code
     * // passes
     * assertThat(mail).html().select("li").hasCount(3);
     * // fails
     * assertThat(mail).html().select("li").hasCount(0);
     * }</pre>
     *
     * @param count how many, 0 or more
     * @return this assertion object
     * @throws AssertionError if it does not; the message shows what is there instead
     * @throws IllegalArgumentException if the number is out of its bounds
     */
    public ElementsAssert hasCount(int count) {
        Given.atLeast("count", count, 0);
        return require(
                elements.size() == count,
                () -> "Expecting " + count + " of \"" + css + "\", but found " + elements.size() + ":\n" + found());
    }

    /**
     * Asserts that there is such an element.
     *
     * <pre>{@code
     * // passes
     * assertThat(mail).html().select("a.button").exists();
     * // fails
     * assertThat(mail).html().select("blink").exists();
     * }</pre>
     *
     * @return this assertion object
     * @throws AssertionError if it does not; the message shows what is there instead
     */
    public ElementsAssert exists() {
        return require(!elements.isEmpty(), () -> "Expecting an element \"" + css + "\", but found none.");
    }

    /**
     * Asserts that there is no such element.
     *
     * <pre>{@code
     * // passes
     * assertThat(mail).html().select("script").doesNotExist();
     * // fails
     * assertThat(mail).html().select("a").doesNotExist();
     * }</pre>
     *
     * @return this assertion object
     * @throws AssertionError if there is one; the message shows it
     */
    public ElementsAssert doesNotExist() {
        return require(elements.isEmpty(), () -> "Expecting no element \"" + css + "\", but found:\n" + found());
    }

    /**
     * Asserts the whole text of one of the elements, the elements within it included; any white space is one space.
     *
     * <pre>{@code
     * // passes
     * assertThat(mail).html().select("h1").hasText("Welcome, Ada");
     * // fails
     * assertThat(mail).html().select("h1").hasText("Welcome");
     * }</pre>
     *
     * @param text all of it
     * @return this assertion object
     * @throws AssertionError if it does not; the message shows what is there instead
     */
    public ElementsAssert hasText(String text) {
        requireNonNull(text, "text");
        return require(
                elements.stream().anyMatch(element -> element.text().equals(text)),
                () -> Texts.expectingOneOf(
                        "texts of \"" + css + "\"",
                        text,
                        elements.stream().map(Element::text).toList()));
    }

    /**
     * Asserts an attribute of one of the elements.
     *
     * <pre>{@code
     * // passes
     * assertThat(mail).html().select("img").hasAttribute("alt", "Logo");
     * // fails
     * assertThat(mail).html().select("img").hasAttribute("alt", "");
     * }</pre>
     *
     * @param name its name
     * @param value its whole value, character references decoded
     * @return this assertion object
     * @throws AssertionError if it does not; the message shows what is there instead
     */
    public ElementsAssert hasAttribute(String name, String value) {
        requireNonNull(name, "name");
        requireNonNull(value, "value");
        List<String> found = elements.eachAttr(name);
        return require(
                found.contains(value),
                () -> Texts.expectingOneOf("values of " + name + " of \"" + css + "\"", value, found));
    }

    private String found() {
        return Texts.items(elements.stream().map(Element::outerHtml).toList());
    }
}
