package io.github.smtpjunit.relay.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Who has a name and a password. */
class LogInTests extends WebTestCase {

    @BeforeEach
    void startAPlaceForUsers() throws IOException {
        access = new Access(Map.of("ada", "se:cret", "günter", "pässword"), "catcher.example");
        start(new Routes()
                .addForMonitors("/health", request -> Response.of("text/plain", "ok"))
                .add("GET", "/mails", request -> Response.of("text/plain", "hidden"))
                .add("DELETE", "/mails", request -> Response.nothing()));
    }

    private static String basic(String pair) {
        return "Authorization: Basic " + Base64.getEncoder().encodeToString(pair.getBytes(StandardCharsets.UTF_8));
    }

    @ParameterizedTest
    @ValueSource(strings = {"ada:se:cret", "günter:pässword"})
    void aUserMayReadAndChange(String pair) throws IOException {
        assertThat(ask("GET /mails", basic(pair))).contains("hidden");
        assertThat(ask("GET /mails", basic(pair).replace("Basic", "bAsIc"))).contains("hidden");
        assertThat(status(ask("DELETE /mails", basic(pair)))).isEqualTo(204);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "ada", "ada:", "ada:secret", "ada:se:cret ", "Ada:se:cret", ":se:cret", "günter:se:cret"})
    void anyOtherNameOrPasswordIsRefused(String pair) throws IOException {
        assertThat(ask("GET /mails", basic(pair)))
                .startsWith("HTTP/1.1 401 ")
                .doesNotContain("hidden")
                .containsIgnoringCase("WWW-Authenticate: Basic realm=\"smtp-relay\", charset=\"UTF-8\"");
        assertThat(status(ask("DELETE /mails", basic(pair)))).isEqualTo(401);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"Basic", "Basic ", "Basic !", "Basic YWRhOg", "Bearer YWRhOnNlOmNyZXQ=", "YWRhOnNlOmNyZXQ="})
    void aFieldOfAnotherFormIsRefused(String field) throws IOException {
        assertThat(status(ask("GET /mails", "Authorization: " + field))).isEqualTo(401);
    }

    @Test
    void withoutOneEveryPlaceButThoseOfMonitorsIsClosed() throws IOException {
        assertThat(status(ask("GET /mails"))).isEqualTo(401);
        assertThat(status(ask("GET /absent"))).isEqualTo(401);
        assertThat(status(ask("GET /health"))).isEqualTo(200);
    }

    /** A browser sends the password with what a page of another origin asks. */
    @Test
    void aPageOfAnotherOriginGetsNothingByThePasswordOfTheBrowser() throws IOException {
        assertThat(status(ask("GET /mails", basic("ada:se:cret"), "Origin: http://evil.example")))
                .isEqualTo(403);
        assertThat(status(ask("DELETE /mails", basic("ada:se:cret"), "Origin: http://" + host())))
                .isEqualTo(403);
    }
}
