package shop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import com.dumbster.smtp.SimpleSmtpServer;
import com.dumbster.smtp.SmtpMessage;
import org.junit.jupiter.api.Test;

/** What docs/coming-from-dumbster.md says of dumbster. */
class DifferenceTests {

    @Test
    void theEnvelopeAndTheNewlinesAreGone() throws Exception {
        try (SimpleSmtpServer server = SimpleSmtpServer.start(SimpleSmtpServer.AUTO_SMTP_PORT)) {
            new Shop("localhost", server.getPort()).announce("Sale", "ada@example.org");

            SmtpMessage mail = server.getReceivedEmails().get(0);
            assertEquals(1, server.getReceivedEmails().size());
            assertFalse(mail.toString().contains("ada@example.org"), mail.toString());
            assertFalse(mail.getBody().endsWith("\n"), mail.getBody());
        }
    }
}
