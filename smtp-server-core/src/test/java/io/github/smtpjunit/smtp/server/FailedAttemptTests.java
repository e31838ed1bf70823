package io.github.smtpjunit.smtp.server;

import static io.github.smtpjunit.smtp.server.FaultAction.close;
import static io.github.smtpjunit.smtp.server.FaultAction.replyAndClose;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.argumentSet;

import io.github.smtpjunit.smtp.Replies;
import io.github.smtpjunit.smtp.Reply;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** One failed try is one attempt, and an attempt knows what it is about. */
@Timeout(60)
class FailedAttemptTests extends FaultTestCase {

    private static final String MAIL = "MAIL FROM:<a@x>\r\n";
    private static final String RCPT = "RCPT TO:<b@x>\r\n";

    static Stream<Arguments> dialogues() {
        return Stream.of(
                argumentSet("a refused recipient, QUIT", MAIL + "RCPT TO:<no@x>\r\nQUIT\r\n", List.of("RCPT 550")),
                argumentSet(
                        "a refused recipient, RSET", MAIL + "RCPT TO:<no@x>\r\nRSET\r\nQUIT\r\n", List.of("RCPT 550")),
                argumentSet(
                        "a refused recipient, the connection dropped",
                        MAIL + "RCPT TO:<no@x>\r\n",
                        List.of("RCPT 550")),
                argumentSet(
                        "one of two refused, QUIT",
                        MAIL + "RCPT TO:<no@x>\r\n" + RCPT + "QUIT\r\n",
                        List.of("RCPT 550")),
                argumentSet(
                        "two refused, QUIT",
                        MAIL + "RCPT TO:<no@x>\r\nRCPT TO:<no@x>\r\nQUIT\r\n",
                        List.of("RCPT 550", "RCPT 550")),
                argumentSet(
                        "every recipient refused, and DATA sent nevertheless",
                        MAIL + "RCPT TO:<no@x>\r\nRCPT TO:<no@x>\r\nDATA\r\nQUIT\r\n",
                        List.of("RCPT 550", "RCPT 550")),
                argumentSet(
                        "every recipient refused, and chunks sent nevertheless",
                        MAIL + "RCPT TO:<no@x>\r\nBDAT 1\r\nxBDAT 1 LAST\r\nxQUIT\r\n",
                        List.of("RCPT 550")),
                argumentSet(
                        "every recipient refused, DATA, and the connection dropped",
                        MAIL + "RCPT TO:<no@x>\r\nDATA\r\n",
                        List.of("RCPT 550")),
                argumentSet(
                        "the same mail refused twice",
                        (MAIL + "RCPT TO:<no@x>\r\nDATA\r\nRSET\r\n").repeat(2) + "QUIT\r\n",
                        List.of("RCPT 550", "RCPT 550")),
                argumentSet("DATA without any recipient", MAIL + "DATA\r\nRSET\r\nQUIT\r\n", List.of("DATA 503")),
                argumentSet(
                        "DATA refused by a rule after one of two recipients",
                        MAIL + "RCPT TO:<no@x>\r\nRCPT TO:<dry@x>\r\nDATA\r\nRSET\r\nQUIT\r\n",
                        List.of("RCPT 550", "DATA 554")),
                argumentSet(
                        "a refused sender, and the rest sent nevertheless",
                        "MAIL FROM:<no@x>\r\n" + RCPT + RCPT + "DATA\r\nQUIT\r\n",
                        List.of("MAIL 550")),
                argumentSet(
                        "a refused sender, and RCPT after NOOP",
                        "MAIL FROM:<no@x>\r\nNOOP\r\n" + RCPT + "QUIT\r\n",
                        List.of("MAIL 550", "RCPT 503")),
                argumentSet("RCPT and DATA without MAIL", RCPT + "DATA\r\nQUIT\r\n", List.of("RCPT 503", "DATA 503")),
                argumentSet(
                        "the last chunk refused, and another one sent nevertheless",
                        MAIL + "RCPT TO:<full@x>\r\nBDAT 1 LAST\r\nxBDAT 1 LAST\r\nxQUIT\r\n",
                        List.of("END_OF_DATA 550")),
                argumentSet("a mail given up, QUIT", MAIL + RCPT + "QUIT\r\n", List.of("QUIT -")),
                argumentSet(
                        "a mail given up after a command that does not belong to it",
                        MAIL + RCPT + "FOO\r\nQUIT\r\n",
                        List.of("UNKNOWN 500", "QUIT -")),
                argumentSet(
                        "a refused recipient, and a mail to another broken off",
                        MAIL + "RCPT TO:<no@x>\r\n" + RCPT + "DATA\r\nhalf",
                        List.of("RCPT 550", "DATA -")),
                argumentSet(
                        "a refused recipient, and the next mail given up",
                        MAIL + "RCPT TO:<no@x>\r\nRSET\r\n" + MAIL + RCPT + "QUIT\r\n",
                        List.of("RCPT 550", "QUIT -")),
                argumentSet("a refused sender, QUIT", "MAIL FROM:<no@x>\r\nQUIT\r\n", List.of("MAIL 550")),
                argumentSet("refused and closed at MAIL", "MAIL FROM:<shut@x>\r\n", List.of("MAIL 421")),
                argumentSet("refused and closed at RCPT", MAIL + "RCPT TO:<shut@x>\r\n", List.of("RCPT 421")),
                argumentSet("refused and closed at EHLO", "EHLO shut\r\n", List.of("EHLO 421")),
                argumentSet(
                        "refused and closed at the end of data",
                        MAIL + "RCPT TO:<late@x>\r\nDATA\r\nx\r\n.\r\n",
                        List.of("END_OF_DATA 421")),
                argumentSet("closed without a word", MAIL + "RCPT TO:<cut@x>\r\n", List.of("RCPT -")),
                argumentSet(
                        "closed without a word, after a refusal",
                        MAIL + "RCPT TO:<no@x>\r\nRCPT TO:<cut@x>\r\n",
                        List.of("RCPT 550", "RCPT -")),
                argumentSet("accepted and closed", MAIL + "RCPT TO:<well@x>\r\n", List.of("RCPT -")),
                argumentSet("a good mail", MAIL + RCPT + "DATA\r\nx\r\n.\r\nQUIT\r\n", List.of()));
    }

    @ParameterizedTest
    @MethodSource("dialogues")
    void oneFailedTryIsOneAttempt(String lines, List<String> attempts) throws Exception {
        Reply no = Reply.parse("550 5.7.1 No");
        Reply shut = Reply.parse("421 4.3.0 Shut");
        faults.on(Phase.EHLO).where(FaultMatcher.heloName("shut")).then(replyAndClose(shut));
        faults.on(Phase.MAIL).where(FaultMatcher.sender("no@x")).reply(no);
        faults.on(Phase.MAIL).where(FaultMatcher.sender("shut@x")).then(replyAndClose(shut));
        faults.on(Phase.RCPT).where(FaultMatcher.recipient("no@x")).reply(no);
        faults.on(Phase.RCPT).where(FaultMatcher.recipient("shut@x")).then(replyAndClose(shut));
        faults.on(Phase.RCPT).where(FaultMatcher.recipient("cut@x")).then(close());
        faults.on(Phase.RCPT).where(FaultMatcher.recipient("well@x")).then(replyAndClose(Reply.of(250, "OK")));
        faults.on(Phase.DATA).where(FaultMatcher.recipient("dry@x")).reply(Replies.NO_VALID_RECIPIENTS);
        faults.on(Phase.END_OF_DATA).where(FaultMatcher.recipient("full@x")).reply(no);
        faults.on(Phase.END_OF_DATA).where(FaultMatcher.recipient("late@x")).then(replyAndClose(shut));

        greeted(server).sendRaw(lines).finish().expectCutOff();

        assertThat(server.awaitQuiet(PATIENCE).isQuiet()).isTrue();
        assertThat(sessions.get(0).failedAttempts().stream()
                        .map(attempt -> attempt.phase() + " "
                                + attempt.reply()
                                        .map(Reply::code)
                                        .map(String::valueOf)
                                        .orElse("-")))
                .isEqualTo(attempts);
        assertThat(sessions.get(0).failedAttemptCount()).isEqualTo(attempts.size());
    }

    @Test
    void anIdleRuleThatClosesIsAnAttemptAlsoAfterARefusal() throws Exception {
        faults.on(Phase.IDLE).after(2).reply(421, "4.3.0", "Shut");
        connect(server)
                .send("EHLO x")
                .skip()
                .skip()
                .send("FOO")
                .expect("500 *")
                .expect("421 *")
                .expectEnd();

        assertThat(server.awaitQuiet(PATIENCE).isQuiet()).isTrue();
        assertThat(sessions.get(0).failedAttempts())
                .extracting(FailedAttempt::phase)
                .containsExactly(Phase.UNKNOWN, Phase.IDLE);
    }

    static Stream<Arguments> addresses() {
        return Stream.of(
                argumentSet("plain", "RCPT TO:<no@x>", "no@x"),
                argumentSet("quoted", "RCPT TO:<\"a b\"@x>", "\"a b\"@x"),
                argumentSet("quoted, with a bracket", "RCPT TO:<\"a>b\"@x> NOTIFY=NEVER", "\"a>b\"@x"),
                argumentSet("a source route", "RCPT TO:<@relay.x,@other.x:no@x>", "no@x"),
                argumentSet("lower case", "rcpt to:<no@x>", "no@x"),
                argumentSet("no address", "RCPT TO:<no one>", "no one"),
                argumentSet("no brackets", "RCPT TO:no@x", "TO:no@x"));
    }

    @ParameterizedTest
    @MethodSource("addresses")
    void theRecipientIsReadByTheGrammar(String line, String recipient) {
        faults.on(Phase.RCPT).reply(550, "5.7.1", "No");
        greeted(server).send("MAIL FROM:<a@x>").expect("250 *").send(line).expect("5*");

        FailedAttempt attempt = sessions.get(0).failedAttempts().get(0);
        assertThat(attempt.recipient()).contains(recipient);
        assertThat(attempt.sender()).contains("a@x");
    }

    @Test
    void theSenderIsThatOfTheRefusedCommand() {
        faults.on(Phase.MAIL).reply(451, "4.7.1", "Later");
        RawClient client = greeted(server);
        client.send("MAIL FROM:<a@x> BODY=8BITMIME").expect("451 *");
        client.send("MAIL FROM:<>").expect("451 *");
        client.send("VRFY a").expect("252 *").send("FOO").expect("500 *");

        List<FailedAttempt> attempts = sessions.get(0).failedAttempts();
        assertThat(attempts.get(0).sender()).contains("a@x");
        assertThat(attempts.get(1).sender()).contains("");
        assertThat(attempts.get(2).sender()).isEmpty();
        assertThat(attempts.get(0).recipient()).isEmpty();
    }

    @Test
    void whatComesLaterHasALargerNumberInWhateverSession() {
        faults.on(Phase.RCPT).reply(451, "4.7.1", "Later");
        RawClient first = greeted(server);
        RawClient second = greeted(server);
        for (RawClient client : List.of(second, first)) {
            client.send("MAIL FROM:<a@x>").expect("250 *").send("RCPT TO:<b@x>").expect("451 *");
        }

        FailedAttempt later = sessions.get(0).failedAttempts().get(0);
        FailedAttempt earlier = sessions.get(1).failedAttempts().get(0);
        assertThat(List.of(
                        earlier.session().transactionOrder(),
                        earlier.order(),
                        later.session().transactionOrder(),
                        later.order()))
                .isSorted()
                .doesNotHaveDuplicates();
    }

    @Test
    void theRecordIsBoundedAndTheCountIsNot() {
        faults.on(Phase.RCPT).reply(550, "5.7.1", "No");
        RawClient client = greeted(server).send("MAIL FROM:<a@x>").expect("250 *");
        client.sendRaw("RCPT TO:<b@x>\r\n".repeat(1_200));
        for (int i = 0; i < 1_200; i++) {
            client.expect("550 *");
        }
        assertThat(sessions.get(0).failedAttempts()).hasSize(1_000);
        assertThat(sessions.get(0).failedAttemptCount()).isEqualTo(1_200);
    }
}
