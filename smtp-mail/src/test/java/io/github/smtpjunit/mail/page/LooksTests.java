package io.github.smtpjunit.mail.page;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.smtpjunit.smtp.server.SessionRecord;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.openqa.selenium.Keys;
import org.openqa.selenium.WebElement;

/** How pages look in a real browser. With {@code -Dpictures=true}, pictures of them are in {@code target/pages}. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class LooksTests {

    private static final Path PICTURES = Path.of("target", "pages");

    /** Texts that are wider than their box, and are not shown in a box that scrolls. */
    private static final String CUT = """
            return [...document.querySelectorAll('body *')]
              .filter(e => e.scrollWidth > e.clientWidth + 1 && e.clientWidth > 1 && getComputedStyle(e).display !== 'inline')
              .filter(e => !e.closest('.stage') && !e.closest('svg'))
              .map(e => e.tagName + '.' + e.className + ': ' + e.textContent.slice(0, 60))""";

    private Path directory;
    private Browser browser;
    private SessionRecord session;

    @BeforeAll
    void start(@TempDir Path shared) throws Exception {
        directory = shared;
        browser = Browser.start(shared);
        session = SampleMails.session();
    }

    @AfterAll
    void stop() throws IOException {
        if (browser != null) {
            browser.close();
        }
    }

    private Path write(String name) throws IOException {
        Path file = directory.resolve(name + ".html");
        SampleMails.page(SampleMails.all().getOrDefault(name, ""))
                .session(session)
                .writeTo(file);
        return file;
    }

    static Stream<String> names() {
        return SampleMails.all().keySet().stream();
    }

    @ParameterizedTest
    @MethodSource("names")
    void nothingIsCutAndNothingScrollsSideways(String name) throws IOException {
        Path file = write(name);
        for (int width : List.of(320, 768, 1280)) {
            browser.open(file, width, "light");
            browser.run("document.querySelectorAll('details').forEach(d => { d.open = true })");

            assertThat(browser.run("return document.documentElement.scrollWidth"))
                    .as("width of the content in a window of " + width)
                    .isEqualTo((long) width);
            assertThat((List<?>) browser.run(CUT))
                    .as("cut in a window of " + width)
                    .isEmpty();
        }
    }

    @ParameterizedTest
    @MethodSource("names")
    @EnabledIfSystemProperty(
            named = "pictures",
            matches = "true",
            disabledReason = "pictures are made with -Dpictures=true")
    void pictures(String name) throws IOException {
        Path file = write(name);
        for (String scheme : List.of("light", "dark")) {
            for (int width : List.of(320, 768, 1280)) {
                browser.open(file, width, scheme);
                browser.picture(PICTURES.resolve(name + "-" + width + "-" + scheme + ".png"));
            }
        }
    }

    /** The rules of axe-core, of which each serious or critical finding fails. */
    @ParameterizedTest
    @ValueSource(strings = {"receipt", "broken", "twelve-attachments"})
    void everybodyCanUseIt(String name) throws IOException {
        for (String scheme : List.of("light", "dark")) {
            browser.open(write(name), 1280, scheme);
            browser.run("document.querySelectorAll('details').forEach(d => { d.open = true })");
            assertThat(browser.inaccessible()).as(name + ", " + scheme).isEmpty();
        }
    }

    @Test
    void theKeyboardReachesEachSwitchAndSection() throws IOException {
        browser.open(write("receipt"), 1280, "light");
        List<String> reached = new ArrayList<>();
        for (int i = 0; i < 60; i++) {
            browser.driver().switchTo().activeElement().sendKeys(Keys.TAB);
            WebElement active = browser.driver().switchTo().activeElement();
            reached.add(active.getText() + "#" + active.getAttribute("name") + "#" + active.getAttribute("href"));
            assertThat(browser.run("""
                            const e = document.activeElement;
                            const shown = e.matches('input') ? e.nextElementSibling : e;
                            return e === document.body || e.tagName === 'IFRAME' || getComputedStyle(shown).outlineStyle !== 'none'"""))
                    .as("focus is visible at " + reached.get(i))
                    .isEqualTo(true);
        }

        String all = String.join("\n", reached);
        assertThat(all).contains("Skip to the sections", "Dark page", "#width#", "#images#", "#scheme#");
        assertThat(all).contains("#envelope", "#lint", "#dialogue", "#source");
    }

    private static final String TOP = """
            const box = document.querySelector(arguments[0]).getBoundingClientRect();
            const atEnd = innerHeight + scrollY >= document.documentElement.scrollHeight - 2;
            return Math.abs(box.top) < 40 || (atEnd && box.top > 0 && box.top < innerHeight) || [box.top, innerHeight, scrollY, document.documentElement.scrollHeight].join(' ')""";

    /**
     * Also where the switches, which the script adds, move what is below them, and when the frame of the mail is made
     * larger.
     */
    @ParameterizedTest
    @ValueSource(ints = {320, 768, 1280})
    void anAnchorLeadsToItsSection(int width) throws IOException {
        Path page = write("receipt");
        browser.open(page, width, "light");
        for (String section : List.of("lint", "dialogue", "header", "envelope")) {
            browser.open(page, "#" + section);
            browser.await(TOP, true, "#" + section);
        }
        browser.run("document.querySelector('.stage').style.height = '1500px'");
        for (String section : List.of("lint", "source", "attachments")) {
            browser.click(".sections a[href='#" + section + "']");
            browser.await(TOP, true, "#" + section);
        }
    }

    /** As in a catcher: the page is in a frame as high as itself, and what is around it scrolls. */
    @Test
    void anAnchorLeadsToItsSectionInAFrameAroundThePage() throws IOException {
        Path inner = write("receipt");
        Path outer = Files.writeString(
                directory.resolve("outer.html"),
                "<!DOCTYPE html><h1>Catcher</h1><iframe style='width:100%;height:9000px' src='" + inner.getFileName()
                        + "'></iframe>");
        browser.open(outer, 1280, "light");
        browser.awaitInFrame("return document.querySelector('.controls').hidden", false);
        browser.driver().switchTo().frame(0);
        browser.click(".sections a[href='#lint']");
        long top = browser.run("return document.querySelector('#lint').getBoundingClientRect().top") instanceof Number n
                ? n.longValue()
                : -1;
        browser.driver().switchTo().defaultContent();

        browser.await("return scrollY > arguments[0]", true, top - 100);
    }

    @Test
    void theSwitchesShowTheMailAsOtherReadersSeeIt() throws IOException {
        browser.open(write("receipt"), 1280, "light");

        browser.click("input[name=width][value='320']");
        browser.awaitInFrame("return innerWidth", 320L);
        browser.awaitInFrame("return document.images[0].naturalWidth", 8L);
        browser.awaitInFrame("return matchMedia('(prefers-color-scheme: dark)').matches", false);
        browser.click("input[name=images][value=off]");
        browser.awaitInFrame("return document.images[0].naturalWidth", 0L);
        browser.click("input[name=images][value=on]");
        browser.click("input[name=scheme][value=dark]");
        browser.awaitInFrame("return getComputedStyle(document.body).backgroundColor", "rgb(29, 27, 24)");
        browser.click("input[name=width][value='1024']");
        browser.awaitInFrame("return innerWidth", 1024L);
        browser.click("[data-theme-switch]");
        assertThat(browser.run("return document.documentElement.dataset.theme")).isEqualTo("dark");
    }
}
