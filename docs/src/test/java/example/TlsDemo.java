package example;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.smtpjunit.certificates.ServerCertificate;
import io.github.smtpjunit.inbox.Inbox;
import io.github.smtpjunit.jupiter.WithSmtpServer;
import io.github.smtpjunit.smtp.server.TlsMode;
import jakarta.mail.Message.RecipientType;
import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.Transport;
import jakarta.mail.internet.MimeMessage;
import org.junit.jupiter.api.Test;

/** TLS with a good certificate, and with one that a client must not accept. */
class TlsDemo {

    // region tls
    @Test
    @WithSmtpServer(tls = TlsMode.REQUIRED)
    void sendsInTls(Inbox inbox, Session session) throws MessagingException {
        sendBy(session);

        assertThat(inbox).singleMail().transport().usedTls();
    }

    @Test
    @WithSmtpServer(tls = TlsMode.REQUIRED, certificate = ServerCertificate.EXPIRED)
    void refusesAnExpiredCertificate(Inbox inbox, Session session) {
        assertThatThrownBy(() -> sendBy(session)).hasStackTraceContaining("CertificateExpiredException");

        assertThat(inbox).hasNoMail();
        assertThat(inbox.failedAttempts().get(0).reason()).startsWith("TLS handshake failed");
    }

    @Test
    @WithSmtpServer(tls = TlsMode.REQUIRED, certificate = ServerCertificate.UNKNOWN_CA)
    void refusesACertificateOfAnUnknownAuthority(Inbox inbox, Session session) {
        assertThatThrownBy(() -> sendBy(session)).hasStackTraceContaining("PKIX path building failed");

        assertThat(inbox).hasNoMail();
    }
    // endregion

    private static void sendBy(Session session) throws MessagingException {
        MimeMessage mail = new MimeMessage(session);
        mail.setFrom("shop@example.com");
        mail.setRecipients(RecipientType.TO, "ada@example.org");
        mail.setText("Hello Ada");
        Transport.send(mail);
    }
}
