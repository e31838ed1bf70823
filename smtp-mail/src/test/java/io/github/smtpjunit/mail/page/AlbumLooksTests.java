package io.github.smtpjunit.mail.page;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.smtpjunit.smtp.server.SessionRecord;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.openqa.selenium.Keys;

/**
 * The album and the page of a failed test in a real browser, from the disk. With {@code -Dpictures=true}, pictures of
 * them are in {@code target/pages}.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class AlbumLooksTests {

    private static final Path PICTURES = Path.of("target", "pages");

    private Browser browser;
    private Path index;
    private Path failedTest;

    @BeforeAll
    void start(@TempDir Path directory) throws Exception {
        browser = Browser.start(directory);
        SessionRecord session = SampleMails.session();
        Album shop = Album.startRun(directory.resolve("shop"), Instant.parse("2026-03-03T08:12:47Z"));
        shop.add(
                "1",
                TestPages.of("com.example.shop.OrderMailTests", "confirmsAnOrder(Inbox)")
                        .mails(List.of(page("receipt", session))));
        failedTest = shop.add(
                "2",
                TestPages.of("com.example.shop.AccountMailTests", "greetsANewCustomer(Inbox)")
                        .failed(
                                "java.lang.AssertionError: Expecting mail 0\nto have the subject:\n  \"Welcome, Ada\"\nbut was:\n"
                                        + "  \"Please confirm your address\"")
                        .mails(List.of(page("plain", session), page("receipt", session)))
                        .sessions(List.of(session)));
        Album news = Album.startRun(directory.resolve("news"), Instant.parse("2026-03-03T08:13:00Z"));
        List<MailPage> all = new ArrayList<>();
        for (String source : SampleMails.all().values()) {
            all.add(SampleMails.page(source));
        }
        news.add(
                "1",
                TestPages.of("com.example.news.NewsletterTests", "reachesAllReaders(Inbox)")
                        .mails(all));
        news.add(
                "2",
                TestPages.of("com.example.news.NewsletterTests", "isNotSentTwice(Inbox)")
                        .failed("java.lang.AssertionError: Expecting 1 mail within 5 s, but found 0."));
        index = Album.merge(List.of(directory.resolve("shop"), directory.resolve("news")), directory.resolve("merged"));
    }

    private static MailPage page(String name, SessionRecord session) {
        return SampleMails.page(Objects.requireNonNull(SampleMails.all().get(name)))
                .session(session);
    }

    @AfterAll
    void stop() throws IOException {
        if (browser != null) {
            browser.close();
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {320, 768, 1280})
    void nothingScrollsSideways(int width) {
        for (String scheme : List.of("light", "dark")) {
            browser.open(index, width, scheme);
            assertThat(browser.run("return document.documentElement.scrollWidth"))
                    .isEqualTo((long) width);
            browser.open(failedTest, width, scheme);
            assertThat(browser.run("return document.documentElement.scrollWidth"))
                    .isEqualTo((long) width);
        }
    }

    /** Also those of the guide. */
    @Test
    @EnabledIfSystemProperty(
            named = "pictures",
            matches = "true",
            disabledReason = "pictures are made with -Dpictures=true")
    void pictures() {
        Path mail = failedTest.resolveSibling("mail-1.html");
        for (String scheme : List.of("light", "dark")) {
            for (int width : List.of(320, 768, 1280)) {
                browser.open(index, width, scheme);
                browser.picture(PICTURES.resolve("album-" + width + "-" + scheme + ".png"));
                browser.open(failedTest, width, scheme);
                browser.picture(PICTURES.resolve("failed-test-" + width + "-" + scheme + ".png"));
            }
        }
        browser.open(index, 1280, "light");
        browser.picture(PICTURES.resolve("guide/album.png"), 900);
        browser.open(failedTest, 1280, "light");
        browser.picture(PICTURES.resolve("guide/failed-test.png"), 1_100);
        browser.open(mail, 1280, "light");
        browser.picture(PICTURES.resolve("guide/mail.png"), 1_000);
    }

    @Test
    void noRequestLeavesThePages() {
        browser.requests(); // those of earlier tests
        int before = browser.requests().size();
        browser.open(index, 1280, "light");
        browser.await("return document.querySelector('iframe') !== null", true);
        browser.awaitInFrame("return document.body !== null", true);
        browser.open(failedTest, 1280, "light");

        assertThat(browser.requests()).hasSize(before);
    }

    /** Each frame is a page of its own: a thousand of them would take a browser minutes. */
    @Test
    void onlyPicturesThatAreNearAreLoaded(@TempDir Path directory) throws IOException {
        Album album = Album.startRun(directory, Instant.parse("2026-03-03T08:12:47Z"));
        MailPage mail = SampleMails.page(SampleMails.NEWSLETTER);
        for (int i = 0; i < 100; i++) {
            album.add(
                    "" + i,
                    TestPages.of("com.example.news.NewsletterTests", "reachesReader" + i)
                            .mails(List.of(mail)));
        }
        browser.open(album.writeIndex(), 1280, "light");

        browser.await("return document.querySelectorAll('iframe').length > 0", true);
        assertThat(browser.run("return document.querySelectorAll('iframe').length < 30"))
                .isEqualTo(true);
        browser.run("document.querySelectorAll('.mail')[99].scrollIntoView()");
        browser.await("return document.querySelectorAll('.mail')[99].querySelector('iframe') !== null", true);
        assertThat(browser.run("return document.querySelectorAll('iframe').length < 60"))
                .isEqualTo(true);
    }

    @Test
    void smallPicturesShowTheMails() {
        browser.open(index, 1280, "light");

        browser.await("return document.querySelector('iframe') !== null", true);
        browser.awaitInFrame("return document.body.textContent.includes('Earl Grey')", true);
    }

    /** What the search leaves: its words for it, and the subjects that are shown. */
    private void assertFound(String query, String words, int tests) {
        browser.run(
                "const q = document.querySelector('#query'); q.value = arguments[0];"
                        + " q.dispatchEvent(new Event('input', { bubbles: true }))",
                query);
        assertThat(browser.run("return document.querySelector('[data-found]').textContent"))
                .as(query)
                .isEqualTo(words);
        assertThat(browser.run("return document.querySelectorAll('article.test:not([hidden])').length"))
                .isEqualTo((long) tests);
    }

    @Test
    void theSearchFindsTestsSubjectsAndRecipients() {
        browser.open(index, 1280, "light");

        assertFound("confirmsAnOrder", "1 mail of 1 test shown.", 1);
        assertFound("CONFIRM YOUR ADDRESS", "2 mails of 2 tests shown.", 2);
        assertFound("reader.30@", "1 mail of 1 test shown.", 1); // of forty, of whom three are shown
        assertFound("nothing like this", "0 mails of 0 tests shown.", 0);
        assertThat(browser.run("return document.querySelector('[data-none]').hidden"))
                .isEqualTo(false);
        assertFound("", "", 4);
        browser.click("input[name=outcome][value=failed]");
        assertFound("", "2 mails of 2 tests shown.", 2);
        assertFound("ada@example.org", "2 mails of 1 test shown.", 1);
    }

    @Test
    void theKeyboardLeadsToAMail() {
        browser.open(index, 1280, "light");
        browser.driver().switchTo().activeElement().sendKeys("/");
        assertThat(browser.run("return document.activeElement.id")).isEqualTo("query");

        browser.run("document.querySelector('.mail a').focus()");
        browser.driver().switchTo().activeElement().sendKeys(Keys.ENTER);

        assertThat(browser.driver().getTitle()).contains("receipt for order 4711");
    }

    @Test
    void theKeyboardLeadsToWhatABadgeCounts() {
        browser.open(index, 1280, "light");

        browser.run("document.querySelector('.mail .badge[href$=\"#lint\"]').focus()");
        browser.driver().switchTo().activeElement().sendKeys(Keys.ENTER);

        browser.await("return location.hash", "#lint");
        browser.await("return document.querySelector('#lint:target') !== null", true);
    }

    /** A click beside the texts of a card opens the mail too; one on a badge does not. */
    @Test
    void allOfACardLeadsToTheMail() {
        browser.open(index, 1280, "light");

        assertThat(browser.run("""
                        document.querySelector('.mail').scrollIntoView({ block: 'center' });
                        const card = document.querySelector('.mail').getBoundingClientRect();
                        const badge = document.querySelector('.mail .badge').getBoundingClientRect();
                        const hit = (x, y) => document.elementFromPoint(x, y).closest('a').getAttribute('href').replace(/.*[/]/, '');
                        return [hit(card.right - 8, card.bottom - 8), hit(badge.left + 9, badge.top + 9)].join(' ')""")).isEqualTo("mail-0.html mail-0.html#envelope");
    }

    @ParameterizedTest
    @ValueSource(ints = {320, 1280})
    void aTextIsCutAtTheEndOfALine(int width, @TempDir Path directory) throws IOException {
        Album album = Album.startRun(directory, Instant.parse("2026-03-03T08:12:47Z"));
        String many = "Expecting a line, and another one, \n".repeat(30);
        album.add(
                "1",
                TestPages.of("com.example.news.NewsletterTests", "reachesAll(Inbox)")
                        .failed(many)
                        .mails(List.of(SampleMails.page("Subject: Long\n\n" + many))));
        browser.open(album.writeIndex(), width, "light");

        for (String cut : List.of(".failure", ".excerpt")) {
            assertThat(browser.run("""
                            const text = document.querySelector(arguments[0]);
                            const lines = text.clientHeight / parseFloat(getComputedStyle(text).lineHeight);
                            const around = text.parentElement.getBoundingClientRect().bottom;
                            return text.scrollHeight > text.clientHeight && text.getBoundingClientRect().bottom <= around
                              && Math.abs(lines - Math.round(lines)) < .1""", cut)).as(cut).isEqualTo(true);
        }
    }

    /** The rules of axe-core, of which each serious or critical finding fails. */
    @Test
    void everyoneCanUseIt() throws IOException {
        for (String scheme : List.of("light", "dark")) {
            for (Path page : List.of(index, failedTest)) {
                browser.open(page, 1280, scheme);
                assertThat(browser.inaccessible()).as(page + ", " + scheme).isEmpty();
            }
        }
    }
}
