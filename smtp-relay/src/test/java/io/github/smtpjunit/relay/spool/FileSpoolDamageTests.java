package io.github.smtpjunit.relay.spool;

import static io.github.smtpjunit.relay.spool.MailSpoolContract.LEASE;
import static io.github.smtpjunit.relay.spool.MailSpoolContract.NOON;
import static io.github.smtpjunit.relay.spool.MailSpoolContract.store;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What was damaged in a {@link FileSpool} is set aside, and nothing else. */
class FileSpoolDamageTests extends FileSpoolTestCase {

    FileSpoolDamageTests(@TempDir Path temporary) {
        super(temporary);
    }

    @Test
    void aMailThatIsCutOffIsSetAside() throws IOException {
        assertSetAside("its content has 3 octets instead of 5", octets -> Arrays.copyOf(octets, octets.length - 2));
    }

    @Test
    void aMailThatHasGrownIsSetAside() throws IOException {
        assertSetAside("its content has 7 octets instead of 5", octets -> Arrays.copyOf(octets, octets.length + 2));
    }

    @Test
    void anEmptyFileIsSetAside() throws IOException {
        assertSetAside("its header has no end", octets -> new byte[0]);
    }

    @Test
    void zerosAreSetAside() throws IOException {
        assertSetAside("its header has no end", octets -> new byte[octets.length]);
    }

    @Test
    void aChangedRecipientIsSetAside() throws IOException {
        assertSetAside(
                "its header does not have the checksum that stands in it",
                octets -> new String(octets, UTF_8).replace("bob@", "bab@").getBytes(UTF_8));
    }

    @Test
    void anotherKindOfFileIsSetAside() throws IOException {
        assertSetAside(
                "it does not begin with \"smtp-relay-mail 1\"",
                octets -> new String(octets, UTF_8)
                        .replace("mail 1\n", "mail 9\n")
                        .getBytes(UTF_8));
    }

    /** The mail has the content "hello"; a second one must not be touched by what happens to the first. */
    private void assertSetAside(String reason, UnaryOperator<byte[]> damage) throws IOException {
        String id;
        String sound;
        try (FileSpool spool = open()) {
            id = store(spool, NOON, "hello").id();
            sound = store(spool, NOON, "sound").id();
            spool.hold(id, true);
        }
        byte[] damaged = damage.apply(Files.readAllBytes(mailFile(id)));
        Files.write(mailFile(id), damaged);
        try (FileSpool spool = open()) {
            assertThat(spool.list()).extracting(QueuedMail::id).containsExactly(sound);
            assertThat(spool.problems()).singleElement().asString().contains(id).contains(reason);
        }
        Path corrupt = directory.resolve("corrupt");
        assertThat(names(corrupt)).containsExactly(id + ".mail", id + ".mail.reason", id + ".mail.state");
        assertThat(Files.readAllBytes(corrupt.resolve(id + ".mail"))).isEqualTo(damaged);
        assertThat(Files.readString(corrupt.resolve(id + ".mail.reason"))).contains(reason);
        try (FileSpool spool = open()) {
            assertThat(spool.problems()).isEmpty();
            assertThat(store(spool, NOON, "x").id()).isGreaterThan(sound);
        }
    }

    @Test
    void aChangedContentIsSetAsideBeforeItIsHandedOut() throws IOException {
        String id;
        String sound;
        try (FileSpool spool = open()) {
            id = store(spool, NOON, "hello").id();
            sound = store(spool, NOON, "sound").id();
        }
        Files.writeString(mailFile(id), Files.readString(mailFile(id)).replace("hello", "hullo"));
        try (FileSpool spool = open()) {
            assertThat(spool.claim(NOON, LEASE, 1))
                    .extracting(claim -> claim.mail().id())
                    .containsExactly(sound);
            assertThat(spool.list()).hasSize(1);
            assertThat(spool.problems())
                    .singleElement()
                    .asString()
                    .contains(id)
                    .contains("its content does not have the checksum of its header");
            assertThat(directory.resolve("corrupt").resolve(id + ".mail")).exists();
        }
    }

    @Test
    void aBrokenStateIsSetAsideAndTheMailBeginsAnew() throws IOException {
        QueuedMail mail;
        try (FileSpool spool = open()) {
            mail = store(spool, NOON, "hello");
            spool.hold(mail.id(), true);
        }
        Files.writeString(stateFile(mail.id()), "held", StandardOpenOption.APPEND);
        try (FileSpool spool = open()) {
            assertThat(spool.list()).containsExactly(mail);
            assertThat(spool.problems()).singleElement().asString().contains(mail.id() + ".state");
            assertThat(names(directory.resolve("corrupt")))
                    .containsExactly(mail.id() + ".state", mail.id() + ".state.reason");
        }
    }
}
