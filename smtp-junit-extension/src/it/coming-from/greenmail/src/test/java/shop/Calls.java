package shop;

import static com.icegreen.greenmail.configuration.GreenMailConfiguration.aConfig;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.icegreen.greenmail.junit.GreenMailRule;
import com.icegreen.greenmail.junit5.GreenMailExtension;
import com.icegreen.greenmail.util.DummySSLSocketFactory;
import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.GreenMailUtil;
import com.icegreen.greenmail.util.ServerSetup;
import com.icegreen.greenmail.util.ServerSetupTest;
import jakarta.mail.Message;
import jakarta.mail.Multipart;
import jakarta.mail.Part;
import jakarta.mail.Session;
import jakarta.mail.internet.MimeMessage;
import java.util.Properties;
import org.junit.Rule;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The calls in the table of docs/coming-from-greenmail.md. They are compiled, and not run: some have a fixed port. */
class Calls {

    @RegisterExtension
    static GreenMailExtension greenMail = new GreenMailExtension(ServerSetupTest.SMTP);

    @Rule
    public final GreenMailRule rule = new GreenMailRule(ServerSetupTest.SMTP);

    void servers() {
        GreenMail alone = new GreenMail(ServerSetupTest.SMTP);
        alone.start();
        alone.stop();
        int port = greenMail.getSmtp().getPort();
        greenMail.withPerMethodLifecycle(false);
        ServerSetup free = ServerSetupTest.SMTP.dynamicPort();
        ServerSetup fixed = new ServerSetup(3025, "127.0.0.1", ServerSetup.PROTOCOL_SMTP);
        GreenMail secure = new GreenMail(ServerSetupTest.SMTPS);
    }

    void users() {
        greenMail.withConfiguration(aConfig().withUser("ada", "secret"));
        greenMail.setUser("ada@example.org", "ada", "secret");
        greenMail.withConfiguration(aConfig().withDisabledAuthentication());
    }

    void mails() throws Exception {
        greenMail.purgeEmailFromAllMailboxes();
        greenMail.reset();
        assertTrue(greenMail.waitForIncomingEmail(5000, 1));
        greenMail.waitForIncomingEmail(3);
        MimeMessage[] messages = greenMail.getReceivedMessages();
        MimeMessage message = greenMail.getReceivedMessages()[0];
        greenMail.getReceivedMessagesForDomain("ada@example.org");
        greenMail.getReceivedMessagesForDomain("example.org");
        greenMail.findReceivedMessages(user -> user.getEmail().equals("ada@example.org"), found -> true);
        message.getSubject();
        message.getFrom()[0].toString();
        message.getRecipients(Message.RecipientType.TO);
        message.getReceivedDate();
        message.getHeader("Message-ID", null);
        GreenMailUtil.getBody(message);
        Part part = ((Multipart) message.getContent()).getBodyPart(1);
        GreenMailUtil.getBody(part);
        part.getFileName();
        GreenMailUtil.getWholeMessage(message);
        GreenMailUtil.getHeaders(message);
    }

    void senders() {
        Session session = greenMail.getSmtp().createSession();
        GreenMailUtil.sendTextEmailTest("ada@example.org", "shop@example.com", "Sale", "Have a look");
        Properties properties = new Properties();
        properties.setProperty("mail.smtps.socketFactory.class", DummySSLSocketFactory.class.getName());
        System.setProperty("greenmail.tls.keystore.file", "greenmail.p12");
    }
}
