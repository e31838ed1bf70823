package io.github.smtpjunit.smtp.server;

import static io.github.smtpjunit.smtp.server.FaultAction.close;
import static io.github.smtpjunit.smtp.server.FaultAction.ignore;
import static io.github.smtpjunit.smtp.server.FaultMatcher.pipelined;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.github.smtpjunit.smtp.Replies;
import io.github.smtpjunit.smtp.sasl.SaslAuthenticator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A server that offers PIPELINING and cannot bear it. */
@Timeout(60)
class FaultPipeliningTests extends FaultTestCase {

    @Test
    void losesWhatIsPipelined() {
        FaultRule rule = faults.on(Phase.RCPT).where(pipelined()).then(ignore());

        greeted(server)
                .sendRaw("MAIL FROM:<a@x>\r\nRCPT TO:<b@x>\r\n")
                .expect("250 2.1.0 *")
                .send("DATA")
                .expect("503 * Send RCPT first")
                .send("RCPT TO:<c@x>")
                .expect("250 2.1.5 *")
                .send("DATA")
                .expect("354 *")
                .sendRaw("x\r\n.\r\n")
                .expect("250 *")
                .quit();

        assertThat(received.mails())
                .singleElement()
                .satisfies(mail -> assertThat(mail.envelope().to()).containsExactly("c@x"));
        assertThat(rule.hits()).isEqualTo(1);
        assertThat(sessions.get(0).transcript().toString()).contains("(fault RCPT, pipelined: ignore)");
        assertThat(sessions.get(0).failedAttempts().get(0)).satisfies(attempt -> {
            assertThat(attempt.line()).isEqualTo("RCPT TO:<b@x>");
            assertThat(attempt.reply()).isEmpty();
            assertThat(attempt.reason()).isEqualTo("fault RCPT, pipelined: ignore");
        });
    }

    @Test
    void aClientThatWaitsForRepliesIsSpared() {
        faults.on(Phase.MAIL).where(pipelined()).reply(Replies.LOCAL_ERROR);
        faults.on(Phase.RCPT).where(pipelined()).reply(Replies.LOCAL_ERROR);

        greeted(server).sendMail("a@x", "b@x", "x\r\n").quit();

        assertThat(received.mails()).hasSize(1);
    }

    @Test
    void aLostStepOfAuthIsNoTry() {
        SmtpServer auth =
                start(builder().authenticator(SaslAuthenticator.acceptAny()).allowAuthWithoutTls());
        auth.faults().on(Phase.AUTH).after(1).once().then(ignore());

        greeted(auth)
                .send("AUTH LOGIN")
                .expect("334 *")
                .sendRaw("bG9zdA==\r\nYWRh\r\n")
                .expect("334 *")
                .send("c2VjcmV0")
                .expect("235 *")
                .quit();
    }

    @Test
    void whatIsIgnoredHasNoReplyAndNoEnd() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> faults.on(Phase.RCPT).then(ignore(), close()))
                .withMessageContaining("use close() alone");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> faults.on(Phase.RCPT).then(FaultAction.reply(Replies.OK), ignore()))
                .withMessageContaining("answers a command that it ignores");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> faults.on(Phase.BDAT).then(ignore()))
                .withMessageContaining("ignore has no effect at BDAT");
    }
}
