package io.github.smtpjunit.mail.page;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.smtpjunit.mail.ParsedMail;
import io.github.smtpjunit.mail.lint.LintProfile;
import io.github.smtpjunit.mail.lint.MailLint;
import io.github.smtpjunit.smtp.Envelope;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Document;
import org.jsoup.nodes.Element;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The pages of tests, and the index of the runs in a directory. */
class AlbumTests {

    private static final Instant START = Instant.parse("2026-11-30T12:00:00.123Z");

    private final Path directory;

    AlbumTests(@TempDir Path temporary) {
        directory = temporary.resolve("smtp-junit");
    }

    private static MailPage mail(String subject, String to, String html) {
        return MailPage.of(ParsedMail.parse(("From: Shop <shop@example.com>\r\nTo: " + to + "\r\nSubject: " + subject
                        + "\r\nContent-Type: text/html; charset=utf-8\r\n\r\n" + html + "\r\n")
                .getBytes(UTF_8)));
    }

    private static TestPages test(String name, MailPage... mails) {
        return TestPages.of("shop.OrderMailTests", name).mails(List.of(mails));
    }

    private static Document read(Path page) throws IOException {
        return Jsoup.parse(Files.readString(page));
    }

    private Document index() throws IOException {
        return read(directory.resolve(Album.INDEX));
    }

    private static List<String> texts(Document page, String css) {
        return page.select(css).stream().map(Element::text).toList();
    }

    /** Each address in a page leads to a file. */
    private static void assertLinksLead(Path page) throws IOException {
        Document document = read(page);
        for (Element link : document.select("a[href], iframe[src], [data-picture]")) {
            String target = link.attr("href") + link.attr("src") + link.attr("data-picture");
            if (!target.startsWith("#")) {
                assertThat(page.resolveSibling(target.replaceFirst("#.*", ""))).isRegularFile();
            }
        }
    }

    @Test
    void theIndexHasTheTestsOfTheRunWithTheirMails() throws IOException {
        Album album = Album.startRun(directory, START);
        album.add("1", test("confirms(Inbox)", mail("Your order", "ada@example.org", "<p>Thanks</p>")));
        album.add("2", test("refuses(Inbox)").failed("Expecting 1 mail, but found 0."));
        album.writeIndex();

        Document index = index();
        assertThat(index.title()).isEqualTo("1 mail of 2 tests, 1 failed");
        assertThat(texts(index, "article h2")).containsExactly("confirms(Inbox)", "refuses(Inbox)");
        assertThat(texts(index, ".outcome")).containsExactly("passed", "failed");
        assertThat(texts(index, ".class")).containsExactly("shop.OrderMailTests", "shop.OrderMailTests");
        assertThat(texts(index, ".subject")).containsExactly("Your order");
        assertThat(texts(index, ".way")).containsExactly("from shop@example.com", "to ada@example.org");
        assertThat(texts(index, ".failure")).containsExactly("Expecting 1 mail, but found 0.");
        assertThat(index.select("iframe").attr("sandbox")).isEmpty();
        assertThat(index.select("iframe").hasAttr("sandbox")).isTrue();
        assertLinksLead(directory.resolve(Album.INDEX));
    }

    @Test
    void theFilesOfATestLieTogether() throws IOException {
        Album album = Album.startRun(directory, START);
        Path page = album.add(
                "1",
                test("confirms(Inbox)", mail("Your order", "ada@example.org", "<p>Thanks</p>"))
                        .failed("on purpose"));
        album.writeIndex();

        assertThat(page).isEqualTo(directory.resolve("run-20261130-120000-123-1/00001/index.html"));
        try (Stream<Path> files = Files.list(page.getParent())) {
            assertThat(files.map(file -> file.getFileName().toString()))
                    .containsExactlyInAnyOrder(
                            "entry.html", "index.html", "mail-0.html", "mail-0.eml", "mail-0-body.html");
        }
        assertThat(page.resolveSibling("mail-0.eml"))
                .content()
                .startsWith("From: Shop <shop@example.com>\r\n")
                .endsWith("<p>Thanks</p>\r\n");
        assertLinksLead(page);
        assertThat(read(page.resolveSibling("mail-0.html")).title()).isEqualTo("Your order");
    }

    @Test
    void aTestThatHasPassedWithOneMailHasNoOtherPage() throws IOException {
        Path page = Album.startRun(directory, START)
                .add("1", test("confirms(Inbox)", mail("Your order", "ada@example.org", "<p>Thanks</p>")));

        assertThat(page).hasFileName("mail-0.html");
        assertThat(page.resolveSibling("index.html")).doesNotExist();
        assertThat(read(page.resolveSibling("entry.html")).select("h2 a").attr("href"))
                .endsWith("00001/mail-0.html");
    }

    private static List<String> back(Path page) throws IOException {
        return read(page).select(".back a").eachAttr("href");
    }

    @Test
    void eachPageLeadsBackToItsTestAndToTheAlbum() throws IOException {
        TestPages failed = test("refuses()", mail("Your order", "ada@example.org", "<p>Thanks</p>"))
                .failed("on purpose");
        Album album = Album.startRun(directory, START);
        Path passedMail =
                album.add("1", test("confirms(Inbox)", mail("Your order", "ada@example.org", "<p>Thanks</p>")));
        Path failedTest = album.add("2", failed);
        album.writeIndex();

        assertThat(back(passedMail)).containsExactly("../../index.html");
        assertThat(texts(read(passedMail), ".back li"))
                .containsExactly("All tests of the run", "OrderMailTests: confirms(Inbox)", "Mail");
        assertThat(back(failedTest)).containsExactly("../../index.html");
        assertThat(back(failedTest.resolveSibling("mail-0.html"))).containsExactly("../../index.html", "index.html");
        for (Path page : List.of(passedMail, failedTest, failedTest.resolveSibling("mail-0.html"))) {
            assertLinksLead(page);
        }

        Path alone = Files.createDirectory(directory.resolve("alone"));
        assertThat(back(failed.writeTo(alone))).isEmpty();
        assertThat(back(alone.resolve("mail-0.html"))).containsExactly("index.html");
        assertThat(Jsoup.parse(mail("Your order", "ada@example.org", "<p>Thanks</p>")
                                .render())
                        .select(".back"))
                .isEmpty();
    }

    @Test
    void aCardSaysWhatIsToBeKnownBeforeItIsOpened() throws IOException {
        Album album = Album.startRun(directory, START);
        album.add(
                "1",
                test(
                        "confirms()",
                        SampleMails.page(SampleMails.RECEIPT),
                        mail("Your order", "ada@example.org", "<p>Thanks</p>")));
        ParsedMail broken = SampleMails.parse(SampleMails.BROKEN);
        album.add("2", test("breaks()", MailPage.of(broken).lint(MailLint.check(broken, LintProfile.STRICT_RFC))));
        album.writeIndex();

        List<Element> cards = index().select(".cards .mail");
        assertThat(cards.get(0).select(".badge").eachText())
                .containsExactly("2 blind recipients (Bcc)", "Lint: 1 error, 3 warnings, 5 notes", "1 attachment");
        assertThat(cards.get(0).select("a a")).isEmpty();
        for (Element badge : cards.get(0).select("a.badge")) {
            String[] target = badge.attr("href").split("#", 2);
            assertThat(target[0]).isEqualTo(cards.get(0).expectFirst("a").attr("href"));
            assertThat(read(directory.resolve(target[0])).select("section#" + target[1]))
                    .as(badge.text())
                    .hasSize(1);
        }
        assertThat(cards.get(1).select(".badge")).isEmpty();
        assertThat(cards.get(2).select(".badge.error").text())
                .matches("Lint: \\d+ errors, \\d+ warnings?(, \\d+ notes?)?");
    }

    @Test
    void aTestThatIsAddedAgainIsReplaced() throws IOException {
        Album album = Album.startRun(directory, START);
        album.add("1", test("confirms(Inbox)", mail("Your order", "ada@example.org", "<p>Thanks</p>")));
        album.add("1", test("confirms(Inbox)").failed("A mail was not looked at."));
        album.writeIndex();

        assertThat(texts(index(), ".outcome")).containsExactly("failed");
    }

    @Test
    void runsNeitherClashNorMix() throws IOException {
        Album first = Album.startRun(directory, START);
        Album second = Album.startRun(directory, START);
        first.add("1", test("one()"));
        second.add("1", test("two()"));
        first.writeIndex();
        second.writeIndex();

        assertThat(texts(index(), "article h2")).containsExactly("one()", "two()");
        assertThat(index().title()).isEqualTo("0 mails of 2 tests");
        assertLinksLead(directory.resolve(Album.INDEX));
    }

    @Test
    void theAlbumsOfModulesBecomeOne(@TempDir Path temporary) throws IOException {
        for (String module : List.of("shop", "billing")) {
            Album album = Album.startRun(temporary.resolve(module), START.plusSeconds(module.length()));
            album.add("1", test(module + "()", mail("Of " + module, "ada@example.org", "<p>Hello</p>")));
            album.writeIndex();
        }

        Path index = Album.merge(
                List.of(temporary.resolve("shop"), temporary.resolve("billing"), temporary.resolve("without-mail")),
                directory);

        assertThat(index).isEqualTo(directory.resolve(Album.INDEX));
        assertThat(texts(index(), "article h2")).containsExactly("shop()", "billing()");
        assertLinksLead(index);
    }

    @Test
    void whatAMailOrATestSaysIsText() throws IOException {
        Album album = Album.startRun(directory, START);
        String evil = "<script>alert(1)</script>\"'";
        Path page = album.add(
                "1",
                TestPages.of("shop." + evil, evil)
                        .mails(List.of(mail(evil, "ada@example.org", "<p>Hello</p>")))
                        .failed(evil));
        album.writeIndex();

        for (Document document : List.of(index(), read(page))) {
            assertThat(document.select("script")).hasSize(1);
            assertThat(document.select("script").html()).startsWith("'use strict'");
            assertThat(texts(document, ".subject")).containsExactly(evil);
        }
        assertThat(index().select("article").attr("data-words")).isEqualTo(evil + " " + evil);
    }

    @Test
    void theEnvelopeSaysWhomAMailIsFor() throws IOException {
        Album album = Album.startRun(directory, START);
        Envelope envelope = Envelope.of("shop@example.com", "ada@example.org", "archive@example.com");
        album.add(
                "1",
                test(
                        "confirms()",
                        mail("Your order", "ada@example.org", "<p>Thanks</p>").envelope(envelope)));
        album.writeIndex();

        assertThat(texts(index(), ".way")).contains("to ada@example.org; blind copy: archive@example.com");
    }

    @Test
    void whatIsLeftOutIsSaid() throws IOException {
        MailPage mail = mail("Your order", "ada@example.org", "<p>Thanks</p>");
        Path page = Album.startRun(directory, START)
                .add("1", TestPages.of("shop.OrderMailTests", "many()").mails(java.util.Collections.nCopies(60, mail)));

        assertThat(texts(read(page), ".left-out")).containsExactly("These are the first 50 of 60 mails.");
    }
}
