package io.github.smtpjunit.smtp.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.smtpjunit.smtp.sasl.SaslAuthenticator;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Facts of a session that do not depend on how much of its transcript is kept. */
@Timeout(60)
class SessionFactsTests extends SmtpTestCase {

    private SmtpServerBuilder silent() {
        return builder().maxTranscriptLines(0).maxErrors(100);
    }

    private SmtpServerBuilder authenticating() {
        return silent().tls(TestTls.server())
                .authenticator(SaslAuthenticator.users(Map.of("ada", "secret")))
                .allowAuthWithoutTls();
    }

    private SessionRecord only() {
        assertThat(sessions).hasSize(1);
        return sessions.get(0);
    }

    @Test
    void commandsAreKnownWithoutATranscript() {
        greeted(start(silent()))
                .send("noop")
                .skip()
                .send("FOO: bar")
                .skip()
                .sendMail("a@x", "b@x", "RSET\r\n")
                .quit();
        assertThat(only().transcript().lines()).isEmpty();
        assertThat(only().commands()).containsExactly("EHLO", "NOOP", "FOO", "MAIL", "RCPT", "DATA", "QUIT");
        assertThat(only().commandCount()).isEqualTo(7);
    }

    @Test
    void commandsAreBoundedAndTheirCountIsNot() {
        RawClient client = greeted(start(silent()));
        for (int i = 0; i < 100; i++) {
            client.sendRaw("NOOP\r\n".repeat(101));
            for (int j = 0; j < 101; j++) {
                client.expect("250 *");
            }
        }
        assertThat(only().commands()).hasSize(10_000);
        assertThat(only().commandCount()).isEqualTo(10_101);
    }

    @Test
    void aLongWordIsCut() {
        greeted(start(silent())).send("x".repeat(400)).skip();
        assertThat(only().commands()).last().isEqualTo("X".repeat(20));
    }

    @Test
    void pipeliningIsKnownWithoutATranscript() {
        RawClient client = greeted(start(silent())).send("NOOP").skip();
        assertThat(only().usedPipelining()).isFalse();
        client.send("NOOP\r\nNOOP").skip().skip();
        assertThat(only().usedPipelining()).isTrue();
    }

    @ParameterizedTest
    @CsvSource({
        "AUTH PLAIN AGFkYQBzZWNyZXQ=, AUTH PLAIN ***",
        "auth plain AGFkYQBzZWNyZXQ=, AUTH plain ***",
        "AUTH LOGIN, AUTH LOGIN",
        "AUTH XOAUTH2 dXNlcj1hZGE=, AUTH XOAUTH2 ***",
        "AUTH oauthbearer bixhPWFkYQ==, AUTH oauthbearer ***",
        "AUTH   PLAIN, AUTH PLAIN",
        "AUTH=PLAIN AGFkYQBzZWNyZXQ=, ***",
        "AUTH FOO c2VjcmV0, AUTH ***",
        "AUTH:PLAIN AGFkYQBzZWNyZXQ=, ***",
        "AUTH-PLAIN AGFkYQBzZWNyZXQ=, ***",
        "AUTH 'PLAIN' AGFkYQBzZWNyZXQ=, AUTH ***",
        "' AUTH PLAIN AGFkYQBzZWNyZXQ=', ***",
        "\"AUTH\" PLAIN AGFkYQBzZWNyZXQ=, ***",
        "AUTHPLAIN AGFkYQBzZWNyZXQ=, ***",
        "AUTHENTICATE PLAIN AGFkYQBzZWNyZXQ=, ***"
    })
    void credentialsInClearAreKnown(String line, String shown) {
        RawClient client = greeted(start(authenticating()));
        client.sendRaw("NOOP\r\n".repeat(1_000));
        for (int i = 0; i < 1_000; i++) {
            client.skip();
        }
        client.send(line).skip();
        assertThat(only().credentialsInClear()).containsExactly(shown);
        assertThat(only().mailInClear()).containsExactly(shown);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "AUTH",
                "AUTH CRAM-MD5",
                "AUTH SCRAM-SHA-256",
                "AUTH scram-sha-1",
                "AUTH GSSAPI",
                "auth gssapi",
                "AUTH DIGEST-MD5",
                "AUTHOR LOGIN",
                "AUTHENTICATE CRAM-MD5",
                "NOAUTH PLAIN x"
            })
    void whatHandsOverNothingIsNone(String line) {
        greeted(start(authenticating())).send(line).skip();
        assertThat(only().credentialsInClear()).isEmpty();
    }

    @Test
    void credentialsWithinAnExchangeAreInClearToo() {
        greeted(start(authenticating()))
                .send("AUTH CRAM-MD5")
                .expect("334 *")
                .send("AUTH PLAIN AGFkYQBzZWNyZXQ=")
                .expect("501 *")
                .quit();
        assertThat(only().credentialsInClear()).containsExactly("***");
        assertThat(only().commands()).containsExactly("EHLO", "AUTH", "QUIT");
    }

    @Test
    void refusedCredentialsAreInClearToo() {
        greeted(start(silent())).send("AUTH PLAIN AGFkYQBzZWNyZXQ=").expect("502 *");
        assertThat(only().credentialsInClear()).containsExactly("AUTH PLAIN ***");
    }

    @Test
    void theLinesOfAnExchangeAreNoCommands() {
        greeted(start(authenticating()))
                .send("AUTH LOGIN")
                .skip()
                .send("YWRh")
                .skip()
                .send("c2VjcmV0")
                .expect("235 *")
                .quit();
        assertThat(only().commands()).containsExactly("EHLO", "AUTH", "QUIT");
        assertThat(only().credentialsInClear()).containsExactly("AUTH LOGIN");
    }

    @Test
    void aMailInClearIsKnown() {
        RawClient client = greeted(start(authenticating()));
        client.sendMail("a@x", "b@x", "AUTH PLAIN AGFkYQBzZWNyZXQ=\r\n");
        assertThat(only().mailInClear()).containsExactly("MAIL FROM:<a@x>", "RCPT TO:<b@x>", "DATA");
        assertThat(only().credentialsInClear()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {" MAIL FROM:<a@x>", "\tmail FROM:<a@x>", "<RCPT TO:<a@x>"})
    void aMailThatTheServerDoesNotUnderstandIsInClearToo(String line) {
        greeted(start(authenticating())).send(line).expect("500 *");
        assertThat(only().mailInClear()).hasSize(1);
    }

    @Test
    void overTlsNothingIsInClear() {
        RawClient client = greeted(start(authenticating()))
                .send("STARTTLS")
                .expect("220 *")
                .startTls(TestTls.client());
        client.send("EHLO x").skip().send("AUTH PLAIN AGFkYQBzZWNyZXQ=").expect("235 *");
        client.sendMail("a@x", "b@x", "x\r\n");
        assertThat(only().credentialsInClear()).isEmpty();
        assertThat(only().mailInClear()).isEmpty();
    }

    @Test
    void whatIsThrownAwayWithStartTlsWasInClearAllTheSame() {
        RawClient client = greeted(start(authenticating()));
        client.sendRaw("STARTTLS\r\nAUTH PLAIN AGFkYQBzZWNyZXQ=\r\nMAIL FROM:<a@x>\r\n")
                .expect("220 *");
        client.startTls(TestTls.client()).send("EHLO x").skip();
        assertThat(only().credentialsInClear()).containsExactly("AUTH PLAIN ***");
        assertThat(only().mailInClear()).containsExactly("AUTH PLAIN ***", "MAIL FROM:<a@x>");
    }

    @Test
    void evidenceIsBounded() {
        RawClient client = greeted(start(silent()));
        for (int i = 0; i < 150; i++) {
            client.send("MAIL FROM:<a@x>").skip().send("RSET").skip();
        }
        assertThat(only().mailInClear()).hasSize(100);
    }

    @Test
    void factsAreCopies() {
        RawClient client = greeted(start(silent()));
        List<String> before = only().commands();
        client.send("NOOP").skip();
        assertThat(before).containsExactly("EHLO");
    }

    @Test
    void aTransactionBeginsWithItsMailCommand() {
        ManualClock clock = ManualClock.at(Instant.EPOCH);
        RawClient client = greeted(start(builder().clock(clock)));
        assertThat(only().info().transactionBegan()).isEmpty();
        for (int mail = 0; mail < 2; mail++) {
            clock.advance(Duration.ofMinutes(1));
            client.send("MAIL FROM:<a@x>").expect("250 *");
            clock.advance(Duration.ofMinutes(10));
            client.send("RCPT TO:<b@x>").expect("250 *");
            client.send("DATA").expect("354 *").send(".").expect("250 *");
        }
        client.quit();
        assertThat(received.mails())
                .extracting(mail -> mail.session().transactionBegan().orElseThrow())
                .containsExactly(Instant.EPOCH.plusSeconds(60), Instant.EPOCH.plusSeconds(12 * 60));
    }
}
