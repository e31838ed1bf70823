package io.github.smtpjunit.inbox;

import static io.github.smtpjunit.smtp.server.Phase.STARTTLS;
import static io.github.smtpjunit.smtp.server.Phase.TLS_HANDSHAKE;
import static io.github.smtpjunit.smtp.server.TlsFault.inject;
import static io.github.smtpjunit.smtp.server.TlsFault.present;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.smtpjunit.certificates.CertificateKit;
import io.github.smtpjunit.certificates.ServerCertificate;
import io.github.smtpjunit.jupiter.WithSmtpServer;
import io.github.smtpjunit.smtp.Replies;
import io.github.smtpjunit.smtp.server.TlsMode;
import jakarta.mail.Message.RecipientType;
import jakarta.mail.MessagingException;
import jakarta.mail.Transport;
import jakarta.mail.internet.MimeMessage;
import java.net.Socket;
import java.security.cert.X509Certificate;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509TrustManager;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;

/** A server that shows another certificate than it should, and its clients. */
class FaultCertificateTests {

    private static final CertificateKit KIT = CertificateKit.shared();

    /** A client that trusts everybody, and looks. */
    private static X509Certificate shown(Inbox inbox) throws Exception {
        SSLContext trusting = SSLContext.getInstance("TLS");
        trusting.init(null, new TrustManager[] {new TrustsEverybody()}, null);
        try (Socket socket = new Socket(inbox.host(), inbox.port());
                SSLSocket tls =
                        (SSLSocket) trusting.getSocketFactory().createSocket(socket, "localhost", inbox.port(), true)) {
            tls.startHandshake();
            return (X509Certificate) tls.getSession().getPeerCertificates()[0];
        }
    }

    private static final class TrustsEverybody implements X509TrustManager {

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type) {}

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }
    }

    @ParameterizedTest
    @EnumSource(mode = Mode.EXCLUDE, names = "WEAK_KEY") // the JDK does not even shake hands
    @WithSmtpServer(tls = TlsMode.IMPLICIT)
    void showsEachCertificateOnce(ServerCertificate which, Inbox inbox) throws Exception {
        inbox.on(TLS_HANDSHAKE).once().then(present(KIT.serverContext(which)));

        assertThat(shown(inbox)).isEqualTo(KIT.server(which).chain().get(0));
        assertThat(shown(inbox))
                .isEqualTo(KIT.server(ServerCertificate.GOOD).chain().get(0));
        inbox.verifyAllRulesUsed();
    }

    private static void send(Inbox inbox) throws MessagingException {
        MimeMessage mail = new MimeMessage(inbox.session());
        mail.setFrom("shop@example.com");
        mail.setRecipients(RecipientType.TO, "ada@example.org");
        mail.setText("Hello, Ada");
        Transport.send(mail);
    }

    @ParameterizedTest
    @EnumSource(
            mode = Mode.EXCLUDE,
            names = {"GOOD", "IP_ONLY"}) // good for a client that connects to an address
    @WithSmtpServer(tls = TlsMode.STARTTLS)
    void angusRefusesEachBadOne(ServerCertificate bad, Inbox inbox) throws MessagingException {
        inbox.on(TLS_HANDSHAKE).once().then(present(KIT.serverContext(bad)));

        assertThatThrownBy(() -> send(inbox)).isInstanceOf(MessagingException.class);
        assertThat(inbox).hasNoMail().neverFellBackToClearText();

        send(inbox);
        assertThat(inbox).singleMail().transport().usedTls();
    }

    @Test
    @WithSmtpServer(tls = TlsMode.STARTTLS)
    void angusIsNotTakenInByAnInjectedReply(Inbox inbox) {
        inbox.on(STARTTLS).then(inject(Replies.MAIL_ACCEPTED));

        try {
            send(inbox);
            assertThat(inbox).singleMail().transport().usedTls();
        } catch (MessagingException e) {
            assertThat(inbox).hasNoMail();
        }
        assertThat(inbox).neverFellBackToClearText();
    }
}
