package shop;

// region before-greenmail
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.icegreen.greenmail.junit5.GreenMailExtension;
import com.icegreen.greenmail.util.GreenMailUtil;
import com.icegreen.greenmail.util.ServerSetupTest;
import jakarta.mail.internet.MimeMessage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class AnnouncementTests {

    @RegisterExtension
    static GreenMailExtension greenMail = new GreenMailExtension(ServerSetupTest.SMTP.dynamicPort());

    @Test
    void hidesTheCustomersFromEachOther() throws Exception {
        new Shop("127.0.0.1", greenMail.getSmtp().getPort()).announce("Sale", "ada@example.org", "bob@example.org");

        assertTrue(greenMail.waitForIncomingEmail(5000, 3));
        MimeMessage[] messages = greenMail.getReceivedMessages();
        assertEquals(3, messages.length);
        for (MimeMessage message : messages) {
            assertEquals("Sale", message.getSubject());
            assertEquals("shop@example.com", message.getFrom()[0].toString());
            assertEquals(1, message.getAllRecipients().length);
            assertEquals("news@example.com", message.getAllRecipients()[0].toString());
            assertTrue(GreenMailUtil.getBody(message).contains("https://shop.example.com/news"));
        }
        assertEquals(1, mailsOf("ada@example.org"));
        assertEquals(1, mailsOf("bob@example.org"));
    }

    private static long mailsOf(String address) {
        return greenMail
                .findReceivedMessages(user -> user.getEmail().equals(address), message -> true)
                .count();
    }
}
// endregion
