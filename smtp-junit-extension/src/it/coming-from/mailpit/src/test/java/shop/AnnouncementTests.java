package shop;

// region before-mailpit
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.containers.wait.strategy.Wait;
import org.testcontainers.junit.jupiter.Container;
import org.testcontainers.junit.jupiter.Testcontainers;

@Testcontainers(disabledWithoutDocker = true)
class AnnouncementTests {

    @Container
    static final GenericContainer<?> MAILPIT = new GenericContainer<>("axllent/mailpit:v1.27")
            .withExposedPorts(1025, 8025)
            .waitingFor(Wait.forHttp("/readyz").forPort(8025));

    private final HttpClient http = HttpClient.newHttpClient();

    @BeforeEach
    void deleteTheMailsOfOtherTests() throws Exception {
        http.send(HttpRequest.newBuilder(api("messages")).DELETE().build(), BodyHandlers.discarding());
    }

    @Test
    void hidesTheCustomersFromEachOther() throws Exception {
        new Shop(MAILPIT.getHost(), MAILPIT.getMappedPort(1025)).announce("Sale", "ada@example.org", "bob@example.org");

        JsonNode found = await().until(
                        () -> get("messages"), messages -> messages.get("total").asInt() == 1);
        JsonNode mail = get("message/" + found.at("/messages/0/ID").asText());
        assertEquals("shop@example.com", mail.at("/From/Address").asText());
        assertEquals(List.of("news@example.com"), mail.get("To").findValuesAsText("Address"));
        assertEquals(
                List.of("ada@example.org", "bob@example.org"), mail.get("Bcc").findValuesAsText("Address"));
        assertEquals("Sale", mail.get("Subject").asText());
        assertTrue(mail.get("Text").asText().contains("https://shop.example.com/news"));
    }

    private JsonNode get(String path) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(api(path)).build();
        return new ObjectMapper()
                .readTree(http.send(request, BodyHandlers.ofString()).body());
    }

    private static URI api(String path) {
        return URI.create("http://" + MAILPIT.getHost() + ":" + MAILPIT.getMappedPort(8025) + "/api/v1/" + path);
    }
}
// endregion
