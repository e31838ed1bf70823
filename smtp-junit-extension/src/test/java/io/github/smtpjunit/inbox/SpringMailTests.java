package io.github.smtpjunit.inbox;

import jakarta.mail.MessagingException;
import jakarta.mail.internet.MimeMessage;
import java.io.UnsupportedEncodingException;
import org.springframework.core.io.ByteArrayResource;
import org.springframework.mail.javamail.JavaMailSenderImpl;
import org.springframework.mail.javamail.MimeMessageHelper;

/** Spring's JavaMailSender. */
class SpringMailTests extends SenderTestCase {

    @Override
    void send(Inbox inbox, Message message) throws MessagingException, UnsupportedEncodingException {
        JavaMailSenderImpl sender = new JavaMailSenderImpl();
        sender.setHost(inbox.host());
        sender.setPort(inbox.port());
        MimeMessage mime = sender.createMimeMessage();
        boolean multipart = message.html() != null || !message.attachments().isEmpty();
        MimeMessageHelper helper = new MimeMessageHelper(mime, multipart, "UTF-8");
        helper.setSubject(message.subject());
        helper.setFrom(message.from().address(), message.from().name());
        Person replyTo = message.replyTo();
        if (replyTo != null) {
            helper.setReplyTo(replyTo.address(), replyTo.name());
        }
        for (Person person : message.to()) {
            helper.addTo(person.address(), person.name());
        }
        for (Person person : message.cc()) {
            helper.addCc(person.address(), person.name());
        }
        for (String address : message.bcc()) {
            helper.addBcc(address);
        }
        setBodies(helper, message);
        Document image = message.image();
        if (image != null) {
            helper.addInline(image.name(), new ByteArrayResource(image.content()), image.type());
        }
        for (Document file : message.attachments()) {
            helper.addAttachment(file.name(), new ByteArrayResource(file.content()), file.type());
        }
        sender.send(mime);
    }

    private static void setBodies(MimeMessageHelper helper, Message message) throws MessagingException {
        String text = message.text();
        String html = message.html();
        if (text != null && html != null) {
            helper.setText(text, html);
        } else if (html != null) {
            helper.setText(html, true);
        } else if (text != null) {
            helper.setText(text);
        }
    }
}
