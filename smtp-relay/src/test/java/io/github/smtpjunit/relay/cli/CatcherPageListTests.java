package io.github.smtpjunit.relay.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.openqa.selenium.Keys;

/** The list of mails in a real browser: news by itself, search, pages, deletion. */
class CatcherPageListTests extends CatcherPageTestCase {

    @Test
    void anEmptyPageSaysWhereToSendAndAMailAppearsByItself() throws Exception {
        open();
        browser.awaitText(
                "#first-steps",
                "host 127.0.0.1, port " + capture.places("smtp").get(0).port() + ", STARTTLS");

        sendContent(
                mail("=?utf-8?q?Your_receipt_=E2=98=95?=", "<p>Thank you", "receipt.pdf"),
                "ada@example.org",
                "audit@example.com",
                "third@example.com",
                "fourth@example.com");

        awaitSubjects("Your receipt ☕");
        assertThat(browser.text("#rows .row"))
                .contains(
                        "The Tea Shop <shop@example.com>",
                        "to ada@example.org, audit@example.com",
                        "4 recipients",
                        "1 file")
                .contains(" B")
                .doesNotContain("TLS", "AUTH");
        assertThat(browser.run("return document.querySelector('#rows time').title"))
                .asString()
                .matches(".*\\d{4} at \\d\\d:\\d\\d:\\d\\d .+");
        assertThat(browser.text("#zone")).startsWith("Times in ");
        assertThat(browser.text("#unread")).isEqualTo("1");
        assertThat(browser.run("return getComputedStyle(document.querySelector('#rows .subject')).fontWeight"))
                .as("unread is bold")
                .isEqualTo("700");
    }

    @Test
    void theListSurvivesANewProcessAndGoesOn() throws Exception {
        open();
        send("first", "ada@example.org");
        awaitSubjects("first");
        int http = capture.places("http").get(0).port();
        capture.stop();
        browser.awaitText("#live", "Reconnecting");

        capture = start("capture", "--listen=127.0.0.1:0", "--http=127.0.0.1:" + http);
        send("second", "ada@example.org");

        awaitSubjects("second");
        browser.awaitText("#live", "Live");
        browser.click("#rows .pick");
        browser.click("#delete-picked");
        awaitSubjects(); // by the token of the new process
    }

    @Test
    void aSearchFindsByTheQueryLanguageAndSaysWhatIsWrongWithIt() throws Exception {
        startCatcher();
        send("Invoice 1", "ada@example.org");
        send("Invoice 2", "charles@example.org");
        send("Greetings", "ada@example.org");
        show("");
        awaitSubjects("Greetings", "Invoice 2", "Invoice 1");

        browser.press("/", "invoice to:ada");
        awaitSubjects("Invoice 1");
        browser.awaitText("#found", "1 mail of 3 found");

        send("Invoice 3", "ada@example.org");
        awaitSubjects("Invoice 3", "Invoice 1");

        browser.press(" size:large");
        browser.awaitText("#query-error", "size:");
        assertThat(browser.run("return document.activeElement.id")).isEqualTo("query");
        browser.run("document.getElementById('query').select()");
        browser.press("nothing-has-this");
        browser.awaitText("#no-mails", "No mail fits the search");
        browser.click("#no-mails button");
        awaitSubjects("Invoice 3", "Greetings", "Invoice 2", "Invoice 1");
        assertThat(browser.text("#query-error")).isEmpty();
    }

    @Test
    void oneSomeAllOrWhatIsFoundIsDeleted() throws Exception {
        startCatcher();
        for (String subject : new String[] {"a 1", "a 2", "b 1", "b 2", "c 1", "c 2"}) {
            send(subject, "ada@example.org");
        }
        show("#/mails/000006");
        browser.awaitText("#opened", "Mark unread");
        browser.click("#delete");
        awaitSubjects("c 1", "b 2", "b 1", "a 2", "a 1");
        browser.awaitResult("return location.hash", "#/mails/000005"); // the next one is open

        browser.click("#rows .row:nth-child(2) .pick");
        browser.click("#rows .row:nth-child(3) .pick");
        assertThat(browser.text("#delete-picked")).isEqualTo("Delete 2 selected");
        browser.click("#delete-picked");
        awaitSubjects("c 1", "a 2", "a 1");

        browser.press("/", "subject:a");
        awaitSubjects("a 2", "a 1");
        browser.click("#delete-found");
        assertThat(browser.text("#ask")).contains("Delete the 2 mails that the search finds?");
        browser.click("#ask-no");
        awaitSubjects("a 2", "a 1");
        browser.click("#delete-found");
        browser.click("#ask-yes");
        browser.awaitText("#no-mails", "No mail fits");
        browser.click("#no-mails button");
        awaitSubjects("c 1");

        browser.click("#delete-found");
        assertThat(browser.text("#ask")).contains("Delete all 1 mail?");
        browser.press(Keys.ESCAPE);
        awaitSubjects("c 1");
        browser.click("#delete-found");
        browser.click("#ask-yes");
        browser.awaitText("#first-steps", "No mail yet");
    }

    @Test
    void aMailThatIsDeletedElsewhereIsGoneHere() throws Exception {
        startCatcher();
        send("one", "ada@example.org");
        send("two", "ada@example.org");
        show("#/mails/latest");
        browser.awaitResult("return location.hash", "#/mails/000002");
        browser.awaitText("#opened", "Mark unread");

        HttpRequest delete = HttpRequest.newBuilder(URI.create(origin() + "/api/mails/2"))
                .DELETE()
                .build(); // as a tool does it
        assertThat(HttpClient.newHttpClient()
                        .send(delete, BodyHandlers.discarding())
                        .statusCode())
                .isEqualTo(204);

        awaitSubjects("one");
        browser.awaitText("#gone", "no longer here");
        assertThat(browser.run("return document.querySelectorAll('iframe').length"))
                .isEqualTo(0L);
    }

    @Test
    void tenThousandMailsAreShownByPages() throws Exception {
        startCatcher("--max-mails=20000");
        try (Client client = capture.connect()) {
            client.say("250", "EHLO shop.example.com");
            for (int number : IntStream.rangeClosed(1, 10_000).toArray()) {
                client.mail("shop@example.com", "Subject: mail " + number + "\r\n\r\nx\r\n", "ada@example.org")
                        .expect("250");
            }
        }
        long begin = System.nanoTime();
        show("");
        browser.awaitText("#found", "10,000 mails, 10,000 unread");
        assertThat((System.nanoTime() - begin) / 1_000_000)
                .as("ms until the list is shown")
                .isLessThan(10_000);
        assertThat(subjects()).hasSize(100).startsWith("mail 10000", "mail 9999");
        browser.awaitText("#page-number", "Page 1 of 100");

        browser.click("#older");
        browser.awaitText("#page-number", "Page 2 of 100");
        assertThat(subjects()).hasSize(100).startsWith("mail 9900").endsWith("mail 9801");
        browser.run("location.hash = '#/mails/009801'");
        browser.awaitText("#opened", "Mark unread");
        browser.press("j");
        browser.awaitResult("return location.hash", "#/mails/009800"); // on the page after this one
        browser.awaitText("#page-number", "Page 3 of 100");
        browser.click("#newer");
        browser.click("#newer");
        browser.awaitText("#page-number", "Page 1 of 100");
        assertThat(browser.run("return document.getElementById('newer').disabled"))
                .isEqualTo(true);
    }
}
