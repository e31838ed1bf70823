package io.github.smtpjunit.relay.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RoutesTests extends WebTestCase {

    private final Routes routes = new Routes()
            .add("GET", "/mails", request -> Response.of("text/plain", "list"))
            .add("DELETE", "/mails", request -> Response.nothing())
            .add("GET", "/mails/{id}/raw", request -> Response.of("text/plain", "raw " + request.pathPart("id")))
            .add("GET", "/mails/latest/raw", request -> Response.of("text/plain", "never reached"))
            .add("GET", "/", request -> Response.of("text/plain", "first"))
            .add("GET", "/", request -> Response.of("text/plain", "second"));

    @BeforeEach
    void startThem() throws IOException {
        start(routes);
    }

    @ParameterizedTest
    @CsvSource({
        "GET /, first",
        "GET /mails, list",
        "GET /mails?x=1, list",
        "GET /mails/7/raw, raw 7",
        "GET /mails/a%20b%C3%A4/raw, raw a bä",
        "GET /mails/latest/raw, raw latest"
    })
    void theFirstThatMatchesAnswers(String request, String body) throws IOException {
        assertThat(body(ask(request))).isEqualTo(body);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "GET /mails/",
                "GET //mails",
                "GET /mails//raw",
                "GET /mails/7/raw/",
                "GET /mails/7%2f8/raw",
                "GET /MAILS",
                "GET /mails/../mails",
                "POST /absent"
            })
    void otherPathsAreNotFound(String request) throws IOException {
        assertThat(status(ask(request))).isEqualTo(404);
    }

    @Test
    void anotherMethodIsToldWhichThereAre() throws IOException {
        String answer = ask("PUT /mails");
        assertThat(status(answer)).isEqualTo(405);
        assertThat(answer).contains("Allow: GET, DELETE").contains("{\"error\": \"Only GET and DELETE here\"}");
        assertThat(ask("PUT /")).contains("Allow: GET\r\n");
    }

    @Test
    void headIsGetWithoutABody() throws IOException {
        String answer = ask("HEAD /mails");
        assertThat(status(answer)).isEqualTo(200);
        assertThat(answer).containsIgnoringCase("content-length: 4\r\n");
        assertThat(body(answer)).isEmpty();
    }

    @Test
    void placesAreListedInOrder() {
        assertThat(routes.places()).startsWith("GET /mails", "DELETE /mails", "GET /mails/{id}/raw");
        assertThat(List.copyOf(routes.places())).hasSize(6);
    }
}
