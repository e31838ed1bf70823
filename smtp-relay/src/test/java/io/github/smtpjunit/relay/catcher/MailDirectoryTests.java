package io.github.smtpjunit.relay.catcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.github.smtpjunit.smtp.server.SmtpServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MailDirectoryTests extends CaughtMailsContract {

    private final Path directory;

    MailDirectoryTests(@TempDir Path directory) {
        this.directory = directory;
    }

    @Override
    MailKeeper keeper() throws IOException {
        return new MailDirectory(directory);
    }

    private List<String> names() throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.map(file -> String.valueOf(file.getFileName()))
                    .sorted()
                    .toList();
        }
    }

    @Test
    void aSecondProcessSeesAndDeletesAtOnce() throws Exception {
        CaughtMails one = mails(keeper());
        CaughtMails two = mails(keeper());
        SmtpServer first = server(one);
        SmtpServer second = server(two);
        for (int i = 0; i < 20; i++) { // within one tick of the file system's clock
            send(i % 2 == 0 ? first : second, mail("" + i), "ada@example.org");
            int count = i + 1;
            await().atMost(PATIENCE)
                    .until(() -> one.list().size() == count && two.list().size() == count);
        }
        assertThat(two.find("1")).map(CaughtMail::subject).contains("0");
        assertThat(two.delete(List.of(two.find("1").orElseThrow()))).isEqualTo(1);
        await().atMost(PATIENCE).until(() -> one.find("1").isEmpty());
        assertThat(names()).doesNotContain("000001.eml", "000001.json").allMatch(name -> name.length() <= 11);
    }

    @Test
    void aWaitSeesTheMailOfAnotherProcess() throws Exception {
        CaughtMails one = mails(keeper());
        CompletableFuture<List<CaughtMail>> waiting = CompletableFuture.supplyAsync(() -> {
            try {
                return one.await(mail -> true, 1, PATIENCE);
            } catch (IOException | InterruptedException e) {
                throw new IllegalStateException(e);
            }
        });
        send(server(mails(keeper())), mail("x"), "ada@example.org");
        assertThat(waiting.get(PATIENCE.toSeconds(), TimeUnit.SECONDS)).hasSize(1);
    }

    @Test
    void filesRemovedByHandAreGone() throws Exception {
        CaughtMails mails = mails(keeper());
        SmtpServer server = server(mails);
        send(server, mail("one"), "ada@example.org");
        send(server, mail("two"), "ada@example.org");
        CaughtMail one = mails.find("1").orElseThrow();
        Files.delete(directory.resolve("000001.json"));
        Files.delete(directory.resolve("000001.eml"));
        await().atMost(PATIENCE).until(() -> mails.find("1").isEmpty());
        assertThatThrownBy(() -> mails.open(one)).isInstanceOf(NoSuchFileException.class);
        assertThat(mails.delete(List.of(one))).isZero();

        Files.delete(directory.resolve("000002.eml")); // a half of a pair: the list has it until it is deleted
        CaughtMail two = mails.find("2").orElseThrow();
        assertThatThrownBy(() -> mails.open(two)).isInstanceOf(NoSuchFileException.class);
        assertThat(mails.delete(List.of(two))).isEqualTo(1);
        assertThat(names()).isEmpty();
    }

    @Test
    void whatIsNoMailOfOursIsLeftAlone() throws Exception {
        for (String name : List.of("1.json", "0000001.json", "000003.json", "000004.json", "notes.txt")) {
            Files.writeString(directory.resolve(name), "{\"from\": 1, \"to\": {}}");
        }
        Files.writeString(directory.resolve("000004.eml"), "x");
        Files.writeString(directory.resolve("000005.json"), "[".repeat(100_000));
        Files.writeString(directory.resolve("000005.eml"), "x");
        CaughtMails mails = mails(keeper());
        assertThat(mails.list()).isEmpty();
        send(server(mails), mail("x"), "ada@example.org");
        assertThat(mails.list()).extracting(CaughtMail::id).containsExactly("000006");
        assertThat(names()).contains("1.json", "0000001.json", "000004.eml", "000005.json", "notes.txt");
    }

    @Test
    void aRestartFindsTheMailsAndCallsThemRead() throws Exception {
        send(server(mails(keeper())), mail("x"), "ada@example.org");
        CaughtMails again = mails(keeper());
        assertThat(again.list()).singleElement().satisfies(mail -> {
            assertThat(mail.subject()).isEqualTo("x");
            assertThat(mail.size()).isEqualTo(mail("x").length());
            assertThat(mail.session()).isNull();
            assertThat(again.isUnread(mail)).isFalse();
        });
        send(server(again), mail("y"), "ada@example.org");
        assertThat(again.isUnread(again.find("latest").orElseThrow())).isTrue();
    }

    @Test
    void theBoundsHoldFromTheStart() throws Exception {
        SmtpServer server = server(mails(keeper()));
        for (int i = 0; i < 3; i++) {
            send(server, mail("x"), "ada@example.org");
        }
        CaughtMails again = mails(keeper(), new CaughtMails.Bounds(1, null), Clock.systemUTC());
        await().atMost(PATIENCE).until(() -> names().equals(List.of("000003.eml", "000003.json")));
        assertThat(again.list()).hasSize(1);
    }

    @Test
    void aDeleteThatWasKilledHalfwayIsFinishedAtTheNextStart() throws Exception {
        send(server(mails(keeper())), mail("x"), "ada@example.org");
        Files.move(directory.resolve("000001.json"), directory.resolve(".000001.json"));
        mails(keeper());
        assertThat(names()).isEmpty();
    }

    @Test
    void aMailThatCannotBeDeletedStaysAndIsToldOnce() throws Exception {
        CaughtMails mails = mails(keeper());
        Notes notes = new Notes();
        mails.addListener(notes);
        send(server(mails), mail("x"), "ada@example.org");
        CaughtMail mail = mails.find("1").orElseThrow();
        Files.createDirectories(directory.resolve(".000001.json/x")); // no file can be moved onto that
        assertThat(mails.delete(List.of(mail))).isZero();
        assertThat(mails.delete(List.of(mail))).isZero();
        assertThat(mails.find("1")).isPresent();
        assertThat(notes.notes).containsExactly("kept 000001", "stuck 000001");
    }

    @Test
    void aLargeMailIsSummarisedByItsStart() throws Exception {
        CaughtMails mails = mails(keeper());
        String part = "--b\r\nContent-Type: text/plain\r\nContent-Disposition: attachment; filename=a.txt\r\n\r\n";
        String content = "Subject: large\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n" + part
                + ("x".repeat(98) + "\r\n").repeat(MailSummary.MAX_READ / 100 + 1) + part + "y\r\n--b--\r\n";
        assertThat(send(server(mails), content, "ada@example.org")).startsWith("250");
        CaughtMail mail = mails.find("1").orElseThrow();
        assertThat(mail.size()).isEqualTo(content.length());
        assertThat(mail.summary().attachmentCount()).isEqualTo(1);
        assertThat(mails(keeper()).find("1").orElseThrow().subject()).isEqualTo("large");
    }
}
