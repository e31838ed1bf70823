package consumer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.smtpjunit.certificates.CertificateKit;
import io.github.smtpjunit.certificates.ServerCertificate;
import io.github.smtpjunit.inbox.Inbox;
import io.github.smtpjunit.jupiter.WithSmtpServer;
import io.github.smtpjunit.smtp.server.TlsMode;
import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import org.junit.jupiter.api.Test;

/** What makes the certificates is relocated inside its module, whose descriptor is true. */
@WithSmtpServer(tls = TlsMode.REQUIRED)
class CertificateTests {

    @Test
    void sendsInTls(Inbox inbox, Session session) throws MessagingException {
        Mails.send(session, "Welcome");

        assertThat(inbox).singleMail().transport().usedTls("TLSv1.3");
    }

    @Test
    @WithSmtpServer(tls = TlsMode.REQUIRED, certificate = ServerCertificate.EXPIRED)
    void refusesAnExpiredCertificate(Inbox inbox, Session session) {
        assertThatThrownBy(() -> Mails.send(session, "Welcome")).hasStackTraceContaining("CertificateExpiredException");

        assertThat(inbox).hasNoMail();
    }

    @Test
    void makesAllCertificatesInItsModule() {
        CertificateKit kit = CertificateKit.create();
        for (ServerCertificate which : ServerCertificate.values()) {
            assertThat(kit.server(which).chainPem()).startsWith("-----BEGIN CERTIFICATE-----");
        }

        Module module = CertificateKit.class.getModule();
        assertThat(module.isNamed()).isTrue();
        assertThat(module.getDescriptor().exports()).singleElement().hasToString(CertificateKit.class.getPackageName());
        assertThat(ModuleLayer.boot().modules())
                .extracting(Module::getName)
                .noneMatch(name -> name.contains("bouncycastle"));
    }
}
