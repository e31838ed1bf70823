package io.github.smtpjunit.benchmarks.comparison;

import jakarta.mail.Message;
import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.Transport;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeMessage;
import java.util.Properties;

/** Sends a mail as an application does. */
final class AngusClient {

    private AngusClient() {}

    static void send(int port, String subject) throws MessagingException {
        Properties properties = new Properties();
        properties.put("mail.smtp.host", "127.0.0.1");
        properties.put("mail.smtp.port", Integer.toString(port));
        properties.put("mail.smtp.localhost", "localhost");
        MimeMessage mail = new MimeMessage(Session.getInstance(properties));
        mail.setFrom(new InternetAddress("ada@example.org"));
        mail.setRecipient(Message.RecipientType.TO, new InternetAddress("bob@example.com"));
        mail.setSubject(subject);
        mail.setText("The text of a usual test mail.\r\n");
        Transport.send(mail);
    }
}
