package shop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;

import com.icegreen.greenmail.junit5.GreenMailExtension;
import com.icegreen.greenmail.util.GreenMailUtil;
import com.icegreen.greenmail.util.ServerSetupTest;
import jakarta.mail.internet.MimeMessage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What docs/coming-from-greenmail.md says of GreenMail. */
class DifferenceTests {

    @RegisterExtension
    static GreenMailExtension greenMail = new GreenMailExtension(ServerSetupTest.SMTP.dynamicPort());

    @Test
    void theLastNewlineIsGoneAndTwoFieldsAreAdded() throws Exception {
        new Shop("127.0.0.1", greenMail.getSmtp().getPort()).announce("Sale");

        MimeMessage message = greenMail.getReceivedMessages()[0];
        assertEquals("Have a look: https://shop.example.com/news", message.getContent());
        assertNotNull(message.getHeader("Received"));
        assertNotNull(message.getHeader("Return-Path"));
    }

    @Test
    void aMailToTwoRecipientsIsTwoMessages() throws Exception {
        new Shop("127.0.0.1", greenMail.getSmtp().getPort()).announce("Sale", "ada@example.org");

        assertEquals(2, greenMail.getReceivedMessages().length);
        assertFalse(greenMail.waitForIncomingEmail(1, 3));
    }

    @Test
    void aDomainIsATextInTheHeader() throws Exception {
        new Shop("127.0.0.1", greenMail.getSmtp().getPort()).announce("Sale", "ada@example.org");

        assertEquals(2, greenMail.getReceivedMessagesForDomain("news@example.com").length);
        assertEquals(0, greenMail.getReceivedMessagesForDomain("example.org").length);
    }

    @Test
    void theBodyOfAPartIsNotDecoded() throws Exception {
        MimeMessage message = GreenMailUtil.newMimeMessage("Content-Transfer-Encoding: base64\r\n\r\nSGVsbG8=");

        assertEquals("SGVsbG8=", GreenMailUtil.getBody(message));
    }
}
