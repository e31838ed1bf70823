package io.github.smtpjunit.relay.cli;

import io.github.smtpjunit.relay.RefusedMails;
import io.github.smtpjunit.relay.catcher.CaughtMail;
import io.github.smtpjunit.relay.catcher.CaughtMails;
import io.github.smtpjunit.relay.catcher.StoringException;
import io.github.smtpjunit.smtp.Envelope;
import io.github.smtpjunit.smtp.server.SessionInfo;
import io.github.smtpjunit.smtp.usercode.UserCode;
import java.io.IOException;
import java.io.InputStream;
import java.time.Instant;
import java.util.List;

/** Keeps what a relay does not relay, and says so in the log. */
final class RefusedKeeper implements RefusedMails {

    private static final UserCode USER_CODE = new UserCode("io.github.smtpjunit.relay");

    private final CaughtMails mails;
    private final EventLog log;

    RefusedKeeper(CaughtMails mails, EventLog log) {
        this.mails = mails;
        this.log = log;
    }

    @Override
    public Kept keep(
            Envelope envelope, List<String> relayed, SessionInfo session, Instant receivedAt, InputStream content)
            throws IOException {
        try {
            CaughtMail mail = mails.keep(envelope, relayed, session, receivedAt, content);
            USER_CODE.tell(() -> tell(mail), () -> "Mail " + mail.id() + " is kept, but cannot be logged");
            return new Taken(mail);
        } catch (StoringException e) {
            throw e.reason();
        }
    }

    private void tell(CaughtMail mail) {
        List<String> kept = mail.envelope().to().stream()
                .filter(address -> !mail.relayed().contains(address))
                .toList();
        log.event(
                "kept",
                "kept-id",
                mail.id(),
                "session",
                String.valueOf(mail.session()),
                "from",
                "<" + mail.envelope().from() + ">",
                "to",
                String.join(",", kept),
                "relayed",
                String.join(",", mail.relayed()),
                "size",
                mail.size());
    }

    private final class Taken implements Kept {

        private final CaughtMail mail;

        Taken(CaughtMail mail) {
            this.mail = mail;
        }

        @Override
        public String id() {
            return mail.id();
        }

        @Override
        public void takeBack() {
            mails.takeBack(mail);
            log.event("taken-back", "kept-id", mail.id());
        }
    }
}
