package io.github.smtpjunit.relay;

import static io.github.smtpjunit.relay.jupiter.RelayAssert.assertThat;
import static io.github.smtpjunit.smtp.server.FaultMatcher.recipient;
import static io.github.smtpjunit.smtp.server.Phase.RCPT;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.smtpjunit.inbox.Inbox;
import io.github.smtpjunit.relay.Delivery.Outcome;
import io.github.smtpjunit.relay.spool.FileSpool;
import io.github.smtpjunit.relay.spool.QueuedMail;
import io.github.smtpjunit.smtp.Envelope;
import io.github.smtpjunit.smtp.Replies;
import io.github.smtpjunit.smtp.server.FaultAction;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * When a {@code kill -9} makes a mail arrive twice: between the next hop's 250 and the record of it, and not later.
 * What a process has written outlives it; so a copy of the spool at some moment is what a kill at that moment would
 * leave.
 */
class DuplicateWindowTests extends RelayTestCase {

    private final Path spool;
    private final Path left;

    DuplicateWindowTests(@TempDir Path directory) {
        this.spool = directory.resolve("spool");
        this.left = directory.resolve("left");
    }

    private enum Moment {
        THE_NEXT_HOP_HAS_ANSWERED,
        IT_IS_RECORDED
    }

    private final class Killer implements RelayListener {

        private final Moment moment;

        Killer(Moment moment) {
            this.moment = moment;
        }

        @Override
        public void attempted(QueuedMail mail, Delivery delivery) {
            if (moment == Moment.THE_NEXT_HOP_HAS_ANSWERED && delivery.outcome() == Outcome.DELIVERED) {
                copy();
            }
        }

        @Override
        public void finished(QueuedMail mail) {
            if (moment == Moment.IT_IS_RECORDED) {
                copy();
            }
        }
    }

    private void copy() {
        try (Stream<Path> files = Files.walk(spool)) {
            for (Path file : files.toList()) {
                Files.copy(file, left.resolve(spool.relativize(file)));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "THE_NEXT_HOP_HAS_ANSWERED, 10, false, 2",
        "THE_NEXT_HOP_HAS_ANSWERED, 200000, false, 2",
        "THE_NEXT_HOP_HAS_ANSWERED, 10, true, 2",
        "IT_IS_RECORDED, 10, false, 1",
        "IT_IS_RECORDED, 200000, false, 1",
        "IT_IS_RECORDED, 10, true, 1",
        "IT_IS_RECORDED, 200000, true, 1",
    })
    void aMailArrivesTwiceOnlyIfTheKillCameBeforeTheRecord(Moment moment, int size, boolean deferred, int times)
            throws Exception {
        if (deferred) {
            inbox.on(RCPT).times(1).reply(Replies.MAILBOX_BUSY);
        }
        byte[] content = ("Subject: x\r\n\r\n" + "x".repeat(size) + "\r\n").getBytes(US_ASCII);
        try (SmtpRelay relay = relayToInbox()
                .spool(FileSpool.open(spool))
                .listener(new Killer(moment))
                .start()) {
            relay.send(TO_ADA, content);
            assertThat(relay).settlesWithin(PATIENCE);
            clock.advance(Duration.ofMinutes(5));
            assertThat(relay).drainsWithin(PATIENCE);
        }
        assertThat(inbox).hasMailCount(1);

        restart();
        assertThat(inbox).hasMailCount(times);
        assertThat(inbox.mails()).extracting(mail -> mail.envelope().to()).containsOnly(List.of("ada@example.org"));
    }

    private void restart() throws IOException {
        try (SmtpRelay next = relayToInbox().spool(FileSpool.open(left)).start()) {
            clock.advance(Duration.ofMinutes(5));
            assertThat(next).drainsWithin(PATIENCE);
        }
    }

    /** Of the jobs of a mail, those that have ended are recorded while others still run. */
    @Test
    void aRecipientWhoHasTheMailDoesNotGetItAgainAndOneWhoIsRefusedIsReportedAllTheSame() throws Exception {
        inbox.on(RCPT).where(recipient("nobody@example.net")).reply(Replies.NO_SUCH_USER);
        AtomicBoolean once = new AtomicBoolean();
        RelayListener killer = new RelayListener() {
            @Override
            public void attempted(QueuedMail mail, Delivery delivery) {
                // the slow one ends last, when both of the others are recorded
                if (delivery.recipient().equals("slow@example.com") && once.compareAndSet(false, true)) {
                    copy();
                }
            }
        };
        try (Inbox slow = Inbox.start();
                SmtpRelay relay = relayToInbox()
                        .route("example.com", slow.host(), slow.port())
                        .route("example.net", inbox.host(), inbox.port())
                        .spool(FileSpool.open(spool))
                        .listener(killer)
                        .start()) {
            slow.on(RCPT).then(FaultAction.hang());
            relay.send(
                    Envelope.of("shop@example.org", "ada@example.org", "nobody@example.net", "slow@example.com"), MAIL);
            assertThat(slow.faults().awaitHeldUp(1, PATIENCE)).isTrue();
            await().atMost(PATIENCE)
                    .until(() -> relay.queue().get(0).recipients().stream()
                                    .filter(state -> !state.reply().isEmpty())
                                    .count()
                            == 2);
            slow.faults().clear();
            slow.faults().release();
            assertThat(relay).drainsWithin(PATIENCE);
        }
        assertThat(inbox).hasMailCount(2); // the mail, and the report

        restart();
        assertThat(inbox.mails())
                .extracting(mail ->
                        mail.envelope().from() + " -> " + mail.envelope().to())
                .containsExactlyInAnyOrder(
                        "shop@example.org -> [ada@example.org]",
                        " -> [shop@example.org]",
                        " -> [shop@example.org]",
                        "shop@example.org -> [slow@example.com]");
    }
}
