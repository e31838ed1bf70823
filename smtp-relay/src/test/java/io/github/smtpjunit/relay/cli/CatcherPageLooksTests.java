package io.github.smtpjunit.relay.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.openqa.selenium.Keys;

/** How the page looks in a real browser. With {@code -Dpictures=true}, pictures of it are in {@code target/pages}. */
class CatcherPageLooksTests extends CatcherPageTestCase {

    private static final Path PICTURES = Path.of("target", "pages");

    /** Texts that are wider than their box, and not shortened on purpose with their whole elsewhere. */
    private static final String CUT = """
            return [...document.querySelectorAll('body *')]
              .filter(e => e.scrollWidth > e.clientWidth + 1 && e.clientWidth > 1 && getComputedStyle(e).display !== 'inline')
              .filter(e => getComputedStyle(e).textOverflow !== 'ellipsis' && !e.matches('input, select'))
              .map(e => e.tagName + '.' + e.className + ': ' + e.textContent.slice(0, 60))""";

    /** Each view, and what stands there once it is complete. */
    private record View(String place, String selector, String text) {}

    private static final List<View> VIEWS = List.of(
            new View("", "#rows", "Greetings"),
            new View("#/mails/000002", "#files", "1 attachment"),
            new View("#/mails/000006", "#files", "12 attachments"),
            new View("#/mails/000007", "#opened", "Mark"),
            new View("#/connections", "#sessions", "trust"),
            new View("#/connections/9", "#session", "nobody@example.org"),
            new View("#/connections/10", "#session", "suspicious.example.com"),
            new View("#/rules", "#rules", "nobody"));

    /** A catcher with mails of each kind, and with failures. */
    private void fill() throws Exception {
        startCatcher(
                "--rule=rcpt:nobody@*=550 5.1.1 No such user, and this reply is long enough for two lines of a phone");
        send("Greetings", "ada@example.org");
        sendContent(
                mail("=?utf-8?q?Your_receipt_for_order_4711_=E2=98=95?=", RECEIPT, "receipt-4711.pdf"),
                "ada@example.org",
                "audit@example.com");
        sendContent(
                mail(
                        "All the prices of spring, in one very wide table for everyone who likes numbers more than words",
                        "<table width=900 border=1><tr>" + "<td>8.90".repeat(12) + "</table>"),
                "reader@example.org");
        sendContent(
                mail(
                        "=?utf-8?b?16nXnNeV150sINeU15TXltee16DXlCDXqdec15og15HXk9eo15o=?=",
                        "<html dir=rtl lang=he><h2>שלום עאישה</h2><p lang=ar>مرحبا عائشة"),
                "aisha@example.org");
        send(
                "The minutes of the meeting",
                IntStream.rangeClosed(1, 40)
                        .mapToObj(number -> "reader." + number + "@department-" + number % 4 + ".example.org")
                        .toArray(String[]::new));
        sendContent(
                mail(
                        "Twelve files",
                        "<p>The files",
                        IntStream.rangeClosed(1, 12)
                                .mapToObj(number ->
                                        (number == 5 ? "a-very-long-name-without-any-blank-".repeat(3) : "file-")
                                                + number + ".pdf")
                                .toArray(String[]::new)),
                "ada@example.org");
        sendContent(
                "From: broken <shop@@example.com\r\nSubject: " + "averylongwordwithoutanyblank".repeat(6)
                        + "\r\nno colon here\r\nContent-Type: multipart/mixed; boundary=never\r\n\r\n--other\r\n",
                "archive+very.long.tag.of.an.address.that.has.to.be.wrapped@a-very-long-department-name.example.com");
        send("Please confirm your address", "ada@example.org");
        try (Client client = capture.connect()) {
            client.say("250", "EHLO a-client-with-a-very-long-name-that-has-no-blank.department.example.com")
                    .say("250", "MAIL FROM:<shop@example.com>")
                    .say("550", "RCPT TO:<nobody@example.org>")
                    .say("221", "QUIT");
        }
        failByTrust();
    }

    private static final String RECEIPT = "<body style='background:#f1ede6;font-family:sans-serif'>"
            + "<div style='max-width:520px;margin:24px auto;background:#fff;border-radius:10px;padding:28px'>"
            + "<h1 style='font-size:22px'>Thank you, Ada</h1><table width='100%'><tr><td>Earl Grey, 250 g<td align=right>17.80 &euro;"
            + "<tr><td>Delivery<td align=right>free</table><p><a href='https://shop.example.com/4711'>See your order</a></div>";

    private void show(View view) {
        show(view.place());
        browser.awaitText(view.selector(), view.text());
    }

    @Test
    void nothingIsCutAndNothingScrollsSideways() throws Exception {
        fill();
        for (int width : List.of(320, 768, 1280)) {
            browser.resize(width, 800, "light");
            for (View view : VIEWS) {
                show(view);
                browser.run("document.querySelectorAll('details').forEach(d => { d.open = true })");
                assertThat(browser.run("return document.documentElement.scrollWidth"))
                        .as("width of " + view.place() + " in a window of " + width)
                        .isEqualTo((long) width);
                assertThat((List<?>) browser.run(CUT))
                        .as("cut at " + view.place() + " in a window of " + width)
                        .isEmpty();
            }
        }
    }

    /** The rules of axe-core, of which each serious or critical finding fails. */
    @Test
    void everybodyCanUseIt() throws Exception {
        fill();
        for (String scheme : List.of("light", "dark")) {
            for (View view : VIEWS) {
                browser.resize(1280, 800, scheme);
                show(view);
                assertThat(browser.inaccessible())
                        .as(view.place() + ", " + scheme)
                        .isEmpty();
            }
            browser.press("?");
            assertThat(browser.inaccessible()).as("help, " + scheme).isEmpty();
            browser.resize(320, 640, scheme);
            show(VIEWS.get(1));
            assertThat(browser.inaccessible()).as("on a phone, " + scheme).isEmpty();
        }
    }

    @Test
    void anEmptyCatcherCanBeUsedByAllToo() throws Exception {
        for (String scheme : List.of("light", "dark")) {
            open();
            for (String place : List.of("", "#/connections", "#/rules", "#/mails/000001")) {
                browser.resize(1280, 800, scheme);
                show(place);
                assertThat(browser.inaccessible()).as(place + ", " + scheme).isEmpty();
            }
        }
    }

    @Test
    void theTabulatorReachesAllAndTheFocusIsVisible() throws Exception {
        fill();
        show(VIEWS.get(1));
        List<String> reached = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            browser.press(Keys.TAB);
            reached.add(
                    String.valueOf(
                            browser.run(
                                    "const e = document.activeElement; return e.id + ' ' + (e.getAttribute('href') ?? '') + ' ' + e.tagName")));
            assertThat(browser.run("""
                            const e = document.activeElement;
                            return e === document.body || e.tagName === 'IFRAME' || getComputedStyle(e).outlineStyle !== 'none'"""))
                    .as("focus is visible at " + reached.get(i))
                    .isEqualTo(true);
            if (reached.get(i).endsWith("IFRAME")) {
                break; // what comes then is in the page of the mail
            }
        }
        assertThat(String.join("\n", reached))
                .contains("#main", "#/connections", "#/rules", "help-button", "query", "pick-all", "delete-found")
                .contains("#/mails/000008", "#/mails/000001", "next", "mark", "raw", "delete ", "parts/2", "IFRAME");
    }

    /** On a phone, what is opened fills the screen, and a ring around it says nothing; the tabulator still shows it. */
    @Test
    void whatIsOpenedHasNoRingAroundIt() throws Exception {
        fill();
        browser.resize(360, 640, "light");
        show("#/connections");
        browser.awaitText("#sessions", "trust");
        browser.press("j");
        browser.press(Keys.ENTER);
        browser.awaitResult("return document.activeElement.id", "session");
        String outline = "return getComputedStyle(document.getElementById('session')).outlineStyle";
        assertThat(browser.run(outline)).isEqualTo("none");

        browser.press(Keys.TAB);
        browser.driver().switchTo().activeElement().sendKeys(Keys.chord(Keys.SHIFT, Keys.TAB));
        browser.awaitResult("return document.activeElement.id", "session");
        assertThat(browser.run(outline)).isNotEqualTo("none");
    }

    @Test
    void theCountOfFailuresIsNotTornApart() throws Exception {
        fill();
        browser.resize(360, 640, "light");
        show("#/connections");
        browser.awaitText("#sessions-found", "with failures");

        assertThat(browser.run("""
                        return [...document.querySelectorAll('#sessions-found span, .switch')]
                          .every(e => e.getBoundingClientRect().height < 30
                            && e.getBoundingClientRect().bottom <= document.getElementById('sessions').getBoundingClientRect().top)""")).isEqualTo(true);
    }

    /** Before the first answer, the page is as it came: an empty list would say that there is nothing. */
    @Test
    void whileItLoadsAListSaysSo() throws Exception {
        open();
        Object texts = browser.driver().executeAsyncScript("""
                const done = arguments[arguments.length - 1];
                fetch('/', { headers: { Accept: 'text/html' } }).then(answer => answer.text()).then(html =>
                  done([...html.matchAll(/found" role="status">([^<]*)/g)].map(found => found[1])))""");

        assertThat((List<?>) texts).isEqualTo(List.of("Loading", "Loading"));
        assertThat(browser.texts("#found, #sessions-found")).doesNotContain("Loading");
    }

    @Test
    @EnabledIfSystemProperty(
            named = "pictures",
            matches = "true",
            disabledReason = "pictures are made with -Dpictures=true")
    void pictures() throws Exception {
        open();
        picture("empty", 1280, 800, "light");
        picture("empty", 320, 640, "dark");
        failByTrust();
        browser.resize(1280, 800, "light");
        show("#/connections/1");
        browser.awaitText("#session", "suspicious.example.com");
        picture("connection", 1280, 800, "light");
        fill();
        browser.resize(1280, 960, "light");
        show(VIEWS.get(1));
        picture("list", 1280, 960, "light");
        for (String scheme : List.of("light", "dark")) {
            for (int width : List.of(320, 768, 1280)) {
                for (int i = 0; i < VIEWS.size(); i++) {
                    browser.resize(width, width == 320 ? 640 : 800, scheme);
                    show(VIEWS.get(i));
                    picture("catcher-" + i, width, width == 320 ? 640 : 800, scheme);
                }
            }
        }
    }

    private void picture(String name, int width, int height, String scheme) throws IOException {
        browser.resize(width, height, scheme);
        if (!browser.texts("#frame iframe").isEmpty()) {
            browser.driver().switchTo().frame(0);
            browser.awaitResult("return document.readyState", "complete");
            browser.driver().switchTo().defaultContent();
        }
        browser.driver().executeAsyncScript("requestAnimationFrame(() => requestAnimationFrame(arguments[0]))");
        browser.picture(PICTURES.resolve(name + "-" + width + "-" + scheme + ".png"));
    }
}
