package io.github.smtpjunit.relay.catcher;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Predicate;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** How much work many mails are: a start waits for none of them, and a list reads none again. */
class CatcherWorkTests extends CatcherTestCase {

    private static final int COUNT = 200; // more than a few

    private final Path directory;
    private final AtomicInteger envelopes = new AtomicInteger();
    private final AtomicLong octets = new AtomicLong();
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
        public CaughtMail read(String id) {
            return CaughtMail.unread(id, () -> files(id), () -> mails.read(id).summary());
        }

        private CaughtMail.Files files(String id) throws IOException {
            try {
                assertThat(mayRead.await(PATIENCE.toSeconds(), TimeUnit.SECONDS))
                        .isTrue();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            envelopes.incrementAndGet();
            return new CaughtMail.Files(Files.readString(directory.resolve(id + ".json")), 1);
        }

        @Override
        public InputStream open(String id) throws IOException {
            return new FilterInputStream(mails.open(id)) {
                @Override
                public int read(byte[] buffer, int offset, int length) throws IOException {
                    int count = super.read(buffer, offset, length);
                    octets.addAndGet(Long.parseLong(id) > COUNT ? Math.max(count, 0) : 0); // of the mail of the test
                    return count;
                }
            };
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
        List<CaughtMail> all = mails.list();
        assertThat(all).hasSize(COUNT + 1);
        assertThat(all.get(0).subject()).isEqualTo("new");
        assertThat(mails.isUnread(all.get(0))).isTrue();
        assertThat(mails.isUnread(all.get(1))).isFalse();
        mayRead.countDown();
        assertThat(all.get(1).subject()).isEqualTo("x");
    }

    @Test
    void aListReadsNothingAgain() throws Exception {
        mayRead.countDown();
        CaughtMails mails = mails(new Counted());
        List<CaughtMail> first = mails.list();
        assertThat(first).hasSize(COUNT).allMatch(CaughtMail::isReadable);
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

    @ParameterizedTest
    @CsvSource({
        "subject:found, true",
        "from:shop -to:bob, true",
        "subject:other, false",
        "x-large, true",
        "larger:2m, false"
    })
    void aSearchReadsNoMoreThanItMust(String query, boolean isHit) throws Exception {
        mayRead.countDown();
        CaughtMails mails = mails(new Counted());
        String field = "X-Large: " + "y".repeat(50_000) + "\r\n";
        String header = mail("found").replace("Subject", field + "Subject");
        send(server(mails), header + "x-large\r\n".repeat(100_000), "ada@example.org");
        CaughtMail mail = mails.find("latest").orElseThrow();
        Predicate<CaughtMail> wanted = MailSearch.query(query, mails);
        assertThat(wanted.test(mail)).isEqualTo(isHit);
        boolean isAboutHeader = query.contains("subject") || query.contains("from");
        assertThat(octets).matches(read -> isAboutHeader == read.get() < 150_000);
        octets.set(0);
        assertThat(wanted.test(mail)).isEqualTo(isHit);
        assertThat(octets).hasValue(0);
    }
}
