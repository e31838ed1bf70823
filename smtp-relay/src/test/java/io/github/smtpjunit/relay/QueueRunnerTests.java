package io.github.smtpjunit.relay;

import static io.github.smtpjunit.smtp.server.Phase.END_OF_DATA;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.smtpjunit.relay.client.ClientSettings;
import io.github.smtpjunit.relay.spool.MailSpoolContract;
import io.github.smtpjunit.relay.spool.MemorySpool;
import io.github.smtpjunit.smtp.server.FaultAction;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * The queue's thread claims as much as there is room for, and sleeps until it is woken: it does not look again by
 * itself here.
 */
@Timeout(120)
class QueueRunnerTests extends RelayTestCase {

    private static final Duration FOR_EVER = Duration.ofHours(1);

    private final MemorySpool spool = new MemorySpool();
    private final DeliveryThreads threads = new DeliveryThreads();
    private @Nullable QueueRunner started;

    private QueueRunner start(int recipientsAtOnce) {
        RelayConfig config = new RelayConfig(
                "relay.example.net",
                new FixedRouter(List.of(), List.of(NextHop.at(inbox.host(), inbox.port())), FixedRouter.NOWHERE),
                new ClientSettings("relay.example.net", TlsPolicy.NONE, null, null, ClientSettings.Timeouts.DEFAULT),
                spool,
                clock,
                RetrySchedule.DEFAULT,
                Duration.ofDays(5),
                Duration.ofDays(5),
                Duration.ofMinutes(5),
                20,
                200,
                Duration.ZERO,
                RelayListener.NONE);
        QueueRunner runner =
                new QueueRunner(config, threads, new DeliveryLog(), cause -> {}, recipientsAtOnce, FOR_EVER);
        runner.start();
        started = runner;
        return runner;
    }

    @AfterEach
    void stop() throws InterruptedException {
        if (started != null) {
            started.stop(Duration.ZERO);
        }
        threads.end(PATIENCE);
    }

    private void store(int mails) throws IOException {
        for (int i = 0; i < mails; i++) {
            MailSpoolContract.store(spool, TO_ADA, clock.instant(), MAIL);
        }
    }

    private long claimed() {
        return spool.list().stream().filter(mail -> mail.attempts() > 0).count();
    }

    /** Waits until the queue's thread has found nothing that it may claim. */
    private void awaitSleep() {
        await().atMost(PATIENCE)
                .until(() -> Thread.getAllStackTraces().keySet().stream()
                        .anyMatch(thread -> thread.getName().equals("smtp-relay-queue")
                                && thread.getState() == Thread.State.TIMED_WAITING));
    }

    @Test
    void noMoreIsClaimedThanThereIsRoomFor() throws Exception {
        inbox.on(END_OF_DATA).then(FaultAction.hang());
        store(50);
        start(4);

        assertThat(inbox.faults().awaitHeldUp(4, PATIENCE)).isTrue();
        assertThat(claimed()).isEqualTo(4);
    }

    @Test
    void theThreadIsWokenWhenAllWasFullAndIsNotAnyMore() throws Exception {
        inbox.on(END_OF_DATA).then(FaultAction.hang());
        store(3);
        QueueRunner runner = start(1);
        assertThat(inbox.faults().awaitHeldUp(1, PATIENCE)).isTrue();
        awaitSleep();
        assertThat(claimed()).isEqualTo(1);

        inbox.faults().clear();
        assertThat(runner.awaitEmpty(PATIENCE.toNanos())).isTrue();
        assertThat(inbox).hasMailCount(3);
    }

    @Test
    void theThreadIsWokenWhenADestinationThatMailsWaitForHasRoom() throws Exception {
        inbox.on(END_OF_DATA).then(FaultAction.hang());
        store(3);
        QueueRunner runner = start(4);
        assertThat(inbox.faults().awaitHeldUp(3, PATIENCE)).isTrue();
        store(1); // there is room for one, but not for one more to this destination
        await().atMost(PATIENCE)
                .until(() -> spool.nextDue().orElseThrow().isAfter(clock.instant())); // it was passed over
        awaitSleep();
        assertThat(claimed()).isEqualTo(3);

        inbox.faults().clear();
        assertThat(runner.awaitEmpty(PATIENCE.toNanos())).isTrue();
        assertThat(inbox).hasMailCount(4);
    }
}
