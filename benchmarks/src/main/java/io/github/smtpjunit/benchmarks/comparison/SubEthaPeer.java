package io.github.smtpjunit.benchmarks.comparison;

import jakarta.mail.MessagingException;
import jakarta.mail.internet.MimeMessage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;
import org.subethamail.smtp.MessageContext;
import org.subethamail.smtp.MessageHandler;
import org.subethamail.smtp.server.SMTPServer;

/** SubEthaSMTP as a library, with a handler that reads each mail and keeps it on request. */
final class SubEthaPeer implements Peer {

    private final boolean keep;
    private final List<byte[]> mails = new CopyOnWriteArrayList<>();
    private final SMTPServer server;

    SubEthaPeer(boolean keep) {
        this.keep = keep;
        this.server = builder().messageHandlerFactory(this::handler).build();
    }

    /** The part that it shares with Wiser. */
    static SMTPServer.Builder builder() {
        return SMTPServer.port(0)
                .bindAddress(InetAddress.getLoopbackAddress())
                .hostName("localhost")
                .backlog(1024)
                .maxConnections(Peer.MANY);
    }

    private MessageHandler handler(MessageContext context) {
        return new MessageHandler() {
            @Override
            public void from(String sender) {}

            @Override
            public void recipient(String recipient) {}

            @Override
            public @Nullable String data(InputStream content) throws IOException {
                if (keep) {
                    mails.add(content.readAllBytes());
                } else {
                    content.transferTo(OutputStream.nullOutputStream());
                }
                return null;
            }

            @Override
            public void done() {}
        };
    }

    @Override
    public int start() {
        server.start();
        return server.getPortAllocated();
    }

    @Override
    public int count() {
        return mails.size();
    }

    @Override
    public @Nullable String firstSubject() throws MessagingException {
        return mails.isEmpty() ? null : new MimeMessage(null, new ByteArrayInputStream(mails.get(0))).getSubject();
    }

    @Override
    public void clear() {
        mails.clear();
    }

    @Override
    public void close() {
        server.stop();
    }
}
