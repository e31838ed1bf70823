package io.github.smtpjunit.relay.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.smtpjunit.relay.client.HostPort;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Locale;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A web page that the user's browser shows cannot read the mails that are kept, nor can a mail become a page. */
class WebPageTests extends CommandTestCase {

    private HostPort http = new HostPort("127.0.0.1", 0);

    @BeforeEach
    void captureAMail(@TempDir Path directory) throws Exception {
        Running capture = start(
                "capture",
                "--listen=127.0.0.1:0",
                "--http=localhost:0",
                "--hostname=mail.test",
                "--directory=" + directory);
        http = capture.places("http").get(0);
        try (Client client = capture.connect()) {
            client.say("250", "EHLO c")
                    .mail(
                            "a@example.org",
                            "Content-Type: text/html\r\n\r\n<script>secret</script>\r\n",
                            "b@example.org")
                    .expect("250");
        }
    }

    /** Asks as a browser does, but for the Host field. */
    private String get(String path, String... fields) throws IOException {
        try (Socket socket = new Socket(http.host(), http.port())) {
            socket.setSoTimeout((int) PATIENCE.toMillis());
            String request = "GET " + path + " HTTP/1.1\r\n" + String.join("\r\n", fields)
                    + (fields.length == 0 ? "" : "\r\n") + "Connection: close\r\n\r\n";
            socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "evil.example",
                "evil.example:8025",
                "localhost.evil.example",
                "evil-localhost",
                "127.0.0.1.evil.example",
                "127.0.0.1@evil.example",
                "evil.example#[::1]",
                "[evil.example]",
                "localhost:8025:1",
                "",
            })
    void aNameThatIsNotOursGetsNoMail(String host) throws Exception {
        for (String path : new String[] {"/", "/mails", "/mails/000001.eml", "http://localhost/mails"}) {
            assertThat(get(path, "Host: " + host))
                    .as(path)
                    .startsWith("HTTP/1.1 421 ")
                    .contains("127.0.0.1", "--hostname")
                    .doesNotContain("example.org", "secret");
        }
    }

    @Test
    void whoSaysNoNameOrTwoGetsNoMail() throws Exception {
        assertThat(get("/mails")).startsWith("HTTP/1.1 421 ");
        assertThat(get("/mails", "Host: evil.example", "Host: localhost")).startsWith("HTTP/1.1 421 ");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "localhost",
                "LocalHost:8025",
                "shop.localhost",
                "127.0.0.1",
                "127.0.0.1:8025",
                "[::1]:8025",
                "192.0.2.7",
                "mail.test",
            })
    void anAddressOrANameOfOursGetsIt(String host) throws Exception {
        assertThat(get("/mails", "Host: " + host)).startsWith("HTTP/1.1 200 ").contains("\"000001\"");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/health", "/metrics"})
    void whoMonitorsMayHaveANameOfHisOwnForUs(String path) throws Exception {
        assertThat(get(path, "Host: relay.monitored.example")).startsWith("HTTP/1.1 200 ");
        assertThat(get(path)).startsWith("HTTP/1.1 200 ");
    }

    @Test
    void aMailIsAFileAndNoPage() throws Exception {
        assertThat(get("/mails/000001.eml", "Host: localhost", "Origin: http://evil.example"))
                .startsWith("HTTP/1.1 403 ")
                .doesNotContain("secret");
        String response = get("/mails/000001.eml", "Host: localhost");
        String head = response.substring(0, response.indexOf("\r\n\r\n")).toLowerCase(Locale.ROOT);
        assertThat(head.lines())
                .contains(
                        "content-type: message/rfc822",
                        "content-disposition: attachment; filename=\"000001.eml\"",
                        "x-content-type-options: nosniff",
                        "content-security-policy: default-src 'none'; frame-ancestors 'none'; sandbox",
                        "cross-origin-resource-policy: same-origin",
                        "cache-control: no-store");
        assertThat(head).doesNotContain("access-control");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/mails/../000001.eml",
                "/mails/..%2f..%2fetc/passwd",
                "/mails/%2e%2e/000001.eml",
                "/mails//000001.eml",
                "/mails/000001.eml/",
                "/mails/000001.eml%00",
                "/mails/000001.eml%0d%0aX-Forged:%20y",
                "/mails/1.eml",
                "/mails/.incoming-x",
                "/mails/.000001.json",
            })
    void nothingButAMailHasAName(String path) throws Exception {
        assertThat(get(path, "Host: localhost")).startsWith("HTTP/1.1 404 ").doesNotContain("X-Forged", "secret");
    }
}
