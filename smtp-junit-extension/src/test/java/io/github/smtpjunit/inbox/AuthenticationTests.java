package io.github.smtpjunit.inbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.smtpjunit.jupiter.WithSmtpServer;
import io.github.smtpjunit.smtp.sasl.SaslAuthenticator;
import io.github.smtpjunit.smtp.server.Phase;
import io.github.smtpjunit.smtp.server.SmtpServer;
import io.github.smtpjunit.smtp.server.TlsMode;
import jakarta.mail.AuthenticationFailedException;
import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.Transport;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeMessage;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** AUTH as a test sees it: who sent a mail, and who tried in vain. */
class AuthenticationTests {

    private static void send(Session session) throws MessagingException {
        MimeMessage mail = new MimeMessage(session);
        mail.setText("Hello");
        Transport.send(mail, new InternetAddress[] {new InternetAddress("ada@example.org")});
    }

    @Test
    @WithSmtpServer(
            users = {"ada:open:sesame", "bob:secret"},
            requireAuth = true)
    void theSessionSignsInAsTheFirstUser(Inbox inbox, Session session) throws MessagingException {
        send(session);

        assertThat(inbox)
                .singleMail()
                .transport()
                .authenticatedAs("ada")
                .authenticatedWith("LOGIN")
                .usedNoTls();
        String table = Golden.table(inbox.awaitMail());
        Golden.fails(
                () -> assertThat(inbox).singleMail().transport().wasAnonymous(),
                "Expecting an anonymous client, but it had authenticated as ada by LOGIN.",
                table);
        Golden.fails(
                () -> assertThat(inbox).singleMail().transport().authenticatedAs("bob"),
                "Expecting user:\n  \"bob\"\nbut was:\n  \"ada\"",
                table);
        assertThat(inbox.sessions().get(0).transcript().toString()).doesNotContain("sesame");
    }

    @Test
    @WithSmtpServer(users = "ada:secret", requireAuth = true, tls = TlsMode.REQUIRED)
    void inTls(Inbox inbox, Session session) throws MessagingException {
        send(session);

        assertThat(inbox).singleMail().transport().authenticatedAs("ada").usedTls();
    }

    @Test
    @WithSmtpServer(users = "ada:secret")
    void optionally(Inbox inbox) throws MessagingException {
        send(inbox.session("ada", "secret"));
        assertThatThrownBy(() -> send(inbox.session("ada", "wrong"))).isInstanceOf(AuthenticationFailedException.class);

        assertThat(inbox).singleMail().transport().authenticatedAs("ada");
        assertThat(inbox.failedAttempts())
                .extracting(attempt -> attempt.phase())
                .containsOnly(Phase.AUTH);
        assertThat(inbox.failedAttempts().get(0).reason())
                .contains("535 5.7.8", "user ada")
                .doesNotContain("wrong");
    }

    @Test
    @WithSmtpServer(users = "ada:secret", requireAuth = true)
    void aRefusedUserIsTheReasonWhyNothingArrived(Inbox inbox) {
        assertThatThrownBy(() -> send(inbox.session("ada", "wrong"))).isInstanceOf(AuthenticationFailedException.class);

        assertThatThrownBy(() -> assertThat(inbox).within(Duration.ofMillis(1)).singleMail())
                .hasMessageContaining("535 5.7.8 Authentication credentials invalid")
                .message()
                .doesNotContain("wrong");
    }

    @Test
    void acceptsAnybody() throws MessagingException {
        try (Inbox inbox = Inbox.start(SmtpServer.builder()
                .authenticator(SaslAuthenticator.acceptAny())
                .allowAuthWithoutTls()
                .requireAuth())) {
            send(inbox.session("zoe", "any password"));

            assertThat(inbox).singleMail().transport().authenticatedAs("zoe");
        }
    }
}
