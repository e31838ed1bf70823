package io.github.smtpjunit.relay;

import static io.github.smtpjunit.relay.MailSpoolContract.ENVELOPE;
import static io.github.smtpjunit.relay.MailSpoolContract.LEASE;
import static io.github.smtpjunit.relay.MailSpoolContract.NOON;
import static io.github.smtpjunit.relay.MailSpoolContract.inParallel;
import static io.github.smtpjunit.relay.MailSpoolContract.read;
import static io.github.smtpjunit.relay.MailSpoolContract.store;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.smtpjunit.relay.MailSpool.Claim;
import io.github.smtpjunit.relay.MailSpool.Draft;
import io.github.smtpjunit.smtp.Envelope;
import io.github.smtpjunit.smtp.Envelope.Recipient;
import io.github.smtpjunit.smtp.EsmtpParameters;
import io.github.smtpjunit.smtp.EsmtpParameters.Parameter;
import io.github.smtpjunit.smtp.ForwardPath;
import io.github.smtpjunit.smtp.ReversePath;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** The directory of a {@link FileSpool}: what is in it, who may use it, what is found in it. */
class FileSpoolTests {

    private static final String LARGE = "x".repeat(200_000);

    private final Path temporary;
    private final Path directory;

    FileSpoolTests(@TempDir Path temporary) {
        this.temporary = temporary;
        this.directory = temporary.resolve("spool");
    }

    private FileSpool open() throws IOException {
        return FileSpool.open(directory, new FileSpool.Options(1_000, 0));
    }

    private static List<String> names(Path directory) throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }

    private Path mailFile(String id) {
        return directory.resolve("queue").resolve(id + ".mail");
    }

    private Path stateFile(String id) {
        return directory.resolve("queue").resolve(id + ".state");
    }

    // What the files look like

    @Test
    void aMailIsAFileThatCanBeRead() throws IOException {
        Envelope envelope = new Envelope(
                ReversePath.parse("<ada@example.org>"),
                new EsmtpParameters(List.of(new Parameter("BODY", "8BITMIME"), new Parameter("SMTPUTF8", null))),
                List.of(
                        new Recipient(
                                ForwardPath.parse("<\"b \\\" b\"@example.com>"),
                                new EsmtpParameters(List.of(new Parameter("NOTIFY", "NEVER")))),
                        new Recipient(ForwardPath.parse("<postmaster>"), EsmtpParameters.NONE)));
        String id;
        try (FileSpool spool = open()) {
            id = store(spool, envelope, NOON, "Subject: hi\r\n\r\nh\u00e4\r\n".getBytes(UTF_8))
                    .id();
        } // until then, the journal has it
        assertThat(Files.readString(mailFile(id))).matches("""
                        smtp-relay-mail 1
                        id: %s
                        size: 0000000000000000020
                        crc32: [0-9a-f]{8}
                        eight-bit: yes
                        due: 2026-05-04T12:00:00Z {17}
                        accepted: 2026-05-04T12:00:00Z
                        from: <ada@example.org> BODY=8BITMIME SMTPUTF8
                        to: <"b\\\\sINNER\\\\sb"@example.com> NOTIFY=NEVER
                        to: <postmaster>
                        header-crc32: [0-9a-f]{8}

                        Subject: hi\r
                        \r
                        h\u00e4\r
                        """.formatted(id).replace("INNER", "\\\\\\\\\""));
        assertThat(names(directory)).containsExactly("corrupt", "format", "journal", "lock", "queue", "requests");
        assertThat(Files.readString(directory.resolve("format"))).isEqualTo("smtp-relay-spool 1\n");
        assertThat(names(directory.resolve("queue"))).containsExactly(id + ".mail");
    }

    @Test
    void aStateIsAFileThatCanBeReadAndThereIsNoneBefore() throws IOException {
        try (FileSpool spool = open()) {
            String id = store(spool, NOON, "x").id();
            Claim claim = spool.claim(NOON, LEASE, 1).get(0);
            assertThat(stateFile(id)).doesNotExist();
            spool.defer(
                    claim,
                    claim.mail()
                            .withNextAttempt(NOON.plusSeconds(300))
                            .withRecipients(List.of(
                                    new RecipientState(
                                            RecipientState.Status.DELIVERED,
                                            "250 2.0.0 ok \u001b[2J",
                                            "mx.example.com"),
                                    RecipientState.PENDING)));
            assertThat(Files.readString(stateFile(id))).matches("""
                            smtp-relay-state 1
                            id: %s
                            attempts: 1
                            next: 2026-05-04T12:05:00Z
                            held: no\\x20
                            delay-reported: no\\x20
                            recoveries: 0
                            recipient: DELIVERED mx.example.com 250 2.0.0 ok \\\\u001b\\[2J
                            recipient: PENDING -\\x20
                            header-crc32: [0-9a-f]{8}

                            """.formatted(id));
            spool.done(spool.claim(NOON.plusSeconds(300), LEASE, 1).get(0));
            assertThat(names(directory.resolve("queue"))).isEmpty();
        }
    }

    @Test
    @DisabledOnOs(value = OS.WINDOWS, disabledReason = "its permissions are others")
    void filesAreForTheirOwnerOnly() throws IOException {
        try (FileSpool spool = open()) {
            String id = store(spool, NOON, "x").id();
            spool.hold(id, true);
            for (String name : List.of("", "journal", "queue", "corrupt", "requests")) {
                assertThat(permissions(directory.resolve(name))).isEqualTo("rwx------");
            }
            store(spool, NOON, "y");
            assertThat(permissions(directory.resolve("journal").resolve("000001.segment")))
                    .isEqualTo("rw-------");
            assertThat(permissions(mailFile(id))).isEqualTo("rw-------");
            assertThat(permissions(stateFile(id))).isEqualTo("rw-------");
            assertThat(permissions(directory.resolve("lock"))).isEqualTo("rw-------");
        }
    }

    private static String permissions(Path file) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(file));
    }

    // What survives

    @Test
    void mailsAndTheirStatesAreThereAgain() throws IOException {
        QueuedMail untouched;
        QueuedMail deferred;
        QueuedMail held;
        Claim running;
        try (FileSpool spool = open()) {
            deferred = store(spool, NOON, "deferred");
            running = spool.claim(NOON, LEASE, 1).get(0);
            deferred = running.mail()
                    .withNextAttempt(NOON.plusSeconds(300))
                    .withDelayReported()
                    .withRecipients(List.of(
                            new RecipientState(RecipientState.Status.FAILED, "550 5.1.1 no", "-"),
                            new RecipientState(RecipientState.Status.PENDING, "", "mx example")));
            spool.defer(running, deferred);
            untouched = store(spool, NOON, "untouched");
            held = store(spool, NOON, "held").withHeld(true);
            spool.hold(held.id(), true);
            spool.done(claim(spool, store(spool, NOON.minusSeconds(1), "done").id()));
        }
        try (FileSpool spool = open()) {
            assertThat(spool.problems()).isEmpty();
            assertThat(spool.list()).containsExactly(deferred, untouched, held);
            assertThat(read(spool.content(untouched.id()).orElseThrow()))
                    .asString()
                    .isEqualTo("untouched");
            assertThat(store(spool, NOON, "new").id()).isGreaterThan(held.id());
        }
    }

    private static Claim claim(FileSpool spool, String id) throws IOException {
        List<Claim> claims = spool.claim(NOON.minusSeconds(1), LEASE, 1);
        assertThat(claims).extracting(claim -> claim.mail().id()).containsExactly(id);
        return claims.get(0);
    }

    @Test
    void theFirstAttemptAfterARestartIsCountedBeforeItBegins() throws IOException {
        String id;
        try (FileSpool spool = open()) {
            id = store(spool, NOON, "x").id();
        }
        try (FileSpool spool = open()) {
            assertThat(spool.claim(NOON, LEASE, 1).get(0).mail().attempts()).isEqualTo(1);
            assertThat(Files.readString(stateFile(id)))
                    .contains("attempts: 1\n")
                    .contains("recoveries: 1\n");
        }
    }

    @Test
    void aMailThatEndsTheProcessAgainAndAgainIsPutOnHold() throws IOException {
        String id;
        try (FileSpool spool = open()) {
            id = store(spool, NOON, "poison").id();
            spool.claim(NOON, LEASE, 1);
        }
        for (int i = 1; i <= Recovery.MOST_IN_A_ROW; i++) {
            try (FileSpool spool = open()) {
                assertThat(spool.claim(NOON, LEASE, 1))
                        .extracting(claim -> claim.mail().attempts())
                        .containsExactly(i);
            }
        }
        try (FileSpool spool = open()) {
            assertThat(spool.claim(NOON, LEASE, 1)).isEmpty();
            assertThat(spool.nextDue()).isEmpty();
            assertThat(spool.problems()).singleElement().asString().contains(id).contains("on hold");
        }
        try (FileSpool spool = open()) {
            assertThat(spool.list())
                    .singleElement()
                    .matches(QueuedMail::held)
                    .returns(Recovery.MOST_IN_A_ROW, QueuedMail::attempts);
            spool.hold(id, false);
            assertThat(spool.claim(NOON, LEASE, 1))
                    .as("an operator has had a look")
                    .hasSize(1);
        }
    }

    @Test
    void anOutcomeMakesAMailHarmless() throws IOException {
        try (FileSpool spool = open()) {
            store(spool, NOON, "x");
        }
        for (int i = 1; i <= 12; i++) {
            try (FileSpool spool = open()) {
                Claim claim = spool.claim(NOON, LEASE, 1).get(0);
                if (i % 3 == 0) {
                    spool.defer(claim, claim.mail());
                }
            }
        }
    }

    // Who may use it

    @Test
    void aSecondUserIsRefusedByOneLineThatNamesTheDirectory() throws IOException {
        try (FileSpool spool = open()) {
            for (int i = 0; i < 2; i++) {
                assertThatThrownBy(this::open)
                        .isInstanceOf(IOException.class)
                        .hasMessage("The spool " + directory + " is in use by another process, pid "
                                + ProcessHandle.current().pid());
            }
            assertThat(spool.list()).isEmpty();
        }
        open().close();
    }

    @Test
    void aSpoolOfANewerVersionIsRefusedAndNotTouched() throws IOException {
        Files.createDirectory(directory);
        Files.writeString(directory.resolve("format"), "smtp-relay-spool 2\n");
        assertThatThrownBy(this::open)
                .isInstanceOf(IOException.class)
                .hasMessage("The spool " + directory + " is of another version: its format is \"smtp-relay-spool 2\","
                        + " and this program knows \"smtp-relay-spool 1\"");
        assertThat(names(directory)).containsExactly("format");
    }

    @Test
    void aDirectoryWithAnotherFormatIsNoSpool() throws IOException {
        Files.createDirectory(directory);
        Files.writeString(directory.resolve("format"), "something else\n");
        assertThatThrownBy(this::open)
                .hasMessageContaining(directory.toString())
                .hasMessageContaining("no spool");
        assertThat(names(directory)).containsExactly("format");
    }

    @Test
    void aFileInTheDirectorysPlaceIsRefused() throws IOException {
        Files.createFile(directory);
        assertThatThrownBy(this::open).isInstanceOf(IOException.class).hasMessageContaining(directory.toString());
    }

    @Test
    @DisabledOnOs(value = OS.WINDOWS, disabledReason = "there, a link needs a privilege")
    void aQueueThatIsALinkIsRefused() throws IOException {
        open().close();
        Path elsewhere = Files.createDirectory(temporary.resolve("elsewhere"));
        Files.delete(directory.resolve("queue"));
        Files.createSymbolicLink(directory.resolve("queue"), elsewhere);
        assertThatThrownBy(this::open).isInstanceOf(IOException.class).hasMessageContaining("queue");
    }

    @Test
    void aClosedSpoolTakesNothing() throws IOException {
        FileSpool spool = open();
        Draft draft = spool.draft(ENVELOPE, NOON);
        spool.close();
        spool.close();
        assertThatThrownBy(draft::commit).isInstanceOf(IOException.class).hasMessageContaining("closed");
        assertThat(names(directory.resolve("queue"))).isEmpty();
    }

    // What is found in it

    @Test
    void halfAMailIsReportedAndLeftAlone() throws IOException {
        open().close();
        Path half = directory.resolve("queue").resolve("0123456789AB.mail.tmp");
        Files.writeString(half, "half");
        for (int i = 0; i < 2; i++) {
            try (FileSpool spool = open()) {
                assertThat(spool.list()).isEmpty();
                assertThat(spool.problems())
                        .singleElement()
                        .asString()
                        .contains(half.toString(), "half a mail", "left alone");
            }
            assertThat(half).hasContent("half");
        }
    }

    @Test
    void aStateThatACrashHasLeftIsRemoved() throws IOException {
        open().close();
        Path queue = directory.resolve("queue");
        Files.writeString(queue.resolve("0123456789AB.state.tmp"), "half");
        Files.writeString(queue.resolve("0123456789AC.state"), "of no mail");
        try (FileSpool spool = open()) {
            assertThat(names(queue)).isEmpty();
            assertThat(spool.problems()).isEmpty();
        }
    }

    @Test
    void foreignFilesAreReportedAndLeftAlone() throws IOException {
        open().close();
        Path queue = directory.resolve("queue");
        Files.writeString(queue.resolve("README"), "hello");
        Files.writeString(queue.resolve("0123456789ab.mail"), "lower case");
        Files.createDirectory(queue.resolve("0123456789AB.mail"));
        Files.writeString(directory.resolve("notes.txt"), "hello");
        Files.createDirectory(directory.resolve("lost+found"));
        try (FileSpool spool = open()) {
            assertThat(spool.list()).isEmpty();
            assertThat(names(queue)).containsExactly("0123456789AB.mail", "0123456789ab.mail", "README");
            assertThat(spool.problems())
                    .hasSize(4)
                    .anyMatch(line -> line.contains("README"))
                    .anyMatch(line -> line.contains("0123456789AB"))
                    .anyMatch(line -> line.contains("0123456789ab"))
                    .anyMatch(line -> line.contains("notes.txt"));
        }
    }

    @Test
    @DisabledOnOs(value = OS.WINDOWS, disabledReason = "there, a link needs a privilege")
    void aMailThatIsALinkIsNotFollowed() throws IOException {
        String id;
        try (FileSpool spool = open()) {
            id = store(spool, NOON, "x").id();
        }
        Path target = temporary.resolve("target");
        Files.move(mailFile(id), target);
        Files.createSymbolicLink(mailFile(id), target);
        try (FileSpool spool = open()) {
            assertThat(spool.list()).isEmpty();
            assertThat(spool.problems()).singleElement().asString().contains(id);
            assertThat(mailFile(id)).isSymbolicLink();
        }
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

    @Test
    void aMailThatWasRemovedByHandIsGone() throws IOException {
        String id;
        try (FileSpool spool = open()) {
            id = store(spool, NOON, "x").id();
        }
        try (FileSpool spool = open()) {
            Files.delete(mailFile(id));
            assertThat(spool.claim(NOON, LEASE, 1)).isEmpty();
            assertThat(spool.list()).isEmpty();
            assertThat(spool.problems()).singleElement().asString().contains(id).contains("gone");
        }
    }

    @Test
    void noNameIsMadeFromTheTextOfAMailAndNoLineEither() throws IOException {
        String evil = "x\ny: z\r\n\u0000../..\u2028 = \\n \ud800";
        Envelope envelope = new Envelope(
                ReversePath.parse("<\"../../../x\"@example.org>"),
                new EsmtpParameters(List.of(new Parameter("A=B", evil), new Parameter("EMPTY", ""))),
                List.of(new Recipient(
                        ForwardPath.parse("<\"a> b\"@xn--bcher-kva.example>"),
                        new EsmtpParameters(List.of(new Parameter("\n", null))))));
        try (FileSpool spool = open()) {
            String id = store(spool, envelope, NOON, new byte[0]).id();
            assertThat(id).matches("[0-9A-Z]{12}");
            Claim claim = spool.claim(NOON, LEASE, 1).get(0);
            spool.defer(
                    claim,
                    claim.mail()
                            .withRecipients(List.of(new RecipientState(RecipientState.Status.PENDING, evil, evil))));
        }
        try (FileSpool spool = open()) {
            assertThat(spool.problems()).isEmpty();
            assertThat(spool.list()).singleElement().satisfies(mail -> {
                assertThat(mail.envelope()).isEqualTo(envelope);
                assertThat(mail.recipients())
                        .containsExactly(new RecipientState(RecipientState.Status.PENDING, evil, evil));
            });
        }
    }

    @Test
    void manyRecipientsHaveRoomInTheHeader() throws IOException {
        Envelope envelope = new Envelope(
                ReversePath.NULL,
                EsmtpParameters.NONE,
                IntStream.range(0, 2_000)
                        .mapToObj(i -> new Recipient(
                                ForwardPath.parse("<recipient-" + i + "@example.com>"), EsmtpParameters.NONE))
                        .toList());
        byte[] content = new byte[300_000];
        QueuedMail mail;
        try (FileSpool spool = open()) {
            mail = store(spool, envelope, NOON, content);
        }
        try (FileSpool spool = open()) {
            assertThat(spool.list()).containsExactly(mail);
            assertThat(read(spool.content(spool.claim(NOON, LEASE, 1).get(0)))).isEqualTo(content);
        }
    }

    // Limits and cost

    @Test
    void aDiskThatIsNearlyFullTakesNoMail() throws IOException {
        try (FileSpool spool = FileSpool.open(directory, new FileSpool.Options(9, Long.MAX_VALUE))) {
            assertThatThrownBy(() -> spool.draft(ENVELOPE, NOON))
                    .isInstanceOf(SpoolFullException.class)
                    .hasMessageContaining(directory.toString())
                    .hasMessageContaining("full");
        }
    }

    @Test
    void limitsMakeSense() {
        assertThatIllegalArgumentException().isThrownBy(() -> new FileSpool.Options(0, 0));
        assertThatIllegalArgumentException().isThrownBy(() -> new FileSpool.Options(1, -1));
    }

    @Test
    void oneThreadForcesTheDirectoryOnceForEachLargeMail() throws IOException {
        try (FileSpool spool = open()) {
            for (int i = 0; i < 10; i++) {
                store(spool, NOON, LARGE);
            }
            assertThat(spool.directoryForces()).isEqualTo(10);
        }
    }

    @Test
    @DisabledOnOs(value = OS.WINDOWS, disabledReason = "no directory can be forced there")
    void commitsOfLargeMailsAtTheSameTimeShareTheForceOfTheDirectory() throws Exception {
        int threads = 8;
        int mails = 40;
        try (FileSpool spool = open()) {
            inParallel(threads, () -> {
                for (int i = 0; i < mails; i++) {
                    store(spool, NOON, LARGE);
                }
                return null;
            });
            assertThat(spool.size()).isEqualTo(threads * mails);
            assertThat(spool.directoryForces()).isBetween((long) mails, (long) threads * mails - 1);
        }
    }
}
