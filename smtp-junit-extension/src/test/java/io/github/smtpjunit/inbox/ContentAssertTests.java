package io.github.smtpjunit.inbox;

import static io.github.smtpjunit.inbox.MailRows.fails;
import static io.github.smtpjunit.inbox.MailRows.passes;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.provider.Arguments;

/** Assertions on bodies, links and the source. */
class ContentAssertTests extends TwoMailsTestCase {

    static Stream<Arguments> onAFullMail() {
        return Stream.of(
                fails("hasText", mail -> mail.hasText("Hello"), """
                    Expecting text body:
                      "Hello"
                    but was:
                      "Hello, Zoë
                      Please confirm your address."
                    """),
                passes("hasText", mail -> mail.hasText("Hello, Zoë\nPlease confirm your address.")),
                fails(
                        "hasText, hard to compare",
                        mail -> mail.hasText("Hello, Zoë\nPlease confirm your adress.\u00a0"),
                        """
                        Expecting text body:
                          "Hello, Zoë
                          Please confirm your adress.\\xa0"
                        but was:
                          "Hello, Zoë
                          Please confirm your address."
                        They differ at character 33:
                          expected: ...ease confirm your adress.\\xa0
                          but was:  ...ease confirm your address.
                        """),
                fails("hasExactText", mail -> mail.hasExactText("Hello, Zoë\nPlease confirm your address."), """
                    Expecting text body with its last line end:
                      "Hello, Zoë
                      Please confirm your address."
                    but was:
                      "Hello, Zoë
                      Please confirm your address.
                      "
                    They differ at character 39: the end is expected, but U+000A LINE FEED (LF) was found:
                      expected: ...onfirm your address.
                      but was:  ...onfirm your address.\\n
                    """),
                passes("hasExactText", mail -> mail.hasExactText("Hello, Zoë\r\nPlease confirm your address.\r\n")),
                fails("hasTextStartingWith", mail -> mail.hasTextStartingWith("Please"), """
                    Expecting text body to start with:
                      "Please"
                    but was:
                      "Hello, Zoë
                      Please confirm your address."
                    """),
                passes("hasTextStartingWith", mail -> mail.hasTextStartingWith("Hello, Zoë\r\nPl")),
                fails("hasTextEndingWith", mail -> mail.hasTextEndingWith("Zoë"), """
                    Expecting text body to end with:
                      "Zoë"
                    but was:
                      "Hello, Zoë
                      Please confirm your address."
                    """),
                passes("hasTextEndingWith", mail -> mail.hasTextEndingWith("Zoë\nPlease confirm your address.\n")),
                fails("hasTextContaining", mail -> mail.hasTextContaining("confirm", "confirm your mail"), """
                    Expecting text body to contain:
                      "confirm your mail"
                    but was:
                      "Hello, Zoë
                      Please confirm your address."
                    It contains the beginning:
                      "confirm your "
                    """),
                passes("hasTextContaining", mail -> mail.hasTextContaining("confirm", "Zoë\r\nPlease")),
                fails("hasTextContaining, nothing alike", mail -> mail.hasTextContaining("unsubscribe"), """
                    Expecting text body to contain:
                      "unsubscribe"
                    but was:
                      "Hello, Zoë
                      Please confirm your address."
                    """),
                fails("doesNotHaveTextContaining", mail -> mail.doesNotHaveTextContaining("confirm"), """
                    Expecting text body not to contain:
                      "confirm"
                    but was:
                      "Hello, Zoë
                      Please confirm your address."
                    It stands at character 18:
                      Hello, Zoë\\nPlease confirm your address.
                    """),
                passes("doesNotHaveTextContaining", mail -> mail.doesNotHaveTextContaining("password")),
                fails("hasTextContainingPattern", mail -> mail.hasTextContainingPattern(Pattern.compile("^Dear")), """
                    Expecting text body to contain the pattern:
                      /^Dear/
                    but was:
                      "Hello, Zoë
                      Please confirm your address."
                    """),
                passes(
                        "hasTextContainingPattern",
                        mail -> mail.hasTextContainingPattern(Pattern.compile("Hello, \\w"))),
                fails("hasNoText", mail -> mail.hasNoText(), """
                    Expecting no text body, but found:
                      "Hello, Zoë
                      Please confirm your address."
                    """),
                fails("hasHtml", mail -> mail.hasHtml("<p>Hello</p>"), """
                    Expecting HTML body:
                      "<p>Hello</p>"
                    but was:
                      "<p>Hello, <a href='https://shop.example.com/confirm?a=1&amp;b=2'>Zoë</a></p>"
                    """),
                passes(
                        "hasHtml",
                        mail -> mail.hasHtml(
                                "<p>Hello, <a href='https://shop.example.com/confirm?a=1&amp;b=2'>Zoë</a></p>")),
                fails("hasHtmlContaining", mail -> mail.hasHtmlContaining("<h1>"), """
                    Expecting HTML body to contain:
                      "<h1>"
                    but was:
                      "<p>Hello, <a href='https://shop.example.com/confirm?a=1&amp;b=2'>Zoë</a></p>"
                    """),
                passes("hasHtmlContaining", mail -> mail.hasHtmlContaining("<p>", "</p>")),
                fails("doesNotHaveHtmlContaining", mail -> mail.doesNotHaveHtmlContaining("<p>"), """
                    Expecting HTML body not to contain:
                      "<p>"
                    but was:
                      "<p>Hello, <a href='https://shop.example.com/confirm?a=1&amp;b=2'>Zoë</a></p>"
                    It stands at character 0:
                      <p>Hello, <a href='https://shop.example....
                    """),
                passes("doesNotHaveHtmlContaining", mail -> mail.doesNotHaveHtmlContaining("<script")),
                fails("hasHtmlContainingPattern", mail -> mail.hasHtmlContainingPattern(Pattern.compile("<img")), """
                    Expecting HTML body to contain the pattern:
                      /<img/
                    but was:
                      "<p>Hello, <a href='https://shop.example.com/confirm?a=1&amp;b=2'>Zoë</a></p>"
                    """),
                passes("hasHtmlContainingPattern", mail -> mail.hasHtmlContainingPattern(Pattern.compile("<a [^>]*>"))),
                fails("hasNoHtml", mail -> mail.hasNoHtml(), """
                    Expecting no HTML body, but found:
                      "<p>Hello, <a href='https://shop.example.com/confirm?a=1&amp;b=2'>Zoë</a></p>"
                    """),
                fails("hasLink", mail -> mail.hasLink("https://shop.example.com/"), """
                    Expecting one of the links to be:
                      "https://shop.example.com/"
                    but found:
                      https://shop.example.com/confirm?a=1&b=2
                    Whole values are compared, and that is only a part of one.
                    """),
                passes("hasLink", mail -> mail.hasLink("https://shop.example.com/confirm?a=1&b=2")),
                fails("hasRawContent", mail -> mail.source().hasContent(new byte[] {'F', 'r', 'o', 'm', 'x'}), """
                    Expecting octets:
                      5 octets: Fromx
                    but was:
                      957 octets: From: =?UTF-8?Q?Zo=C3=AB=27s_Shop?= <shop@example.com>\\r\\nTo: ...
                    They differ at octet 4.
                    """),
                fails("hasRawContaining", mail -> mail.source().hasContentContaining("boundary=none"), """
                    Expecting source to contain:
                      "boundary=none"
                    but was:
                      (140 characters before)
                      "Reply-To: Help <help@example.com>\\r
                      Subject: Willkommen, =?UTF-8?Q?Zo=C3=AB?=\\r
                      Message-ID: <1@example.com>\\r
                      X-Tag: one\\r
                      X-Tag: two\\r
                      Content-Type: multipart/mixed; boundary=mixed\\r
                      \\r
                      --mixed\\r
                      Content-Type: multipart/related; boundary=related\\r
                      \\r
                      --related\\r
                      Content-Type: multipart/alternative; boundary=alternative\\r
                      \\r"
                      (502 characters more)
                    It contains the beginning:
                      "boundary="
                    """),
                passes("hasRawContaining", mail -> mail.source().hasContentContaining("boundary=mixed")));
    }

    static Stream<Arguments> onABareMail() {
        return Stream.of(
                fails("hasNoText", mail -> mail.hasText("(none)"), """
                    Expecting text body:
                      "(none)"
                    but was:
                      (none)
                    """),
                passes("hasNoText", mail -> mail.hasNoText()),
                fails("hasTextContaining", mail -> mail.hasTextContaining("none"), """
                    Expecting text body to contain:
                      "none"
                    but was:
                      (none)
                    """),
                passes("hasTextContaining", mail -> mail.doesNotHaveTextContaining("none")),
                fails("hasTextContainingPattern", mail -> mail.hasTextContainingPattern(Pattern.compile("none")), """
                    Expecting text body to contain the pattern:
                      /none/
                    but was:
                      (none)
                    """),
                fails("hasNoHtml", mail -> mail.hasHtmlContaining("none"), """
                    Expecting HTML body to contain:
                      "none"
                    but was:
                      (none)
                    """),
                passes("hasNoHtml", mail -> mail.hasNoHtml()),
                fails("hasLink", mail -> mail.hasLink("https://shop.example.com/"), """
                    Expecting one of the links to be:
                      "https://shop.example.com/"
                    but found:
                      (none)
                    """));
    }

    @Test
    void bareLineEnds(Inbox inbox) {
        assertThat(full(inbox)).source().usesCrlfOnly();
        RawClient.deliver(inbox, "Subject: Hello\n\r\na\rb\r\n".getBytes(UTF_8));

        assertThatExceptionOfType(AssertionError.class)
                .isThrownBy(() -> assertThat(inbox.mails().get(1)).source().usesCrlfOnly())
                .withMessageStartingWith("%s", """
                    Expecting CR and LF only together, but 2 stand alone, the first at octet 14:
                      22 octets: Subject: Hello\\n\\r\\na\\rb\\r\\n
                    """);
    }
}
