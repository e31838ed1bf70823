package io.github.smtpjunit.relay.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.github.smtpjunit.relay.client.HostPort;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The description of the API and the API say the same. */
class OpenApiTests extends CommandTestCase {

    private static final String MAIL = """
            From: Shop <shop@example.com>\r
            To: ada@example.org\r
            Subject: Welcome\r
            Date: Mon, 30 Nov 2026 12:00:00 +0000\r
            List-Unsubscribe: <https://shop.example/no>\r
            MIME-Version: 1.0\r
            Content-Type: multipart/mixed; boundary=b\r
            \r
            --b\r
            Content-Type: text/html\r
            \r
            <a href="https://shop.example">here</a> {{name}}\r
            --b\r
            Content-Type: application/pdf; name=a.pdf\r
            Content-Disposition: attachment; filename=a.pdf\r
            \r
            %PDF\r
            --b--\r
            """;

    private final HttpClient client = HttpClient.newHttpClient();
    private HostPort http;
    private JsonObject description;

    @BeforeEach
    void startACatcher() throws Exception {
        Running catcher = start(
                "capture",
                "--listen=127.0.0.1:0",
                "--http=127.0.0.1:0",
                "--release-to=127.0.0.1:1",
                "--release-allow=ada@example.org");
        http = catcher.places("http").get(0);
        try (Client smtp = catcher.connect()) {
            smtp.say("250", "EHLO c");
            smtp.say("501", "MAIL FROM:<a");
            smtp.mail("shop@example.com", MAIL, "ada@example.org", "blind@example.org")
                    .expect("250");
            smtp.say("221", "QUIT");
        }
        description =
                JsonParser.parseString(send("GET", "/openapi.json", "").body()).getAsJsonObject();
    }

    private HttpResponse<String> send(String method, String path, String body)
            throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://" + http + path))
                .method(method, body.isEmpty() ? BodyPublishers.noBody() : BodyPublishers.ofString(body))
                .timeout(PATIENCE)
                .build();
        return client.send(request, BodyHandlers.ofString());
    }

    /** What the program answers, but for the files of the page. */
    private List<String> places() throws Exception {
        String all = send("GET", "/", "").body();
        List<String> places = new ArrayList<>();
        all.lines().map(String::strip).filter(line -> line.startsWith("/")).forEach(places::add);
        return places;
    }

    @Test
    void eachPlaceIsDescribedAndEachDescribedPlaceIsThere() throws Exception {
        assertThat(described()).containsExactlyInAnyOrderElementsOf(new TreeSet<>(CatcherRoutes.places()));
        assertThat(places())
                .allMatch(path -> path.equals("/")
                        || description.getAsJsonObject("paths").has(path)
                        || CatcherRoutes.isOfThePage(path));
    }

    private Set<String> described() {
        Set<String> described = new TreeSet<>();
        description
                .getAsJsonObject("paths")
                .entrySet()
                .forEach(path -> path.getValue()
                        .getAsJsonObject()
                        .keySet()
                        .forEach(method -> described.add(method.toUpperCase(Locale.ROOT) + " " + path.getKey())));
        return described;
    }

    @Test
    void eachReferenceAndPathParameterIsThere() {
        Pattern.compile("\"\\$ref\":\"([^\"]+)\"")
                .matcher(description.toString())
                .results()
                .forEach(hit -> {
                    JsonObject reference = new JsonObject();
                    reference.addProperty("$ref", hit.group(1));
                    assertThat(JsonSchema.resolve(description, reference))
                            .as(hit.group())
                            .isNotNull();
                });
        List<String> ids = new ArrayList<>();
        for (Map.Entry<String, JsonElement> path :
                description.getAsJsonObject("paths").entrySet()) {
            List<String> inPath = Pattern.compile("\\{(\\w+)}")
                    .matcher(path.getKey())
                    .results()
                    .map(hit -> hit.group(1))
                    .toList();
            for (JsonElement operation :
                    path.getValue().getAsJsonObject().asMap().values()) {
                List<String> named = new ArrayList<>();
                JsonElement parameters = operation.getAsJsonObject().get("parameters");
                if (parameters != null) {
                    parameters.getAsJsonArray().asList().stream()
                            .map(JsonElement::getAsJsonObject)
                            .filter(one -> one.get("in").getAsString().equals("path"))
                            .forEach(one -> named.add(one.get("name").getAsString()));
                }
                assertThat(named).as(path.getKey()).isEqualTo(inPath);
                ids.add(operation.getAsJsonObject().get("operationId").getAsString());
            }
        }
        assertThat(ids).doesNotHaveDuplicates();
    }

    @Test
    void realAnswersHaveTheDescribedFields() throws Exception {
        check("POST", "/api/rules", "/api/rules", "{\"rule\": \"rcpt:x@example.org=550 5.1.1 No\"}", 201);
        check("POST", "/api/rules", "/api/rules", "{\"rule\": \"nonsense\"}", 400);
        check("GET", "/api/rules", "/api/rules", "", 200);
        check("GET", "/api/info", "/api/info", "", 200);
        check("POST", "/api/mails/{id}/release", "/api/mails/1/release", "{\"to\": [\"ada@example.org\"]}", 200);
        check("POST", "/api/mails/{id}/release", "/api/mails/1/release", "", 403);
        check("POST", "/api/mails/{id}/release", "/api/mails/1/release", "{\"to\": 1}", 400);
        check("GET", "/api/mails/{id}/release", "/api/mails/1/release", "", 200);
        check("GET", "/api/mails/{id}/release", "/api/mails/7/release", "", 404);
        check("GET", "/api/token", "/api/token", "", 200);
        check("GET", "/api/mails", "/api/mails?limit=1&unread=true", "", 200);
        check("GET", "/api/mails", "/api/mails?limit=0", "", 400);
        check("GET", "/api/mails", "/api/mails?to=ada@example.org&wait=1s", "", 200);
        check("GET", "/api/mails", "/api/mails?to=bob@example.org&wait=1ms", "", 404);
        check("GET", "/api/mails/{id}", "/api/mails/latest", "", 200);
        check("GET", "/api/mails/{id}", "/api/mails/7", "", 404);
        check("PATCH", "/api/mails/{id}", "/api/mails/1", "{\"unread\": false}", 200);
        check("PATCH", "/api/mails/{id}", "/api/mails/1", "{\"to\": \"x\"}", 400);
        check("GET", "/api/mails/{id}/raw", "/api/mails/1/raw", "", 200);
        check("GET", "/api/mails/{id}/page", "/api/mails/1/page", "", 200);
        check("GET", "/api/mails/{id}/parts/{number}", "/api/mails/1/parts/2", "", 200);
        check("GET", "/api/mails/{id}/parts/{number}", "/api/mails/1/parts/9", "", 404);
        check("GET", "/api/mails/{id}/lint", "/api/mails/1/lint?profile=strict-rfc", "", 200);
        check("GET", "/api/mails/{id}/lint", "/api/mails/1/lint?profile=x", "", 400);
        check("GET", "/api/mails/{id}/session", "/api/mails/1/session", "", 200);
        check("GET", "/api/sessions", "/api/sessions?limit=5", "", 200);
        check("GET", "/api/sessions/{id}", "/api/sessions/1", "", 200);
        check("GET", "/api/sessions/{id}", "/api/sessions/99", "", 404);
        check("GET", "/mails", "/mails", "", 200);
        check("GET", "/mails/", "/mails/", "", 200);
        check("GET", "/mails/{file}", "/mails/000001.json", "", 200);
        check("GET", "/mails/{file}", "/mails/000001", "", 404);
        check("GET", "/api/v1/messages", "/api/v1/messages?limit=5", "", 200);
        check("GET", "/api/v1/search", "/api/v1/search?query=is:read%20Welcome", "", 200);
        check("GET", "/api/v1/search", "/api/v1/search", "", 400);
        check("GET", "/api/v1/message/{id}", "/api/v1/message/latest", "", 200);
        check("GET", "/api/v1/message/{id}", "/api/v1/message/x", "", 404);
        check("GET", "/api/v1/message/{id}/headers", "/api/v1/message/1/headers", "", 200);
        check("GET", "/api/v1/message/{id}/raw", "/api/v1/message/1/raw", "", 200);
        check("GET", "/api/v1/message/{id}/part/{number}", "/api/v1/message/1/part/2", "", 200);
        check("GET", "/api/v1/info", "/api/v1/info", "", 200);
        check("GET", "/health", "/health", "", 200);
        check("GET", "/livez", "/livez", "", 200);
        check("GET", "/readyz", "/readyz", "", 200);
        check("GET", "/metrics", "/metrics", "", 200);
        check("DELETE", "/api/rules/{id}", "/api/rules/1", "", 204);
        check("DELETE", "/api/rules/{id}", "/api/rules/1", "", 404);
        check("DELETE", "/api/rules", "/api/rules", "", 200);
        check("DELETE", "/api/mails", "/api/mails", "", 400);
        check("DELETE", "/api/mails/{id}", "/api/mails/1", "", 204);
        check("DELETE", "/api/mails/{id}", "/api/mails/1", "", 404);
        check("DELETE", "/api/v1/messages", "/api/v1/messages", "{\"IDs\": [\"000001\"]}", 200);
        check("DELETE", "/api/v1/messages", "/api/v1/messages", "{\"IDs\": [1]}", 400);
        check("DELETE", "/api/mails", "/api/mails?all=true", "", 200);
    }

    private void check(String method, String place, String path, String body, int status) throws Exception {
        HttpResponse<String> answer = send(method, path, body);
        String what = method + " " + path + " answers " + answer.body();
        assertThat(answer.statusCode()).as(what).isEqualTo(status);
        JsonObject operation = description
                .getAsJsonObject("paths")
                .getAsJsonObject(place)
                .getAsJsonObject(method.toLowerCase(Locale.ROOT));
        JsonElement described = operation.getAsJsonObject("responses").get("" + status);
        assertThat(described).as(what).isNotNull();
        JsonElement content =
                JsonSchema.resolve(description, described.getAsJsonObject()).get("content");
        if (content == null) {
            assertThat(answer.body()).as(what).isEmpty();
            return;
        }
        String type = answer.headers().firstValue("Content-Type").orElse("").replaceAll(";.*", "");
        JsonObject types = content.getAsJsonObject();
        JsonObject media = types.getAsJsonObject(types.has(type) ? type : "*/*");
        assertThat(media).as("%s as %s", what, type).isNotNull();
        if (type.equals("application/json") && types.has(type)) {
            assertThat(JsonSchema.differences(
                            description, media.getAsJsonObject("schema"), JsonParser.parseString(answer.body())))
                    .as(what)
                    .isEmpty();
        }
    }
}
