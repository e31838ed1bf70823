package io.github.smtpjunit.relay.client;

import static io.github.smtpjunit.smtp.server.EhloFault.hide;
import static io.github.smtpjunit.smtp.server.FaultAction.close;
import static io.github.smtpjunit.smtp.server.FaultAction.hang;
import static io.github.smtpjunit.smtp.server.FaultAction.raw;
import static io.github.smtpjunit.smtp.server.FaultAction.reset;
import static io.github.smtpjunit.smtp.server.FaultMatcher.overTls;
import static io.github.smtpjunit.smtp.server.TlsFault.onlyProtocols;
import static io.github.smtpjunit.smtp.server.TlsFault.present;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.smtpjunit.certificates.CertificateKit;
import io.github.smtpjunit.certificates.ServerCertificate;
import io.github.smtpjunit.relay.TlsPolicy;
import io.github.smtpjunit.smtp.Envelope;
import io.github.smtpjunit.smtp.Replies;
import io.github.smtpjunit.smtp.server.EhloFault;
import io.github.smtpjunit.smtp.server.FaultAction;
import io.github.smtpjunit.smtp.server.Phase;
import io.github.smtpjunit.smtp.server.SmtpServer;
import io.github.smtpjunit.smtp.server.SmtpServerBuilder;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** When the way is encrypted, when it is not, and when the mail does not go it. */
class ClientTlsTests extends ClientTestCase {

    private static final CertificateKit KIT = CertificateKit.shared();

    private SmtpServerBuilder secure() {
        return builder().tls(KIT.serverContext());
    }

    private SmtpClient open(SmtpServer server, TlsPolicy tls) throws NextHopException {
        return open(target(server), settings(tls));
    }

    private boolean sentEncrypted(SmtpClient client) {
        assertThat(codes(send(client, ADA_TO_BOB, HELLO))).containsExactly(250);
        return mails.get(mails.size() - 1).session().tls().isPresent();
    }

    @ParameterizedTest
    @EnumSource(
            value = TlsPolicy.class,
            names = {"OPPORTUNISTIC", "REQUIRED"})
    void changesToTls(TlsPolicy tls) throws Exception {
        SmtpClient client = open(start(secure()), tls);

        assertThat(client.tlsProtocol()).contains("TLSv1.3");
        assertThat(client.isVerified()).isEqualTo(tls == TlsPolicy.REQUIRED);
        assertThat(sentEncrypted(client)).isTrue();
        assertThat(client.isStillOpen()).isTrue();
        assertThat(sentEncrypted(client)).isTrue();
    }

    @Test
    void startsWithTls() throws Exception {
        SmtpClient client = open(start(secure().implicitTls()), TlsPolicy.IMPLICIT);

        assertThat(client.isVerified()).isTrue();
        assertThat(sentEncrypted(client)).isTrue();
    }

    @Test
    void leavesTlsAloneIfTold() throws Exception {
        SmtpClient client = open(start(secure()), TlsPolicy.NONE);

        assertThat(client.tlsProtocol()).isEmpty();
        assertThat(sentEncrypted(client)).isFalse();
    }

    @Test
    void goesOnInClearTextWhereNothingElseIsOffered() throws Exception {
        assertThat(sentEncrypted(open(start(builder()), TlsPolicy.OPPORTUNISTIC)))
                .isFalse();
    }

    @Test
    void speaksTls12() throws Exception {
        SmtpClient client = open(start(secure().tlsProtocols("TLSv1.2")), TlsPolicy.REQUIRED);

        assertThat(client.tlsProtocol()).contains("TLSv1.2");
        assertThat(sentEncrypted(client)).isTrue();
    }

    @Test
    void seesThatThePeerHasLeftTls() throws Exception {
        SmtpServer server = start(secure());
        SmtpClient client = open(server, TlsPolicy.REQUIRED);
        assertThat(client.isStillOpen()).isTrue();

        server.close();

        assertThat(client.isStillOpen()).isFalse();
    }

    // Certificates

    @ParameterizedTest
    @EnumSource(
            value = ServerCertificate.class,
            mode = Mode.EXCLUDE,
            names = {"GOOD", "CN_ONLY"})
    void requiresAGoodCertificate(ServerCertificate certificate) {
        SmtpServer server = start(builder().tls(KIT.serverContext(certificate)));
        SmtpServer implicit =
                start(builder().tls(KIT.serverContext(certificate)).implicitTls());

        assertThatThrownBy(() -> open(server, TlsPolicy.REQUIRED))
                .hasMessageStartingWith("454 4.7.5 TLS handshake failed");
        assertThatThrownBy(() -> open(implicit, TlsPolicy.IMPLICIT))
                .hasMessageStartingWith("454 4.7.5 TLS handshake failed");
        assertThat(sessions).allMatch(session -> session.mailCount() == 0);
    }

    @ParameterizedTest
    @EnumSource(value = ServerCertificate.class, mode = Mode.EXCLUDE, names = "WEAK_KEY")
    void encryptsWithAnyCertificateIfThatIsEnough(ServerCertificate certificate) throws Exception {
        SmtpServer server = start(builder().tls(KIT.serverContext(certificate)));
        SmtpClient client = open(server, TlsPolicy.OPPORTUNISTIC);

        assertThat(client.tlsProtocol()).isPresent();
        assertThat(client.isVerified()).isFalse();
        assertThat(sentEncrypted(client)).isTrue();
    }

    // What fails

    private static Stream<FaultAction> brokenHandshakes() {
        return Stream.of(close(), reset(), hang(), onlyProtocols("TLSv1.1"));
    }

    @ParameterizedTest
    @MethodSource("brokenHandshakes")
    void aBrokenHandshakeLeadsToASecondConnectionInClearText(FaultAction fault) throws Exception {
        SmtpServer server = start(secure());
        server.faults().on(Phase.TLS_HANDSHAKE).then(fault);
        ClientSettings settings = withTimeouts(settings(TlsPolicy.OPPORTUNISTIC), hasty().timeouts());

        SmtpClient client = open(target(server), settings);

        assertThat(sentEncrypted(client)).isFalse();
        assertThat(sessions).hasSize(2);
    }

    @ParameterizedTest
    @MethodSource("brokenHandshakes")
    void aBrokenHandshakeIsTheEndIfTlsIsRequired(FaultAction fault) {
        SmtpServer server = start(secure());
        server.faults().on(Phase.TLS_HANDSHAKE).then(fault);
        ClientSettings settings = withTimeouts(settings(TlsPolicy.REQUIRED), hasty().timeouts());

        assertThatThrownBy(() -> open(target(server), settings))
                .isInstanceOf(NextHopException.class)
                .hasMessageStartingWith("454 4.7.5 TLS handshake failed: ");
        assertThat(sessions).hasSize(1);
    }

    @Test
    void aPeerThatAnswersTheHandshakeInClearTextGetsNoMail() {
        SmtpServer server = start(secure());
        server.faults().on(Phase.TLS_HANDSHAKE).then(raw("250 what is TLS?\r\n"));

        // It depends on when its answer arrives whether that is an injection or a broken handshake
        assertThatThrownBy(() -> open(server, TlsPolicy.REQUIRED))
                .hasMessageMatching("451 4\\.5\\.0 Clear text after .*|454 4\\.7\\.5 TLS handshake failed: .*");
    }

    @Test
    void aPeerThatWantsACertificateGetsClearTextIfThatIsEnough() throws Exception {
        SmtpServer server = start(secure().requireClientCertificate());

        assertThat(sentEncrypted(open(server, TlsPolicy.OPPORTUNISTIC))).isFalse();
        assertThatThrownBy(() -> open(server, TlsPolicy.REQUIRED)).hasMessageStartingWith("454 4.7.5 ");
    }

    @Test
    void aRefusedStarttlsLeavesTheSessionAsItWas() throws Exception {
        SmtpServer server = start(secure());
        server.faults().on(Phase.STARTTLS).reply(Replies.TLS_UNAVAILABLE);

        assertThat(sentEncrypted(open(server, TlsPolicy.OPPORTUNISTIC))).isFalse();
        assertThat(sessions).hasSize(1);
        assertThatThrownBy(() -> open(server, TlsPolicy.REQUIRED))
                .hasMessageStartingWith("454 4.7.4 The next hop refuses STARTTLS: 454 4.7.0 ");
    }

    @Test
    void requiredTlsThatIsNotOfferedIsTheEnd() {
        SmtpServer server = start(secure());
        server.faults().on(Phase.EHLO).then(hide("STARTTLS"));

        assertThatThrownBy(() -> open(server, TlsPolicy.REQUIRED))
                .hasMessage("454 4.7.4 The next hop offers no STARTTLS");
    }

    @Test
    void aBadCertificateShownLaterIsSeen() throws Exception {
        SmtpServer server = start(secure());
        sentEncrypted(open(server, TlsPolicy.REQUIRED));
        server.faults()
                .on(Phase.TLS_HANDSHAKE)
                .then(present(CertificateKit.create().serverContext()));

        assertThatThrownBy(() -> open(server, TlsPolicy.REQUIRED)).hasMessageStartingWith("454 4.7.5 ");
    }

    // Who stands between

    @ParameterizedTest
    @ValueSource(strings = {"250 injected\\r\\n", "250-x\\r\\n250 AUTH PLAIN\\r\\n", "\\26\\3\\3"})
    void clearTextBehindTheReplyToStarttlsIsAnAttack(String injected) throws Exception {
        for (TlsPolicy tls : new TlsPolicy[] {TlsPolicy.OPPORTUNISTIC, TlsPolicy.REQUIRED}) {
            ScriptedPeer peer = peer("""
                    S: 220 mx.example.org
                    C: EHLO relay.example.net
                    S~ 250-mx.example.org\\r\\n250 STARTTLS\\r\\n
                    C: STARTTLS
                    S~ 220 go\\r\\n%s
                    """.formatted(injected));

            assertThatThrownBy(() -> open(peer.target(), settings(tls)))
                    .hasMessage("451 4.5.0 Clear text after the reply to STARTTLS");
            assertThat(peer.rest()).isEmpty();
        }
    }

    @Test
    void whatWasOfferedInClearTextDoesNotCountInTls() throws Exception {
        SmtpServer server = start(secure());
        server.faults().on(Phase.EHLO).once().then(EhloFault.add("XCLEAR"));
        server.faults().on(Phase.EHLO).where(overTls()).then(EhloFault.add("XTLS"));

        SmtpClient client = open(server, TlsPolicy.REQUIRED);

        assertThat(client.offers("XCLEAR")).isFalse();
        assertThat(client.offers("XTLS")).isTrue();
        assertThat(client.offers("STARTTLS")).isFalse();
    }

    // REQUIRETLS

    @Test
    void aMailThatMustNotLeaveTlsGoesOnOnlyInVerifiedTls() throws Exception {
        Envelope envelope = envelope("ada@example.org", "REQUIRETLS", "", "bob@example.com");
        SmtpServer server = start(secure());

        assertThat(codes(send(open(server, TlsPolicy.REQUIRED), envelope, HELLO)))
                .containsExactly(250);
        assertThat(mails.get(0).envelope().requiresTls()).isTrue();
        for (TlsPolicy tls : new TlsPolicy[] {TlsPolicy.OPPORTUNISTIC, TlsPolicy.NONE}) {
            assertThat(texts(send(open(server, tls), envelope, HELLO)))
                    .singleElement()
                    .asString()
                    .startsWith("550 5.7.30 ");
        }
        server.faults().on(Phase.EHLO).then(hide("REQUIRETLS"));
        assertThat(codes(send(open(server, TlsPolicy.REQUIRED), envelope, HELLO)))
                .containsExactly(550);
        assertThat(mails).hasSize(1);
    }

    // Time

    @Test
    void aFinalReplyThatHangsInTlsEndsInTime() throws Exception {
        SmtpServer server = start(secure());
        server.faults().on(Phase.END_OF_DATA).then(hang());
        ClientSettings settings = withTimeouts(settings(TlsPolicy.REQUIRED), hasty().timeouts());

        TransactionResult result = send(open(target(server), settings), ADA_TO_BOB, HELLO);

        assertThat(texts(result)).singleElement().asString().startsWith("451 4.4.2 Time-out of 300 ms ");
        assertThat(result.nextHostMayBeTried()).isFalse();
    }
}
