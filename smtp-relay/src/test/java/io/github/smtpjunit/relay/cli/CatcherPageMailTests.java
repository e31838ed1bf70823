package io.github.smtpjunit.relay.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.smtpjunit.smtp.Reply;
import io.github.smtpjunit.smtp.server.ReceivedMail;
import io.github.smtpjunit.smtp.server.SmtpServer;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.openqa.selenium.Keys;

/** One mail in a real browser: its page, what it is made of, read and unread, its address, and the keys. */
class CatcherPageMailTests extends CatcherPageTestCase {

    private static final String UNREAD =
            "return [...document.querySelectorAll('#rows .unread .subject')].map(e => e.textContent)";

    private void sendThree() throws Exception {
        startCatcher();
        send("one", "ada@example.org");
        sendContent(mail("two", "<h1>Thank you</h1>", "receipt.pdf", "terms.pdf"), "ada@example.org");
        send("three", "ada@example.org");
        show("");
        awaitSubjects("three", "two", "one");
    }

    @Test
    void itsPageItsFilesAndItsSource() throws Exception {
        sendThree();
        browser.click("#rows .row:nth-child(2) a");
        browser.awaitText("#files", "2 attachments");
        assertThat(browser.run("return location.hash")).isEqualTo("#/mails/000002");
        assertThat(browser.driver().getTitle()).isEqualTo("two");
        browser.driver().switchTo().frame(0);
        browser.awaitText("h1", "two");
        browser.driver().switchTo().defaultContent();

        assertThat(downloaded("#files a"))
                .isEqualTo(List.of("application/pdf", "attachment; filename=\"receipt.pdf\"", "%PDF-1.4"));
        assertThat(downloaded("#raw"))
                .isEqualTo(List.of("message/rfc822", "attachment; filename=\"000002.eml\"", "From: Th"));
    }

    /** What a link leads to: type, disposition, and how it begins. */
    private @Nullable Object downloaded(String link) {
        return browser.driver().executeAsyncScript("""
                const done = arguments[arguments.length - 1];
                fetch(document.querySelector(arguments[0]).href).then(async response => done([
                  response.headers.get('Content-Type'),
                  response.headers.get('Content-Disposition'),
                  (await response.text()).slice(0, 8)]))""", link);
    }

    @Test
    void whatIsOpenedIsReadUntilItIsMarkedUnread() throws Exception {
        sendThree();
        browser.awaitResult(UNREAD, List.of("three", "two", "one"));
        browser.click("#rows .row:nth-child(2) a");
        browser.awaitResult(UNREAD, List.of("three", "one"));
        browser.awaitText("#unread", "2");
        browser.click("#mark");
        browser.awaitResult(UNREAD, List.of("three", "two", "one"));
        send("four", "ada@example.org");
        awaitSubjects("four", "three", "two", "one");
        browser.awaitResult(UNREAD, List.of("four", "three", "two", "one")); // the news do not mark it read again
        browser.press("u");
        browser.awaitResult(UNREAD, List.of("four", "three", "one"));

        show("");
        browser.awaitResult(UNREAD, List.of("four", "three", "one")); // the catcher keeps it
    }

    @Test
    void eachMailHasAnAddressAndBackGoesBack() throws Exception {
        sendThree();
        browser.click("#rows .row:nth-child(1) a");
        browser.awaitText("#opened", "Mark unread");
        browser.click("#next");
        browser.awaitResult("return document.title", "two");
        browser.click("#next");
        browser.awaitResult("return document.title", "one");
        assertThat(browser.run("return document.getElementById('next').disabled"))
                .isEqualTo(true);

        browser.driver().navigate().back();
        browser.awaitResult("return document.title", "two");
        browser.driver().navigate().back();
        browser.awaitResult("return document.title", "three");
        browser.driver().navigate().back();
        browser.awaitText("#nothing-open", "No mail is open");
        browser.driver().navigate().forward();
        browser.awaitResult("return document.title", "three");

        show("#/mails/000001");
        browser.awaitResult("return document.title", "one");
        show("#/mails/000099");
        browser.awaitText("#gone", "no longer here");
    }

    @Test
    void theKeysDoAll() throws Exception {
        sendThree();
        browser.press("?");
        browser.awaitText("#help", "Keys and search");
        browser.press("j"); // not while a dialog is open
        browser.press(Keys.ESCAPE);
        browser.press("j", "j");
        browser.press(Keys.ARROW_DOWN, Keys.ARROW_UP, "k");
        browser.press(Keys.ENTER);
        browser.awaitResult("return document.title", "three");
        browser.press("j");
        browser.awaitResult("return document.title", "two");
        browser.press("u");
        browser.awaitResult(UNREAD, List.of("two", "one"));
        browser.press("#");
        awaitSubjects("three", "one");
        browser.awaitResult("return document.title", "one");
        browser.press("k");
        browser.awaitResult("return document.title", "three");
        browser.press(Keys.ESCAPE);
        browser.awaitText("#nothing-open", "No mail is open");
        browser.press("x", "j", "x");
        browser.awaitText("#delete-picked", "Delete 2 selected");
        browser.press(Keys.DELETE);
        browser.awaitText("#first-steps", "No mail yet");
    }

    @Test
    void aKeyInTheSearchIsText() throws Exception {
        sendThree();
        browser.click("#rows .row:nth-child(1) a");
        browser.awaitResult("return document.title", "three");
        browser.press("/", "#uj?x", Keys.DELETE);
        browser.awaitText("#no-mails", "No mail fits");
        assertThat(browser.run("return document.getElementById('query').value")).isEqualTo("#uj?x");
        browser.run("document.getElementById('query').select()");
        browser.press(Keys.BACK_SPACE);
        awaitSubjects("three", "two", "one");
    }

    @Test
    void aMailIsReleasedToThoseWhoAreAllowed() throws Exception {
        BlockingQueue<ReceivedMail> arrived = new LinkedBlockingQueue<>();
        try (SmtpServer real = SmtpServer.builder()
                .handler(mail -> {
                    arrived.add(mail.inMemory());
                    return Reply.of(250, "Real words");
                })
                .start()) {
            startCatcher("--release-to=127.0.0.1:" + real.port(), "--release-allow=*@example.org");
            send("one", "ada@example.org", "customer@example.com");
            show("#/mails/000001");
            browser.awaitText("#opened", "Release");
            browser.click("#release");
            assertThat(browser.text("#release-place")).contains("127.0.0.1:" + real.port(), "*@example.org");
            assertThat(browser.inaccessible()).isEmpty();
            browser.click("#release-send");
            browser.awaitText("#release-error", "does not allow customer@example.com");
            assertThat(arrived).isEmpty();

            browser.run("document.getElementById('release-to').select()");
            browser.press("ada@example.org");
            browser.click("#release-send");
            browser.awaitText("#release-done", "delivered ada@example.org 250 Real words");
            assertThat(browser.text("#release-error")).isEmpty();
            assertThat(arrived)
                    .singleElement()
                    .satisfies(mail -> assertThat(mail.envelope().to()).containsExactly("ada@example.org"));
            browser.click("#release-close");
            browser.click("#release"); // it says what has become of the mail
            browser.awaitText("#release-done", "delivered ada@example.org 250 Real words");
            assertThat(browser.run("return document.getElementById('release-earlier').hidden"))
                    .isEqualTo(true);
            browser.click("#release-close");
        }
        startCatcher();
        send("one", "ada@example.org");
        show("#/mails/000001");
        browser.awaitText("#opened", "Mark unread");
        assertThat(browser.text("#opened")).doesNotContain("Release");
    }

    @ParameterizedTest
    @ValueSource(ints = {320, 768})
    void onANarrowScreenTheListAndTheMailTakeTurns(int width) throws Exception {
        sendThree();
        browser.resize(width, 640, "light");
        assertThat(browser.text("#reading")).isEmpty();
        browser.click("#rows .row:nth-child(2) a");
        browser.awaitText("#reading", "Back");
        assertThat(browser.text(".list-pane")).isEmpty();
        browser.click("#reading [href='#/mails']");
        browser.awaitText(".list-pane", "three");
        browser.awaitResult("return document.activeElement.getAttribute('href')", "#/mails/000002");
    }
}
