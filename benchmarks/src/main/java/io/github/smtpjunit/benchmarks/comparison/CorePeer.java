package io.github.smtpjunit.benchmarks.comparison;

import io.github.smtpjunit.smtp.Replies;
import io.github.smtpjunit.smtp.server.ReceivedMail;
import io.github.smtpjunit.smtp.server.SmtpServer;
import jakarta.mail.MessagingException;
import jakarta.mail.internet.MimeMessage;
import java.io.OutputStream;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/** The server as a library, with a handler that reads each mail and keeps it on request. */
final class CorePeer implements Peer {

    private final boolean keep;
    private final List<ReceivedMail> mails = new CopyOnWriteArrayList<>();
    private @Nullable SmtpServer server;

    CorePeer(boolean keep) {
        this.keep = keep;
    }

    @Override
    public int start() {
        server = SmtpServer.builder()
                .maxConnections(Peer.MANY)
                .handler(mail -> {
                    if (keep) {
                        mails.add(mail.inMemory());
                    } else {
                        mail.content().transferTo(OutputStream.nullOutputStream());
                    }
                    return Replies.MAIL_ACCEPTED;
                })
                .start();
        return server.port();
    }

    @Override
    public int count() {
        return mails.size();
    }

    @Override
    public @Nullable String firstSubject() throws MessagingException {
        return mails.isEmpty() ? null : new MimeMessage(null, mails.get(0).content()).getSubject();
    }

    @Override
    public void clear() {
        mails.clear();
    }

    @Override
    public void close() {
        if (server != null) {
            server.close();
        }
    }
}
