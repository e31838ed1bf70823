package shop;

// region before-dumbster
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.dumbster.smtp.SimpleSmtpServer;
import com.dumbster.smtp.SmtpMessage;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class AnnouncementTests {

    private SimpleSmtpServer server;

    @BeforeEach
    void start() throws Exception {
        server = SimpleSmtpServer.start(SimpleSmtpServer.AUTO_SMTP_PORT);
    }

    @AfterEach
    void stop() {
        server.stop();
    }

    @Test
    void hidesTheCustomersFromEachOther() throws Exception {
        new Shop("localhost", server.getPort()).announce("Sale", "ada@example.org", "bob@example.org");

        assertEquals(1, server.getReceivedEmails().size());
        SmtpMessage mail = server.getReceivedEmails().get(0);
        assertEquals("shop@example.com", mail.getHeaderValue("From"));
        assertEquals("news@example.com", mail.getHeaderValue("To"));
        assertEquals("Sale", mail.getHeaderValue("Subject"));
        assertTrue(mail.getBody().contains("https://shop.example.com/news"));
        // who got it, dumbster does not know
    }
}
// endregion
