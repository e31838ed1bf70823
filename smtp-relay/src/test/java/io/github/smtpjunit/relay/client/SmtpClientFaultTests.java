package io.github.smtpjunit.relay.client;

import static io.github.smtpjunit.smtp.server.FaultAction.bareLineFeed;
import static io.github.smtpjunit.smtp.server.FaultAction.binary;
import static io.github.smtpjunit.smtp.server.FaultAction.close;
import static io.github.smtpjunit.smtp.server.FaultAction.closeAfterBody;
import static io.github.smtpjunit.smtp.server.FaultAction.closeAfterReply;
import static io.github.smtpjunit.smtp.server.FaultAction.cutAfter;
import static io.github.smtpjunit.smtp.server.FaultAction.drip;
import static io.github.smtpjunit.smtp.server.FaultAction.fragment;
import static io.github.smtpjunit.smtp.server.FaultAction.halfClose;
import static io.github.smtpjunit.smtp.server.FaultAction.hang;
import static io.github.smtpjunit.smtp.server.FaultAction.mixedCodes;
import static io.github.smtpjunit.smtp.server.FaultAction.overlong;
import static io.github.smtpjunit.smtp.server.FaultAction.raw;
import static io.github.smtpjunit.smtp.server.FaultAction.replyAndClose;
import static io.github.smtpjunit.smtp.server.FaultAction.reset;
import static io.github.smtpjunit.smtp.server.FaultAction.resetAfterBody;
import static io.github.smtpjunit.smtp.server.FaultAction.slowRead;
import static io.github.smtpjunit.smtp.server.FaultAction.storeAndClose;
import static io.github.smtpjunit.smtp.server.FaultAction.twoReplies;
import static io.github.smtpjunit.smtp.server.FaultAction.unterminated;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.github.smtpjunit.smtp.Replies;
import io.github.smtpjunit.smtp.ServiceExtension;
import io.github.smtpjunit.smtp.server.FaultAction;
import io.github.smtpjunit.smtp.server.Phase;
import io.github.smtpjunit.smtp.server.SessionListener;
import io.github.smtpjunit.smtp.server.SessionRecord;
import io.github.smtpjunit.smtp.server.SmtpServer;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Servers that fail on purpose, at each point of a session, in each way that the core knows. */
class SmtpClientFaultTests extends ClientTestCase {

    private static final List<Phase> OPENING = List.of(Phase.CONNECT, Phase.EHLO);
    private static final List<Phase> BEFORE_CONTENT = List.of(Phase.MAIL, Phase.RCPT, Phase.DATA);

    /** Ways to answer nothing that counts. */
    private static Stream<FaultAction> losses() {
        return Stream.of(
                close(),
                reset(),
                halfClose(),
                cutAfter(0),
                cutAfter(2),
                raw("what?\r\n"),
                raw(""),
                unterminated(250),
                mixedCodes(250, 550),
                mixedCodes(550, 250),
                overlong(250, 70_000),
                drip(1, Duration.ofMillis(100)),
                hang());
    }

    private static Stream<Arguments> lossesWhileOpening() {
        return losses().flatMap(fault -> OPENING.stream().map(phase -> arguments(phase, fault)));
    }

    @ParameterizedTest
    @MethodSource("lossesWhileOpening")
    void aSessionThatCannotBeOpenedIsTold(Phase phase, FaultAction fault) {
        SmtpServer server = start(builder());
        server.faults().on(phase).then(fault);

        assertThatThrownBy(() -> open(target(server), hasty()))
                .isInstanceOfSatisfying(
                        NextHopException.class,
                        e -> assertThat(e.reply().code()).isEqualTo(451));
    }

    private static Stream<Arguments> lossesBeforeTheContent() {
        return losses().flatMap(fault -> BEFORE_CONTENT.stream().map(phase -> arguments(phase, fault)));
    }

    @ParameterizedTest
    @MethodSource("lossesBeforeTheContent")
    void whatIsLostBeforeTheContentMayGoToAnotherHost(Phase phase, FaultAction fault) throws Exception {
        for (boolean pipelining : new boolean[] {true, false}) {
            SmtpServer server = start(pipelining ? builder() : builder().without(ServiceExtension.PIPELINING));
            server.faults().on(phase).then(fault);
            SmtpClient client = open(target(server), hasty());

            TransactionResult result = sendHello(client, "a@example.com", "b@example.com");

            assertThat(codes(result)).containsExactly(451, 451);
            assertThat(result.nextHostMayBeTried()).isTrue();
            assertThat(client.isUsable()).isFalse();
            assertThat(mails).isEmpty();
        }
    }

    private static Stream<FaultAction> lossesAtTheEnd() {
        return Stream.concat(losses(), Stream.of(storeAndClose()));
    }

    @ParameterizedTest
    @MethodSource("lossesAtTheEnd")
    void whatIsLostAfterTheContentGoesToNoOtherHost(FaultAction fault) throws Exception {
        SmtpServer server = start(builder());
        server.faults().on(Phase.END_OF_DATA).then(fault);
        for (String content : List.of(HELLO, "no line end", "x".repeat(100_000))) {
            SmtpClient client = open(target(server), hasty());

            TransactionResult result = send(client, ADA_TO_BOB, content);

            assertThat(codes(result)).containsExactly(451);
            assertThat(result.nextHostMayBeTried()).isFalse();
            assertThat(client.isUsable()).isFalse();
        }
    }

    private static Stream<FaultAction> oddities() {
        return Stream.of(
                fragment(), bareLineFeed(250), binary(250), overlong(250, 5_000), drip(3, Duration.ofMillis(1)));
    }

    @ParameterizedTest
    @MethodSource("oddities")
    void whatIsOnlyOddIsUnderstood(FaultAction fault) throws Exception {
        SmtpServer server = start(builder());
        for (Phase phase : List.of(Phase.EHLO, Phase.MAIL, Phase.RCPT, Phase.END_OF_DATA)) {
            server.faults().on(phase).then(fault);
        }
        SmtpClient client = open(server);

        assertThat(codes(sendHello(client, "a@example.com", "b@example.com"))).containsExactly(250, 250);
        assertThat(codes(sendHello(client, "a@example.com"))).containsExactly(250);
        server.faults().verifyAllRulesUsed();
    }

    @Test
    void twoRepliesToOneCommandDoNotDeliverAMailThatIsRefused() throws Exception {
        for (Phase phase : BEFORE_CONTENT) {
            SmtpServer server = start(builder());
            server.faults().on(phase).once().then(twoReplies(Replies.MAIL_ACCEPTED, Replies.MAIL_ACCEPTED));
            server.faults().on(Phase.END_OF_DATA).reply(554, "5.6.0", "No");
            SmtpClient client = open(server);

            TransactionResult result = sendHello(client, "a@example.com", "b@example.com");

            assertThat(codes(result)).as("at %s", phase).containsExactly(451, 451);
            assertThat(client.isUsable()).isFalse();
        }
        assertThat(mails).isEmpty();
    }

    @Test
    void theResultStandsIfThePeerClosesAfterIt() throws Exception {
        SmtpServer server = start(builder());
        server.faults().on(Phase.END_OF_DATA).then(closeAfterReply());
        SmtpClient client = open(server);

        TransactionResult result = sendHello(client, "a@example.com");

        assertThat(codes(result)).containsExactly(250);
        assertThat(server.awaitQuiet(PATIENCE).isQuiet()).isTrue();
        assertThat(client.isStillOpen()).isFalse();
        TransactionResult next = sendHello(client, "a@example.com");
        assertThat(codes(next)).containsExactly(451);
        assertThat(next.nextHostMayBeTried()).isTrue();
    }

    @Test
    void aFarewellInPlaceOfAReplyIsTheResult() throws Exception {
        for (Phase phase : List.of(Phase.MAIL, Phase.RCPT, Phase.DATA, Phase.END_OF_DATA)) {
            SmtpServer server = start(builder());
            server.faults().on(phase).then(replyAndClose(Replies.SHUTTING_DOWN));
            SmtpClient client = open(server);

            TransactionResult result = sendHello(client, "a@example.com");

            assertThat(codes(result)).containsExactly(421);
            assertThat(result.nextHostMayBeTried()).isEqualTo(phase != Phase.END_OF_DATA);
            assertThat(client.isUsable()).isFalse();
        }
    }

    @Test
    void aFarewellToAnIdleSessionIsSeen() throws Exception {
        CountDownLatch closed = new CountDownLatch(1);
        SmtpServer server = start(builder().idleTimeout(SHORT).addSessionListener(new SessionListener() {
            @Override
            public void closed(SessionRecord session) {
                closed.countDown();
            }
        }));
        SmtpClient client = open(server);
        sendHello(client, "a@example.com");
        assertThat(closed.await(15, TimeUnit.SECONDS)).isTrue();

        assertThat(client.isStillOpen()).isFalse();
        TransactionResult result = sendHello(client, "a@example.com");
        assertThat(codes(result)).containsExactly(421);
        assertThat(result.nextHostMayBeTried()).isTrue();
    }

    // Contents

    private static Stream<FaultAction> breaksInTheContent() {
        return Stream.of(closeAfterBody(1_000), resetAfterBody(1_000));
    }

    @ParameterizedTest
    @MethodSource("breaksInTheContent")
    void aLargeContentThatIsNotTakenWholeMayGoToAnotherHost(FaultAction fault) throws Exception {
        for (boolean chunking : new boolean[] {true, false}) {
            SmtpServer server = start(
                    (chunking ? builder() : builder().without(ServiceExtension.CHUNKING)).maxMessageSize(100_000_000));
            server.faults().on(Phase.BODY).then(fault);
            SmtpClient client = open(server);

            TransactionResult result = send(client, ADA_TO_BOB, "x".repeat(30_000_000));

            assertThat(codes(result)).containsExactly(451);
            assertThat(result.nextHostMayBeTried()).isTrue();
            assertThat(client.isUsable()).isFalse();
        }
    }

    @Test
    void aPeerThatDoesNotReadCannotHoldUsUp() throws Exception {
        SmtpServer server = start(builder().maxMessageSize(100_000_000));
        server.faults().on(Phase.BODY).then(slowRead(1, Duration.ofHours(1)));
        SmtpClient client = open(target(server), hasty());

        TransactionResult result = send(client, ADA_TO_BOB, "x".repeat(50_000_000));

        assertThat(texts(result)).containsExactly("451 4.4.2 Time-out of 300 ms while sending the content");
        assertThat(result.nextHostMayBeTried()).isTrue();
    }

    @Test
    void aTimeOutNamesWhatWasAwaited() throws Exception {
        SmtpServer server = start(builder());
        server.faults().on(Phase.END_OF_DATA).then(hang());
        SmtpClient client = open(target(server), hasty());

        assertThat(texts(sendHello(client, "a@example.com")))
                .containsExactly("451 4.4.2 Time-out of 300 ms while waiting for the reply to the end of the content");
    }

    @Test
    void aFailedQuitHoldsNobodyUp() throws Exception {
        SmtpServer server = start(builder());
        server.faults().on(Phase.QUIT).then(hang());
        SmtpClient client = open(server);

        client.close();

        assertThat(client.isUsable()).isFalse();
    }
}
