package shop;

import java.util.Properties;
import javax.mail.Message.RecipientType;
import javax.mail.MessagingException;
import javax.mail.Session;
import javax.mail.Transport;
import javax.mail.internet.InternetAddress;
import javax.mail.internet.MimeMessage;

/** The code under test: it sends mail, and knows a host and a port of the mail server. */
final class Shop {

    private final Session session;

    Shop(String host, int port) {
        Properties properties = new Properties();
        properties.setProperty("mail.smtp.host", host);
        properties.setProperty("mail.smtp.port", Integer.toString(port));
        session = Session.getInstance(properties);
    }

    /** Sends a mail with a blind copy. */
    void announce(String subject, String... customers) throws MessagingException {
        MimeMessage mail = new MimeMessage(session);
        mail.setFrom(new InternetAddress("shop@example.com"));
        mail.setRecipients(RecipientType.TO, "news@example.com");
        for (String customer : customers) {
            mail.addRecipient(RecipientType.BCC, new InternetAddress(customer));
        }
        mail.setSubject(subject);
        mail.setText("Have a look: https://shop.example.com/news\r\n");
        Transport.send(mail);
    }
}
