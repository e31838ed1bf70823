package io.github.smtpjunit.inbox;

import jakarta.mail.util.ByteArrayDataSource;
import org.apache.commons.mail2.core.EmailException;
import org.apache.commons.mail2.jakarta.Email;
import org.apache.commons.mail2.jakarta.HtmlEmail;
import org.apache.commons.mail2.jakarta.MultiPartEmail;
import org.apache.commons.mail2.jakarta.SimpleEmail;

/** Apache Commons Email 2. */
class CommonsEmailTests extends SenderTestCase {

    @Override
    void send(Inbox inbox, Message message) throws EmailException {
        Email email = withContent(message);
        email.setHostName(inbox.host());
        email.setSmtpPort(inbox.port());
        email.setSubject(message.subject());
        email.setFrom(message.from().address(), message.from().name());
        Person replyTo = message.replyTo();
        if (replyTo != null) {
            email.addReplyTo(replyTo.address(), replyTo.name());
        }
        for (Person person : message.to()) {
            email.addTo(person.address(), person.name());
        }
        for (Person person : message.cc()) {
            email.addCc(person.address(), person.name());
        }
        for (String address : message.bcc()) {
            email.addBcc(address);
        }
        email.send();
    }

    private static Email withContent(Message message) throws EmailException {
        String text = message.text();
        String html = message.html();
        if (html != null) {
            HtmlEmail email = new HtmlEmail();
            email.setCharset("UTF-8");
            email.setHtmlMsg(html);
            if (text != null) {
                email.setTextMsg(text);
            }
            Document image = message.image();
            if (image != null) {
                email.embed(new ByteArrayDataSource(image.content(), image.type()), image.name(), image.name());
            }
            return attach(email, message);
        }
        Email email = message.attachments().isEmpty() ? new SimpleEmail() : new MultiPartEmail();
        email.setCharset("UTF-8");
        email.setMsg(text);
        return email instanceof MultiPartEmail multiPart ? attach(multiPart, message) : email;
    }

    private static Email attach(MultiPartEmail email, Message message) throws EmailException {
        for (Document file : message.attachments()) {
            email.attach(new ByteArrayDataSource(file.content(), file.type()), file.name(), "");
        }
        return email;
    }
}
