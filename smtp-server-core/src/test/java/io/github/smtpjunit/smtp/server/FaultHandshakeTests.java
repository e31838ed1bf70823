package io.github.smtpjunit.smtp.server;

import static io.github.smtpjunit.smtp.server.FaultAction.close;
import static io.github.smtpjunit.smtp.server.FaultAction.closeWithoutNotify;
import static io.github.smtpjunit.smtp.server.TlsFault.alert;
import static io.github.smtpjunit.smtp.server.TlsFault.implicitTls;
import static io.github.smtpjunit.smtp.server.TlsFault.inject;
import static io.github.smtpjunit.smtp.server.TlsFault.onlyProtocols;
import static io.github.smtpjunit.smtp.server.TlsFault.stayInClearText;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.smtpjunit.smtp.Replies;
import io.github.smtpjunit.smtp.server.SessionRecord.Ending;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** TLS that comes too early, too late, not at all, or ends without a goodbye. */
@Timeout(60)
class FaultHandshakeTests extends SmtpTestCase {

    private static final int APPLICATION_DATA = 23; // RFC 5246 section 6.2.1
    private static final int ALERT = 21;

    private final SmtpServer server = start(builder().tls(TestTls.server()));
    private final Faults faults = server.faults();

    private RawClient readyForTls() {
        return greeted(server).send("STARTTLS").expect("220 *");
    }

    @Test
    void anAlertInPlaceOfTheHandshakeIsSevenOctets() {
        faults.on(Phase.TLS_HANDSHAKE).then(alert(40));

        readyForTls()
                .sendRaw("the client's first message")
                .expectOctets("\u0015\u0003\u0003\0\u0002\u0002(")
                .expectEnd();
        assertThat(sessions.get(0).transcript().toString()).contains("-- (closed by fault TLS_HANDSHAKE: alert 40)");
    }

    @Test
    void aRealClientUnderstandsTheAlert() {
        faults.on(Phase.TLS_HANDSHAKE).then(alert(112));

        RawClient client = readyForTls();
        assertThatThrownBy(() -> client.startTls(TestTls.client())).hasStackTraceContaining("unrecognized_name");
        assertThatIllegalArgumentException().isThrownBy(() -> alert(256));
    }

    @Test
    void staysInClearTextAfterStarttls() {
        faults.on(Phase.TLS_HANDSHAKE).once().then(stayInClearText());

        readyForTls()
                .send("NOOP")
                .expect("250 *")
                .send("STARTTLS")
                .expect("220 *")
                .startTls(TestTls.client());
        faults.on(Phase.TLS_HANDSHAKE).then(stayInClearText());
        readyForTls().expectNoHandshake(TestTls.client());
    }

    @Test
    void speaksClearTextOnAPortOfImplicitTls() {
        SmtpServer implicit = start(builder().tls(TestTls.server()).implicitTls());
        implicit.faults().on(Phase.TLS_HANDSHAKE).times(2).then(stayInClearText());

        connect(implicit).expectOctets("220 mx.example.org ESMTP ready\r\n").quit();
        connect(implicit).expectNoHandshake(TestTls.client());
        connect(implicit).startTls(TestTls.client()).expect("220 *");
    }

    @Test
    void speaksTlsAtOnceOnAPortForClearText() throws Exception {
        faults.on(Phase.CONNECT).then(implicitTls(TestTls.server()));

        connect(server).startTls(TestTls.client()).expect("220 *").quit();
        connect(server).close();

        assertThat(server.awaitQuiet(PATIENCE).isQuiet()).isTrue();
        assertThat(sessions.get(0).transcript().toString())
                .containsSubsequence("(fault CONNECT: implicit TLS)", "(TLSv1.3", "S: 220");
        assertThat(sessions.get(1).ending()).contains(Ending.TLS_FAILED);
    }

    @Test
    void injectsAReplyBeforeTheHandshake() {
        faults.on(Phase.STARTTLS).then(inject(Replies.SENDER_OK));

        greeted(server)
                .send("STARTTLS")
                .expectOctets("220 2.0.0 Ready to start TLS\r\n250 2.1.0 Sender OK\r\n")
                .startTls(TestTls.client())
                .send("MAIL FROM:<a@x>")
                .expect("503 *");
    }

    @Test
    void aClientOfOldTlsFindsNoCommonVersion() throws Exception {
        faults.on(Phase.TLS_HANDSHAKE).then(onlyProtocols("TLSv1.3"));

        assertThatThrownBy(() -> encrypted("TLSv1.2")).isInstanceOf(IOException.class);
        encrypted("TLSv1.3").close();
    }

    @Test
    void aCloseTellsTheEndOfTlsUnlessItIsToBeMissing() throws Exception {
        faults.on(Phase.NOOP).once().then(close());
        faults.on(Phase.NOOP).once().then(closeWithoutNotify());

        assertThat(recordAfterNoop()).isEqualTo(ALERT);
        assertThat(recordAfterNoop()).as("the end of the stream").isEqualTo(-1);
        assertThat(recordAfterNoop()).isEqualTo(APPLICATION_DATA);
    }

    /** What the server sends after NOOP over TLS 1.2, whose records show their types. */
    private int recordAfterNoop() throws IOException, GeneralSecurityException {
        try (SSLSocket tls = encrypted("TLSv1.2")) {
            say(tls, "EHLO client", 250);
            tls.getOutputStream().write("NOOP\r\n".getBytes(StandardCharsets.US_ASCII));
            return underlying.getInputStream().read();
        }
    }

    private Socket underlying = new Socket();

    private SSLSocket encrypted(String protocol) throws IOException, GeneralSecurityException {
        underlying = closing(new Socket(server.host(), server.port()));
        underlying.setSoTimeout((int) PATIENCE.toMillis());
        say(underlying, "", 220);
        say(underlying, "EHLO client", 250);
        say(underlying, "STARTTLS", 220);
        SSLContext context = TestTls.client();
        SSLSocket tls = closing((SSLSocket)
                context.getSocketFactory().createSocket(underlying, "localhost", underlying.getPort(), true));
        tls.setEnabledProtocols(new String[] {protocol});
        tls.startHandshake();
        return tls;
    }

    /** Sends a line, if there is one, and reads the reply, octet by octet since others will read on. */
    private static void say(Socket socket, String line, int code) throws IOException {
        if (!line.isEmpty()) {
            socket.getOutputStream().write((line + "\r\n").getBytes(StandardCharsets.US_ASCII));
        }
        String reply;
        do {
            StringBuilder octets = new StringBuilder();
            while (octets.indexOf("\n") < 0) {
                int octet = socket.getInputStream().read();
                assertThat(octet).as("what follows \"%s\"", octets).isNotNegative();
                octets.append((char) octet);
            }
            reply = octets.toString();
            assertThat(reply).startsWith(Integer.toString(code));
        } while (reply.charAt(3) == '-');
    }
}
