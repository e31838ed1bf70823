package example;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.smtpjunit.smtp.Envelope;
import io.github.smtpjunit.smtp.EsmtpParameters;
import io.github.smtpjunit.smtp.ForwardPath;
import io.github.smtpjunit.smtp.Replies;
import io.github.smtpjunit.smtp.Reply;
import io.github.smtpjunit.smtp.server.FailedAttempt;
import io.github.smtpjunit.smtp.server.MailHandler;
import io.github.smtpjunit.smtp.server.SessionInfo;
import io.github.smtpjunit.smtp.server.SessionListener;
import io.github.smtpjunit.smtp.server.SessionRecord;
import io.github.smtpjunit.smtp.server.SmtpPolicy;
import io.github.smtpjunit.smtp.server.SmtpServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ServerDemo {

    @Test
    void takesMail() {
        List<String> senders = new CopyOnWriteArrayList<>();
        // region server
        MailHandler handler = mail -> {
            senders.add(mail.envelope().from());
            return Replies.MAIL_ACCEPTED;
        };
        try (SmtpServer server = SmtpServer.builder().handler(handler).start()) {
            new Shop(server.host(), server.port()).register("Ada", "ada@example.org");
        }
        // endregion
        assertThat(senders).containsExactly("shop@example.com");
    }

    // region streaming
    static MailHandler storingIn(Path directory) {
        AtomicInteger number = new AtomicInteger();
        return mail -> {
            Path part = Files.createTempFile(directory, "mail", ".part");
            try {
                Files.copy(mail.content(), part, StandardCopyOption.REPLACE_EXISTING); // fails on half a mail
                Files.move(part, directory.resolve(number.incrementAndGet() + ".eml"));
                return Replies.MAIL_ACCEPTED;
            } finally {
                Files.deleteIfExists(part);
            }
        };
    }
    // endregion

    @Test
    void storesMail(@TempDir Path directory) throws IOException {
        try (SmtpServer server =
                SmtpServer.builder().handler(storingIn(directory)).start()) {
            new Shop(server.host(), server.port()).register("Ada", "ada@example.org");
        }
        assertThat(Files.readString(directory.resolve("1.eml"))).contains("Subject: Welcome, Ada\r\n");
    }

    // region policy
    static class LocalPolicy implements SmtpPolicy {

        @Override
        public Optional<Reply> connect(SessionInfo session) {
            boolean local = session.remoteAddress().getAddress().isLoopbackAddress();
            return local ? Optional.empty() : Optional.of(Replies.NO_SERVICE);
        }

        @Override
        public Optional<Reply> recipient(
                SessionInfo session, Envelope envelope, ForwardPath to, EsmtpParameters parameters) {
            boolean ours = to.mailbox().domain().equalsIgnoreCase("example.org");
            return ours ? Optional.empty() : Optional.of(Replies.RELAY_DENIED);
        }

        @Override
        public Optional<Reply> data(SessionInfo session, Envelope envelope) {
            boolean much = envelope.recipients().size() > 50;
            return much ? Optional.of(Reply.parse("451 4.5.3 Too many recipients at once")) : Optional.empty();
        }
    }
    // endregion

    @Test
    void letsOnlyOurOwnIn() {
        try (SmtpServer server = SmtpServer.builder().policy(new LocalPolicy()).start()) {
            Shop shop = new Shop(server.host(), server.port());
            shop.register("Ada", "ada@example.org");
            assertThatThrownBy(() -> shop.register("Eve", "eve@example.net"))
                    .hasStackTraceContaining("550 5.7.1 Relaying denied");
        }
    }

    @Test
    void runsOnThreadsOfTheUser() {
        // region executor
        ExecutorService threads = Executors.newFixedThreadPool(8);
        try (SmtpServer server = SmtpServer.builder().executor(threads).start()) {
            new Shop(server.host(), server.port()).register("Ada", "ada@example.org");
        } finally {
            threads.shutdown();
        }
        // endregion
    }

    @Test
    void hasLimits() {
        // region limits
        SmtpServer server = SmtpServer.builder()
                .host("127.0.0.1")
                .port(0)
                .hostname("mail.example.org")
                .maxMessageSize(10 * 1024 * 1024)
                .maxRecipients(100)
                .maxConnections(50)
                .idleTimeout(Duration.ofMinutes(1))
                .shutdownGrace(Duration.ofSeconds(2))
                .refuseBareNewlines()
                .start();
        // endregion
        try (server) {
            new Shop(server.host(), server.port()).register("Ada", "ada@example.org");
        }
    }

    @Test
    void watchesSessions() throws InterruptedException {
        BlockingQueue<String> log = new LinkedBlockingQueue<>();
        // region listener
        SessionListener watch = new SessionListener() {
            @Override
            public void failed(SessionRecord session, FailedAttempt attempt) {
                log.add("failed: " + attempt);
            }

            @Override
            public void closed(SessionRecord session) {
                log.add("closed with " + session.mailCount() + " mail(s):\n" + session.transcript());
            }
        };
        SmtpServer server = SmtpServer.builder().addSessionListener(watch).start();
        // endregion
        try (server) {
            new Shop(server.host(), server.port()).register("Ada", "ada@example.org");
            assertThat(log.poll(5, TimeUnit.SECONDS))
                    .startsWith("closed with 1 mail(s):")
                    .contains("C: MAIL FROM:<shop@example.com>");
        }
    }
}
