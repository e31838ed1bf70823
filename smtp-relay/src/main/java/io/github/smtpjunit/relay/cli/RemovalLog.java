package io.github.smtpjunit.relay.cli;

import io.github.smtpjunit.relay.catcher.CaughtMail;
import io.github.smtpjunit.relay.catcher.CaughtMails;
import java.io.IOException;
import java.util.Locale;

/** Says in the log which mails are no longer kept, and why: a mail is never lost silently. */
final class RemovalLog implements CaughtMails.Listener {

    private final EventLog log;

    RemovalLog(EventLog log) {
        this.log = log;
    }

    @Override
    public void changed() {
        // what is removed is logged below
    }

    @Override
    public void removed(CaughtMail mail, CaughtMails.Removal why) {
        if (why == CaughtMails.Removal.DELETED) {
            log.event("deleted", "id", mail.id());
        } else {
            String bound = why.name().toLowerCase(Locale.ROOT).replace('_', '-');
            log.event(
                    "dropped",
                    "id",
                    mail.id(),
                    "bound",
                    bound,
                    "to",
                    String.join(",", mail.envelope().to()));
        }
    }

    @Override
    public void notRemoved(CaughtMail mail, IOException cause) {
        log.warning("Mail " + mail.id() + " should go, and its files cannot be deleted: " + cause);
    }
}
