package io.github.smtpjunit.relay.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.smtpjunit.smtp.Replies;
import io.github.smtpjunit.smtp.server.SmtpServer;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;

/** The page where it is served otherwise than by default: by HTTPS to users, and beside a relay. */
@TestInstance(Lifecycle.PER_CLASS)
class CatcherPageModesTests extends CatcherPageTestCase {

    @AfterEach
    void goBackToHttp() {
        scheme = "http";
    }

    private void awaitAndDelete(String subject) {
        awaitSubjects(subject);
        browser.click("#rows .row a");
        browser.awaitResult("return location.hash", "#/mails/000001");
        browser.awaitResult("return document.querySelectorAll('#frame iframe').length", 1L);
        browser.click("#delete");
        awaitSubjects();
    }

    @Test
    void byHttpsToAUser() throws Exception {
        startCatcher("--http-tls", "--http-user=ada:secret");
        scheme = "https";
        browser.driver().get(origin() + "/"); // without the password
        assertThat(browser.text("body")).doesNotContain("Mail catcher");

        browser.driver().get(origin().replace("https://", "https://ada:secret@") + "/");
        browser.awaitResult("return document.getElementById('live').textContent", "Live");
        assertThat(browser.run("return isSecureContext && location.protocol")).isEqualTo("https:");
        send("by https", "ada@example.org");
        awaitAndDelete("by https"); // live, shown in a frame, and changed with the token
    }

    @Test
    void besideARelayThatKeepsWhatItRefuses() throws Exception {
        try (SmtpServer real =
                SmtpServer.builder().handler(mail -> Replies.MAIL_ACCEPTED).start()) {
            capture = start(
                    "serve",
                    "--listen=127.0.0.1:0",
                    "--http=127.0.0.1:0",
                    "--spool=memory",
                    "--smart-host=" + real.host() + ":" + real.port(),
                    "--allow-recipient=*@example.org",
                    "--keep-refused=memory");
            browser.resize(1280, 800, "light");
            show("");
            send("to a colleague", "ada@example.org");
            send("to both", "ada@example.org", "eve@customer.example");
            awaitSubjects("to both");
            assertThat(browser.text("#rows .row")).contains("eve@customer.example");
            assertThat(browser.texts("#rows .row .mark"))
                    .as("who got it")
                    .anyMatch(mark -> mark.equals("relayed to 1 of 2 recipients"));
            browser.click("[data-tab=connections]");
            browser.awaitResult(
                    "return [...document.querySelectorAll('#sessions .subject')].map(e => e.textContent)",
                    List.of("1 mail accepted", "1 mail accepted"));
            browser.click("[data-tab=rules]");
            browser.awaitText("#rules-view", "No rule is in force");
            browser.click("[data-tab=mails]");
            awaitAndDelete("to both");
        }
    }
}
