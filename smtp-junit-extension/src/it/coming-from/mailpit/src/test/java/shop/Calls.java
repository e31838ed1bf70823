package shop;

import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.junit.jupiter.Container;

/** The calls in the table of docs/coming-from-mailpit.md. They are compiled, and not run: they need Docker. */
class Calls {

    @Container
    static final GenericContainer<?> MAILPIT =
            new GenericContainer<>("axllent/mailpit:v1.27").withExposedPorts(1025, 8025);

    private final HttpClient http = HttpClient.newHttpClient();

    void servers() {
        MAILPIT.getHost();
        MAILPIT.getMappedPort(1025);
        MAILPIT.withEnv("MP_SMTP_AUTH", "ada:secret");
        MAILPIT.withEnv("MP_SMTP_AUTH_ACCEPT_ANY", "true");
        MAILPIT.withEnv("MP_SMTP_TLS_CERT", "/cert.pem");
        MAILPIT.withEnv("MP_ENABLE_CHAOS", "true");
    }

    void mails() throws Exception {
        get("/api/v1/messages");
        get("/api/v1/search?query=to:ada@example.org");
        delete("/api/v1/messages");
        await().until(() -> get("/api/v1/messages").get("total").asInt() == 1);
        JsonNode mail = get("/api/v1/message/latest");
        mail.get("Subject");
        mail.get("To");
        mail.get("Bcc");
        mail.get("ReturnPath");
        mail.get("Text");
        mail.get("HTML");
        mail.get("Attachments");
        get("/api/v1/message/latest/raw");
        get("/api/v1/message/latest/html-check");
        get("/api/v1/message/latest/link-check");
    }

    private void delete(String path) throws Exception {
        http.send(HttpRequest.newBuilder(URI.create(path)).DELETE().build(), BodyHandlers.discarding());
    }

    private JsonNode get(String path) throws Exception {
        return new ObjectMapper()
                .readTree(http.send(HttpRequest.newBuilder(URI.create(path)).build(), BodyHandlers.ofString())
                        .body());
    }
}
