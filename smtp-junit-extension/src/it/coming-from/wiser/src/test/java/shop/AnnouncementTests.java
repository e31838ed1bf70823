package shop;

// region before-wiser
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.subethamail.wiser.Wiser;
import org.subethamail.wiser.WiserMessage;

class AnnouncementTests {

    private final Wiser wiser = new Wiser();

    @BeforeEach
    void start() {
        wiser.setPort(0);
        wiser.start();
    }

    @AfterEach
    void stop() {
        wiser.stop();
    }

    @Test
    void hidesTheCustomersFromEachOther() throws Exception {
        new Shop("localhost", wiser.getServer().getPort()).announce("Sale", "ada@example.org", "bob@example.org");

        List<String> receivers = new ArrayList<>();
        for (WiserMessage message : wiser.getMessages()) {
            receivers.add(message.getEnvelopeReceiver());
            assertEquals("shop@example.com", message.getEnvelopeSender());
            assertEquals("Sale", message.getMimeMessage().getSubject());
            assertEquals(1, message.getMimeMessage().getAllRecipients().length);
            assertEquals(
                    "news@example.com",
                    message.getMimeMessage().getAllRecipients()[0].toString());
            assertTrue(message.getMimeMessage().getContent().toString().contains("https://shop.example.com/news"));
        }
        assertEquals(List.of("news@example.com", "ada@example.org", "bob@example.org"), receivers);
    }
}
// endregion
