package io.github.smtpjunit.benchmarks.comparison;

import io.github.smtpjunit.inbox.CapturedMail;
import io.github.smtpjunit.inbox.Inbox;
import io.github.smtpjunit.smtp.server.SmtpServer;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The inbox of a test, which keeps mails and sessions. */
final class InboxPeer implements Peer {

    private @Nullable Inbox inbox;

    private Inbox inbox() {
        if (inbox == null) {
            throw new IllegalStateException("Not started");
        }
        return inbox;
    }

    @Override
    public int start() {
        inbox = Inbox.start(SmtpServer.builder().maxConnections(Peer.MANY));
        return inbox.port();
    }

    @Override
    public int count() {
        return inbox().mails().size();
    }

    @Override
    public @Nullable String firstSubject() {
        List<CapturedMail> mails = inbox().mails();
        return mails.isEmpty() ? null : mails.get(0).subject().orElse(null);
    }

    @Override
    public void clear() {
        inbox().clear();
    }

    @Override
    public void close() {
        inbox().close();
    }
}
