package io.github.smtpjunit.relay.catcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.github.smtpjunit.smtp.server.ManualClock;
import io.github.smtpjunit.smtp.server.SmtpServer;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.NoSuchFileException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

/** What caught mails are like, wherever they are. */
abstract class CaughtMailsContract extends CatcherTestCase {

    private static final CaughtMails.Bounds ALL = new CaughtMails.Bounds(Integer.MAX_VALUE, null);

    abstract MailKeeper keeper() throws IOException;

    private static String content(CaughtMails mails, CaughtMail mail) throws IOException {
        try (InputStream content = mails.open(mail)) {
            return new String(content.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private static List<String> ids(CaughtMails mails) throws IOException {
        return mails.list().stream().map(CaughtMail::id).toList();
    }

    /** Notes what happens. */
    static final class Notes implements CaughtMails.Listener {

        final List<String> notes = new CopyOnWriteArrayList<>();

        @Override
        public void changed() {
            // this happens too often to be noted
        }

        @Override
        public void kept(CaughtMail mail) {
            notes.add("kept " + mail.id());
        }

        @Override
        public void removed(CaughtMail mail, CaughtMails.Removal why) {
            notes.add(why + " " + mail.id());
        }

        @Override
        public void notRemoved(CaughtMail mail, IOException cause) {
            notes.add("stuck " + mail.id());
        }
    }

    @Test
    void aMailIsListedFoundAndReadAsItCame() throws Exception {
        CaughtMails mails = mails(keeper());
        SmtpServer server = server(mails);
        assertThat(send(server, mail("one"), "ada@example.org")).startsWith("250");
        assertThat(send(server, mail("two"), "ada@example.org", "bob@example.org"))
                .startsWith("250");
        assertThat(ids(mails)).containsExactly("000002", "000001");
        assertThat(mails.find("latest")).map(CaughtMail::id).contains("000002");
        for (String name : List.of("1", "000001", "0000001")) {
            assertThat(mails.find(name)).map(CaughtMail::subject).contains("one");
        }
        for (String name : List.of("", "3", "-1", "x", "99999999999999999999", "../000001", "LATEST")) {
            assertThat(mails.find(name)).as(name).isEmpty();
        }
        CaughtMail two = mails.find("2").orElseThrow();
        assertThat(content(mails, two)).isEqualTo(mail("two"));
        assertThat(two.size()).isEqualTo(mail("two").length());
        assertThat(two.envelope().to()).containsExactly("ada@example.org", "bob@example.org");
        assertThat(two.session()).isEqualTo(2);
    }

    @Test
    void aMailIsUnreadUntilItIsSaidToBeRead() throws Exception {
        CaughtMails mails = mails(keeper());
        send(server(mails), mail("x"), "ada@example.org");
        CaughtMail mail = mails.find("1").orElseThrow();
        assertThat(mails.isUnread(mail)).isTrue();
        mails.setUnread(mail, false);
        assertThat(mails.isUnread(mail)).isFalse();
        mails.setUnread(mail, true);
        assertThat(mails.isUnread(mail)).isTrue();
    }

    @Test
    void aDeletedMailIsGoneOnce() throws Exception {
        CaughtMails mails = mails(keeper());
        Notes notes = new Notes();
        mails.addListener(notes);
        SmtpServer server = server(mails);
        send(server, mail("one"), "ada@example.org");
        send(server, mail("two"), "ada@example.org");
        CaughtMail one = mails.find("1").orElseThrow();
        assertThat(mails.delete(List.of(one))).isEqualTo(1);
        assertThat(mails.delete(List.of(one))).isZero();
        assertThat(ids(mails)).containsExactly("000002");
        assertThatThrownBy(() -> mails.open(one))
                .isInstanceOfAny(FileNotFoundException.class, NoSuchFileException.class);
        mails.takeBack(mails.find("2").orElseThrow());
        assertThat(mails.list()).isEmpty();
        assertThat(send(server, mail("three"), "ada@example.org")).startsWith("250");
        assertThat(ids(mails)).containsExactly("000003");
        assertThat(notes.notes).containsExactly("kept 000001", "kept 000002", "DELETED 000001", "kept 000003");
    }

    @Test
    void theOldestGoFirstAndTheListenersAreTold() throws Exception {
        CaughtMails mails = mails(keeper(), new CaughtMails.Bounds(2, null), Clock.systemUTC());
        Notes notes = new Notes();
        mails.addListener(notes);
        SmtpServer server = server(mails);
        for (int i = 0; i < 4; i++) {
            send(server, mail("x"), "ada@example.org");
        }
        assertThat(ids(mails)).containsExactly("000004", "000003");
        assertThat(notes.notes)
                .containsExactly(
                        "kept 000001",
                        "kept 000002",
                        "kept 000003",
                        "MAX_MAILS 000001",
                        "kept 000004",
                        "MAX_MAILS 000002");
    }

    @Test
    void anAgedMailGoesAlsoWhenNoClientAsks() throws Exception {
        ManualClock clock = ManualClock.at(Instant.now());
        CaughtMails mails = mails(keeper(), new CaughtMails.Bounds(100, Duration.ofHours(1)), clock);
        Notes notes = new Notes();
        mails.addListener(notes);
        send(server(mails), mail("x"), "ada@example.org");
        assertThat(mails.list()).hasSize(1);
        clock.advance(Duration.ofHours(2));
        await().atMost(PATIENCE).until(() -> notes.notes.contains("MAX_AGE 000001"));
    }

    @Test
    void aListenerThatFailsCostsNoClientIts250() throws Exception {
        CaughtMails mails = mails(keeper());
        Notes notes = new Notes();
        mails.addListener(() -> {
            throw new IllegalStateException("provoked");
        });
        mails.addListener(() -> {
            throw new StackOverflowError("provoked");
        });
        mails.addListener(notes);
        assertThat(send(server(mails), mail("x"), "ada@example.org")).startsWith("250");
        assertThat(notes.notes).containsExactly("kept 000001");
    }

    @Test
    void aWaitEndsWithTheMail() throws Exception {
        CaughtMails mails = mails(keeper());
        SmtpServer server = server(mails);
        ExecutorService threads = Executors.newSingleThreadExecutor();
        try {
            Future<List<CaughtMail>> waiting =
                    threads.submit(() -> mails.await(mail -> mail.subject().equals("yes"), 2, PATIENCE));
            for (String subject : List.of("yes", "no", "yes")) {
                assertThat(waiting.isDone()).isFalse();
                send(server, mail(subject), "ada@example.org");
            }
            assertThat(waiting.get(PATIENCE.toSeconds(), TimeUnit.SECONDS))
                    .extracting(CaughtMail::id)
                    .containsExactly("000003", "000001");
        } finally {
            threads.shutdownNow();
        }
    }

    @Test
    void aWaitInVainReturnsWhatThereIs() throws Exception {
        CaughtMails mails = mails(keeper());
        send(server(mails), mail("x"), "ada@example.org");
        assertThat(mails.await(mail -> true, 2, Duration.ofMillis(50))).hasSize(1);
        assertThat(mails.await(mail -> true, 1, Duration.ZERO)).hasSize(1);
    }

    @Test
    void allAtOnce() throws Exception {
        CaughtMails mails = mails(keeper(), ALL, Clock.systemUTC());
        SmtpServer server = server(mails);
        int senders = 4;
        int each = 15;
        ExecutorService threads = Executors.newCachedThreadPool();
        AtomicBoolean ended = new AtomicBoolean();
        try {
            List<Future<?>> sending = new ArrayList<>();
            for (int i = 0; i < senders; i++) {
                String to = i + "@example.org";
                sending.add(threads.submit(() -> {
                    for (int j = 0; j < each; j++) {
                        assertThat(send(server, mail("delete " + (j % 2)), to)).startsWith("250");
                    }
                }));
            }
            Future<?> deleting = threads.submit(() -> {
                while (!ended.get()) {
                    mails.delete(mails.list().stream()
                            .filter(mail -> mail.subject().equals("delete 1"))
                            .toList());
                }
                return null;
            });
            Future<?> reading = threads.submit(() -> {
                while (!ended.get()) {
                    for (CaughtMail mail : mails.list()) {
                        if (mail.subject().equals("delete 0")) {
                            assertThat(content(mails, mail)).isEqualTo(mail("delete 0"));
                        }
                    }
                }
                return null;
            });
            List<CaughtMail> found =
                    mails.await(mail -> mail.subject().equals("delete 0"), senders * (each / 2 + 1), PATIENCE);
            for (Future<?> one : sending) {
                one.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
            }
            ended.set(true);
            deleting.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
            reading.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
            assertThat(found).hasSize(senders * (each / 2 + 1)).allMatch(mail -> mail.session() != null);
        } finally {
            ended.set(true);
            threads.shutdownNow();
        }
        mails.delete(mails.list());
        assertThat(mails.list()).isEmpty();
    }

    @Test
    void aMailThatNoProgramCanReadIsKeptAllTheSame() throws Exception {
        CaughtMails mails = mails(keeper());
        SmtpServer server = server(mails);
        String nested = "Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n".repeat(2_000);
        for (String content : List.of("", "\r\n", "\u0000\u0001\r\n", "Subject: =?x?y?z?=\r\n\r\n", nested)) {
            assertThat(send(server, content, "ada@example.org")).startsWith("250");
            CaughtMail mail = mails.find("latest").orElseThrow();
            assertThat(content(mails, mail)).isEqualTo(content);
            assertThat(mail.summary()).isNotNull();
        }
    }
}
