package io.github.smtpjunit.relay;

import static io.github.smtpjunit.relay.jupiter.RelayAssert.assertThat;
import static io.github.smtpjunit.smtp.server.Phase.RCPT;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.github.smtpjunit.inbox.Inbox;
import io.github.smtpjunit.relay.Delivery.Outcome;
import io.github.smtpjunit.relay.spool.FileSpool;
import io.github.smtpjunit.relay.spool.MailSpoolContract;
import io.github.smtpjunit.relay.spool.QueuedMail;
import io.github.smtpjunit.relay.spool.SpoolControl;
import io.github.smtpjunit.relay.spool.SpoolControl.Action;
import io.github.smtpjunit.smtp.Replies;
import io.github.smtpjunit.smtp.server.SmtpServer;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What an operator wants happens, whatever the relay is busy with. */
@Timeout(60)
class OperatorTests extends RelayTestCase {

    private static FileSpool spool(Path directory) throws Exception {
        return FileSpool.open(directory, new FileSpool.Options(1_000, 0));
    }

    @Test
    void aRequestIsServedWhileTheQueueIsBusy(@TempDir Path directory) throws Exception {
        CountDownLatch busy = new CountDownLatch(1);
        CountDownLatch served = new CountDownLatch(1);
        RelayListener blocking = new RelayListener() {
            @Override
            public void finished(QueuedMail mail) {
                busy.countDown();
                awaitQuietly(served);
            }
        };
        inbox.on(RCPT).reply(Replies.GREYLISTED);
        try (SmtpRelay relay =
                relayToInbox().spool(spool(directory)).listener(blocking).start()) {
            String id = relay.send(TO_ADA, MAIL);
            String other = relay.send(TO_ADA, MAIL);
            assertThat(relay).settlesWithin(PATIENCE);
            relay.spool()
                    .giveUp(id, clock.instant()); // which is concluded by the thread that takes mails out of the queue
            assertThat(busy.await(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();

            assertThat(SpoolControl.open(directory).apply(Action.HOLD, List.of(other)))
                    .containsExactly(other);
            served.countDown();
        }
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            latch.await(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static int freePort() throws Exception {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    @Test
    void aFlushReachesAHostThatIsBackButRests() throws Exception {
        int port = freePort();
        try (SmtpRelay relay = relay().smartHost("127.0.0.1", port).start()) {
            String id = relay.send(TO_ADA, MAIL);
            assertThat(relay).settlesWithin(PATIENCE);
            assertThat(relay.queue()).extracting(QueuedMail::attempts).containsExactly(1);

            try (Inbox back = Inbox.start(SmtpServer.builder().port(port))) {
                relay.spool().flush(id, clock.instant());
                assertThat(relay).drainsWithin(PATIENCE);
                assertThat(back).singleMail().hasEnvelopeRecipients("ada@example.org");
            }
        }
    }

    @Test
    void aMailThatIsGivenUpIsReportedWithTheHostsLastWordsAndIsGone() throws Exception {
        inbox.on(RCPT).times(1).reply(Replies.GREYLISTED);
        try (SmtpRelay relay = relayToInbox().start()) {
            String id = relay.send(TO_ADA, MAIL);
            assertThat(relay).settlesWithin(PATIENCE);
            relay.spool().hold(id, true);

            assertThat(relay.spool().giveUp(id, clock.instant())).isTrue();
            assertThat(relay).drainsWithin(PATIENCE);

            assertThat(inbox)
                    .singleMail()
                    .hasEnvelopeFrom("")
                    .hasEnvelopeRecipients("shop@example.com")
                    .hasTextContaining("ada@example.org");
            assertThat(text(inbox.mails().get(0).raw())).contains("Action: failed", "Greylisted");
            assertThat(relay.deliveries())
                    .extracting(Delivery::recipient, Delivery::outcome)
                    .contains(tuple("ada@example.org", Outcome.FAILED));
            assertThat(relay.spool().giveUp(id, clock.instant())).isFalse();
        }
    }

    @Test
    void aMailThatIsGivenUpBeforeItWasTriedIsReportedTooAfterTheNextStart(@TempDir Path directory) throws Exception {
        String id;
        try (FileSpool spool = spool(directory)) {
            id = MailSpoolContract.store(spool, TO_ADA, clock.instant(), MAIL).id();
        }
        assertThat(SpoolControl.open(directory).apply(Action.BOUNCE, List.of(id)))
                .containsExactly(id);
        assertThat(SpoolControl.open(directory).find(id).orElseThrow().givenUp())
                .isTrue();

        try (SmtpRelay relay = relayToInbox().spool(spool(directory)).start()) {
            assertThat(relay).drainsWithin(PATIENCE);
        }
        assertThat(inbox).singleMail().hasEnvelopeRecipients("shop@example.com");
        assertThat(new String(inbox.mails().get(0).raw(), US_ASCII))
                .contains("Action: failed", "An operator of the relay has given the mail up");
    }

    @Test
    void aMailThatIsGivenUpDuringItsAttemptIsReportedWhenThatHasFailed() throws Exception {
        CountDownLatch asked = new CountDownLatch(1);
        CountDownLatch givenUp = new CountDownLatch(1);
        inbox.on(RCPT).times(1).reply(Replies.GREYLISTED);
        RelayListener waiting = new RelayListener() {
            @Override
            public void attempted(QueuedMail mail, Delivery delivery) {
                if (delivery.outcome() == Outcome.DEFERRED) {
                    asked.countDown();
                    awaitQuietly(givenUp);
                }
            }
        };
        try (SmtpRelay relay = relayToInbox().listener(waiting).start()) {
            String id = relay.send(TO_ADA, MAIL);
            assertThat(asked.await(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
            relay.spool().giveUp(id, clock.instant());
            givenUp.countDown();
            assertThat(relay).drainsWithin(PATIENCE);
            assertThat(inbox).singleMail().hasEnvelopeRecipients("shop@example.com");
        }
    }
}
