package io.github.smtpjunit.inbox;

import static io.github.smtpjunit.inbox.MailRows.fails;
import static io.github.smtpjunit.inbox.MailRows.passes;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.smtpjunit.jupiter.WithSmtpServer;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Assertions on bodies as people and programs read them: in order, as a document, beside each other. */
@WithSmtpServer
class BodyAssertTests {

    private static final String BOTH = """
        Subject: Order
        Content-Type: multipart/alternative; boundary=b

        --b
        Content-Type: text/plain; charset=utf-8

        Hello Ada! Tea 2.50, Total 2.50.
        https://shop.example.com/pay
        --b
        Content-Type: text/html; charset=utf-8

        <html><head><title>Order</title><style>p { color: red }</style></head><body>
        <div style="display: none">Your tea is here&zwnj;&nbsp;&zwnj;</div>
        <p>Hello <b>Ada</b>!</p>
        <table class="order wide" id="t"><tr><td>Tea</td><td>2.50</td></tr><tr><td>Total</td><td>2.50</td></tr></table>
        <a href="https://shop.example.com/pay" class="button"></a>
        <img src="cid:logo" alt="Logo"></body></html>
        --b--
        """;

    private static final String STALE = """
        Subject: Order
        Content-Type: multipart/alternative; boundary=b

        --b
        Content-Type: text/plain; charset=utf-8

        Hello Bob
        --b
        Content-Type: text/html; charset=utf-8

        <p class='a b' id=c>Hello <i>Ada</i>
        --b--
        """;

    private static final String TEXT_ONLY = """
        Subject: Order

        Hello
        """;

    static Stream<Arguments> onBoth() {
        return Stream.of(
                passes(
                        "hasTextContainingInOrder",
                        mail -> mail.hasTextContainingInOrder("Tea", "2.50", "Total", "2.50")),
                fails(
                        "hasTextContainingInOrder, another order",
                        mail -> mail.hasTextContainingInOrder("Hello", "Total", "Tea"),
                        """
                        Expecting text body to contain in this order:
                          Hello
                          Total
                          Tea
                        but there is no:
                          "Tea"
                        in the rest:
                          " 2.50.
                          https://shop.example.com/pay"
                        """),
                fails(
                        "hasTextContainingInOrder, not there",
                        mail -> mail.hasTextContainingInOrder("Hello", "Coffee"),
                        """
                        Expecting text body to contain:
                          "Coffee"
                        but was:
                          "Hello Ada! Tea 2.50, Total 2.50.
                          https://shop.example.com/pay"
                        """),
                passes("hasHtmlContainingInOrder", mail -> mail.hasHtmlContainingInOrder("<p>", "<table", "</table>")),
                fails("hasHtmlContainingInOrder", mail -> mail.hasHtmlContainingInOrder("Logo", "</body>", "<p>"), """
                    Expecting HTML body to contain in this order:
                      Logo
                      </body>
                      <p>
                    but there is no:
                      "<p>"
                    in the rest:
                      "</html>"
                    """),
                passes("textAlternativeMatchesHtml", mail -> mail.textAlternativeMatchesHtml()),
                passes(
                        "select",
                        mail -> mail.html()
                                .select("table.order td")
                                .hasCount(4)
                                .hasText("Total")
                                .exists()),
                fails("hasCount", mail -> mail.html().select("td").hasCount(3), """
                    Expecting 3 of "td", but found 4:
                      <td>Tea</td>
                      <td>2.50</td>
                      <td>Total</td>
                      <td>2.50</td>
                    """),
                fails("hasText", mail -> mail.html().select("p").hasText("Hello"), """
                    Expecting one of the texts of "p" to be:
                      "Hello"
                    but found:
                      Hello Ada!
                    Whole values are compared, and that is only a part of one.
                    """),
                passes(
                        "hasAttribute",
                        mail -> mail.html()
                                .select("img")
                                .hasAttribute("alt", "Logo")
                                .hasAttribute("src", "cid:logo")),
                fails("hasAttribute", mail -> mail.html().select("a").hasAttribute("class", "link"), """
                    Expecting one of the values of class of "a" to be:
                      "link"
                    but found:
                      button
                    """),
                fails("exists", mail -> mail.html().select("blink").exists(), """
                    Expecting an element "blink", but found none.
                    """),
                passes("doesNotExist", mail -> mail.html().select("script").doesNotExist()),
                fails("doesNotExist", mail -> mail.html().select("img").doesNotExist(), """
                    Expecting no element "img", but found:
                      <img src="cid:logo" alt="Logo">
                    """),
                passes(
                        "hasVisibleText",
                        mail -> mail.html()
                                .hasVisibleText("Hello Ada! Tea 2.50 Total 2.50")
                                .hasVisibleTextContaining("Hello Ada", "Tea 2.50")),
                fails("hasVisibleText", mail -> mail.html().hasVisibleText("Hello Ada!"), """
                    Expecting visible text:
                      "Hello Ada!"
                    but was:
                      "Hello Ada! Tea 2.50 Total 2.50"
                    """),
                fails(
                        "hasVisibleTextContaining",
                        mail -> mail.html().hasVisibleTextContaining("Hello", "Your tea"),
                        """
                        Expecting visible text to contain:
                          "Your tea"
                        but was:
                          "Hello Ada! Tea 2.50 Total 2.50"
                        """),
                passes("hasPreheader", mail -> mail.html().hasPreheader("Your tea is here")),
                fails("hasPreheader", mail -> mail.html().hasPreheader("Hello Ada!"), """
                    Expecting pre-header:
                      "Hello Ada!"
                    but was:
                      "Your tea is here"
                    """),
                passes("hasPreheaderStartingWith", mail -> mail.html().hasPreheaderStartingWith("Your tea")),
                fails("hasPreheaderStartingWith", mail -> mail.html().hasPreheaderStartingWith("tea"), """
                    Expecting pre-header to start with:
                      "tea"
                    but was:
                      "Your tea is here"
                    """));
    }

    @ParameterizedTest
    @MethodSource("onBoth")
    void both(Consumer<MailAssert> assertion, String text, Inbox inbox) {
        RawClient.deliver(inbox, BOTH);
        CapturedMail mail = inbox.awaitMail();

        Golden.check(() -> assertion.accept(assertThat(mail)), text, Golden.table(mail));
    }

    static Stream<Arguments> onStale() {
        return Stream.of(
                fails("textAlternativeMatchesHtml", mail -> mail.textAlternativeMatchesHtml(), """
                    Expecting text and HTML body to have the same words, but found only in the HTML:
                      ada
                    and only in the text:
                      bob
                    """),
                passes(
                        "isEquivalentTo",
                        mail -> mail.html().isEquivalentTo("<!-- x --><p id='c' class='b  a'> Hello\n<i>Ada</i></p>")),
                fails(
                        "isEquivalentTo",
                        mail -> mail.html().isEquivalentTo("<p class='a' id='c'>Hello <b>Ada</b></p>"),
                        """
                        Expecting HTML equivalent to:
                          "<body>
                            <p class="a" id="c">
                              Hello
                              <b>
                                Ada"
                        but was:
                          "<body>
                            <p class="a b" id="c">
                              Hello
                              <i>
                                Ada"
                        They differ at character 20:
                          expected: <body>\\n  <p class="a" id="c">\\n    Hello\\n    <b>\\n      Ada
                          but was:  <body>\\n  <p class="a b" id="c">\\n    Hello\\n    <i>\\n      Ada
                        """));
    }

    @ParameterizedTest
    @MethodSource("onStale")
    void stale(Consumer<MailAssert> assertion, String text, Inbox inbox) {
        RawClient.deliver(inbox, STALE);
        CapturedMail mail = inbox.awaitMail();

        Golden.check(() -> assertion.accept(assertThat(mail)), text, Golden.table(mail));
    }

    static Stream<Arguments> onTextOnly() {
        return Stream.of(
                fails("html", mail -> mail.html(), """
                    Expecting an HTML body, but the mail has no HTML body.
                    """),
                fails("textAlternativeMatchesHtml, no HTML", mail -> mail.textAlternativeMatchesHtml(), """
                    Expecting an HTML body, but the mail has no HTML body.
                    """));
    }

    @ParameterizedTest
    @MethodSource("onTextOnly")
    void textOnly(Consumer<MailAssert> assertion, String text, Inbox inbox) {
        RawClient.deliver(inbox, TEXT_ONLY);
        CapturedMail mail = inbox.awaitMail();

        Golden.check(() -> assertion.accept(assertThat(mail)), text, Golden.table(mail));
    }
}
