package io.github.smtpjunit.relay.catcher;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How much work many mails are: a start waits for none of them, and a list reads none again. */
class CatcherWorkTests extends CatcherTestCase {

    private static final int COUNT = 200;

    private final Path directory;
    private final AtomicInteger envelopes = new AtomicInteger();
    private final CountDownLatch mayRead = new CountDownLatch(1);

    CatcherWorkTests(@TempDir Path directory) {
        this.directory = directory;
    }

    @BeforeEach
    void fillADirectory() throws IOException {
        for (int i = 1; i <= COUNT; i++) {
            Files.writeString(directory.resolve(MailDirectory.name(i) + ".eml"), mail("x"));
            Files.writeString(
                    directory.resolve(MailDirectory.name(i) + ".json"),
                    "{\"from\": \"\", \"to\": [\"ada@example.org\"], \"receivedAt\": \"2026-11-30T12:00:00Z\"}");
        }
    }

    /** Counts what is read, and reads when it may. */
    private final class Counted implements MailKeeper {

        private final MailDirectory mails;

        Counted() throws IOException {
            mails = new MailDirectory(directory);
        }

        @Override
        public Incoming incoming() throws StoringException {
            return mails.incoming();
        }

        @Override
        public Optional<Set<String>> namesIfChanged() throws IOException {
            return mails.namesIfChanged();
        }

        @Override
        public Optional<CaughtMail> read(String id) {
            try {
                assertThat(mayRead.await(PATIENCE.toSeconds(), TimeUnit.SECONDS))
                        .isTrue();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            envelopes.incrementAndGet();
            return mails.read(id);
        }

        @Override
        public InputStream open(String id) throws IOException {
            return mails.open(id);
        }

        @Override
        public void delete(String id) throws IOException {
            mails.delete(id);
        }

        @Override
        public Optional<String> problem() {
            return mails.problem();
        }
    }

    @Test
    void aStartAndAClientWaitForNoMailThatIsThere() throws Exception {
        CaughtMails mails = mails(new Counted()); // returns, though no mail can be read
        assertThat(send(server(mails), mail("new"), "ada@example.org")).startsWith("250");
        CompletableFuture<List<CaughtMail>> listing = CompletableFuture.supplyAsync(() -> {
            try {
                return mails.list();
            } catch (IOException e) {
                throw new IllegalStateException(e);
            }
        });
        assertThat(listing).isNotDone();
        mayRead.countDown();
        List<CaughtMail> all = listing.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        assertThat(all).hasSize(COUNT + 1);
        assertThat(all.get(0).subject()).isEqualTo("new");
        assertThat(mails.isUnread(all.get(0))).isTrue();
        assertThat(mails.isUnread(all.get(1))).isFalse();
    }

    @Test
    void aListReadsNothingAgain() throws Exception {
        mayRead.countDown();
        CaughtMails mails = mails(new Counted());
        List<CaughtMail> first = mails.list();
        assertThat(first).hasSize(COUNT);
        assertThat(envelopes).hasValue(COUNT);
        String text = first.get(0).listed();
        try (var files = Files.list(directory)) {
            for (Path content :
                    files.filter(file -> file.toString().endsWith(".eml")).toList()) {
                first.forEach(CaughtMail::listed);
                Files.writeString(content, "Subject: changed\r\n\r\n"); // would be seen if it were read again
            }
        }
        List<CaughtMail> second = mails.list();
        assertThat(second.get(0).listed()).isSameAs(text).contains("\"subject\": \"x\"");
        assertThat(second).allMatch(mail -> mail.subject().equals("x"));
        assertThat(envelopes).hasValue(COUNT);
    }
}
