package io.github.smtpjunit.relay;

import static io.github.smtpjunit.relay.jupiter.RelayAssert.assertThat;
import static io.github.smtpjunit.smtp.server.FaultMatcher.recipient;
import static io.github.smtpjunit.smtp.server.Phase.AUTH;
import static io.github.smtpjunit.smtp.server.Phase.CONNECT;
import static io.github.smtpjunit.smtp.server.Phase.DATA;
import static io.github.smtpjunit.smtp.server.Phase.EHLO;
import static io.github.smtpjunit.smtp.server.Phase.END_OF_DATA;
import static io.github.smtpjunit.smtp.server.Phase.RCPT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.awaitility.Awaitility.await;

import io.github.smtpjunit.certificates.CertificateKit;
import io.github.smtpjunit.certificates.ServerCertificate;
import io.github.smtpjunit.inbox.CapturedMail;
import io.github.smtpjunit.inbox.Inbox;
import io.github.smtpjunit.relay.Delivery.Outcome;
import io.github.smtpjunit.relay.client.ClientTestCase;
import io.github.smtpjunit.relay.spool.BrokenDisk;
import io.github.smtpjunit.relay.spool.FileSpool;
import io.github.smtpjunit.relay.spool.MailSpoolContract;
import io.github.smtpjunit.relay.spool.MemorySpool;
import io.github.smtpjunit.relay.spool.QueuedMail;
import io.github.smtpjunit.smtp.Envelope;
import io.github.smtpjunit.smtp.Replies;
import io.github.smtpjunit.smtp.sasl.SaslAuthenticator;
import io.github.smtpjunit.smtp.server.EhloFault;
import io.github.smtpjunit.smtp.server.FaultAction;
import io.github.smtpjunit.smtp.server.SessionRecord;
import io.github.smtpjunit.smtp.server.SmtpServer;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** How the relay treats next hops, and what it does when its own means run out. */
class RelayRuleTests extends RelayTestCase {

    private static String[] addresses(int count) {
        return IntStream.range(0, count).mapToObj(i -> i + "@example.org").toArray(String[]::new);
    }

    private List<Integer> transactions() {
        return inbox.mails().stream().map(mail -> mail.envelope().to().size()).toList();
    }

    // Transactions

    @Test
    void fiftyRecipientsShareATransaction() {
        try (SmtpRelay relay = relayToInbox().concurrency(1).start()) {
            relay.send(Envelope.of("shop@example.com", addresses(120)), MAIL);
            assertThat(relay).drainsWithin(PATIENCE);

            assertThat(transactions()).containsExactly(50, 50, 20);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"LIMITS RCPTMAX=2", "LIMITS RCPTMAX=2 MAILMAX=1"})
    void recipientsBeyondThePeersLimitGetTheNextTransactionAtOnce(String limits) {
        inbox.on(EHLO).then(EhloFault.say("LIMITS", limits));
        try (SmtpRelay relay = relayToInbox().start()) {
            relay.send(Envelope.of("shop@example.com", addresses(5)), MAIL);
            assertThat(relay).drainsWithin(PATIENCE);

            assertThat(transactions()).containsExactly(2, 2, 1);
            assertThat(relay.deliveries())
                    .extracting(Delivery::outcome)
                    .containsExactly(
                            Outcome.DELIVERED,
                            Outcome.DELIVERED,
                            Outcome.DELIVERED,
                            Outcome.DELIVERED,
                            Outcome.DELIVERED);
        }
    }

    @Test
    void recipientsWhomThePeerFindsTooManyGetTheNextTransactionAtOnce() {
        try (Inbox small = Inbox.start(SmtpServer.builder().maxRecipients(3));
                SmtpRelay relay = relay().smartHost(small.host(), small.port()).start()) {
            relay.send(Envelope.of("shop@example.com", addresses(8)), MAIL);
            assertThat(relay).drainsWithin(PATIENCE);

            assertThat(small.mails())
                    .extracting(mail -> mail.envelope().to().size())
                    .containsExactly(3, 3, 2);
        }
    }

    @Test
    void aPeerThatFindsAnybodyTooManyIsTriedAgainLater() {
        inbox.on(RCPT).reply(Replies.TOO_MANY_RECIPIENTS);
        try (SmtpRelay relay = relayToInbox().start()) {
            relay.send(Envelope.of("shop@example.com", addresses(3)), MAIL);
            assertThat(relay).settlesWithin(PATIENCE);

            assertThat(inbox).hasNoMail();
            assertThat(relay.deliveries()).extracting(Delivery::outcome).containsOnly(Outcome.DEFERRED);
            assertThat(relay.deliveries()).hasSize(3);
        }
    }

    @Test
    void aMailThatFitsIntoNoCommandComesBackAtOnce() {
        Envelope poison = ClientTestCase.envelope("shop@example.com", "ENVID=x\r\nRCPT", "", "ada@example.org");
        try (SmtpRelay relay = relayToInbox().start()) {
            relay.send(poison, MAIL);
            relay.send(TO_ADA, MAIL);
            assertThat(relay).drainsWithin(PATIENCE);

            assertThat(inbox.mails())
                    .extracting(mail -> mail.envelope().from())
                    .containsExactlyInAnyOrder("", "shop@example.com");
            CapturedMail report = inbox.awaitMail(mail -> mail.envelope().from().isEmpty());
            assertThat(text(report.raw())).contains("Status: 5.6.0");
        }
    }

    // Connections

    @Test
    void aConnectionServesAHundredMails() {
        try (SmtpRelay relay = relayToInbox().concurrency(1).start()) {
            IntStream.range(0, 101).forEach(i -> relay.send(TO_ADA, MAIL));
            assertThat(relay).drainsWithin(PATIENCE);

            assertThat(inbox).hasMailCount(101);
            assertThat(inbox.sessions()).hasSize(2);
        }
    }

    @Test
    void thereAreFiveConnectionsAtFirstAndMoreWithSuccessUpToALimit() throws Exception {
        inbox.on(END_OF_DATA).then(FaultAction.hang());
        try (SmtpRelay relay = relayToInbox().concurrency(7).start()) {
            IntStream.range(0, 60).forEach(i -> relay.send(TO_ADA, MAIL));
            assertThat(inbox.faults().awaitHeldUp(5, PATIENCE)).isTrue();
            assertThat(inbox.sessions()).hasSize(5);

            inbox.faults().clear();
            inbox.on(END_OF_DATA).after(20).then(FaultAction.hang());
            inbox.faults().release();
            assertThat(inbox.faults().awaitHeldUp(7, PATIENCE)).isTrue();

            inbox.faults().clear();
            inbox.faults().release();
            assertThat(relay).drainsWithin(PATIENCE);
            assertThat(inbox).hasMailCount(60);
            assertThat(inbox.sessions()).hasSize(7);
        }
    }

    @Test
    void aPeerThatClosesAfterEachMailGetsEachOnce() {
        inbox.on(END_OF_DATA).then(FaultAction.closeAfterReply());
        try (SmtpRelay relay = relayToInbox().start()) {
            IntStream.range(0, 30).forEach(i -> relay.send(TO_ADA, MAIL));
            assertThat(relay).drainsWithin(PATIENCE);
            assertThat(inbox).hasMailCount(30);
            assertThat(relay.deliveries()).extracting(Delivery::outcome).containsOnly(Outcome.DELIVERED);
        }
    }

    @Test
    void aHostThatIsDownRestsAndIsLeftAlone() {
        try (Inbox down = Inbox.start();
                SmtpRelay relay = relay().smartHost(down.host(), down.port())
                        .smartHost(inbox.host(), inbox.port())
                        .concurrency(1)
                        .start()) {
            down.on(CONNECT).then(FaultAction.close());
            for (int i = 0; i < 3; i++) {
                relay.send(TO_ADA, MAIL);
                inbox.on(DATA).times(1).then(FaultAction.closeAfterReply()); // so that each mail looks for a host
                assertThat(relay).settlesWithin(PATIENCE);
            }
            assertThat(down.sessions()).hasSize(1);

            clock.advance(Duration.ofMinutes(5));
            assertThat(relay).drainsWithin(PATIENCE);
            relay.send(TO_ADA, MAIL);
            assertThat(relay).drainsWithin(PATIENCE);
            assertThat(down.sessions()).hasSizeGreaterThan(1);
        }
    }

    @Test
    void aMailComesBackWhenItsHostHasRested() {
        try (Inbox down = Inbox.start();
                SmtpRelay relay = relay().smartHost(down.host(), down.port()).start()) {
            down.on(CONNECT).then(FaultAction.close());
            relay.send(TO_ADA, MAIL);
            assertThat(relay).settlesWithin(PATIENCE);
            Instant due = relay.queue().get(0).nextAttempt();
            assertThat(due).isEqualTo(clock.instant().plus(Duration.ofMinutes(5)));

            down.faults().clear();
            clock.advance(Duration.between(clock.instant(), due));
            assertThat(relay).drainsWithin(PATIENCE);
            assertThat(down).hasMailCount(1);
        }
    }

    @Test
    void aHostThatIsThereButWantsAnotherPasswordDoesNotRest() {
        try (Inbox strict = Inbox.start(SmtpServer.builder()
                        .authenticator(SaslAuthenticator.users(Map.of("relay", "secret")))
                        .allowAuthWithoutTls());
                SmtpRelay relay = relay().smartHost(strict.host(), strict.port())
                        .credentials("relay", "secret")
                        .tls(TlsPolicy.NONE)
                        .start()) {
            strict.on(AUTH).times(1).reply(Replies.CREDENTIALS_INVALID);
            relay.send(TO_ADA, MAIL);
            assertThat(relay).settlesWithin(PATIENCE);
            assertThat(strict).hasNoMail();

            relay.send(Envelope.of("shop@example.com", "bob@example.org"), MAIL);
            assertThat(relay).settlesWithin(PATIENCE);
            assertThat(strict).singleMail().hasEnvelopeRecipients("bob@example.org");
        }
    }

    @Test
    void mailThatMustNotLeaveTlsGoesByAVerifiedSessionOfItsOwn() {
        CertificateKit certificates = CertificateKit.shared();
        Envelope secret = ClientTestCase.envelope("shop@example.com", "REQUIRETLS", "", "ada@example.org");
        for (ServerCertificate certificate :
                new ServerCertificate[] {ServerCertificate.GOOD, ServerCertificate.EXPIRED}) {
            try (Inbox secure = Inbox.start(
                            SmtpServer.builder().host("localhost").tls(certificates.serverContext(certificate)));
                    SmtpRelay relay = relay().smartHost("localhost", secure.port())
                            .trust(certificates.clientContext())
                            .start()) {
                relay.send(secret, MAIL);
                relay.send(TO_ADA, MAIL);
                assertThat(relay).settlesWithin(PATIENCE);

                boolean isTrusted = certificate == ServerCertificate.GOOD;
                assertThat(secure.mails())
                        .extracting(mail -> mail.envelope().requiresTls())
                        .containsExactlyInAnyOrderElementsOf(isTrusted ? List.of(true, false) : List.of(false));
                assertThat(relay.queue()).hasSize(isTrusted ? 0 : 1);
            }
        }
    }

    @Test
    void mailThatMustNotLeaveTlsComesBackAtOnceWhereThereIsNoTls() {
        Envelope secret = ClientTestCase.envelope("shop@example.com", "REQUIRETLS", "", "ada@example.org");
        try (SmtpRelay relay = relayToInbox().start()) {
            relay.send(secret, MAIL);
            assertThat(relay).settlesWithin(PATIENCE);
            assertThat(relay.deliveries())
                    .first()
                    .returns(Delivery.Outcome.FAILED, Delivery::outcome)
                    .satisfies(delivery -> assertThat(delivery.reply()).startsWith("550 5.7.30 "));
            assertThat(inbox.mails()).noneMatch(mail -> mail.envelope().requiresTls());
        }
    }

    @Test
    void aTransactionThatNobodyWasTakenInIsNotLeftOpen() {
        inbox.on(RCPT).reply(550, "5.1.1", "No such user");
        Envelope report = ClientTestCase.envelope("", "", "", "ada@example.org");
        try (SmtpRelay relay = relayToInbox().start()) {
            relay.send(report, MAIL);
            assertThat(relay).settlesWithin(PATIENCE);
            assertThat(inbox).hasNoMail(); // which waits for transactions that are open
            await().atMost(PATIENCE)
                    .untilAsserted(() -> assertThat(
                                    inbox.sessions().get(0).transcript().toString())
                            .containsPattern("(?s)RCPT TO:.*RSET"));
        }
    }

    @Test
    void aConnectionThatHasNothingToDoEndsAfterTwoSeconds() {
        try (SmtpRelay relay = relayToInbox().start()) {
            long start = System.nanoTime();
            relay.send(TO_ADA, MAIL);
            await().atMost(PATIENCE)
                    .untilAsserted(() -> assertThat(inbox.sessions())
                            .singleElement()
                            .satisfies(session -> assertThat(session.ending()).contains(SessionRecord.Ending.QUIT)));
            assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThan(Duration.ofSeconds(2));
        }
    }

    // The end of means

    @Test
    void aThousandRecipientsAndTwentyFiveMebibytesAreTaken() throws Exception {
        try (SmtpRelay relay = relayToInbox().start();
                TestClient client = new TestClient(relay.server(), "")) {
            client.say("EHLO client.example.org");
            assertThat(client.say("MAIL FROM:<a@example.com> SIZE=26214401")).startsWith("552 5.3.4 ");
            assertThat(client.say("MAIL FROM:<a@example.com> SIZE=26214400")).startsWith("250 ");
            for (int i = 0; i < 1_000; i++) {
                assertThat(client.say("RCPT TO:<" + i + "@example.org>")).startsWith("250 ");
            }
            assertThat(client.say("RCPT TO:<more@example.org>")).isEqualTo("452 4.5.3 Too many recipients");
        }
    }

    @Test
    void aFullQueueIsToldAndWhatWasAcceptedArrives() throws Exception {
        inbox.on(RCPT).times(2).reply(Replies.MAILBOX_BUSY);
        try (SmtpRelay relay = relayToInbox().spool(new MemorySpool(2)).start();
                TestClient client = new TestClient(relay.server(), "")) {
            client.say("EHLO client.example.org");
            assertThat(send(client, "a")).startsWith("250 2.0.0 Queued as ");
            assertThat(send(client, "b")).startsWith("250 2.0.0 Queued as ");
            assertThat(relay).settlesWithin(PATIENCE);
            assertThat(send(client, "c")).isEqualTo("452 4.3.1 Insufficient system storage");

            clock.advance(Duration.ofMinutes(5));
            assertThat(relay).drainsWithin(PATIENCE);
            assertThat(send(client, "d")).startsWith("250 ");
            assertThat(relay).drainsWithin(PATIENCE);
            assertThat(inbox.mails())
                    .extracting(mail -> mail.envelope().to().get(0))
                    .containsExactlyInAnyOrder("a@example.org", "b@example.org", "d@example.org");
        }
    }

    @Test
    void aFullQueueIsOneWarningAndNotOneForEachMail() throws Exception {
        List<String> problems = new CopyOnWriteArrayList<>();
        RelayListener listener = new RelayListener() {
            @Override
            public void problem(String mailId, String message, @Nullable Throwable cause) {
                problems.add(message);
            }
        };
        inbox.on(RCPT).reply(Replies.MAILBOX_BUSY);
        try (SmtpRelay relay = relayToInbox()
                        .spool(new MemorySpool(1))
                        .listener(listener)
                        .start();
                TestClient client = new TestClient(relay.server(), "")) {
            client.say("EHLO client.example.org");
            assertThat(send(client, "a")).startsWith("250 ");
            for (int i = 0; i < 20; i++) {
                assertThat(send(client, "b")).startsWith("452 4.3.1 ");
                clock.advance(Duration.ofSeconds(30)); // ten minutes in all
            }
            assertThat(problems)
                    .containsExactly("The queue is full: it has 1 mails; mails are refused by 452 until there is room");

            clock.advance(Duration.ofMinutes(6));
            assertThat(send(client, "b")).startsWith("452 4.3.1 ");
            assertThat(problems).hasSize(2);
        }
    }

    @Test
    void aDiskThatCannotBeWrittenIsOneWarningAndNotOneForEachMail(@TempDir Path directory) throws Exception {
        List<String> problems = new CopyOnWriteArrayList<>();
        RelayListener listener = new RelayListener() {
            @Override
            public void problem(String mailId, String message, @Nullable Throwable cause) {
                problems.add(message);
            }
        };
        List<String> logged = new CopyOnWriteArrayList<>();
        Handler log = handler(logged);
        Logger logger = Logger.getLogger("io.github.smtpjunit");
        logger.addHandler(log);
        FileSpool spool = BrokenDisk.open(directory, "Input/output error");
        try (SmtpRelay relay = relayToInbox().spool(spool).listener(listener).start();
                TestClient client = new TestClient(relay.server(), "")) {
            client.say("EHLO client.example.org");
            for (int i = 0; i < 10; i++) {
                assertThat(send(client, "a")).startsWith("451 4.3.0 ");
                clock.advance(Duration.ofSeconds(30));
            }
            assertThat(problems)
                    .containsExactly("Mails cannot be stored, and are refused by 451 until they can:"
                            + " java.io.IOException: Input/output error");
            assertThat(logged).isEmpty();

            clock.advance(Duration.ofMinutes(6));
            assertThat(send(client, "a")).startsWith("451 4.3.0 ");
            assertThat(problems).hasSize(2);
        } finally {
            logger.removeHandler(log);
        }
    }

    private static Handler handler(List<String> logged) {
        return new Handler() {
            @Override
            public void publish(LogRecord line) {
                logged.add(line.getMessage());
            }

            @Override
            public void flush() {}

            @Override
            public void close() {}
        };
    }

    private static String send(TestClient client, String to) {
        client.say("MAIL FROM:<shop@example.com>");
        client.say("RCPT TO:<" + to + "@example.org>");
        client.say("DATA");
        return client.say("Subject: x\r\n\r\nx\r\n.");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Read-only file system -> 451 4.3.0",
                "Input/output error -> 451 4.3.0",
                "No space left on device -> 452 4.3.1"
            })
    void aDiskThatDoesNotKeepMailIsNever250(String row, @TempDir Path directory) throws Exception {
        String[] problem = row.split(" -> ", 2);
        FileSpool spool = BrokenDisk.open(directory, problem[0]);
        try (SmtpRelay relay = relayToInbox().spool(spool).start();
                TestClient client = new TestClient(relay.server(), "")) {
            client.say("EHLO client.example.org");
            assertThat(send(client, "a")).startsWith(problem[1]);
            assertThat(relay.queue()).isEmpty();
        }
        assertThat(directory.resolve("queue")).isEmptyDirectory();
        assertThat(inbox).hasNoMail();
    }

    @Test
    void whatWasOnItsWayWhenTheRelayClosedIsDeliveredByTheNextOne(@TempDir Path directory) throws Exception {
        inbox.on(DATA).times(1).then(FaultAction.hang());
        SmtpRelay relay = relayToInbox()
                .spool(FileSpool.open(directory))
                .shutdownGrace(Duration.ofMillis(10))
                .start();
        relay.send(TO_ADA, MAIL);
        assertThat(inbox.faults().awaitHeldUp(1, PATIENCE)).isTrue();
        relay.close();
        inbox.faults().release();
        assertThat(inbox).hasNoMail();

        try (SmtpRelay next = relayToInbox().spool(FileSpool.open(directory)).start()) {
            clock.advance(Duration.ofHours(1));
            assertThat(next).drainsWithin(PATIENCE);
            assertThat(inbox).singleMail().hasEnvelopeRecipients("ada@example.org");
        }
    }

    @Test
    void aMailThatHasEndedTooManyProcessesIsOnHoldAndOthersArrive(@TempDir Path directory) throws Exception {
        String poison;
        try (FileSpool spool = FileSpool.open(directory)) {
            poison = MailSpoolContract.store(spool, TO_ADA, clock.instant(), MAIL)
                    .id();
        }
        for (int i = 0; i < 20; i++) {
            try (FileSpool spool = FileSpool.open(directory)) {
                assertThat(spool.claim(clock.instant(), Duration.ofHours(1), 1)).hasSize(1); // and no outcome
            }
        }
        try (SmtpRelay relay = relayToInbox().spool(FileSpool.open(directory)).start()) {
            relay.send(Envelope.of("shop@example.com", "bob@example.org"), MAIL);
            assertThat(relay).settlesWithin(PATIENCE);

            assertThat(inbox).singleMail().hasEnvelopeRecipients("bob@example.org");
            assertThat(relay.queue())
                    .extracting(QueuedMail::id, QueuedMail::held)
                    .containsExactly(tuple(poison, true));
        }
    }

    // Who is written to

    @Test
    void aPostmasterOfNoDomainIsTheSmartHostsOrNobodys() throws Exception {
        for (boolean smartHost : new boolean[] {true, false}) {
            SmtpRelayBuilder builder =
                    smartHost ? relayToInbox() : relay().route("example.org", inbox.host(), inbox.port());
            try (SmtpRelay relay = builder.start();
                    TestClient client = new TestClient(relay.server(), "")) {
                client.say("EHLO client.example.org");
                client.say("MAIL FROM:<ada@example.org>");
                assertThat(client.say("RCPT TO:<Postmaster>"))
                        .startsWith(smartHost ? "250 " : "550 5.1.3 This relay has no mailboxes");
            }
        }
    }

    @Test
    void oneRecipientsFailureIsNotTheOthers() {
        inbox.on(RCPT).where(recipient("1@example.org")).reply(Replies.NO_SUCH_USER);
        inbox.on(RCPT).where(recipient("2@example.org")).reply(Replies.MAILBOX_BUSY);
        try (SmtpRelay relay = relayToInbox().start()) {
            relay.send(Envelope.of("", addresses(4)), MAIL);
            assertThat(relay).settlesWithin(PATIENCE);

            assertThat(relay.deliveries())
                    .extracting(Delivery::recipient, Delivery::outcome)
                    .containsExactlyInAnyOrder(
                            tuple("0@example.org", Outcome.DELIVERED),
                            tuple("1@example.org", Outcome.FAILED),
                            tuple("2@example.org", Outcome.DEFERRED),
                            tuple("3@example.org", Outcome.DELIVERED));
        }
    }
}
