package io.github.smtpjunit.relay.cli;

import io.github.smtpjunit.relay.cli.MailDirectory.Incoming;
import io.github.smtpjunit.relay.cli.MailDirectory.StoringException;
import io.github.smtpjunit.smtp.Replies;
import io.github.smtpjunit.smtp.Reply;
import io.github.smtpjunit.smtp.server.MailHandler;
import io.github.smtpjunit.smtp.server.ReceivedMail;
import io.github.smtpjunit.smtp.usercode.UserCode;
import java.io.IOException;
import java.io.OutputStream;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** Keeps what arrives, if there is a directory for it, and says so in the log. */
final class CaptureHandler implements MailHandler {

    private static final UserCode USER_CODE = new UserCode("io.github.smtpjunit.relay");

    private final @Nullable MailDirectory directory;
    private final EventLog log;
    private final Metrics metrics;
    private final AtomicLong lastMail = new AtomicLong();

    CaptureHandler(@Nullable MailDirectory directory, EventLog log, Metrics metrics) {
        this.directory = directory;
        this.log = log;
        this.metrics = metrics;
    }

    @Override
    public Reply handle(ReceivedMail mail) throws IOException {
        SubjectReader content = new SubjectReader(mail.content());
        String id;
        String subject;
        if (directory == null) {
            content.transferTo(OutputStream.nullOutputStream());
            subject = content.subject();
            id = String.format("%06d", lastMail.incrementAndGet());
        } else {
            try (Incoming incoming = directory.incoming()) {
                incoming.write(content);
                subject = content.subject(); // what may fail, may do so as long as nothing is stored
                id = incoming.commit(mail);
            } catch (StoringException e) {
                log.warning("Cannot store a mail in " + directory.path() + ": " + e.getCause());
                return Replies.INSUFFICIENT_STORAGE;
            }
        }
        long size = content.count();
        USER_CODE.tell(() -> tell(mail, id, size, subject), () -> "Mail " + id + " is stored, but cannot be logged");
        return Replies.MAIL_ACCEPTED;
    }

    /** After the mail is stored, so nothing here may keep the client from its 250. */
    private void tell(ReceivedMail mail, String id, long size, String subject) {
        metrics.accepted(size);
        log.event(
                "accepted",
                "id",
                id,
                "session",
                mail.session().id(),
                "from",
                "<" + mail.envelope().from() + ">",
                "to",
                String.join(",", mail.envelope().to()),
                "size",
                size,
                "subject",
                subject);
    }
}
