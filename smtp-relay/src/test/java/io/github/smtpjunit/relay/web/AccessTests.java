package io.github.smtpjunit.relay.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AccessTests extends WebTestCase {

    @BeforeEach
    void startAPlace() throws IOException {
        start(new Routes()
                .addForMonitors("/health", request -> Response.of("text/plain", "ok"))
                .add("GET", "/mails", request -> Response.of("text/plain", "secret"))
                .add("DELETE", "/mails", request -> Response.nothing())
                .add("POST", "/mails", request -> Response.nothing()));
    }

    @ParameterizedTest
    @ValueSource(strings = {"127.0.0.1", "LocalHost:1", "[::1]:80", "catcher.example", "x.localhost", "10.0.0.7:9"})
    void ourNamesMayRead(String host) throws IOException {
        assertThat(ask("GET /mails", "Host: " + host)).contains("secret");
    }

    @ParameterizedTest
    @ValueSource(strings = {"evil.example", "127.0.0.1.evil.example", "localhost.evil.example", "", "a b", "::1", "1"})
    void otherNamesMayNot(String host) throws IOException {
        assertThat(status(ask("GET /mails", "Host: " + host))).isEqualTo(421);
        assertThat(status(ask("GET /absent", "Host: " + host))).isEqualTo(421);
        assertThat(status(ask("GET /health", "Host: " + host))).isEqualTo(200);
    }

    /** What browsers send when a page asks, or a person follows a link. */
    @ParameterizedTest
    @CsvSource({
        // method, Origin, Sec-Fetch-Site, Sec-Fetch-Mode, with our token, status
        "GET, , same-origin, cors, no, 200",
        "GET, , none, navigate, no, 200",
        "GET, , cross-site, navigate, no, 200",
        "GET, , cross-site, no-cors, no, 403",
        "GET, , same-site, cors, no, 403",
        "GET, , cross-site, , no, 403",
        "GET, http://evil.example, cross-site, cors, no, 403",
        "GET, null, cross-site, cors, no, 403",
        "GET, null, cross-site, navigate, no, 403",
        "GET, OURS, same-origin, cors, no, 200",
        "GET, ours by TLS, same-origin, cors, no, 200",
        "GET, OURS.evil.example, cross-site, cors, no, 403",
        "GET, http://127.0.0.1:1, same-site, cors, no, 403",
        "DELETE, OURS, same-origin, cors, yes, 204",
        "DELETE, OURS, same-origin, cors, no, 403",
        "DELETE, , same-origin, cors, no, 403",
        "DELETE, , none, navigate, no, 403",
        "DELETE, , cross-site, navigate, yes, 403",
        "DELETE, http://evil.example, cross-site, cors, yes, 403",
        "DELETE, null, , , yes, 403",
        "DELETE, , , , no, 204",
        "POST, http://evil.example, , , no, 403",
        "POST, , , , no, 204",
        "POST, OURS, , , no, 403"
    })
    void aPageOfAnotherOriginNeitherReadsNorChanges(
            String method, String origin, String site, String mode, String token, int status) throws IOException {
        List<String> headers = new ArrayList<>();
        if (origin != null) {
            headers.add("Origin: "
                    + origin.replace("OURS", "http://" + host()).replace("ours by TLS", "https://" + host()));
        }
        if (site != null) {
            headers.add("Sec-Fetch-Site: " + site);
        }
        if (mode != null) {
            headers.add("Sec-Fetch-Mode: " + mode);
        }
        if (token.equals("yes")) {
            headers.add(Access.TOKEN_FIELD + ": " + access.token());
        }
        String answer = ask(method + " /mails", headers, "");
        assertThat(status(answer)).isEqualTo(status);
        assertThat(answer.toLowerCase(Locale.ROOT)).doesNotContain("access-control");
    }

    @Test
    void aTokenIsOfOneProcess() throws IOException {
        String old = new Access(Map.of(), "catcher.example").token();
        for (String token :
                List.of(old, "", access.token() + "0", access.token().substring(1))) {
            assertThat(status(ask("DELETE /mails", "Origin: http://" + host(), Access.TOKEN_FIELD + ": " + token)))
                    .isEqualTo(403);
        }
    }

    @Test
    void twoOfAFieldAreRefused() throws IOException {
        String ours = "http://" + host();
        assertThat(status(ask("GET /mails", "Origin: " + ours, "Origin: http://evil.example")))
                .isEqualTo(403);
        assertThat(Stream.of(400, 421)).contains(status(ask("GET /mails", "Host: 127.0.0.1", "Host: evil.example")));
    }

    /** A proxy's form of a request names the host too; of two slashes, the JDK makes a host. */
    @ParameterizedTest
    @CsvSource({
        "http://evil.example/mails, 127.0.0.1, 421",
        "//evil.example/mails, 127.0.0.1, 421",
        "http://127.0.0.1/mails, evil.example, 421",
        "http://evil.example@127.0.0.1/mails, 127.0.0.1, 421",
        "http://127.0.0.1/mails, 127.0.0.1, 200"
    })
    void theHostOfAnAbsoluteFormMustBeOursToo(String target, String host, int status) throws IOException {
        assertThat(status(ask("GET " + target, "Host: " + host))).isEqualTo(status);
    }

    /** A form of another page, in a browser that sends no Origin. */
    @ParameterizedTest
    @CsvSource({
        "POST, http://evil.example/form, 403",
        "DELETE, http://evil.example/, 403",
        "POST, http://OURS.evil.example/, 403",
        "POST, http://OURS/page, 204",
        "GET, http://evil.example/link, 200"
    })
    void aRefererOfAnotherOriginChangesNothing(String method, String referer, int status) throws IOException {
        assertThat(status(ask(method + " /mails", "Referer: " + referer.replace("OURS", host()))))
                .isEqualTo(status);
    }
}
