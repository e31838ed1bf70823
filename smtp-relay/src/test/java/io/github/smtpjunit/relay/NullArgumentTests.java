package io.github.smtpjunit.relay;

import static io.github.smtpjunit.relay.jupiter.RelayAssert.assertThat;

import io.github.smtpjunit.fixture.NullArgumentTestCase;
import io.github.smtpjunit.relay.spool.FileSpool;
import io.github.smtpjunit.relay.spool.MailSpool;
import io.github.smtpjunit.relay.spool.MemorySpool;
import io.github.smtpjunit.relay.spool.QueuedMail;
import io.github.smtpjunit.relay.spool.SpoolControl;
import io.github.smtpjunit.smtp.Envelope;
import io.github.smtpjunit.smtp.Replies;
import io.github.smtpjunit.smtp.server.ReceivedMail;
import io.github.smtpjunit.smtp.server.SmtpServer;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

class NullArgumentTests extends NullArgumentTestCase {

    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");

    private final List<ReceivedMail> received = new CopyOnWriteArrayList<>();
    private final SmtpServer nextHop = SmtpServer.builder()
            .handler(mail -> {
                received.add(mail.inMemory());
                return Replies.OK;
            })
            .start();
    private final MemorySpool memorySpool = new MemorySpool();
    private final SmtpRelay relay = SmtpRelay.builder()
            .smartHost(nextHop.host(), nextHop.port())
            .spool(memorySpool)
            .start();
    private Path directory;
    private FileSpool fileSpool;

    NullArgumentTests() {
        super(100, "io.github.smtpjunit.relay", "io.github.smtpjunit.relay.spool", "io.github.smtpjunit.relay.jupiter");
    }

    @BeforeEach
    void open(@TempDir Path temporary) throws IOException {
        directory = temporary;
        fileSpool = FileSpool.open(directory);
    }

    @AfterEach
    void close() throws IOException {
        relay.close();
        fileSpool.close();
        memorySpool.close();
        nextHop.close();
    }

    @Override
    protected Set<String> takingAnyNumber() {
        return Set.of("Claim", "QueuedMail.accepted", "QueuedMail.withAttempts"); // facts
    }

    @Override
    protected List<?> objects() throws Exception {
        Envelope envelope = Envelope.of("ada@example.org", "ben@example.org");
        relay.send(envelope, new byte[0]);
        assertThat(relay).drainsWithin(Duration.ofSeconds(10));
        QueuedMail mail = QueuedMail.accepted("1", envelope, NOW, 0, false, NOW);
        return List.of(
                relay,
                assertThat(relay),
                SmtpRelay.builder(),
                fileSpool,
                memorySpool,
                SpoolControl.open(directory),
                FileSpool.Options.DEFAULT,
                RelayListener.NONE,
                RetrySchedule.DEFAULT,
                keepsNothing(),
                NextHop.at("mx.example.org", 25),
                mail,
                new MailSpool.Claim(mail, 1),
                envelope,
                received.get(0),
                new byte[0],
                InputStream.nullInputStream(),
                new InetSocketAddress(InetAddress.getLoopbackAddress(), 25),
                SSLContext.getDefault(),
                new IOException("sample"),
                directory.resolve("another"));
    }

    private static RefusedMails keepsNothing() {
        return (envelope, relayed, session, receivedAt, content) -> {
            throw new IOException("sample");
        };
    }

    @Override
    protected List<?> implementations() throws Exception {
        Envelope envelope = Envelope.of("ada@example.org", "ben@example.org");
        return List.of(memorySpool, fileSpool, memorySpool.draft(envelope, NOW), fileSpool.draft(envelope, NOW));
    }
}
