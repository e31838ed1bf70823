package shop;

import jakarta.mail.Message.RecipientType;
import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.Transport;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeMessage;
import java.util.Properties;

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
