package io.github.smtpjunit.smtp.server;

import static io.github.smtpjunit.smtp.server.FaultAction.close;
import static io.github.smtpjunit.smtp.server.FaultMatcher.recipient;
import static io.github.smtpjunit.smtp.server.FaultMatcher.sender;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.argumentSet;

import io.github.smtpjunit.smtp.Replies;
import io.github.smtpjunit.smtp.Reply;
import java.lang.reflect.Method;
import java.time.Duration;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Rules from their making to their traces. */
@Timeout(60)
class FaultTests extends FaultTestCase {

    @Test
    void aRecipientIsDeferredTwiceThenAccepted() {
        FaultRule rule = faults.on(Phase.RCPT)
                .where(recipient("ada@example.org"))
                .times(2)
                .reply(451, "4.7.1", "Greylisted, come back");

        greeted(server)
                .send("MAIL FROM:<shop@example.com>")
                .expect("250 *")
                .send("RCPT TO:<ada@example.org>")
                .expect("451 4.7.1 Greylisted, come back")
                .send("RCPT TO:<bob@example.org>")
                .expect("250 *")
                .send("RCPT TO:<Ada@Example.Org>")
                .expect("451 4.7.1 Greylisted, come back")
                .send("RCPT TO:<ada@example.org>")
                .expect("250 *")
                .send("DATA")
                .expect("354 *")
                .sendRaw("x\r\n.\r\n")
                .expect("250 *")
                .quit();

        assertThat(received.mails())
                .singleElement()
                .satisfies(
                        mail -> assertThat(mail.envelope().to()).containsExactly("bob@example.org", "ada@example.org"));
        assertThat(rule.hits()).isEqualTo(2);
        SessionRecord session = sessions.get(0);
        String words = "RCPT, recipient ada@example.org, 2 times: 451 4.7.1 Greylisted, come back";
        assertThat(rule).hasToString(words);
        assertThat(session.transcript().toString()).contains("-- (fault " + words + ")");
        assertThat(session.failedAttempts()).hasSize(2).allSatisfy(attempt -> {
            assertThat(attempt.phase()).isEqualTo(Phase.RCPT);
            assertThat(attempt.reply()).contains(Reply.parse("451 4.7.1 Greylisted, come back"));
            assertThat(attempt.reason()).contains("fault " + words);
        });
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "<\"ada\"@b\u00fccher.example>",
                "<\"a\\da\"@b\u00fccher.example>",
                "<ADA@B\u00dcCHER.example>",
                "<ada@xn--bcher-kva.example>",
                "<\"ada\"@XN--BCHER-KVA.Example>",
                "<@hub.example,@[IPv6:::1]:ada@xn--bcher-kva.example>"
            })
    void anAddressIsTheSameHoweverItIsWritten(String path) {
        faults.on(Phase.MAIL).where(sender("ada@b\u00fccher.example")).reply(Replies.MAILBOX_BUSY);
        faults.on(Phase.RCPT).where(recipient("ada@b\u00fccher.example")).reply(Replies.NO_SUCH_USER);

        greeted(server)
                .send("MAIL FROM:" + path + " SMTPUTF8")
                .expect("450 *")
                .send("MAIL FROM:<bob@b\u00fccher.example> SMTPUTF8")
                .expect("250 *")
                .send("RCPT TO:" + path)
                .expect("550 *")
                .quit();
        faults.clear();
        faults.add(FaultRule.parse("end-of-data:ada@xn--bcher-kva.example once=451 4.3.0 No"));
        greeted(server)
                .send("MAIL FROM:<bob@example.org> SMTPUTF8")
                .expect("250 *")
                .send("RCPT TO:" + path)
                .expect("250 *")
                .send("DATA")
                .expect("354 *")
                .sendRaw("x\r\n.\r\n")
                .expect("451 *")
                .quit();
    }

    @Test
    void theFirstLiveRuleThatMatchesWins() {
        faults.on(Phase.MAIL).where(sender("@other.example")).reply(Replies.REFUSED_BY_POLICY);
        faults.on(Phase.MAIL).once().reply(Replies.MAILBOX_BUSY);
        faults.on(Phase.MAIL).once().reply(Replies.LOCAL_ERROR);

        greeted(server)
                .send("MAIL FROM:<a@x.example>")
                .expect("450 *")
                .send("MAIL FROM:<a@x.example>")
                .expect("451 *")
                .send("MAIL FROM:<a@x.example>")
                .expect("250 *")
                .quit();

        assertThat(faults.unusedRules()).hasSize(1);
        assertThatThrownBy(faults::verifyAllRulesUsed)
                .isInstanceOf(AssertionError.class)
                .hasMessage("Of 3 rules, 1 was never hit:\n"
                        + "  MAIL, sender @other.example: 550 5.7.1 Refused by policy");
        faults.clear();
        faults.verifyAllRulesUsed();
        assertThat(faults.rules()).isEmpty();
    }

    @Test
    void aRuleThatSaysNotWhatHappensIsNamed() {
        FaultRuleBuilder begun = faults.on(Phase.RCPT).where(recipient("ada@x")).times(2);
        assertThatThrownBy(faults::verifyAllRulesUsed)
                .isInstanceOf(AssertionError.class)
                .hasMessage("A rule is not finished, and so never hit: say what happens by reply(...) or then(...):\n"
                        + "  RCPT, recipient ada@x, 2 times");

        faults.on(Phase.MAIL).reply(Replies.LOCAL_ERROR);
        FaultRuleBuilder other = faults.on(Phase.QUIT);
        assertThatThrownBy(faults::verifyAllRulesUsed).hasMessage("""
                        Of 1 rule, 1 was never hit:
                          MAIL: 451 4.3.0 Local error in processing
                        2 rules are not finished, and so never hit: say what happens by reply(...) or then(...):
                          RCPT, recipient ada@x, 2 times
                          QUIT""");

        assertThat(begun.reply(Replies.LOCAL_ERROR))
                .hasToString("RCPT, recipient ada@x, 2 times: 451 4.3.0 Local error in processing");
        assertThat(other).hasToString("QUIT");
        assertThatThrownBy(faults::verifyAllRulesUsed)
                .hasMessageStartingWith("Of 2 rules, 2 were never hit:")
                .hasMessageEndingWith(
                        "\nA rule is not finished, and so never hit: say what happens by reply(...) or then(...):\n  QUIT");
        faults.clear();
        faults.verifyAllRulesUsed();
    }

    static Stream<Arguments> refusedCalls() {
        return Stream.of(
                refused("where", rule -> rule.where(FaultMatcher.message(mail -> true))),
                refused("times", rule -> rule.times(-1)),
                refused("after", rule -> rule.after(-1)),
                refused("everyNth", rule -> rule.everyNth(0)),
                refused("probability", rule -> rule.probability(2, 1)),
                refused("rateLimit", rule -> rule.rateLimit(-1, Duration.ofSeconds(1))),
                refused("greylisting", rule -> rule.greylisting(Duration.ofSeconds(1))),
                refused("reply", rule -> rule.reply(99, "5.0.0", "No")),
                refused("replies", rule -> rule.replies()),
                refused("then", rule -> rule.then(FaultAction.close(), FaultAction.hang())),
                refused("then, with nothing", rule -> rule.then()));
    }

    private static Arguments refused(String name, Function<FaultRuleBuilder, Object> call) {
        return argumentSet(name, call);
    }

    /** What a call throws has said enough: the rule is not missed a second time. It can be finished nevertheless. */
    @ParameterizedTest
    @MethodSource("refusedCalls")
    void aRuleIsGivenUpByACallThatThrows(Function<FaultRuleBuilder, Object> call) {
        FaultRuleBuilder begun = faults.on(Phase.MAIL);
        assertThatThrownBy(() -> call.apply(begun)).isInstanceOf(RuntimeException.class);

        faults.verifyAllRulesUsed();
        assertThat(faults.rules()).isEmpty();
        FaultRule rule = begun.reply(Replies.LOCAL_ERROR);
        assertThat(faults.rules()).containsExactly(rule);
    }

    @Test
    void whatIsNoRuleByItselfMustNotBeDropped() {
        Stream<Method> fluent = Stream.of(FaultRuleBuilder.class.getMethods())
                .filter(method -> method.getReturnType() == FaultRuleBuilder.class);
        Stream<Method> beginnings = Stream.of(Faults.class, FaultRule.class)
                .flatMap(type -> Stream.of(type.getMethods()))
                .filter(method -> method.getName().matches("on|parse"));
        assertThat(Stream.concat(fluent, beginnings))
                .hasSize(13)
                .allMatch(method -> method.isAnnotationPresent(CheckReturnValue.class));
    }

    @Test
    void aCommandThatMayNotComeNowIsNoHit() {
        FaultRule rule = faults.on(Phase.RCPT).reply(Replies.NO_SUCH_USER);

        greeted(server).send("RCPT TO:<a@x>").expect("503 *").quit();

        assertThat(rule.isUsed()).isFalse();
    }

    @Test
    void aConnectionThatIsBrokenOffIsAnAttemptAndAnEnding() {
        Faults shared = new Faults();
        SmtpServer sharing = start(builder().faults(shared));
        shared.on(Phase.MAIL).then(close());

        greeted(sharing).send("MAIL FROM:<a@x>").expectEnd();

        assertThat(sharing.faults()).isSameAs(shared);
        assertThat(sessions.get(0).failedAttempts()).singleElement().satisfies(attempt -> {
            assertThat(attempt.phase()).isEqualTo(Phase.MAIL);
            assertThat(attempt.line()).isEqualTo("MAIL FROM:<a@x>");
            assertThat(attempt.reply()).isEmpty();
            assertThat(attempt.reason()).isEqualTo("closed by fault MAIL: close");
        });
    }

    @Test
    void whatCouldNeverWorkIsRefusedWithTheRemedy() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> FaultRule.on(Phase.RCPT).reply(Replies.SEND_CONTENT))
                .withMessage("The phase RCPT cannot carry this reply: not 354: it can be 250, 251, 4yz or 5yz."
                        + " To break the rules on purpose, use raw(...)");
    }

    @Test
    void aRuleForTheEndOfDataWaitsForTheLastChunk() {
        faults.on(Phase.END_OF_DATA).then(FaultAction.fragment(), FaultAction.storeAndClose());
        RawClient client =
                greeted(server).send("MAIL FROM:<a@x>").expect("250 *").send("RCPT TO:<b@x>");

        client.expect("250 *")
                .sendRaw("BDAT 3\r\na\r\n")
                .expect("250 *")
                .sendRaw("BDAT 3 LAST\r\nb\r\n")
                .expectEnd();

        assertThat(received.contents()).containsExactly("a\r\nb\r\n");
    }

    @Test
    void aMailThatTheClientGivesUpDoesNotComeToTheEndOfItsData() {
        FaultRule rule = faults.on(Phase.END_OF_DATA).once().then(close());
        RawClient client =
                greeted(server).send("MAIL FROM:<a@x>").expect("250 *").send("RCPT TO:<b@x>");

        client.expect("250 *")
                .sendRaw("BDAT 3\r\na\r\n")
                .expect("250 *")
                .send("RSET")
                .expect("250 *")
                .sendMailPart("a@x", "b@x", "a\r\n")
                .close();
        RawClient next = greeted(server);
        assertThat(rule.isUsed()).isFalse();
        next.sendMailPart("a@x", "b@x", "a\r\n.\r\n").expectEnd();
        assertThat(rule.hits()).isEqualTo(1);
    }

    @Test
    void pipelinedCommandsAreAnsweredUpToTheEnd() {
        faults.on(Phase.RCPT).after(1).then(close());

        connect(server)
                .sendRaw("EHLO x\r\nRSET\r\nMAIL FROM:<a@x>\r\nRCPT TO:<b@x>\r\nRCPT TO:<c@x>\r\nDATA\r\n")
                .expect("220 *")
                .skip()
                .expect("250 2.0.0 *")
                .expect("250 2.1.0 *")
                .expect("250 2.1.5 *")
                .expectEnd();
    }

    @Test
    void lmtpRecipientsAreAllRefused() {
        SmtpServer lmtp = start(builder().lmtp());
        lmtp.faults().on(Phase.END_OF_DATA).once().reply(Replies.MAILBOX_FULL);

        connect(lmtp)
                .expect("220 *")
                .send("LHLO x")
                .skip()
                .send("MAIL FROM:<a@x>")
                .expect("250 *")
                .send("RCPT TO:<b@x>")
                .expect("250 *")
                .send("RCPT TO:<c@x>")
                .expect("250 *")
                .send("DATA")
                .expect("354 *")
                .sendRaw("x\r\n.\r\n")
                .expect("552 *")
                .expect("552 *")
                .quit();
        assertThat(received.mails()).isEmpty();
    }

    @Test
    void aMainLoopOfOnesOwnHasFaultsToo() throws Exception {
        SmtpListener listener = closing(SmtpServer.builder().faults(faults).bind());
        faults.on(Phase.END_OF_DATA).once().then(FaultAction.lose());
        faults.on(Phase.END_OF_DATA).once().then(FaultAction.storeAndClose());
        RawClient client = closing(new RawClient(listener.address()));
        String mail = "MAIL FROM:<a@x>\r\nRCPT TO:<b@x>\r\nDATA\r\n%d\r\n.\r\n";
        client.send("HELO x").sendRaw(mail.formatted(1)).sendRaw(mail.formatted(2));

        SmtpConnection connection = listener.accept();
        assertThat(connection.process())
                .get()
                .satisfies(kept -> assertThat(kept.content()).hasContent("2\r\n"));
        assertThat(connection.process()).isEmpty();

        for (int i = 0; i < 9; i++) {
            client.skip();
        }
        client.expectEnd();
    }

    @Test
    void whatLooksLikeARefusalIsOne() {
        faults.on(Phase.RCPT).then(FaultAction.raw("550-go away\n"));

        greeted(server)
                .send("MAIL FROM:<a@x>")
                .expect("250 *")
                .send("RCPT TO:<b@x>")
                .expectOctets("550-go away\n")
                .send("DATA")
                .expect("554 5.5.1 No valid recipients")
                .quit();
        assertThat(sessions.get(0).failedAttempts().get(0).reply()).contains(Reply.of(550, "go away"));
        assertThat(sessions.get(0).transcript().serverLines()).contains("550-go away");
    }

    @Test
    void aMailThatTheHandlerRefusesIsNotStoredAndNotCutOff() {
        SmtpServer full = start(builder().handler(mail -> Replies.MAILBOX_FULL));
        full.faults().on(Phase.END_OF_DATA).then(FaultAction.storeAndClose());

        greeted(full)
                .send("MAIL FROM:<a@x>")
                .expect("250 *")
                .send("RCPT TO:<b@x>")
                .expect("250 *")
                .send("DATA")
                .expect("354 *")
                .sendRaw("x\r\n.\r\n")
                .expect("552 *")
                .quit();
    }
}
