package io.github.smtpjunit.inbox;

import static io.github.smtpjunit.inbox.MailRows.fails;
import static io.github.smtpjunit.inbox.MailRows.passes;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.smtpjunit.jupiter.WithSmtpServer;
import java.net.URI;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Assertions on links, and on what a reader copies from a mail. */
@WithSmtpServer
class LinkAssertTests {

    private static final String GOOD = """
        Subject: Confirm
        Content-Type: multipart/related; boundary=b

        --b
        Content-Type: text/html; charset=utf-8

        <p>Your code is <b>123456</b>.</p>
        <a href="https://shop.example.com/confirm?token=a%2Fb&amp;id=7">Confirm <i>now</i></a>
        <a href="https://cdn.example.com/terms"><img src="cid:logo@x" alt="Terms"></a>
        <a href="mailto:help@example.com">Help</a>
        --b
        Content-Type: image/png
        Content-ID: <logo@x>

        PNG
        --b--
        """;

    private static final String BAD = """
        Subject: Hello ${name}
        Content-Type: text/html

        <p>Dear {{ user.name }}, {0}</p>
        <a href="http://localhost:8080/confirm">Confirm</a>
        <a href="/terms">Terms</a>
        <a href="https://192.168.1.7/%BASE_URL%">Us</a>
        <a href="http://exa mple/">Broken</a>
        <img src="cid:logo">
        """;

    private static final String TEXT = """
        Subject: Code

        Your code: 42. See https://shop.example.com/x?token=.
        """;

    static Stream<Arguments> onGoodMail() {
        return Stream.of(
                passes(
                        "hasLinkContainingPattern",
                        mail -> mail.hasLinkContainingPattern(Pattern.compile("/confirm\\?"))),
                fails(
                        "hasLinkContainingPattern",
                        mail -> mail.hasLinkContainingPattern(Pattern.compile("/reset")),
                        """
                    Expecting a link to contain the pattern:
                      //reset/
                    but found:
                      https://shop.example.com/confirm?token=a%2Fb&id=7
                      https://cdn.example.com/terms
                      mailto:help@example.com
                    """),
                passes(
                        "hasLinkStartingWith",
                        mail -> mail.hasLinkStartingWith("https://shop.example.com/confirm?token=")),
                fails("hasLinkStartingWith", mail -> mail.hasLinkStartingWith("https://shop.example.com/reset"), """
                    Expecting one of the beginnings of links to be:
                      "https://shop.example.com/reset"
                    but found:
                      https://shop.example.com/confirm?token=a%2Fb&id=7
                      https://cdn.example.com/terms
                      mailto:help@example.com
                    """),
                passes(
                        "linkWithText",
                        mail -> mail.linkWithText("Confirm now").startsWith("https://shop.example.com/confirm")),
                passes(
                        "linkWithText, of an image",
                        mail -> mail.linkWithText("Terms").isEqualTo("https://cdn.example.com/terms")),
                fails("linkWithText", mail -> mail.linkWithText("Cancel"), """
                    Expecting one of the texts of links to be:
                      "Cancel"
                    but found:
                      "Confirm now" -> https://shop.example.com/confirm?token=a%2Fb&id=7
                      "Terms" -> https://cdn.example.com/terms
                      "Help" -> mailto:help@example.com
                    """),
                fails("extractLink", mail -> mail.extractLink(Pattern.compile("/reset")), """
                    Expecting a link to contain the pattern:
                      //reset/
                    but found:
                      https://shop.example.com/confirm?token=a%2Fb&id=7
                      https://cdn.example.com/terms
                      mailto:help@example.com
                    """),
                fails("extractCode", mail -> mail.extractCode(Pattern.compile("\\d{9}")), """
                    Expecting a body to contain the pattern:
                      /\\d{9}/
                    but was:
                      "Your code is 123456. Confirm now Help"
                    """),
                fails("extractToken", mail -> mail.extractToken("session"), """
                    Expecting a link with the parameter "session", but found:
                      https://shop.example.com/confirm?token=a%2Fb&id=7
                      https://cdn.example.com/terms
                      mailto:help@example.com
                    """),
                passes("allLinksUseHttps", mail -> mail.allLinksUseHttps()),
                passes("linksHaveHost", mail -> mail.linksHaveHost("shop.example.com", "CDN.example.com")),
                fails("linksHaveHost", mail -> mail.linksHaveHost("shop.example.com"), """
                    Expecting all links to have the host shop.example.com, but found:
                      https://cdn.example.com/terms
                    """),
                passes("hasNoLocalhostLinks", mail -> mail.hasNoLocalhostLinks()),
                passes("hasNoUnresolvedPlaceholders", mail -> mail.hasNoUnresolvedPlaceholders()),
                passes("hasOnlyImages", mail -> mail.hasOnlyImages("cid:logo@x")),
                fails("hasOnlyImages", mail -> mail.hasOnlyImages(), """
                    Expecting images of the HTML body to be exactly:
                      (none)
                    but found:
                      cid:logo@x
                    """),
                passes("inlineImagesResolve", mail -> mail.inlineImagesResolve()));
    }

    @ParameterizedTest
    @MethodSource("onGoodMail")
    void goodMail(Consumer<MailAssert> assertion, String text, Inbox inbox) {
        RawClient.deliver(inbox, GOOD);
        CapturedMail mail = inbox.awaitMail();

        Golden.check(() -> assertion.accept(assertThat(mail)), text, Golden.table(mail));
    }

    static Stream<Arguments> onBadMail() {
        return Stream.of(
                fails("allLinksUseHttps", mail -> mail.allLinksUseHttps(), """
                    Expecting all links to use HTTPS, but found:
                      http://localhost:8080/confirm
                      /terms
                      http://exa mple/
                    """),
                fails("hasNoLocalhostLinks", mail -> mail.hasNoLocalhostLinks(), """
                    Expecting no links to localhost, but found:
                      http://localhost:8080/confirm
                      https://192.168.1.7/%BASE_URL%
                    """),
                fails("hasNoUnresolvedPlaceholders", mail -> mail.hasNoUnresolvedPlaceholders(), """
                    Expecting no unresolved placeholders, but found:
                      ${name}
                      {{ user.name }}
                      {0}
                      %BASE_URL%
                    """),
                fails("inlineImagesResolve", mail -> mail.inlineImagesResolve(), """
                    Expecting a part for each image, but no part is there for:
                      logo
                    among:
                      (none)
                    """),
                fails("extractLink, no URI", mail -> mail.extractLink(Pattern.compile("exa")), """
                    Expecting a URI, but was:
                      "http://exa mple/"
                    """));
    }

    @ParameterizedTest
    @MethodSource("onBadMail")
    void badMail(Consumer<MailAssert> assertion, String text, Inbox inbox) {
        RawClient.deliver(inbox, BAD);
        CapturedMail mail = inbox.awaitMail();

        Golden.check(() -> assertion.accept(assertThat(mail)), text, Golden.table(mail));
    }

    @Test
    void whatIsExtractedIsGiven(Inbox inbox) {
        RawClient.deliver(inbox, GOOD);
        MailAssert mail = assertThat(inbox).singleMail();

        assertThat(mail.extractLink(Pattern.compile("/confirm")))
                .isEqualTo(URI.create("https://shop.example.com/confirm?token=a%2Fb&id=7"));
        assertThat(mail.extractCode(Pattern.compile("\\b\\d{6}\\b"))).isEqualTo("123456");
        assertThat(mail.extractCode(Pattern.compile("code is (\\d)"))).isEqualTo("1");
        assertThat(mail.extractToken("token")).isEqualTo("a/b");
        assertThat(mail.extractToken("id")).isEqualTo("7");
    }

    @Test
    void aTextIsReadToo(Inbox inbox) {
        RawClient.deliver(inbox, TEXT);
        MailAssert mail = assertThat(inbox).singleMail();

        assertThat(mail.extractCode(Pattern.compile("code: (\\d+)"))).isEqualTo("42");
        assertThat(mail.extractToken("token")).isEmpty();
        mail.linkWithText("https://shop.example.com/x?token=").endsWith("=");
    }
}
