package io.github.smtpjunit.relay.cli;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.smtpjunit.relay.client.HostPort;
import java.io.IOException;
import java.net.Socket;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Why a mail did not arrive, and failing on purpose, by the page alone. */
class CatcherPageFailuresTests extends CatcherPageTestCase {

    private void failInEachWay() throws IOException {
        try (Client client = capture.connect()) {
            client.say("250", "EHLO refused.example.com", "MAIL FROM:<shop@example.com>")
                    .say("550", "RCPT TO:<nobody@example.org>")
                    .say("221", "QUIT");
        }
        try (Client client = capture.connect()) {
            client.say("250", "EHLO password.example.com")
                    .say("535", "AUTH PLAIN AGFkYQB3cm9uZw==")
                    .say("221", "QUIT");
        }
        failByTrust();
    }

    @Test
    void theReasonOfAMailThatDidNotArriveIsOneClickAway() throws Exception {
        open("--user=ada:secret", "--allow-plain-auth", "--rule=rcpt:nobody@*=550 5.1.1 No such user");
        assertThat(browser.texts("#notice")).containsExactly("");
        failInEachWay();

        browser.awaitText("#notice", "3 connections failed in the last ten minutes");
        List<String> first = browser.texts("#latest-failures li"); // on the first page that one sees, with the remedy
        assertThat(first).hasSize(3);
        assertThat(first.get(0))
                .startsWith("The client did not trust the server's certificate")
                .contains("--tls-cert");
        assertThat(first.get(1)).startsWith("Wrong user or password").contains("--accept-any-auth");
        assertThat(first.get(2)).startsWith("A rule refused this on purpose: nobody@example.org");
        browser.click("#latest-failures li:nth-child(2) a");
        browser.awaitText("#session", "password.example.com");
        browser.click("[data-tab=mails]");
        browser.click("#notice a");
        browser.awaitText("#sessions-found", "3 connections, 3 with failures");
        assertThat(browser.text("#failing")).isEqualTo("3");
        assertThat(browser.texts("#sessions .failing .subject"))
                .containsExactly(
                        "failed The client did not trust the server's certificate",
                        "failed Wrong user or password",
                        "failed A rule refused this on purpose: nobody@example.org");

        browser.click("#sessions .row:nth-child(1) a");
        browser.awaitText("#session", "suspicious.example.com");
        assertThat(browser.text(".failure"))
                .contains("Add the certificate to the client's trust store", "--tls-cert", "TLS handshake failed")
                .containsSubsequence("It does not know the certificate", "Add the certificate");
        browser.click("#sessions .row:nth-child(2) a");
        browser.awaitText("#session", "password.example.com");
        assertThat(browser.text(".failure")).contains("--user NAME:PASSWORD", "535 5.7.8", "(user ada)");
        assertThat(browser.text(".dialogue")).contains("AUTH PLAIN ***").doesNotContain("AGFkYQB3cm9uZw");
        browser.click("#sessions .row:nth-child(3) a");
        browser.awaitText("#session", "refused.example.com");
        assertThat(browser.text(".failure")).contains("550 5.1.1 No such user", "RCPT TO:<nobody@example.org>");
        assertThat(browser.texts(".dialogue .refused code")).containsExactly("550 5.1.1 No such user");
        assertThat(browser.texts(".dialogue .at")).allMatch(time -> time.matches("\\d+\\.\\d{3}"));
    }

    @Test
    void theWholeOfASessionIsThereAlsoWhileItLasts() throws Exception {
        open();
        browser.click("[data-tab=connections]");
        browser.awaitText(
                "#no-sessions",
                "host 127.0.0.1, port " + capture.places("smtp").get(0).port());
        send("fine", "ada@example.org");
        browser.awaitText("#sessions .subject", "1 mail accepted");
        try (Client client = capture.connect()) {
            client.say("250", "EHLO slow.example.com");
            browser.awaitText("#sessions .row:nth-child(1)", "slow.example.com");
            browser.click("#sessions .row:nth-child(1) a");
            browser.awaitText("#session", "still open");
            client.say("503", "DATA");
            browser.awaitText(".failure", "503");
            browser.awaitText("#sessions .row:nth-child(1)", "failed");
            client.say("221", "QUIT");
            browser.awaitText("#session", "ended by QUIT");
        }
        browser.click("#only-failing");
        assertThat(browser.texts("#sessions .sender")).containsExactly("slow.example.com");
        browser.press("j");
        browser.awaitResult("return document.activeElement.hash", "#/connections/2");
    }

    @Test
    void eachFailureIsToldInWords() throws Exception {
        open("--user=ada:secret", "--max-message-size=1000", "--listen-tls=127.0.0.1:0");
        try (Client client = capture.connect()) {
            client.send("GET / HTTP/1.1").expect("421");
        }
        try (Client client = capture.connect()) {
            client.say("250", "EHLO c")
                    .say("538", "AUTH PLAIN AGFkYQBzZWNyZXQ=")
                    .say("221", "QUIT");
        }
        try (Client client = capture.connect()) {
            client.say("250", "EHLO c")
                    .say("552", "MAIL FROM:<a@b.c> SIZE=5000")
                    .say("221", "QUIT");
        }
        try (Client client = capture.connect()) {
            client.say("250", "EHLO c").say("501", "MAIL FROM:a b").say("221", "QUIT");
        }
        try (Client client = capture.connect()) {
            client.say("250", "EHLO c", "MAIL FROM:<a@b.c>");
        }
        begin(capture.places("smtp").get(0), new byte[] {0x16, 3, 1, 0, 5, 1, 0, 0, 1, 0, '\r', '\n'});
        begin(capture.places("smtps").get(0), "EHLO c\r\n".getBytes(US_ASCII));
        browser.click("[data-tab=connections]");

        awaitFailures(
                "Clear text at a port of TLS",
                "TLS at a port of clear text",
                "The client left in the middle of a mail",
                "The server did not understand, or not at this point",
                "The mail is too large",
                "AUTH without TLS",
                "This was HTTP, and no mail program");
    }

    @Test
    void whatTheServerRequiresIsToldInWords() throws Exception {
        open("--require-tls");
        try (Client client = capture.connect()) {
            client.say("250", "EHLO c").say("530", "MAIL FROM:<a@b.c>").say("221", "QUIT");
        }
        browser.click("[data-tab=connections]");
        awaitFailures("TLS is required first");

        open("--user=ada:secret", "--allow-plain-auth", "--require-auth");
        try (Client client = capture.connect()) {
            client.say("250", "EHLO c").say("530", "MAIL FROM:<a@b.c>").say("221", "QUIT");
        }
        browser.click("[data-tab=connections]");
        awaitFailures("AUTH is required first");

        open();
        try (Client client = capture.connect()) {
            client.say("250", "EHLO c").say("5", "AUTH PLAIN AGFkYQBzZWNyZXQ=").say("221", "QUIT");
        }
        browser.click("[data-tab=connections]");
        awaitFailures("AUTH, or this kind of it, is not offered here");
    }

    /** Sends octets, and waits until the server has closed the connection. */
    private static void begin(HostPort place, byte[] octets) throws IOException {
        try (Socket socket = new Socket(place.host(), place.port())) {
            socket.setSoTimeout((int) PATIENCE.toMillis());
            socket.getOutputStream().write(octets);
            socket.getInputStream().readAllBytes();
        }
    }

    /** As Python's smtplib does: CRAM-MD5, then PLAIN, then LOGIN. */
    private void guess() throws IOException {
        try (Client client = capture.connect()) {
            client.say("250", "EHLO guesser.example.com")
                    .say("334", "AUTH CRAM-MD5")
                    .say("535", "YWRhIDAxMjM0NTY3ODlhYmNkZWYwMTIzNDU2Nzg5YWJjZGVm")
                    .say("535", "AUTH PLAIN AGFkYQB3cm9uZw==")
                    .say("334", "AUTH LOGIN", "YWRh")
                    .say("535", "d3Jvbmc=")
                    .say("221", "QUIT");
        }
    }

    @Test
    void failuresThatAreAlikeAreOneCard() throws Exception {
        open("--user=ada:secret", "--allow-plain-auth", "--rule=rcpt:nobody@*=550 5.1.1 No such user");
        guess();
        try (Client client = capture.connect()) {
            client.say("250", "EHLO c", "MAIL FROM:<shop@example.com>")
                    .say("550", "RCPT TO:<nobody@example.org>", "RCPT TO:<nobody@example.net>")
                    .say("503", "MAIL FROM:<shop@example.com>")
                    .say("221", "QUIT");
        }
        show("#/connections/1");
        browser.awaitText("#session", "guesser.example.com");

        assertThat(browser.texts(".failure h3")).containsExactly("Wrong user or password 3 times");
        assertThat(browser.texts(".failure .facts > div:nth-child(1) dd > div"))
                .containsExactly("*** in AUTH CRAM-MD5", "AUTH PLAIN ***", "*** in AUTH LOGIN");
        assertThat(browser.text(".page > .facts")).contains("AUTH\nrefused (3 times)", "TLS\nnone");
        assertThat(browser.texts("#sessions .mark")).contains("AUTH refused");

        show("#/connections/2");
        browser.awaitText("#session", "503");
        assertThat(browser.texts(".failure h3")).hasSize(2).first().isEqualTo("A rule refused this on purpose 2 times");
        assertThat(browser.text(".failure"))
                .contains("nobody@example.org", "nobody@example.net", "(rule ")
                .doesNotContain("fault");
    }

    @Test
    void theFactsSayThatTlsHasFailed() throws Exception {
        open();
        failByTrust();
        show("#/connections/1");
        browser.awaitText("#session", "suspicious.example.com");

        assertThat(browser.text(".page > .facts")).contains("TLS\nfailed", "AUTH\nnone");
        assertThat(browser.texts("#sessions .mark")).contains("TLS failed").doesNotContain("no TLS");
        assertThat(browser.texts(".failure .choices li"))
                .hasSize(3)
                .allMatch(choice -> choice.matches("(Add|Start) .*"));
        assertThat(browser.text(".failure")).doesNotContainIgnoringCase("probably");
    }

    @Test
    void aGuessIsCalledOne() throws Exception {
        open();
        try (Client client = capture.connect()) {
            client.say("250", "EHLO silent.example.com").say("220", "STARTTLS");
        }
        show("#/connections");
        awaitFailures("The client probably did not trust the server's certificate");
    }

    /** A hyphen is a place to break a line at, and an option in two pieces cannot be copied. */
    @Test
    void anOptionIsCodeInOneLine() throws Exception {
        open("--user=ada:secret", "--allow-plain-auth");
        guess();
        failByTrust();
        for (int width : List.of(320, 1280)) {
            browser.resize(width, 800, "light");
            for (String place : List.of("#/connections/1", "#/connections/2", "")) {
                show(place);
                browser.awaitText(place.isEmpty() ? "#notice" : "#session", place.isEmpty() ? "failed" : "--");
                assertThat((List<?>) browser.run("""
                                return [...document.querySelectorAll('.failure p, .failure li, #latest-failures span')]
                                  .flatMap(e => [...e.childNodes]).filter(n => n.nodeType === 3 && n.data.includes('--')
                                    || n.nodeType === 1 && n.getClientRects().length > 1 && n.matches('code')).map(n => n.textContent)"""))
                        .as("%s in a window of %d", place, width)
                        .isEmpty();
            }
        }
    }

    private void awaitFailures(String... titles) {
        browser.awaitResult(
                "return [...document.querySelectorAll('#sessions .subject')].map(e => e.textContent)",
                Stream.of(titles).map(title -> "failed " + title).toList());
    }

    /** Nothing is refused, and no mail comes: a client that needs AUTH goes away where it is not offered. */
    @Test
    void aClientThatGoesWithoutAMailHasAReasonToo() throws Exception {
        open();
        try (Client client = capture.connect()) {
            client.say("250", "EHLO picky.example.com").say("221", "QUIT");
        }
        show("#/connections/1");
        browser.awaitText("#session .note", "--user NAME:PASSWORD");
        assertThat(browser.texts("#sessions .subject")).containsExactly("The client left without a mail");
        assertThat(browser.texts("#notice, #failing")).allMatch(String::isEmpty);
    }

    @Test
    void rulesAreAddedByFormOrTextAndRemoved() throws Exception {
        open("--rule=rcpt:first@*=550 5.1.1 No such user");
        browser.click("[data-tab=rules]");
        browser.awaitText("#rules li", "first@*");
        assertThat(browser.text("#rules li")).contains("0 hits");

        browser.click("#pattern");
        browser.press("later@*");
        browser.run("""
                const often = document.getElementById('often');
                often.value = 'times';
                often.dispatchEvent(new Event('input', {bubbles: true}))""");
        assertThat(rule()).isEqualTo("rcpt:later@* 2 times=451 4.2.0 Try later");
        browser.click("#rule .primary");
        browser.awaitResult("return document.querySelectorAll('#rules li').length", 2L);

        try (Client client = capture.connect()) {
            client.say("250", "EHLO shop.example.com", "MAIL FROM:<shop@example.com>")
                    .say("451", "RCPT TO:<later@example.org>");
        }
        browser.awaitText("#rules li:nth-child(2)", "1 hit");

        browser.run("document.getElementById('rule-text').select()");
        browser.press("rcpt:<x> sometimes=close");
        browser.click("#rule .primary");
        browser.awaitText("#rule-error", "cannot be used");
        assertThat(browser.texts("#rules li")).hasSize(2);
        browser.click("#examples button:nth-child(4)");
        assertThat(browser.text("#rule-error")).isEmpty();
        browser.click("#rule .primary");
        browser.awaitResult("return document.querySelectorAll('#rules li').length", 3L);

        browser.click("#rules li:nth-child(1) button");
        browser.awaitResult("return document.querySelectorAll('#rules li').length", 2L);
        assertThat(browser.text("#in-force")).isEqualTo("2");
        browser.click("#remove-rules");
        browser.click("#ask-yes");
        browser.awaitText("#no-rules", "No rule is in force");
        try (Client client = capture.connect()) {
            client.say("250", "EHLO c", "MAIL FROM:<a@example.com>", "RCPT TO:<first@example.org>");
        }
    }

    private @Nullable Object rule() {
        return browser.run("return document.getElementById('rule-text').value");
    }

    /** Each rule that the form can write is one that the server understands. */
    @Test
    void theFormWritesOnlyRulesThatThereAre() throws Exception {
        open();
        show("#/rules");
        Object wrong = browser.driver().executeAsyncScript("""
                const done = arguments[arguments.length - 1];
                const field = id => document.getElementById(id);
                const set = (id, value) => { field(id).value = value;
                  field(id).dispatchEvent(new Event('input', {bubbles: true})); };
                (async () => {
                  const token = (await (await fetch('/api/token')).json()).token;
                  const wrong = [];
                  const attempt = async () => {
                    const response = await fetch('/api/rules', {method: 'POST', headers: {'X-Smtp-Relay-Token': token},
                      body: JSON.stringify({rule: field('rule-text').value})});
                    if (!response.ok) wrong.push(field('rule-text').value + ' - ' + (await response.json()).error);
                  };
                  set('after', 3); set('often', 'once');
                  for (const phase of field('phase').options) {
                    set('phase', phase.value);
                    set('pattern', 'x*');
                    for (const what of [...field('what').options].map(option => option.value)) {
                      set('what', what);
                      await attempt();
                    }
                  }
                  for (const example of document.querySelectorAll('#examples button')) { example.click(); await attempt(); }
                  done(wrong);
                })().catch(error => done([String(error)]))""");
        assertThat((List<?>) wrong).isEmpty();
    }
}
