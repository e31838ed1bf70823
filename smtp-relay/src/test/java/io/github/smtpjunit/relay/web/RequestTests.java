package io.github.smtpjunit.relay.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RequestTests extends WebTestCase {

    @BeforeEach
    void startAPlace() throws IOException {
        start(new Routes()
                .add("GET", "/text", request -> text(request.parameter("a").orElse("absent")))
                .add("GET", "/all", request -> text(String.join("|", request.parameters("a"))))
                .add("GET", "/number", request -> text("" + request.number("a", 7, 1, 100)))
                .add("GET", "/span", request -> text("" + request.span("a", Duration.ofMinutes(5))))
                .add("GET", "/only", request -> {
                    request.allowParameters("a", "b");
                    return text("ok");
                })
                .add("POST", "/json", request -> text(request.json().toString())));
    }

    private static Response text(String text) {
        return Response.of("text/plain", text);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "/text | absent",
                "/text?a= | absent",
                "/text?a=%20 | absent",
                "/text?a | absent",
                "/text?a=1&a=2 | 2",
                "/text?a=x%2By+z%26%3D | x+y z&=",
                "/text?a=%C3%A4%F0%9F%98%80 | ä😀",
                "/text?a=1=2 | 1=2",
                "/text?&&=x&a=1& | 1",
                "/all?a=1&b=2&a=3&a= | `1|3`",
                "/number | 7",
                "/number?a=100 | 100",
                "/span | Optional.empty",
                "/span?a=10 | Optional[PT10S]",
                "/span?a=10s | Optional[PT10S]",
                "/span?a=250ms | Optional[PT0.25S]",
                "/span?a=5m | Optional[PT5M]",
                "/only?b=1 | ok"
            })
    void parametersAreRead(String path, String value) throws IOException {
        assertThat(body(ask("GET " + path))).isEqualTo(value);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/number?a=0",
                "/number?a=101",
                "/number?a=x",
                "/number?a=99999999999",
                "/number?a=1.5",
                "/span?a=6m",
                "/span?a=-1s",
                "/span?a=1h",
                "/span?a=999999999999s",
                "/only?c=1",
                "/only?A=1"
            })
    void whatCannotBeReadIsRefused(String path) throws IOException {
        String answer = ask("GET " + path);
        assertThat(status(answer)).isEqualTo(400);
        assertThat(body(answer)).startsWith("{\"error\": \"").hasSizeGreaterThan(25);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/text?a=%", "/text?a=%zz", "/%", "http://[", "/text?a=%FF%FE"})
    void aBrokenAddressIsNoAccident(String path) throws IOException {
        assertThat(status(ask("GET " + path))).isIn(200, 400);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {"{\"a\": [1, \"x\"]} | {\"a\":[1,\"x\"]}", "`` | {}", "`  ` | {}"})
    void aBodyIsAnObject(String body, String json) throws IOException {
        assertThat(body(ask("POST /json", List.of(), body))).isEqualTo(json);
    }

    @ParameterizedTest
    @ValueSource(strings = {"[]", "1", "{", "{a: 1}", "{\"a\": 1} x", "{'a': 1}", "null", "{\"a\": NaN}"})
    void anythingElseIsRefused(String body) throws IOException {
        assertThat(status(ask("POST /json", List.of(), body))).isEqualTo(400);
    }

    @ParameterizedTest
    @ValueSource(ints = {500_000, 1_048_577})
    void aDeepOrLargeBodyIsRefused(int depth) throws IOException {
        assertThat(status(ask("POST /json", List.of(), "[".repeat(depth)))).isEqualTo(depth > 1_048_576 ? 413 : 400);
    }
}
