package io.github.smtpjunit.relay.cli;

import io.github.smtpjunit.relay.catcher.CaughtMail;
import io.github.smtpjunit.relay.catcher.CaughtMails;
import io.github.smtpjunit.relay.catcher.StoringException;
import io.github.smtpjunit.smtp.Replies;
import io.github.smtpjunit.smtp.Reply;
import io.github.smtpjunit.smtp.server.MailHandler;
import io.github.smtpjunit.smtp.server.ReceivedMail;
import io.github.smtpjunit.smtp.usercode.UserCode;
import java.io.IOException;

/** Keeps what arrives, and says so in the log. */
final class CaptureHandler implements MailHandler {

    private static final UserCode USER_CODE = new UserCode("io.github.smtpjunit.relay");

    private final CaughtMails mails;
    private final EventLog log;
    private final Metrics metrics;

    CaptureHandler(CaughtMails mails, EventLog log, Metrics metrics) {
        this.mails = mails;
        this.log = log;
        this.metrics = metrics;
    }

    @Override
    public Reply handle(ReceivedMail mail) throws IOException {
        CaughtMail caught;
        try {
            caught = mails.keep(mail);
        } catch (StoringException e) {
            log.warning("Cannot store a mail: " + e.reason());
            return Replies.INSUFFICIENT_STORAGE;
        }
        USER_CODE.tell(() -> tell(mail, caught), () -> "Mail " + caught.id() + " is stored, but cannot be logged");
        return Replies.MAIL_ACCEPTED;
    }

    /** After the mail is stored, so nothing here may keep the client from its 250. */
    private void tell(ReceivedMail mail, CaughtMail caught) {
        metrics.accepted(caught.size());
        log.event(
                "accepted",
                "id",
                caught.id(),
                "session",
                mail.session().id(),
                "from",
                "<" + mail.envelope().from() + ">",
                "to",
                String.join(",", mail.envelope().to()),
                "size",
                caught.size(),
                "subject",
                caught.subject());
    }
}
