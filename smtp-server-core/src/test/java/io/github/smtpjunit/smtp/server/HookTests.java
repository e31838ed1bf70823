package io.github.smtpjunit.smtp.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.smtpjunit.smtp.Replies;
import io.github.smtpjunit.smtp.Reply;
import io.github.smtpjunit.smtp.sasl.AuthInfo;
import io.github.smtpjunit.smtp.sasl.SaslAuthenticator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;

/** What a policy says after the TLS handshake and after AUTH. */
class HookTests extends SmtpTestCase {

    private static final String ADA = "AUTH PLAIN AGFkYQB3b3Jk";
    private static final Reply NO_CERTIFICATE = Reply.parse("554 5.7.0 Show a certificate");

    private final List<SessionInfo> asked = new CopyOnWriteArrayList<>();

    private SmtpServerBuilder afterTls(Reply answer) {
        return builder().tls(TestTls.server()).policy(new SmtpPolicy() {
            @Override
            public Optional<Reply> tlsStarted(SessionInfo session) {
                asked.add(session);
                return Optional.of(answer);
            }
        });
    }

    private RawClient secured(SmtpServerBuilder builder) {
        return greeted(start(builder)).send("STARTTLS").expect("220 *").startTls(TestTls.client());
    }

    private SmtpServerBuilder afterAuth(Optional<Reply> answer) {
        return builder()
                .authenticator(SaslAuthenticator.users(Map.of("ada", "word")))
                .allowAuthWithoutTls()
                .policy(new SmtpPolicy() {
                    @Override
                    public Optional<Reply> authenticated(SessionInfo session) {
                        asked.add(session);
                        return answer;
                    }
                });
    }

    @Test
    void whoIsLetInAfterTlsGoesOn() {
        RawClient client = secured(afterTls(Replies.OK)).send("EHLO x");
        client.reply();
        client.sendMail("a@x", "b@x", "Hello\r\n").quit();
        assertThat(asked).hasSize(1);
        assertThat(asked.get(0).tls()).isPresent();
        assertThat(asked.get(0).heloName()).isEmpty();
    }

    @Test
    void whoIsRefusedAfterTlsMayOnlyQuit() {
        secured(afterTls(NO_CERTIFICATE))
                .send("EHLO x")
                .expect("554 5.7.0 Show a certificate")
                .send("MAIL FROM:<a@x>")
                .expect("554 5.7.0 Show a certificate")
                .quit();
        assertThat(sessions.get(0).failedAttempts()).hasSize(2);
    }

    @Test
    void a421AfterTlsClosesTheConnection() {
        secured(afterTls(Replies.SERVICE_UNAVAILABLE))
                .send("EHLO x")
                .expect("421 4.3.2 *")
                .expectEnd();
    }

    @Test
    void afterImplicitTlsTheRefusalTakesTheGreetingsPlace() {
        SmtpServer server = start(afterTls(NO_CERTIFICATE).alsoListenTls("127.0.0.1", 0));
        closing(new RawClient(server.addresses().get(1)))
                .startTls(TestTls.client())
                .expect("554 5.7.0 Show a certificate")
                .send("EHLO x")
                .expect("554 5.7.0 Show a certificate")
                .quit();
    }

    @Test
    void anExceptionAfterTlsIsA451() {
        secured(builder().tls(TestTls.server()).policy(new SmtpPolicy() {
                    @Override
                    public Optional<Reply> tlsStarted(SessionInfo session) {
                        throw new IllegalStateException("thrown on purpose");
                    }
                }))
                .send("EHLO x")
                .expect("451 4.3.0 *")
                .quit();
    }

    @Test
    void whoIsLetInAfterAuthIsKnown() {
        RawClient client = greeted(start(afterAuth(Optional.empty())));
        client.send(ADA).expect("235 *").sendMail("a@x", "b@x", "Hello\r\n").quit();

        assertThat(asked).hasSize(1);
        assertThat(asked.get(0).authentication()).contains(new AuthInfo("ada", "PLAIN"));
        assertThat(received.mails().get(0).session().authentication()).isPresent();
    }

    @Test
    void whoIsRefusedAfterAuthStaysAnonymousAndMayTryAgain() {
        Reply refusal = Reply.parse("535 5.7.8 Account is locked");
        RawClient client =
                greeted(start(afterAuth(Optional.of(refusal)).requireAuth().maxAuthAttempts(2)));
        client.send(ADA).expect("535 5.7.8 Account is locked");
        client.send("MAIL FROM:<a@x>").expect("530 5.7.0 *");
        client.send(ADA).expect("535 5.7.8 Account is locked");
        client.send(ADA).expect("421 4.7.0 *").expectEnd();

        FailedAttempt attempt = sessions.get(0).failedAttempts().get(0);
        assertThat(attempt.phase()).isEqualTo(Phase.AUTH);
        assertThat(attempt.session().authentication()).isEmpty();
        assertThat(attempt.reason()).contains("Account is locked").contains("ada");
    }

    @Test
    void theRefusalComesAtTheEndOfAnExchangeOfSeveralLines() {
        RawClient client = greeted(start(afterAuth(Optional.of(Replies.CREDENTIALS_INVALID))));
        client.send("AUTH PLAIN").expect("334 *").send("AGFkYQB3b3Jk").expect("535 *");
        client.sendMail("a@x", "b@x", "Hello\r\n").quit();
        assertThat(received.mails().get(0).session().authentication()).isEmpty();
    }
}
