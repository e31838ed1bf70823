package example;

import static java.nio.charset.StandardCharsets.UTF_8;

import jakarta.activation.DataHandler;
import jakarta.mail.Message.RecipientType;
import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.Transport;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeBodyPart;
import jakarta.mail.internet.MimeMessage;
import jakarta.mail.internet.MimeMultipart;
import jakarta.mail.util.ByteArrayDataSource;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Properties;
import java.util.concurrent.CompletableFuture;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/** The code under test in the guides: a shop that sends mail. All it knows of the mail server is a host and a port. */
final class Shop {

    private final Session session;

    Shop(String host, int port) {
        Properties properties = new Properties();
        properties.setProperty("mail.smtp.host", host);
        properties.setProperty("mail.smtp.port", Integer.toString(port));
        properties.setProperty("mail.smtp.localhost", "shop.example.com");
        session = Session.getInstance(properties);
    }

    /** Sends the welcome mail: text, HTML, and the terms as an attachment. */
    void register(String name, String address) {
        if (!address.contains("@")) {
            throw new IllegalArgumentException("Not a mail address: " + address);
        }
        try {
            MimeMessage mail = new MimeMessage(session);
            mail.setFrom("The Shop <shop@example.com>");
            mail.setRecipients(RecipientType.TO, name + " <" + address + ">");
            mail.setSubject("Welcome, " + name);
            mail.setContent(new MimeMultipart(welcome(name), terms()));
            Transport.send(mail);
        } catch (MessagingException e) {
            throw new IllegalStateException("Cannot welcome " + address, e);
        }
    }

    private static MimeBodyPart welcome(String name) throws MessagingException {
        MimeBodyPart text = new MimeBodyPart();
        text.setText(
                "Hello " + name + ",\nplease confirm your address: https://shop.example.com/confirm\n", UTF_8.name());
        MimeBodyPart html = new MimeBodyPart();
        html.setText(
                "<p>Hello " + name + ",</p>\n<p>please <a href=\"https://shop.example.com/confirm\">confirm</a>"
                        + " your address.</p>\n",
                UTF_8.name(),
                "html");
        MimeMultipart either = new MimeMultipart("alternative", text, html);
        MimeBodyPart welcome = new MimeBodyPart();
        welcome.setContent(either);
        return welcome;
    }

    private static MimeBodyPart terms() throws MessagingException {
        MimeBodyPart terms = new MimeBodyPart();
        byte[] content = "Pay in advance.\r\n".getBytes(UTF_8);
        terms.setDataHandler(new DataHandler(new ByteArrayDataSource(content, "application/octet-stream")));
        terms.setFileName("terms.txt");
        return terms;
    }

    /** Does the same in the background. */
    CompletableFuture<Void> registerLater(String name, String address) {
        return CompletableFuture.runAsync(() -> register(name, address));
    }

    /** Writes to many customers, who do not see each other. */
    void announce(String subject, String... customers) {
        try {
            MimeMessage mail = new MimeMessage(session);
            mail.setFrom("The Shop <shop@example.com>");
            mail.setRecipients(RecipientType.TO, "news@example.com");
            for (String customer : customers) {
                mail.addRecipient(RecipientType.BCC, new InternetAddress(customer));
            }
            mail.setSubject(subject);
            mail.setText("Have a look: https://shop.example.com/news");
            Transport.send(mail);
        } catch (MessagingException e) {
            throw new IllegalStateException("Cannot announce " + subject, e);
        }
    }

    /** Sends an order as a table in an archive. */
    void sendOrder(String address, String table) {
        try {
            ByteArrayOutputStream archive = new ByteArrayOutputStream();
            try (ZipOutputStream zip = new ZipOutputStream(archive)) {
                zip.putNextEntry(new ZipEntry("order.csv"));
                zip.write(table.getBytes(UTF_8));
            }
            MimeBodyPart order = new MimeBodyPart();
            order.setDataHandler(new DataHandler(new ByteArrayDataSource(archive.toByteArray(), "application/zip")));
            order.setFileName("order.zip");
            MimeMessage mail = new MimeMessage(session);
            mail.setFrom("The Shop <shop@example.com>");
            mail.setRecipients(RecipientType.TO, address);
            mail.setSubject("Your order");
            mail.setContent(new MimeMultipart(order));
            Transport.send(mail);
        } catch (MessagingException | IOException e) {
            throw new IllegalStateException("Cannot send the order to " + address, e);
        }
    }
}
