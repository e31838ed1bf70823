package io.github.smtpjunit.smtp.server;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;

/** A server for each test, what it received, and raw clients; all is closed after the test. */
abstract class SmtpTestCase {

    static final Duration PATIENCE = Duration.ofSeconds(15);

    final CapturingHandler received = new CapturingHandler();
    final List<SessionRecord> sessions = new CopyOnWriteArrayList<>();
    private final Deque<AutoCloseable> open = new ArrayDeque<>();

    /** A builder whose server keeps what it receives and records its sessions. */
    SmtpServerBuilder builder() {
        return SmtpServer.builder()
                .hostname("mx.example.org")
                .handler(received)
                .addSessionListener(new SessionListener() {
                    @Override
                    public void opened(SessionRecord session) {
                        sessions.add(session);
                    }
                });
    }

    SmtpServer start(SmtpServerBuilder builder) {
        return closing(builder.start());
    }

    RawClient connect(SmtpServer server) {
        return closing(RawClient.to(server));
    }

    /** Connects and greets by EHLO. */
    RawClient greeted(SmtpServer server) {
        return closing(RawClient.greeted(server));
    }

    <T extends AutoCloseable> T closing(T resource) {
        open.push(resource);
        return resource;
    }

    @AfterEach
    void closeAll() throws Exception {
        while (!open.isEmpty()) {
            open.pop().close();
        }
    }
}
