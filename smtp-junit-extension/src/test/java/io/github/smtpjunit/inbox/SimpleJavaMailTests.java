package io.github.smtpjunit.inbox;

import org.simplejavamail.api.email.EmailPopulatingBuilder;
import org.simplejavamail.api.mailer.Mailer;
import org.simplejavamail.email.EmailBuilder;
import org.simplejavamail.mailer.MailerBuilder;

/** Simple Java Mail. */
class SimpleJavaMailTests extends SenderTestCase {

    @Override
    @SuppressWarnings("try") // its close() is declared to throw anything
    void send(Inbox inbox, Message message) throws Exception {
        EmailPopulatingBuilder email = EmailBuilder.startingBlank()
                .withSubject(message.subject())
                .from(message.from().name(), message.from().address());
        Person replyTo = message.replyTo();
        if (replyTo != null) {
            email.withReplyTo(replyTo.name(), replyTo.address());
        }
        message.to().forEach(person -> email.to(person.name(), person.address()));
        message.cc().forEach(person -> email.cc(person.name(), person.address()));
        message.bcc().forEach(email::bcc);
        if (message.text() != null) {
            email.withPlainText(message.text());
        }
        if (message.html() != null) {
            email.withHTMLText(message.html());
        }
        Document image = message.image();
        if (image != null) {
            email.withEmbeddedImage(image.name(), image.content(), image.type());
        }
        message.attachments().forEach(file -> email.withAttachment(file.name(), file.content(), file.type()));
        try (Mailer mailer =
                MailerBuilder.withSMTPServer(inbox.host(), inbox.port()).buildMailer()) {
            mailer.sendMail(email.buildEmail()).get();
        }
    }

    /** It writes file names into the header of a part as they are, and makes Content-IDs of them. */
    @Override
    String[] flaws() {
        return new String[] {"mime.filename.8bit", "format.body.8bit-unannounced", "mime.content-id.invalid"};
    }
}
