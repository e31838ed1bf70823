package io.github.smtpjunit.relay;

import static io.github.smtpjunit.relay.jupiter.RelayAssert.assertThat;
import static io.github.smtpjunit.smtp.server.FaultMatcher.recipient;
import static io.github.smtpjunit.smtp.server.Phase.EHLO;
import static io.github.smtpjunit.smtp.server.Phase.RCPT;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.smtpjunit.inbox.CapturedMail;
import io.github.smtpjunit.inbox.Inbox;
import io.github.smtpjunit.relay.spool.MailSpool;
import io.github.smtpjunit.relay.spool.MailSpoolContract;
import io.github.smtpjunit.relay.spool.MemorySpool;
import io.github.smtpjunit.relay.spool.QueuedMail;
import io.github.smtpjunit.smtp.Envelope;
import io.github.smtpjunit.smtp.EsmtpParameters;
import io.github.smtpjunit.smtp.EsmtpParameters.Parameter;
import io.github.smtpjunit.smtp.ForwardPath;
import io.github.smtpjunit.smtp.Replies;
import io.github.smtpjunit.smtp.ReversePath;
import io.github.smtpjunit.smtp.server.EhloFault;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Which reports senders get, and when. */
class RelayReportTests extends RelayTestCase {

    private static Envelope.Recipient wantsToKnow(String address) {
        return new Envelope.Recipient(
                ForwardPath.parse("<" + address + ">"),
                new EsmtpParameters(List.of(new Parameter("NOTIFY", "SUCCESS,FAILURE"))));
    }

    /** A mail to somebody who is there and somebody who is not. */
    private static Envelope toTwo() {
        return new Envelope(
                ReversePath.parse("<shop@example.com>"),
                EsmtpParameters.NONE,
                List.of(wantsToKnow("ada@example.org"), wantsToKnow("nobody@example.org")));
    }

    @Test
    void aMailThatWasPassedOnToSilenceIsReportedAsRelayed() {
        inbox.on(EHLO).then(EhloFault.hide("DSN"));
        try (SmtpRelay relay = relayToInbox().start()) {
            relay.send(
                    new Envelope(
                            ReversePath.parse("<shop@example.com>"),
                            EsmtpParameters.NONE,
                            List.of(wantsToKnow("ada@example.org"))),
                    MAIL);
            assertThat(relay).drainsWithin(PATIENCE);

            CapturedMail report = inbox.awaitMail(mail -> mail.envelope().from().isEmpty());
            assertThat(text(report.raw())).contains("Action: relayed");
        }
    }

    @Test
    void aFailureIsReportedOnceThoughThereIsNoRoomForTheNextReport() {
        inbox.on(EHLO).then(EhloFault.hide("DSN"));
        inbox.on(RCPT).where(recipient("nobody@example.org")).reply(Replies.NO_SUCH_USER);
        try (SmtpRelay relay =
                relayToInbox().spool(new MemorySpool(1)).concurrency(1).start()) {
            // The mail and the report on the failure are two: that is all that a queue for one takes, reports included
            relay.send(toTwo(), MAIL);
            assertThat(relay).settlesWithin(PATIENCE);
            clock.advance(Duration.ofHours(2));
            assertThat(relay).drainsWithin(PATIENCE);

            assertThat(inbox.mails())
                    .filteredOn(mail -> mail.envelope().from().isEmpty())
                    .singleElement()
                    .satisfies(report -> assertThat(text(report.raw())).contains("Action: failed"));
        }
    }

    @Test
    void aFailureThatCannotBeReportedIsTriedAgainAfterAWhile() throws Exception {
        inbox.on(RCPT).where(recipient("nobody@example.org")).reply(Replies.NO_SUCH_USER);
        inbox.on(RCPT).where(recipient("later@example.org")).reply(Replies.MAILBOX_BUSY);
        MemorySpool spool = new MemorySpool(1); // and a report
        try (SmtpRelay relay = relayToInbox().spool(spool).start()) {
            try (MailSpool.Draft draft =
                    spool.draft(Envelope.of("shop@example.com", "nobody@example.org"), clock.instant())) {
                draft.content().write(MAIL);
                draft.commit(clock.instant().plus(Duration.ofDays(6)));
            }
            String inTheWay = relay.send(Envelope.of("", "later@example.org"), MAIL);
            assertThat(relay).settlesWithin(PATIENCE);
            spool.hold(inTheWay, true);
            clock.advance(Duration.ofDays(6));
            assertThat(relay).settlesWithin(PATIENCE); // which it would not be if the next attempt were due at once
            assertThat(relay.queue()).hasSize(2);
            assertThat(inbox).hasNoMail();

            spool.delete(inTheWay);
            clock.advance(Duration.ofHours(2));
            assertThat(relay).drainsWithin(PATIENCE);
            assertThat(inbox).singleMail().hasEnvelopeFrom("").hasEnvelopeRecipients("shop@example.com");
            assertThat(text(inbox.awaitMail().raw())).contains("Action: failed");
        }
    }

    @Test
    void aReportGoesAsAsciiWhereTheWayBackTakesNothingElse() {
        inbox.on(RCPT).where(recipient("nobody@example.org")).reply(Replies.NO_SUCH_USER);
        try (Inbox wayBack = Inbox.start();
                SmtpRelay relay = relayToInbox()
                        .route("example.com", wayBack.host(), wayBack.port())
                        .start()) {
            wayBack.on(EHLO).then(EhloFault.hide("8BITMIME", "CHUNKING", "SMTPUTF8"));
            byte[] mail = "Subject: Hello\r\n\r\nGr\u00fc\u00dfe\r\n".getBytes(UTF_8);
            relay.send(Envelope.of("shop@example.com", "nobody@example.org"), mail);
            assertThat(relay).drainsWithin(PATIENCE);

            assertThat(wayBack).singleMail().hasEnvelopeFrom("").hasEnvelopeRecipients("shop@example.com");
            byte[] report = wayBack.awaitMail().raw();
            assertThat(text(report))
                    .contains("Final-Recipient: rfc822; nobody@example.org")
                    .contains("Status: 5.1.1")
                    .contains("Content-Type: text/rfc822-headers", "Subject: Hello")
                    .doesNotContain("8bit", "Gr");
            assertThat(report).doesNotContain((byte) 0xC3);
        }
    }

    @Test
    void aSenderWithADomainBeyondAsciiIsToldInAsciiWhereTheWayBackKnowsNothingElse() {
        inbox.on(RCPT).where(recipient("zo\u00eb@example.org")).reply(Replies.NO_SUCH_USER);
        try (Inbox wayBack = Inbox.start();
                SmtpRelay relay = relayToInbox()
                        .route("b\u00fccher.example", wayBack.host(), wayBack.port())
                        .start()) {
            wayBack.on(EHLO).then(EhloFault.hide("SMTPUTF8"));
            Envelope.Recipient zoe =
                    new Envelope.Recipient(ForwardPath.parse("<zo\u00eb@example.org>"), EsmtpParameters.NONE);
            EsmtpParameters utf8 = new EsmtpParameters(List.of(new Parameter("SMTPUTF8", null)));
            relay.send(new Envelope(ReversePath.parse("<shop@b\u00fccher.example>"), utf8, List.of(zoe)), MAIL);
            assertThat(relay).drainsWithin(PATIENCE);

            assertThat(wayBack).singleMail().hasEnvelopeFrom("").hasEnvelopeRecipients("shop@xn--bcher-kva.example");
            assertThat(text(wayBack.awaitMail().raw()))
                    .contains("Final-Recipient: utf-8; zo\\x{EB}@example.org", "report-type=delivery-status");
        }
    }

    private static Envelope toNobodyFrom(String sender) {
        return new Envelope(
                ReversePath.parse("<" + sender + ">"),
                new EsmtpParameters(List.of(new Parameter("SMTPUTF8", null))),
                List.of(new Envelope.Recipient(ForwardPath.parse("<nobody@example.org>"), EsmtpParameters.NONE)));
    }

    @Test
    void aReportToALocalPartBeyondAsciiIsHeldForAnOperatorUntilThereIsAWay() {
        List<String> problems = new CopyOnWriteArrayList<>();
        inbox.on(RCPT).where(recipient("nobody@example.org")).reply(Replies.NO_SUCH_USER);
        try (Inbox wayBack = Inbox.start();
                SmtpRelay relay = relayToInbox()
                        .route("example.com", wayBack.host(), wayBack.port())
                        .listener(problemsTo(problems))
                        .start()) {
            wayBack.on(EHLO).then(EhloFault.hide("SMTPUTF8"));
            relay.send(toNobodyFrom("zo\u00eb@example.com"), MAIL);
            assertThat(relay).settlesWithin(PATIENCE);

            assertThat(relay.queue()).singleElement().matches(QueuedMail::held).satisfies(report -> {
                assertThat(report.envelope().to()).containsExactly("zo\u00eb@example.com");
                assertThat(report.recipients().get(0).reply()).startsWith("553 5.6.7 ");
                assertThat(problems)
                        .contains("The report " + report.id() + " is put on hold: its recipient's address is not in"
                                + " ASCII, and the next hop accepts no other address; release it"
                                + " when that has changed, or delete it");
            });
            clock.advance(Duration.ofDays(9));
            assertThat(relay).settlesWithin(PATIENCE);
            assertThat(relay.queue())
                    .as("it waits for its operator, and not for its end")
                    .hasSize(1);

            wayBack.faults().clear();
            await().atMost(PATIENCE) // the next session sees the change
                    .untilAsserted(() -> assertThat(wayBack.sessions())
                            .allMatch(session -> session.ending().isPresent()));
            release(relay);
            assertThat(wayBack).singleMail().hasEnvelopeFrom("").hasEnvelopeRecipients("zo\u00eb@example.com");
        }
    }

    @Test
    void aReportThatIsReleasedInVainIsHeldAgain() {
        inbox.on(RCPT).where(recipient("nobody@example.org")).reply(Replies.NO_SUCH_USER);
        try (Inbox wayBack = Inbox.start();
                SmtpRelay relay = relayToInbox()
                        .route("example.com", wayBack.host(), wayBack.port())
                        .start()) {
            wayBack.on(EHLO).then(EhloFault.hide("SMTPUTF8"));
            relay.send(toNobodyFrom("zo\u00eb@example.com"), MAIL);
            assertThat(relay).settlesWithin(PATIENCE);
            clock.advance(Duration.ofDays(9));
            relay.spool().hold(relay.queue().get(0).id(), false);
            assertThat(relay).settlesWithin(PATIENCE);
            assertThat(relay.queue()).singleElement().matches(QueuedMail::held);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void release(SmtpRelay relay) {
        String id = relay.queue().get(0).id();
        try {
            relay.spool().hold(id, false);
            relay.spool().flush(id, clock.instant());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        assertThat(relay).drainsWithin(PATIENCE);
    }

    private static RelayListener problemsTo(List<String> problems) {
        return new RelayListener() {
            @Override
            public void problem(String mailId, String message, @Nullable Throwable cause) {
                problems.add(message);
            }
        };
    }

    @Test
    void aMailThatIsDeletedDuringItsAttemptIsReportedToNobodyAndNoProblem() {
        List<String> problems = new CopyOnWriteArrayList<>();
        inbox.on(RCPT).reply(Replies.NO_SUCH_USER);
        MemorySpool spool = new MemorySpool();
        RelayListener deletes = new RelayListener() {
            @Override
            public void attempted(QueuedMail mail, Delivery delivery) {
                try {
                    spool.delete(mail.id());
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            }

            @Override
            public void problem(String mailId, String message, @Nullable Throwable cause) {
                problems.add(message);
            }
        };
        try (SmtpRelay relay = relayToInbox().spool(spool).listener(deletes).start()) {
            relay.send(TO_ADA, MAIL);
            assertThat(relay).drainsWithin(PATIENCE);
            assertThat(relay.deliveries()).hasSize(1);
            assertThat(inbox).hasNoMail();
            assertThat(problems).isEmpty();
        }
    }

    @Test
    void aStrangersReportIsNotChanged() {
        inbox.on(EHLO).then(EhloFault.hide("8BITMIME", "CHUNKING", "SMTPUTF8"));
        try (SmtpRelay relay = relayToInbox().start()) {
            relay.send(Envelope.of("", "ada@example.org"), "Subject: Report\r\n\r\n\u00fc\r\n".getBytes(UTF_8));
            assertThat(relay).drainsWithin(PATIENCE);

            assertThat(inbox).hasNoMail();
            assertThat(relay.deliveries()).singleElement().satisfies(delivery -> {
                assertThat(delivery.outcome()).isEqualTo(Delivery.Outcome.FAILED);
                assertThat(delivery.reply()).startsWith("554 5.6.3 ");
            });
        }
    }

    @Test
    void aMailThatTakesLongIsToldOnce() {
        inbox.on(RCPT).where(recipient("ada@example.org")).reply(Replies.MAILBOX_BUSY);
        try (SmtpRelay relay =
                relayToInbox().delayWarningAfter(Duration.ofHours(4)).start()) {
            relay.send(TO_ADA, MAIL);
            for (int i = 0; i < 12; i++) {
                assertThat(relay).settlesWithin(PATIENCE);
                clock.advance(Duration.ofHours(1));
            }
            assertThat(relay).settlesWithin(PATIENCE);

            CapturedMail warning = inbox.awaitMail();
            assertThat(text(warning.raw())).contains("Action: delayed").contains("Will-Retry-Until: ");
            assertThat(inbox).hasMailCount(1);
            assertThat(relay.queue()).hasSize(1);
        }
    }

    @Test
    void whoWantsNoReportGetsNone() {
        inbox.on(RCPT).reply(Replies.NO_SUCH_USER);
        Envelope.Recipient never = new Envelope.Recipient(
                ForwardPath.parse("<ada@example.org>"), new EsmtpParameters(List.of(new Parameter("NOTIFY", "NEVER"))));
        try (SmtpRelay relay = relayToInbox().start()) {
            relay.send(
                    new Envelope(ReversePath.parse("<shop@example.com>"), EsmtpParameters.NONE, List.of(never)), MAIL);
            assertThat(relay).drainsWithin(PATIENCE);

            assertThat(inbox).hasNoMail();
            assertThat(relay.deliveries()).hasSize(1);
        }
    }

    @Test
    void theSenderOfAMailThatIsOnHoldForLongIsToldOnce() throws Exception {
        MemorySpool spool = new MemorySpool();
        QueuedMail held = MailSpoolContract.store(spool, TO_ADA, clock.instant(), MAIL);
        spool.hold(held.id(), true);
        try (SmtpRelay relay = relayToInbox().spool(spool).start()) {
            assertThat(relay).settlesWithin(PATIENCE);
            clock.advance(Duration.ofDays(5));
            CapturedMail report = inbox.awaitMail(mail -> mail.envelope().from().isEmpty());
            assertThat(text(report.raw())).contains("Action: delayed", "ada@example.org");
            await().atMost(PATIENCE).until(() -> relay.queue().get(0).delayReported());

            clock.advance(Duration.ofDays(5));
            assertThat(relay).settlesWithin(PATIENCE);
            assertThat(inbox).hasMailCount(1);
            assertThat(relay.queue()).extracting(QueuedMail::held).containsExactly(true);
        }
    }
}
