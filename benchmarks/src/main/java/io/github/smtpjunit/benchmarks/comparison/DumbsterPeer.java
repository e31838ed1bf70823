package io.github.smtpjunit.benchmarks.comparison;

import com.dumbster.smtp.SimpleSmtpServer;
import com.dumbster.smtp.SmtpMessage;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Dumbster. It serves one client at a time, and ends when a client disconnects without QUIT. */
final class DumbsterPeer implements Peer {

    private @Nullable SimpleSmtpServer server;

    private SimpleSmtpServer server() {
        if (server == null) {
            throw new IllegalStateException("Not started");
        }
        return server;
    }

    @Override
    public int start() throws IOException {
        server = SimpleSmtpServer.start(SimpleSmtpServer.AUTO_SMTP_PORT);
        return server.getPort();
    }

    @Override
    public int count() {
        return server().getReceivedEmails().size();
    }

    @Override
    public @Nullable String firstSubject() {
        List<SmtpMessage> mails = server().getReceivedEmails();
        return mails.isEmpty() ? null : mails.get(0).getHeaderValue("Subject");
    }

    @Override
    public void clear() {
        server().reset();
    }

    @Override
    public void close() {
        server().stop();
    }
}
