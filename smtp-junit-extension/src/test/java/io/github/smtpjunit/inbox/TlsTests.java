package io.github.smtpjunit.inbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.smtpjunit.certificates.CertificateKit;
import io.github.smtpjunit.certificates.ServerCertificate;
import io.github.smtpjunit.certificates.TlsIdentity;
import io.github.smtpjunit.jupiter.WithSmtpServer;
import io.github.smtpjunit.smtp.ServiceExtension;
import io.github.smtpjunit.smtp.server.FailedAttempt;
import io.github.smtpjunit.smtp.server.Phase;
import io.github.smtpjunit.smtp.server.SmtpServer;
import io.github.smtpjunit.smtp.server.SmtpServerBuilder;
import io.github.smtpjunit.smtp.server.TlsInfo;
import io.github.smtpjunit.smtp.server.TlsMode;
import jakarta.mail.Message;
import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.Transport;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeMessage;
import java.io.IOException;
import java.security.Security;
import java.time.Duration;
import java.util.List;
import java.util.Properties;
import java.util.function.UnaryOperator;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class TlsTests {

    private static final CertificateKit KIT = CertificateKit.shared();

    private static void send(Session session) throws MessagingException {
        MimeMessage message = new MimeMessage(session);
        message.setFrom("shop@example.com");
        message.setRecipient(Message.RecipientType.TO, new InternetAddress("ada@example.org"));
        message.setSubject("Hello");
        message.setText("Hello Ada");
        Transport.send(message);
    }

    private static SmtpServerBuilder server() {
        return SmtpServer.builder().tls(KIT.serverContext());
    }

    private static TlsInfo tlsOf(Inbox inbox) {
        return inbox.awaitMail().session().tls().orElseThrow();
    }

    @Test
    @WithSmtpServer(tls = TlsMode.STARTTLS)
    void startTls(Inbox inbox, Session session) throws Exception {
        send(session);

        assertThat(inbox).singleMail().transport().usedTls("TLSv1.3");
        assertThat(inbox.sessions().get(0).transcript().clientLines()).contains("STARTTLS");
        assertThat(inbox.failedAttempts()).isEmpty();
    }

    @Test
    @WithSmtpServer(tls = TlsMode.STARTTLS)
    void startTlsIsAnOffer(Inbox inbox) {
        RawClient.deliver(inbox, "Subject: Hello\n");

        assertThat(inbox).singleMail().transport().usedNoTls();
    }

    @Test
    @WithSmtpServer(tls = TlsMode.REQUIRED)
    void required(Inbox inbox, Session session) throws Exception {
        RawClient.greeted(inbox).say("MAIL FROM:<shop@example.com>", 530).close();
        send(session);

        assertThat(inbox).singleMail().transport().usedTls();
    }

    @Test
    @WithSmtpServer(tls = TlsMode.IMPLICIT, without = ServiceExtension.STARTTLS)
    void implicit(Inbox inbox, Session session) throws Exception {
        send(session);

        assertThat(inbox).singleMail().transport().usedTls("TLSv1.3");
        assertThat(inbox.sessions().get(0).transcript().clientLines()).doesNotContain("STARTTLS");
    }

    @Test
    void noTls() throws Exception {
        try (Inbox inbox = Inbox.start()) {
            send(inbox.session());

            assertThat(inbox).singleMail().transport().usedNoTls();
        }
    }

    @ParameterizedTest
    @EnumSource(
            mode = EnumSource.Mode.EXCLUDE,
            names = {"GOOD", "IP_ONLY"}) // the session connects to an address
    void theSessionRefuses(ServerCertificate bad) {
        try (Inbox inbox = Inbox.start(SmtpServer.builder().tls(KIT.serverContext(bad)))) {
            assertThatThrownBy(() -> send(inbox.session())).isInstanceOf(MessagingException.class);

            assertThat(inbox).hasNoMail();
            assertThat(inbox.sessions()).as("one try").hasSize(1);
        }
    }

    @RepeatedTest(20) // the client's alert must not be lost, whichever side is quicker
    void aFailedStartTlsIsEvidence() {
        isEvidence(SmtpServer.builder().tls(KIT.serverContext(ServerCertificate.EXPIRED)));
    }

    @RepeatedTest(20)
    void aFailedImplicitHandshakeIsEvidence() {
        isEvidence(SmtpServer.builder()
                .tls(KIT.serverContext(ServerCertificate.EXPIRED))
                .implicitTls());
    }

    /** JDK 17 sends certificate_unknown, JDK 25 certificate_expired. */
    private static void isEvidence(SmtpServerBuilder builder) {
        try (Inbox inbox = Inbox.start(builder)) {
            assertThatThrownBy(() -> send(inbox.session())).isInstanceOf(MessagingException.class);

            assertThat(inbox).hasNoMail(); // waits for the server's side of the handshake
            assertThat(inbox.failedAttempts()).extracting(FailedAttempt::phase).containsExactly(Phase.TLS_HANDSHAKE);
            assertThat(inbox.failedAttempts().get(0).reason()).contains("TLS handshake failed", "alert: certificate_");
            assertThat(inbox.sessions()).as("one try").hasSize(1);
            assertThatThrownBy(() ->
                            inbox.assertThat().within(Duration.ofMillis(1)).singleMail())
                    .hasMessageContaining("the TLS handshake failed")
                    .hasMessageContaining("alert: certificate_");
        }
    }

    @Test
    @WithSmtpServer(tls = TlsMode.REQUIRED, certificate = ServerCertificate.WRONG_HOST)
    void theHostIsCompared(Inbox inbox, Session session) {
        assertThatThrownBy(() -> send(session)).rootCause().hasMessageContaining("No subject alternative names");

        assertThat(inbox).hasNoMail();
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    void onlyOneVersion(String version) throws Exception {
        try (Inbox inbox = Inbox.start(server().tlsProtocols(version))) {
            send(inbox.session());

            assertThat(inbox).singleMail().transport().usedTls(version);
        }
    }

    @Test
    void aClientWithoutThatVersionFails() {
        try (Inbox inbox = Inbox.start(server().tlsProtocols("TLSv1.3"))) {
            Session session = inbox.session();
            session.getProperties().setProperty("mail.smtp.ssl.protocols", "TLSv1.2");

            assertThatThrownBy(() -> send(session)).isInstanceOf(MessagingException.class);
            assertThat(inbox).hasNoMail();
            assertThat(inbox.failedAttempts().get(0).reason()).contains("TLS handshake failed");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLS_CHACHA20_POLY1305_SHA256", "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256"})
    void onlyOneCipherSuite(String suite) throws Exception {
        try (Inbox inbox = Inbox.start(server().cipherSuites(suite))) {
            send(inbox.session());

            assertThat(tlsOf(inbox).cipherSuite()).isEqualTo(suite);
        }
    }

    @Test
    void theServerNameIsRecorded() throws Exception {
        try (Inbox inbox = Inbox.start(server().implicitTls())) {
            try (TlsClient client = new TlsClient(inbox)) {
                client.handshake(KIT.clientContext(), "mx.example.com")
                        .say("", 220)
                        .mail();
            }

            assertThat(tlsOf(inbox).serverName()).isEqualTo("mx.example.com");
        }
    }

    @Test
    void theClientsCertificateIsRecorded() throws Exception {
        TlsIdentity ada = KIT.client("ada");
        try (Inbox inbox = Inbox.start(server().requireClientCertificate())) {
            Session session = inbox.session();
            session.getProperties()
                    .put("mail.smtp.ssl.socketFactory", KIT.clientContext(ada).getSocketFactory());
            send(session);

            assertThat(tlsOf(inbox).clientCertificates()).containsExactly(ada.certificate());
        }
    }

    @Test
    void aClientMayHaveNoCertificate() throws Exception {
        try (Inbox inbox = Inbox.start(server().requestClientCertificate())) {
            send(inbox.session());

            assertThat(tlsOf(inbox).clientCertificates()).isEmpty();
        }
    }

    @Test
    void aClientThatMustHaveACertificateHasNone() {
        refuses(KIT.clientContext(), SmtpServerBuilder::requireClientCertificate);
    }

    @Test
    void aClientHasACertificateOfAStranger() {
        TlsIdentity stranger = CertificateKit.create().client("ada");

        refuses(KIT.clientContext(stranger), SmtpServerBuilder::requestClientCertificate);
        refuses(KIT.clientContext(stranger), SmtpServerBuilder::requireClientCertificate);
    }

    private static void refuses(SSLContext client, UnaryOperator<SmtpServerBuilder> handling) {
        try (Inbox inbox = Inbox.start(handling.apply(server()))) {
            Session session = inbox.session();
            session.getProperties().put("mail.smtp.ssl.socketFactory", client.getSocketFactory());

            assertThatThrownBy(() -> send(session)).isInstanceOf(MessagingException.class);
            assertThat(inbox).hasNoMail();
            assertThat(inbox.failedAttempts()).extracting(FailedAttempt::phase).containsExactly(Phase.TLS_HANDSHAKE);
        }
    }

    @Test
    @WithSmtpServer(tls = TlsMode.STARTTLS)
    void aClientRequiresTls(Inbox inbox) throws IOException {
        try (TlsClient client = new TlsClient(inbox)) {
            client.say("", 220)
                    .say("EHLO client.example", 250)
                    .say("STARTTLS", 220)
                    .handshake(KIT.clientContext(), "")
                    .say("EHLO client.example", 250)
                    .say("MAIL FROM:<shop@example.com> REQUIRETLS", 250)
                    .say("RCPT TO:<ada@example.org>", 250)
                    .say("DATA", 354)
                    .say("Subject: Hello\r\n\r\nHello Ada\r\n.", 250)
                    .say("QUIT", 221);
        }

        assertThat(inbox).singleMail().requiredTls();
    }

    @Test
    @WithSmtpServer(tls = TlsMode.STARTTLS)
    void whatWasSaidBeforeStartTlsIsForgotten(Inbox inbox) throws IOException {
        try (TlsClient client = new TlsClient(inbox)) {
            client.say("", 220)
                    .say("EHLO before.example", 250)
                    .say("MAIL FROM:<before@example.com>", 250)
                    .say("RSET", 250)
                    .say("STARTTLS", 220)
                    .handshake(KIT.clientContext(), "")
                    .say("MAIL FROM:<shop@example.com>", 503)
                    .say("STARTTLS", 503)
                    .mail();
        }

        assertThat(inbox.awaitMail().session().heloName()).contains("client.example");
        assertThat(inbox).singleMail().hasEnvelopeFrom("shop@example.com");
    }

    @Test
    @WithSmtpServer(tls = TlsMode.STARTTLS, certificate = ServerCertificate.SELF_SIGNED)
    void aFailedHandshakeHarmsNobodyElse(Inbox inbox, Session session) {
        assertThatThrownBy(() -> send(session)).isInstanceOf(MessagingException.class);
        RawClient.deliver(inbox, "Subject: Hello\n");

        assertThat(inbox).singleMail().hasSubject("Hello");
    }

    @Test
    void nothingOfTheJvmIsChanged() throws Exception {
        List<String> providers = names();
        Properties system = (Properties) System.getProperties().clone();

        try (Inbox inbox = Inbox.start(server().requireTls())) {
            send(inbox.session());
        }

        assertThat(names()).isEqualTo(providers);
        assertThat(System.getProperties()).isEqualTo(system);
    }

    private static List<String> names() {
        return List.of(Security.getProviders()).stream().map(Object::toString).toList();
    }

    @Test
    @WithSmtpServer
    void theKitIsSharedAndMadeOnce(Inbox inbox) {
        assertThat(inbox.certificates()).isSameAs(KIT);
    }
}
