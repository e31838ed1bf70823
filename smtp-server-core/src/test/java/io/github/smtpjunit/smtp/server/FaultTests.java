package io.github.smtpjunit.smtp.server;

import static io.github.smtpjunit.smtp.server.FaultAction.close;
import static io.github.smtpjunit.smtp.server.FaultMatcher.recipient;
import static io.github.smtpjunit.smtp.server.FaultMatcher.sender;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.smtpjunit.smtp.Replies;
import io.github.smtpjunit.smtp.Reply;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Rules from their making to their traces. */
@Timeout(60)
class FaultTests extends SmtpTestCase {

    @Test
    void aRecipientIsDeferredTwiceThenAccepted() {
        SmtpServer server = start(builder());
        FaultRule rule = server.faults()
                .on(Phase.RCPT)
                .when(recipient("ada@example.org"))
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
        assertThat(session.attempts()).hasSize(2).allSatisfy(attempt -> {
            assertThat(attempt.phase()).isEqualTo(Phase.RCPT);
            assertThat(attempt.reply()).contains(Reply.parse("451 4.7.1 Greylisted, come back"));
            assertThat(attempt.reason()).contains("fault " + words);
        });
    }

    @Test
    void theFirstLiveRuleThatMatchesWins() {
        SmtpServer server = start(builder());
        Faults faults = server.faults();
        faults.on(Phase.MAIL).when(sender("@other.example")).reply(Replies.REFUSED_BY_POLICY);
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
    void aCommandThatMayNotComeNowIsNoHit() {
        SmtpServer server = start(builder());
        FaultRule rule = server.faults().on(Phase.RCPT).reply(Replies.NO_SUCH_USER);

        greeted(server).send("RCPT TO:<a@x>").expect("503 *").quit();

        assertThat(rule.isUsed()).isFalse();
    }

    @Test
    void aConnectionThatIsBrokenOffIsAnAttemptAndAnEnding() {
        Faults faults = new Faults();
        SmtpServer server = start(builder().faults(faults));
        faults.on(Phase.MAIL).then(close());

        greeted(server).send("MAIL FROM:<a@x>").expectEnd();

        assertThat(server.faults()).isSameAs(faults);
        assertThat(sessions.get(0).attempts()).singleElement().satisfies(attempt -> {
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
}
