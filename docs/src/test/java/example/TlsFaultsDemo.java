package example;

import static io.github.smtpjunit.certificates.ServerCertificate.EXPIRED;
import static io.github.smtpjunit.smtp.server.EhloFault.hide;
import static io.github.smtpjunit.smtp.server.EhloFault.say;
import static io.github.smtpjunit.smtp.server.Phase.EHLO;
import static io.github.smtpjunit.smtp.server.Phase.TLS_HANDSHAKE;
import static io.github.smtpjunit.smtp.server.TlsFault.present;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.smtpjunit.certificates.ServerCertificate;
import io.github.smtpjunit.inbox.Inbox;
import io.github.smtpjunit.jupiter.TlsFaultMatrix;
import io.github.smtpjunit.jupiter.WithSmtpServer;
import io.github.smtpjunit.smtp.server.TlsMode;
import jakarta.mail.Message.RecipientType;
import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.Transport;
import jakarta.mail.internet.MimeMessage;
import java.util.Properties;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.springframework.mail.MailException;
import org.springframework.mail.SimpleMailMessage;
import org.springframework.mail.javamail.JavaMailSenderImpl;

/** TLS that fails in every way: clients that pass, and clients that do not. */
// region tls-matrix
@WithSmtpServer(tls = TlsMode.STARTTLS, users = "shop:secret")
class TlsFaultsDemo {

    @TlsFaultMatrix(expected = MessagingException.class)
    void angusSendsOverTlsOrNotAtAll(Inbox inbox) throws MessagingException {
        sendByAngus(inbox, true);
    }

    @TlsFaultMatrix(expected = MailException.class)
    void springSendsOverTlsOrNotAtAll(Inbox inbox) {
        sendBySpring(inbox, true);
    }
    // endregion

    // region tls-clients
    static void sendByAngus(Inbox inbox, boolean tlsRequired) throws MessagingException {
        Session session = Session.getInstance(properties(inbox, tlsRequired));
        MimeMessage mail = new MimeMessage(session);
        mail.setFrom("shop@example.com");
        mail.setRecipients(RecipientType.TO, "ada@example.org");
        mail.setText("Hello Ada");
        Transport.send(mail, "shop", "secret");
    }

    static void sendBySpring(Inbox inbox, boolean tlsRequired) {
        JavaMailSenderImpl sender = new JavaMailSenderImpl();
        sender.setHost(inbox.host());
        sender.setPort(inbox.port());
        sender.setUsername("shop");
        sender.setPassword("secret");
        sender.setJavaMailProperties(properties(inbox, tlsRequired));
        SimpleMailMessage mail = new SimpleMailMessage();
        mail.setFrom("shop@example.com");
        mail.setTo("ada@example.org");
        mail.setText("Hello Ada");
        sender.send(mail);
    }

    private static Properties properties(Inbox inbox, boolean tlsRequired) {
        Properties properties = new Properties();
        properties.setProperty("mail.smtp.host", inbox.host());
        properties.setProperty("mail.smtp.port", Integer.toString(inbox.port()));
        properties.setProperty("mail.smtp.auth", "true");
        properties.setProperty("mail.smtp.starttls.enable", "true"); // uses TLS if it is offered
        properties.setProperty("mail.smtp.starttls.required", Boolean.toString(tlsRequired)); // or gives up
        properties.setProperty("mail.smtp.ssl.checkserveridentity", "true");
        properties.put(
                "mail.smtp.ssl.socketFactory",
                inbox.certificates().clientContext().getSocketFactory()); // trusts the test's authority
        return properties;
    }
    // endregion

    // region stripped
    @Test
    void aClientThatOnlyEnablesTlsGivesThePasswordAway(Inbox inbox) {
        inbox.on(EHLO).then(hide("STARTTLS"), say("AUTH", "AUTH PLAIN LOGIN")); // as an attacker in between could

        assertThatThrownBy(() -> sendBySpring(inbox, false)).isInstanceOf(MailException.class);

        assertThatExceptionOfType(AssertionError.class)
                .isThrownBy(() -> assertThat(inbox).neverSentCredentialsInClear())
                .withMessageStartingWith("""
                        Expecting no credentials in clear text, but this was sent before TLS:
                          session 1: AUTH LOGIN
                        """);
    }

    @Test
    void aClientThatDemandsTlsDoesNot(Inbox inbox) {
        inbox.on(EHLO).then(hide("STARTTLS"), say("AUTH", "AUTH PLAIN LOGIN"));

        assertThatThrownBy(() -> sendBySpring(inbox, true)).hasStackTraceContaining("STARTTLS is required");

        assertThat(inbox).hasNoMail().neverSentCredentialsInClear().neverFellBackToClearText();
    }
    // endregion

    // region presented
    @Test
    void refusesACertificateThatHasExpired(Inbox inbox) throws MessagingException {
        inbox.on(TLS_HANDSHAKE).once().then(present(inbox.certificates().serverContext(EXPIRED)));

        assertThatThrownBy(() -> sendByAngus(inbox, true)).hasStackTraceContaining("CertificateExpiredException");
        assertThat(inbox).hasNoMail();

        sendByAngus(inbox, true); // the good one
        assertThat(inbox).singleMail().transport().usedTls().authenticatedAs("shop");
    }
    // endregion

    // region untrusted
    @ParameterizedTest
    @EnumSource(names = {"SELF_SIGNED", "UNKNOWN_CA"})
    void refusesACertificateThatNoAuthorityVouchesFor(ServerCertificate certificate, Inbox inbox) {
        inbox.on(TLS_HANDSHAKE).then(present(inbox.certificates().serverContext(certificate)));

        assertThatThrownBy(() -> sendByAngus(inbox, true)).hasStackTraceContaining("PKIX path building failed");
        assertThat(inbox).hasNoMail().neverSentCredentialsInClear();
    }
    // endregion
}
