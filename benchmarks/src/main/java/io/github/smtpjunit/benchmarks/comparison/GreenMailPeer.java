package io.github.smtpjunit.benchmarks.comparison;

import com.icegreen.greenmail.store.FolderException;
import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.ServerSetup;
import jakarta.mail.MessagingException;
import jakarta.mail.internet.MimeMessage;
import org.jspecify.annotations.Nullable;

/** GreenMail with SMTP only. It keeps mails in mailboxes, and makes a user for each new recipient. */
final class GreenMailPeer implements Peer {

    private final GreenMail server = new GreenMail(new ServerSetup(0, "127.0.0.1", ServerSetup.PROTOCOL_SMTP));

    @Override
    public int start() {
        server.start();
        return server.getSmtp().getPort();
    }

    @Override
    public int count() {
        return server.getManagers().getImapHostManager().getAllMessages().size();
    }

    @Override
    public @Nullable String firstSubject() throws MessagingException {
        MimeMessage[] mails = server.getReceivedMessages();
        return mails.length == 0 ? null : mails[0].getSubject();
    }

    @Override
    public void clear() throws FolderException {
        server.purgeEmailFromAllMailboxes();
    }

    @Override
    public void close() {
        server.stop();
    }
}
