package io.github.smtpjunit.relay;

import static io.github.smtpjunit.relay.jupiter.RelayAssert.assertThat;
import static io.github.smtpjunit.smtp.server.FaultAction.raw;
import static io.github.smtpjunit.smtp.server.FaultAction.replyAndClose;
import static io.github.smtpjunit.smtp.server.FaultMatcher.recipient;
import static io.github.smtpjunit.smtp.server.Phase.CONNECT;
import static io.github.smtpjunit.smtp.server.Phase.DATA;
import static io.github.smtpjunit.smtp.server.Phase.END_OF_DATA;
import static io.github.smtpjunit.smtp.server.Phase.RCPT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.github.smtpjunit.inbox.Inbox;
import io.github.smtpjunit.relay.Delivery.Outcome;
import io.github.smtpjunit.smtp.EnhancedStatusCode;
import io.github.smtpjunit.smtp.Envelope;
import io.github.smtpjunit.smtp.Replies;
import io.github.smtpjunit.smtp.Reply;
import io.github.smtpjunit.smtp.ServiceExtension;
import io.github.smtpjunit.smtp.server.Phase;
import io.github.smtpjunit.smtp.server.SmtpServer;
import io.github.smtpjunit.smtp.server.SmtpServerBuilder;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A reply once read counts for its recipient, whatever happens to the connection afterwards. */
class VerdictTests extends RelayTestCase {

    private static final Envelope TO_TWO = Envelope.of("shop@example.com", "nobody@example.org", "ada@example.org");

    private static final Reply BUSY = Reply.of(421, new EnhancedStatusCode(4, 3, 2), "Try again at noon");

    private static SmtpServerBuilder server(boolean pipelining) {
        SmtpServerBuilder server = SmtpServer.builder();
        return pipelining ? server : server.without(ServiceExtension.PIPELINING);
    }

    private static List<String> envelopesOf(Inbox inbox) {
        return inbox.mails().stream()
                .map(mail -> mail.envelope().from() + " -> " + mail.envelope().to())
                .toList();
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aRecipientWhoIsRefusedBeforeAHangUpIsReportedAndTheOtherGetsTheMail(boolean pipelining) {
        try (Inbox next = Inbox.start(server(pipelining));
                SmtpRelay relay = relay().smartHost(next.host(), next.port()).start()) {
            next.on(RCPT).where(recipient("nobody@example.org")).then(replyAndClose(Replies.NO_SUCH_USER));
            relay.send(TO_TWO, MAIL);
            assertThat(relay).settlesWithin(PATIENCE);
            clock.advance(Duration.ofMinutes(5));
            assertThat(relay).drainsWithin(PATIENCE);

            assertThat(envelopesOf(next))
                    .containsExactlyInAnyOrder("shop@example.com -> [ada@example.org]", " -> [shop@example.com]");
            assertThat(text(next.awaitMail(mail -> mail.envelope().from().isEmpty())
                            .raw()))
                    .contains("Final-Recipient: rfc822; nobody@example.org")
                    .doesNotContain("Final-Recipient: rfc822; ada@example.org")
                    .contains("Diagnostic-Code: smtp; 550 5.1.1 ");
            assertThat(relay.deliveries())
                    .filteredOn(delivery -> delivery.recipient().equals("nobody@example.org"))
                    .extracting(Delivery::outcome)
                    .containsExactly(Outcome.FAILED);
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void theOtherGetsItFromTheNextHostAtOnce(boolean pipelining) {
        try (Inbox first = Inbox.start(server(pipelining));
                SmtpRelay relay = relay().smartHost(first.host(), first.port())
                        .smartHost(inbox.host(), inbox.port())
                        .start()) {
            first.on(RCPT).where(recipient("nobody@example.org")).then(replyAndClose(Replies.NO_SUCH_USER));
            relay.send(TO_TWO, MAIL);
            assertThat(relay).settlesWithin(PATIENCE);

            assertThat(envelopesOf(inbox)).contains("shop@example.com -> [ada@example.org]");
            assertThat(relay.deliveries())
                    .filteredOn(delivery -> delivery.recipient().endsWith("@example.org"))
                    .extracting(Delivery::recipient, Delivery::outcome)
                    .containsExactlyInAnyOrder(
                            tuple("nobody@example.org", Outcome.FAILED), tuple("ada@example.org", Outcome.DELIVERED));
        }
    }

    @ParameterizedTest
    @CsvSource({
        "550, 5.7.1, FAILED, true",
        "550, 5.7.1, FAILED, false",
        "451, 4.7.1, DEFERRED, true",
        "451, 4.7.1, DEFERRED, false"
    })
    void aRefusalOfMailBeforeAHangUpIsEveryRecipientsAnswer(
            int code, String status, Outcome outcome, boolean pipelining) {
        try (Inbox next = Inbox.start(server(pipelining));
                SmtpRelay relay = relay().smartHost(next.host(), next.port()).start()) {
            next.on(Phase.MAIL)
                    .times(1)
                    .then(replyAndClose(Reply.of(code, EnhancedStatusCode.parse(status), "Not you")));
            relay.send(TO_TWO, MAIL);
            assertThat(relay).settlesWithin(PATIENCE);

            assertThat(relay.deliveries())
                    .filteredOn(delivery -> delivery.recipient().endsWith("@example.org"))
                    .extracting(Delivery::outcome, Delivery::reply)
                    .containsExactly(
                            tuple(outcome, code + " " + status + " Not you"),
                            tuple(outcome, code + " " + status + " Not you"));
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = Phase.class,
            names = {"MAIL", "RCPT", "DATA", "END_OF_DATA"})
    void aFarewellIsTheReasonAndRestsTheHost(Phase phase) {
        List<String> resting = new CopyOnWriteArrayList<>();
        RelayListener listener = new RelayListener() {
            @Override
            public void resting(String host, Duration rest, String reason) {
                resting.add(host + ": " + reason);
            }
        };
        for (boolean pipelining : new boolean[] {true, false}) {
            resting.clear();
            try (Inbox next = Inbox.start(server(pipelining));
                    SmtpRelay relay = relay().smartHost(next.host(), next.port())
                            .listener(listener)
                            .start()) {
                next.on(phase).times(1).then(replyAndClose(BUSY));
                relay.send(TO_ADA, MAIL);
                assertThat(relay).settlesWithin(PATIENCE);
                String host = "[127.0.0.1]:" + next.port();
                assertThat(relay.deliveries())
                        .singleElement()
                        .returns(Outcome.DEFERRED, Delivery::outcome)
                        .returns("421 4.3.2 Try again at noon", Delivery::reply)
                        .satisfies(delivery -> assertThat(delivery.host()).endsWith(host));
                assertThat(resting).singleElement().asString().endsWith(host + ": 421 4.3.2 Try again at noon");

                relay.send(Envelope.of("shop@example.com", "bob@example.org"), MAIL);
                assertThat(relay).settlesWithin(PATIENCE);
                assertThat(relay.deliveries())
                        .last()
                        .returns("", Delivery::host)
                        .extracting(Delivery::reply)
                        .asString()
                        .startsWith("451 4.4.1 ")
                        .endsWith(host + ": Not tried, since it rests: 421 4.3.2 Try again at noon");
                assertThat(next.sessions()).hasSize(1);

                clock.advance(Duration.ofMinutes(5));
                assertThat(relay).drainsWithin(PATIENCE);
                assertThat(next).hasMailCount(2);
            }
        }
    }

    @Test
    void aHostThatEndsALongSessionByAFarewellDoesNotRest() {
        try (SmtpRelay relay = relayToInbox().concurrency(1).start()) {
            inbox.on(Phase.MAIL).after(1).times(1).then(replyAndClose(BUSY));
            relay.send(TO_ADA, MAIL);
            relay.send(TO_ADA, MAIL);
            assertThat(relay).drainsWithin(PATIENCE);

            assertThat(inbox).hasMailCount(2);
            assertThat(relay.deliveries()).extracting(Delivery::outcome).containsOnly(Outcome.DELIVERED);
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void anAnswerThatIsOutOfStepTakesNothingBack(boolean pipelining) {
        try (Inbox next = Inbox.start(server(pipelining));
                SmtpRelay relay = relay().smartHost(next.host(), next.port()).start()) {
            next.on(RCPT).where(recipient("nobody@example.org")).reply(Replies.NO_SUCH_USER);
            next.on(DATA).times(1).then(raw("250 2.0.0 ok\r\n"));
            relay.send(TO_TWO, MAIL);
            assertThat(relay).settlesWithin(PATIENCE);
            assertThat(relay.deliveries())
                    .filteredOn(delivery -> delivery.recipient().endsWith("@example.org"))
                    .extracting(Delivery::outcome)
                    .containsExactlyInAnyOrder(Outcome.FAILED, Outcome.DEFERRED);
            clock.advance(Duration.ofMinutes(5));
            assertThat(relay).drainsWithin(PATIENCE);

            assertThat(envelopesOf(next)).contains("shop@example.com -> [ada@example.org]");
        }
    }

    @Test
    void whatAHostSaysOfTheContentBeforeItHangsUpIsToldAndNoOtherHostIsTried() {
        try (Inbox strict = Inbox.start();
                SmtpRelay relay = relay().smartHost(strict.host(), strict.port())
                        .smartHost(inbox.host(), inbox.port())
                        .start()) {
            strict.on(END_OF_DATA).then(replyAndClose(Reply.of(554, new EnhancedStatusCode(5, 7, 1), "It is spam")));
            relay.send(Envelope.of("", "ada@example.org"), MAIL);
            assertThat(relay).settlesWithin(PATIENCE);

            assertThat(inbox).hasNoMail();
            assertThat(relay.deliveries())
                    .singleElement()
                    .returns(Outcome.FAILED, Delivery::outcome)
                    .returns("554 5.7.1 It is spam", Delivery::reply);
        }
    }

    @Test
    void theReportOnAMailThatWaitedForARestingHostTellsWhyItRested() {
        try (Inbox wayBack = Inbox.start();
                SmtpRelay relay = relayToInbox()
                        .route("example.com", wayBack.host(), wayBack.port())
                        .expireAfter(Duration.ofMinutes(1))
                        .start()) {
            inbox.on(CONNECT).reply(BUSY);
            relay.send(TO_ADA, MAIL);
            assertThat(relay).settlesWithin(PATIENCE);
            clock.advance(Duration.ofMinutes(2)); // its last attempt finds the host at rest
            assertThat(relay).drainsWithin(PATIENCE);

            String report = text(wayBack.awaitMail().raw());
            assertThat(report.replaceAll("\r\n[ \t]+", " "))
                    .contains("Diagnostic-Code: x-relay; 451 4.4.1 ")
                    .contains("Not tried, since it rests: 421 4.3.2 Try again at noon")
                    .doesNotContain("Remote-MTA");
        }
    }
}
