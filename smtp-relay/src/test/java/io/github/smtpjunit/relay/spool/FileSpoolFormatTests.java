package io.github.smtpjunit.relay.spool;

import static io.github.smtpjunit.relay.spool.MailSpoolContract.LEASE;
import static io.github.smtpjunit.relay.spool.MailSpoolContract.NOON;
import static io.github.smtpjunit.relay.spool.MailSpoolContract.read;
import static io.github.smtpjunit.relay.spool.MailSpoolContract.store;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.smtpjunit.relay.spool.MailSpool.Claim;
import io.github.smtpjunit.smtp.Envelope;
import io.github.smtpjunit.smtp.Envelope.Recipient;
import io.github.smtpjunit.smtp.EsmtpParameters;
import io.github.smtpjunit.smtp.EsmtpParameters.Parameter;
import io.github.smtpjunit.smtp.ForwardPath;
import io.github.smtpjunit.smtp.ReversePath;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** What the files of a {@link FileSpool} look like. */
class FileSpoolFormatTests extends FileSpoolTestCase {

    FileSpoolFormatTests(@TempDir Path temporary) {
        super(temporary);
    }

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
}
