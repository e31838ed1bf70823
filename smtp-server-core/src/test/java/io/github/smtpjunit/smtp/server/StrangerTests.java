package io.github.smtpjunit.smtp.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.smtpjunit.smtp.sasl.SaslAuthenticator;
import java.util.Base64;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Clients that speak something else than SMTP, or speak it wrong: each gets a reply that names what is wrong. */
class StrangerTests extends SmtpTestCase {

    private static final String SECRET = "correct horse battery";

    @ParameterizedTest
    @ValueSource(
            strings = {
                "PROPFIND /LONG HTTP/1.1",
                "REPORT /LONG HTTP/1.1",
                "XGET /LONG HTTP/2",
                "PROPFIND / HTTP/1.1",
                "NOOP / HTTP/1.1",
                "HELP / HTTP/1.0",
                "EHLO / HTTP/1.1",
                "mail http://x/ http/1.1",
                "DATA /LONG HTTP/1.1",
                "Host: x",
                "Host:x",
                "X-Mailer: LONG",
                "Content-Length: 5"
            })
    void anHttpRequestIsClosed(String line) {
        RawClient client = connect(start(builder())).expect("220 *");
        client.trySendRaw(line.replace("LONG", "a".repeat(5_000))
                + "\r\n\r\nHELO x\r\nMAIL FROM:<a@x>\r\nRCPT TO:<b@x>\r\nDATA\r\nx\r\n.\r\n");
        client.expect("421 4.7.0 This is SMTP, not HTTP");
        assertThat(received.mails()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"MAIL FROM:<a@x>", "mail from: <a@x>", "RCPT TO:<a@x>", "MAILFROM:<a@x>", "RCPTTO:<a@x>"})
    void whatOnlyLooksLikeAFieldIsNone(String line) {
        connect(start(builder()))
                .expect("220 *")
                .send(line)
                .expect("50* 5.5.* *")
                .quit();
    }

    @Test
    void afterTheGreetingAFieldIsAnUnknownCommand() {
        greeted(start(builder())).send("Subject: x").expect("500 5.5.2 *").quit();
    }

    @Test
    void tlsWhereClearTextIsSpoken() {
        connect(start(builder()))
                .expect("220 *")
                .sendRaw("\u0016\u0003\u0001\u0002\u0000\u0001\u0000\u0001\u00fc\u0003\u0003abc")
                .expect("421 4.7.0 This port speaks clear text: use STARTTLS, not TLS");
    }

    @Test
    void linesThatEndInLf() {
        connect(start(builder()))
                .expect("220 *")
                .sendRaw("EHLO x\n")
                .expect("500 5.5.2 Line must end in CR LF, not in CR or LF alone")
                .send("NOOP")
                .expect("250 *")
                .quit();
    }

    @Test
    void anotherCharset() {
        greeted(start(builder()))
                .sendRaw("MAIL FROM:<j\u00fcrgen@x>\r\n")
                .expect("500 5.5.2 Line must be UTF-8")
                .send("MAIL FROM:<a\u0000@x>")
                .expect("500 5.5.2 Line must not have control characters")
                .quit();
    }

    private static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(java.nio.charset.StandardCharsets.UTF_8));
    }

    private SmtpServerBuilder withUsers() {
        return builder().allowAuthWithoutTls().authenticator(SaslAuthenticator.users(Map.of("ada", "word")));
    }

    private void assertHidden() {
        SessionRecord session = sessions.get(0);
        assertThat(session.failedAttempts().toString()).doesNotContain(SECRET).doesNotContain(base64(SECRET));
        assertThat(session.transcript().toString()).doesNotContain(SECRET).doesNotContain(base64(SECRET));
    }

    @Test
    void whoSwapsNameAndPasswordGivesNothingAway() {
        greeted(start(withUsers()))
                .send("AUTH PLAIN " + base64("\0" + SECRET + "\0ada"))
                .expect("535 *")
                .send("AUTH LOGIN " + base64(SECRET))
                .expect("334 *")
                .send(base64("ada"))
                .expect("535 *")
                .send("AUTH CRAM-MD5")
                .expect("334 *")
                .send(base64(SECRET + " 0123456789abcdef0123456789abcdef"))
                .expect("535 *")
                .quit();
        assertHidden();
        assertThat(sessions.get(0).failedAttempts().get(0).reason())
                .contains("an unknown user, a name of 21 characters");
    }

    @Test
    void aFaultThatShiftsLoginByAStepGivesNothingAway() {
        SmtpServer server = start(withUsers());
        server.faults().on(Phase.AUTH).once().then(FaultAction.challenge("Token:"));
        greeted(server)
                .send("AUTH LOGIN")
                .expect("334 *")
                .send(base64(SECRET))
                .expect("334 *")
                .send(base64("ada"))
                .expect("535 *")
                .quit();
        assertHidden();
    }

    @Test
    void ofAKnownUserTheNameIsShown() {
        greeted(start(withUsers()))
                .send("AUTH PLAIN " + base64("\0ada\0wrong"))
                .expect("535 *")
                .quit();
        assertThat(sessions.get(0).failedAttempts().get(0).reason()).contains("user ada");
    }

    @Test
    void aChunkMayBeCountedWithLeadingZeros() {
        greeted(start(builder()))
                .send("MAIL FROM:<a@x>")
                .expect("250 *")
                .send("RCPT TO:<b@x>")
                .expect("250 *")
                .sendRaw("BDAT 0000000000000000000000000000003 LAST\r\nabc")
                .expect("250 *")
                .quit();
        assertThat(received.mails()).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"HELO x", "RSET", "HELP", "MAIL FROM:<a@x>", "VRFY a", "AUTH PLAIN x"})
    void whereTlsIsRequiredAllButTheWayToItIsRefused(String line) {
        greeted(start(withUsers().tls(TestTls.server()).requireTls()))
                .send(line)
                .expect("530 5.7.0 *")
                .send("NOOP")
                .expect("250 *")
                .quit();
    }
}
