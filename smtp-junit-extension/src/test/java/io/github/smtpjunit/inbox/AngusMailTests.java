package io.github.smtpjunit.inbox;

import static java.nio.charset.StandardCharsets.UTF_8;

import jakarta.activation.DataHandler;
import jakarta.mail.BodyPart;
import jakarta.mail.Message.RecipientType;
import jakarta.mail.MessagingException;
import jakarta.mail.Part;
import jakarta.mail.Transport;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeBodyPart;
import jakarta.mail.internet.MimeMessage;
import jakarta.mail.internet.MimeMultipart;
import jakarta.mail.util.ByteArrayDataSource;
import java.io.UnsupportedEncodingException;

/** jakarta.mail by its own interface. */
class AngusMailTests extends SenderTestCase {

    @Override
    void send(Inbox inbox, Message message) throws MessagingException, UnsupportedEncodingException {
        MimeMessage mime = new MimeMessage(inbox.session());
        mime.setSubject(message.subject(), "UTF-8");
        mime.setFrom(address(message.from()));
        Person replyTo = message.replyTo();
        if (replyTo != null) {
            mime.setReplyTo(new InternetAddress[] {address(replyTo)});
        }
        for (Person person : message.to()) {
            mime.addRecipient(RecipientType.TO, address(person));
        }
        for (Person person : message.cc()) {
            mime.addRecipient(RecipientType.CC, address(person));
        }
        for (String address : message.bcc()) {
            mime.addRecipient(RecipientType.BCC, new InternetAddress(address));
        }
        addContent(message, mime);
        Transport.send(mime);
    }

    private static InternetAddress address(Person person) throws UnsupportedEncodingException {
        return new InternetAddress(person.address(), person.name(), "UTF-8");
    }

    private static void addContent(Message message, MimeMessage mime) throws MessagingException {
        String text = message.text();
        if (text != null && message.html() == null && message.attachments().isEmpty()) {
            mime.setText(text, "UTF-8");
            return;
        }
        MimeMultipart mixed = new MimeMultipart("mixed");
        mixed.addBodyPart(bodies(message));
        for (Document file : message.attachments()) {
            MimeBodyPart part = part(file);
            part.setFileName(file.name());
            part.setDisposition(Part.ATTACHMENT);
            mixed.addBodyPart(part);
        }
        mime.setContent(mixed);
    }

    private static BodyPart bodies(Message message) throws MessagingException {
        MimeMultipart alternative = new MimeMultipart("alternative");
        if (message.text() != null) {
            alternative.addBodyPart(body(message.text(), "plain"));
        }
        if (message.html() != null) {
            MimeMultipart related = new MimeMultipart("related");
            related.addBodyPart(body(message.html(), "html"));
            Document image = message.image();
            if (image != null) {
                MimeBodyPart inline = part(image);
                inline.setContentID("<" + image.name() + ">");
                related.addBodyPart(inline);
            }
            alternative.addBodyPart(wrapped(related));
        }
        return wrapped(alternative);
    }

    private static MimeBodyPart body(String text, String subtype) throws MessagingException {
        MimeBodyPart part = new MimeBodyPart();
        part.setText(text, UTF_8.name(), subtype);
        return part;
    }

    private static MimeBodyPart part(Document file) throws MessagingException {
        MimeBodyPart part = new MimeBodyPart();
        part.setDataHandler(new DataHandler(new ByteArrayDataSource(file.content(), file.type())));
        return part;
    }

    private static MimeBodyPart wrapped(MimeMultipart parts) throws MessagingException {
        MimeBodyPart part = new MimeBodyPart();
        part.setContent(parts);
        return part;
    }
}
