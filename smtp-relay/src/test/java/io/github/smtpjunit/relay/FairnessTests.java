package io.github.smtpjunit.relay;

import static io.github.smtpjunit.relay.jupiter.RelayAssert.assertThat;
import static io.github.smtpjunit.smtp.server.Phase.CONNECT;
import static io.github.smtpjunit.smtp.server.Phase.END_OF_DATA;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.awaitility.Awaitility.await;

import io.github.smtpjunit.inbox.Inbox;
import io.github.smtpjunit.relay.Delivery.Outcome;
import io.github.smtpjunit.relay.spool.MailSpool;
import io.github.smtpjunit.relay.spool.MailSpoolContract;
import io.github.smtpjunit.relay.spool.MemorySpool;
import io.github.smtpjunit.relay.spool.QueuedMail;
import io.github.smtpjunit.relay.spool.RecipientState;
import io.github.smtpjunit.smtp.Envelope;
import io.github.smtpjunit.smtp.server.FaultAction;
import io.github.smtpjunit.smtp.server.Phase;
import io.github.smtpjunit.smtp.server.SmtpServer;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/** One destination does not hurt another, and all together stay within the bounds. */
class FairnessTests extends RelayTestCase {

    /** Accepts connections, by the system, and never says a word. */
    @AutoClose
    private final ServerSocket silent;

    FairnessTests() throws Exception {
        silent = new ServerSocket(0, 1_000, InetAddress.getLoopbackAddress());
    }

    private SmtpRelayBuilder relayBesideSilence() {
        return relay().withoutServer()
                .route(".silent.test", "127.0.0.1", silent.getLocalPort())
                .route("silent.test", "127.0.0.1", silent.getLocalPort())
                .route("example.org", inbox.host(), inbox.port())
                .shutdownGrace(Duration.ZERO);
    }

    private static Envelope to(String... recipients) {
        return Envelope.of("shop@example.com", recipients);
    }

    private void awaitMails(int count) {
        await().atMost(PATIENCE).until(() -> inbox.mails().size() == count);
    }

    @Test
    void manyMailsToOneSilentHostStopNoOther() {
        try (SmtpRelay relay = relayBesideSilence().start()) {
            IntStream.range(0, 12_000).forEach(i -> relay.send(to(i + "@silent.test"), MAIL));
            relay.send(to("ada@example.org"), MAIL);

            awaitMails(1);
            assertThat(relay.queue()).hasSize(12_000);
            assertThat(relay.queue().stream().filter(mail -> mail.attempts() > 0))
                    .as("claimed")
                    .hasSizeLessThan(6_000);
        }
    }

    @Test
    void manyDomainsOfOneSilentHostStopNoOther() {
        try (SmtpRelay relay = relayBesideSilence().start()) {
            IntStream.range(0, 12_000).forEach(i -> relay.send(to("ada@" + i + ".silent.test"), MAIL));
            relay.send(to("ada@example.org"), MAIL);

            awaitMails(1);
        }
    }

    @Test
    void aMailToBothGoesWhereItCanAndThenWaits() {
        try (SmtpRelay relay = relayBesideSilence().start()) {
            IntStream.range(0, 6_000).forEach(i -> relay.send(to(i + "@silent.test"), MAIL));
            for (int i = 0; i < 20; i++) {
                relay.send(to("bob@silent.test", i + "@example.org"), MAIL);
            }

            awaitMails(20);
            assertThat(relay.deliveries()).extracting(Delivery::outcome).containsOnly(Outcome.DELIVERED);
            assertThat(relay.queue()).hasSize(6_020);
        }
    }

    @Test
    void whatWasPassedOverComesWhenThereIsRoom() throws Exception {
        inbox.on(END_OF_DATA).then(FaultAction.hang());
        try (SmtpRelay relay = relayToInbox().concurrency(5).withoutServer().start()) {
            IntStream.range(0, 5_500).forEach(i -> relay.send(TO_ADA, MAIL));
            assertThat(inbox.faults().awaitHeldUp(5, PATIENCE)).isTrue();
            await().atMost(PATIENCE)
                    .until(() -> relay.queue().stream()
                                    .filter(mail -> mail.attempts() > 0)
                                    .count()
                            >= 5_000);
            assertThat(relay.queue().stream().filter(mail -> mail.attempts() > 0))
                    .hasSizeLessThan(5_200);

            inbox.faults().clear();
            assertThat(relay).drainsWithin(Duration.ofSeconds(60));
            assertThat(inbox).hasMailCount(5_500);
            assertThat(relay.deliveries()).hasSize(5_500).allMatch(delivery -> delivery.attempt() == 1);
        }
    }

    @Test
    void connectionsAreCountedByTheAddressOfTheHost() throws Exception {
        inbox.on(END_OF_DATA).then(FaultAction.hang());
        try (SmtpRelay relay = toInboxByDomain(40).start()) {
            IntStream.range(0, 40).forEach(i -> relay.send(to("ada@" + i + ".test"), MAIL));
            assertThat(inbox.faults().awaitHeldUp(5, PATIENCE)).isTrue();
            relay.send(to("bob@0.test"), MAIL);
            assertThat(inbox.sessions()).hasSize(5);

            inbox.faults().clear();
            assertThat(relay).drainsWithin(PATIENCE);
            assertThat(inbox).hasMailCount(41);
            assertThat(relay.deliveries()).extracting(Delivery::outcome).containsOnly(Outcome.DELIVERED);
        }
    }

    private SmtpRelayBuilder toInboxByDomain(int domains) {
        SmtpRelayBuilder builder = relay().withoutServer();
        // Another name for the host makes each of them a destination of its own
        IntStream.range(0, domains)
                .forEach(i -> builder.route(i + ".test", i % 2 == 0 ? "127.0.0.1" : "localhost", inbox.port())
                        .route(i + ".test", "127.0.0.1", i + 1));
        return builder;
    }

    @Test
    void aHostWithALimitGetsAllMailsOfAllDomains() {
        try (Inbox small = Inbox.start(SmtpServer.builder().maxConnections(3))) {
            SmtpRelayBuilder builder = relay().withoutServer();
            IntStream.range(0, 200)
                    .forEach(i -> builder.route(i + ".test", small.host(), small.port())
                            .route(i + ".test", "127.0.0.2", i + 1));
            try (SmtpRelay relay = builder.start()) {
                IntStream.range(0, 200).forEach(i -> relay.send(to("ada@" + i + ".test"), MAIL));
                assertThat(relay).settlesWithin(PATIENCE);

                assertThat(relay.deliveries()).extracting(Delivery::outcome).doesNotContain(Outcome.FAILED);
                assertThat(small.mails()).hasSize(200);
            }
        }
    }

    @Test
    void aHostThatRefusesAFurtherConnectionDoesNotRestWhileOthersWork() {
        AtomicInteger rests = new AtomicInteger();
        try (Inbox small = Inbox.start(SmtpServer.builder().maxConnections(2));
                SmtpRelay relay = relay().withoutServer()
                        .smartHost(small.host(), small.port())
                        .listener(new RelayListener() {
                            @Override
                            public void resting(String host, Duration rest, String reason) {
                                rests.incrementAndGet();
                            }
                        })
                        .start()) {
            small.on(END_OF_DATA).times(2).then(FaultAction.delay(Duration.ofMillis(200)));
            IntStream.range(0, 300).forEach(i -> relay.send(TO_ADA, MAIL));
            assertThat(relay).drainsWithin(PATIENCE);

            assertThat(rests).hasValue(0);
            assertThat(relay.deliveries()).extracting(Delivery::outcome).containsOnly(Outcome.DELIVERED);
        }
    }

    @Test
    void aHostThatLosesConnectionsGetsFewer() throws Exception {
        inbox.on(Phase.MAIL).times(5).then(FaultAction.close());
        try (SmtpRelay relay = relayToInbox().withoutServer().start()) {
            IntStream.range(0, 5).forEach(i -> relay.send(TO_ADA, MAIL));
            assertThat(relay).settlesWithin(PATIENCE);
            assertThat(relay.deliveries()).extracting(Delivery::outcome).containsOnly(Outcome.DEFERRED);

            inbox.on(END_OF_DATA).then(FaultAction.hang());
            clock.advance(Duration.ofHours(1));
            assertThat(inbox.faults().awaitHeldUp(1, PATIENCE)).isTrue();
            assertThat(inbox.faults().awaitHeldUp(2, Duration.ofMillis(300)))
                    .as("a second connection at the same time")
                    .isFalse();

            inbox.faults().clear();
            assertThat(relay).drainsWithin(PATIENCE);
            assertThat(inbox).hasMailCount(5);
        }
    }

    @Test
    void aHostThatRefusesItsOnlyConnectionRests() {
        inbox.on(CONNECT).reply(421, "4.7.0", "Not now");
        try (SmtpRelay relay = relayToInbox().withoutServer().concurrency(1).start()) {
            relay.send(TO_ADA, MAIL);
            relay.send(TO_ADA, MAIL);
            assertThat(relay).settlesWithin(PATIENCE);

            assertThat(inbox.sessions()).hasSize(1);
            assertThat(relay.deliveries())
                    .extracting(Delivery::outcome)
                    .containsExactly(Outcome.DEFERRED, Outcome.DEFERRED);
        }
    }

    @Test
    void thereAreNoMoreSessionsThanToldAndFewSlowHostsDoNotHaveThemAll() throws Exception {
        AtomicInteger running = new AtomicInteger();
        try (ServerSocket otherSilent = new ServerSocket(0, 100, InetAddress.getLoopbackAddress());
                SmtpRelay relay = relayBesideSilence()
                        .route("other.test", "127.0.0.1", otherSilent.getLocalPort())
                        .maxSessions(4)
                        .executor(session -> thread(session, running))
                        .start()) {
            IntStream.range(0, 50).forEach(i -> relay.send(to("ada@silent.test"), MAIL));
            await().atMost(PATIENCE).until(() -> running.get() == 3);
            relay.send(to("ada@example.org"), MAIL);
            awaitMails(1);

            IntStream.range(0, 50).forEach(i -> relay.send(to("ada@other.test"), MAIL));
            await().atMost(PATIENCE).until(() -> running.get() == 4);
            relay.send(to("ada@example.org"), MAIL);
            otherSilent.accept().close();
            awaitMails(2);
            assertThat(running).hasValueLessThanOrEqualTo(4);
        }
    }

    private static void thread(Runnable session, AtomicInteger running) {
        Thread thread = new Thread(() -> {
            running.incrementAndGet();
            session.run();
            running.decrementAndGet();
        });
        thread.setDaemon(true);
        thread.start();
    }

    @Test
    void manyDestinationsShareTheSessions() {
        SmtpRelayBuilder builder = relay().withoutServer().maxSessions(2);
        IntStream.range(0, 100)
                .forEach(i ->
                        builder.route(i + ".test", inbox.host(), inbox.port()).route(i + ".test", "127.0.0.2", i + 1));
        try (SmtpRelay relay = builder.start()) {
            IntStream.range(0, 300).forEach(i -> relay.send(to("ada@" + i % 100 + ".test"), MAIL));
            assertThat(relay).drainsWithin(PATIENCE);

            assertThat(inbox).hasMailCount(300);
        }
    }

    @Test
    void thereIsAtLeastOneSession() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> SmtpRelay.builder().maxSessions(0))
                .withMessage("A relay needs at least 1 session, not 0");
    }

    @Test
    void aMailThatNoRecipientIsLeftOfIsFinished() throws Exception {
        MemorySpool spool = new MemorySpool();
        MailSpoolContract.store(spool, TO_ADA, clock.instant(), MAIL);
        MailSpool.Claim claim =
                spool.claim(clock.instant(), Duration.ofHours(1), 1).get(0);
        QueuedMail delivered = claim.mail()
                .withRecipients(List.of(new RecipientState(RecipientState.Status.DELIVERED, "250 ok", "mx")));
        spool.defer(claim, delivered.withNextAttempt(clock.instant())); // as after a crash behind the last record

        try (SmtpRelay relay = relayToInbox().spool(spool).start()) {
            assertThat(relay).drainsWithin(PATIENCE);
            assertThat(inbox).hasNoMail();
        }
    }
}
