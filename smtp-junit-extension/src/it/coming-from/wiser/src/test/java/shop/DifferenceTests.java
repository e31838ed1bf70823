package shop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.subethamail.wiser.Wiser;

/** What docs/coming-from-wiser.md says of Wiser. */
class DifferenceTests {

    @Test
    void aMessageForEachRecipientAndAFieldOnTop() throws Exception {
        Wiser wiser = new Wiser(0);
        wiser.start();
        try {
            new Shop("localhost", wiser.getServer().getPort()).announce("Sale", "ada@example.org");

            assertEquals(2, wiser.getMessages().size());
            String data = new String(wiser.getMessages().get(0).getData(), StandardCharsets.US_ASCII);
            assertTrue(data.startsWith("Received:"), data);
        } finally {
            wiser.stop();
        }
    }

    @Test
    void theIdleTimeoutIsAMinute() {
        assertEquals(60_000, new Wiser().getServer().getConnectionTimeout());
    }
}
