package io.github.smtpjunit.benchmarks.comparison.tests;

import jakarta.mail.Message.RecipientType;
import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.Transport;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeMessage;
import java.util.Properties;

/** The code under test: an application that confirms an order. */
final class Order {

    static final String FROM = "shop@example.com";
    static final String SUBJECT = "Your order";
    static final String TEXT = "It is on its way.";

    private Order() {}

    static MimeMessage confirmation(int port) throws MessagingException {
        Properties properties = new Properties();
        properties.put("mail.smtp.host", "127.0.0.1");
        properties.put("mail.smtp.port", Integer.toString(port));
        properties.put("mail.smtp.localhost", "localhost");
        MimeMessage mail = new MimeMessage(Session.getInstance(properties));
        mail.setFrom(new InternetAddress(FROM));
        mail.setRecipient(RecipientType.TO, new InternetAddress("ada@example.org"));
        mail.setSubject(SUBJECT);
        mail.setText(TEXT);
        return mail;
    }

    static void confirm(int port) throws MessagingException {
        Transport.send(confirmation(port));
    }
}
