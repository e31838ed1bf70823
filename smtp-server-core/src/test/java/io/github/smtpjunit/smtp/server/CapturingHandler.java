package io.github.smtpjunit.smtp.server;

import io.github.smtpjunit.smtp.Envelope;
import io.github.smtpjunit.smtp.Replies;
import io.github.smtpjunit.smtp.Reply;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Keeps every mail, octet for octet. */
final class CapturingHandler implements MailHandler {

    private final List<Captured> mails = new CopyOnWriteArrayList<>();

    /** A mail whose content is given by characters that stand for octets. */
    record Captured(Envelope envelope, SessionInfo session, String content) {

        /** Returns {@code from > to,to : content} with escapes for all that is not printable. */
        @Override
        public String toString() {
            return envelope.from() + " > " + String.join(",", envelope.to()) + " : " + Octets.escape(content);
        }
    }

    @Override
    public Reply handle(ReceivedMail mail) throws IOException {
        String content = new String(mail.content().readAllBytes(), StandardCharsets.ISO_8859_1);
        mails.add(new Captured(mail.envelope(), mail.session(), content));
        return Replies.MAIL_ACCEPTED;
    }

    List<Captured> mails() {
        return mails;
    }

    List<String> contents() {
        return mails.stream().map(Captured::content).toList();
    }
}
