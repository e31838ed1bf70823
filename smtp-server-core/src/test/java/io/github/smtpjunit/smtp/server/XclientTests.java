package io.github.smtpjunit.smtp.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.smtpjunit.smtp.Replies;
import io.github.smtpjunit.smtp.Reply;
import io.github.smtpjunit.smtp.sasl.AuthInfo;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** XCLIENT and XFORWARD as Postfix describes them, of gateways that are trusted and others. */
class XclientTests extends SmtpTestCase {

    private static final AddressRange LOOPBACK = AddressRange.parse("127.0.0.0/8");

    private final List<SessionInfo> connected = new CopyOnWriteArrayList<>();

    private SmtpServerBuilder trusting() {
        return builder().xclient(LOOPBACK).policy(new SmtpPolicy() {
            @Override
            public Optional<Reply> connect(SessionInfo session) {
                connected.add(session);
                return session.remoteName().orElse("").startsWith("spam")
                        ? Optional.of(Replies.REFUSED_BY_POLICY)
                        : Optional.empty();
            }
        });
    }

    private SessionInfo sessionOfMail(int index) {
        return received.mails().get(index).session();
    }

    private static void sendMail(RawClient client) {
        client.sendMail("a@example.org", "b@example.org", "Hello\r\n");
    }

    @Nested
    class Dialogues extends DialogueTestCase {

        @TestFactory
        Stream<DynamicTest> ofAGateway() {
            return dialogues(
                    builder -> builder.xclient(LOOPBACK).maxErrors(100),
                    """
                    # XCLIENT starts the session anew
                    C: EHLO gateway.example.org
                    S: 250 *
                    C: XCLIENT NAME=client.example.org ADDR=192.0.2.1
                    S: 220 mx.example.org ESMTP ready
                    C: MAIL FROM:<a@x>
                    S: 503 5.5.1 Send EHLO first
                    C: EHLO client.example.org
                    S: 250 *
                    C: MAIL FROM:<a@x>
                    S: 250 *

                    # XCLIENT before EHLO, with HELO in it, in upper and lower case
                    C: xclient Helo=client.example.org proto=esmtp
                    S: 220 *
                    C: MAIL FROM:<a@x> SIZE=10
                    S: 250 *

                    # HELO without PROTO means SMTP
                    C: XCLIENT HELO=client.example.org
                    S: 220 *
                    C: MAIL FROM:<a@x> SIZE=10
                    S: 555 *

                    # not within a transaction
                    C: EHLO x
                    S: 250 *
                    C: MAIL FROM:<a@x>
                    S: 250 *
                    C: XCLIENT NAME=x
                    S: 503 5.5.1 Not allowed within a mail transaction
                    C: XFORWARD NAME=x
                    S: 503 5.5.1 Not allowed within a mail transaction
                    C: RCPT TO:<b@x>
                    S: 250 *
                    C: BDAT 2
                    R: hi
                    S: 250 *
                    C: XCLIENT NAME=x
                    S: 503 *
                    C: RSET
                    S: 250 *
                    C: XFORWARD NAME=x
                    S: 250 2.0.0 OK

                    # what is malformed changes nothing
                    C: EHLO x
                    S: 250 *
                    C: XCLIENT
                    S: 501 5.5.4 Known attributes: NAME ADDR PORT PROTO HELO LOGIN DESTADDR DESTPORT
                    C: XCLIENT NAME
                    S: 501 5.5.4 Known attributes: *
                    C: XCLIENT IDENT=x
                    S: 501 5.5.4 Known attributes: *
                    C: XFORWARD LOGIN=x
                    S: 501 5.5.4 Known attributes: NAME ADDR PORT PROTO HELO IDENT SOURCE
                    C: XCLIENT NAME=
                    S: 501 5.5.4 Bad value of NAME
                    C: XCLIENT NAME=a NAME=b
                    S: 501 5.5.4 Bad value of NAME
                    C: XCLIENT NAME=a+0Db
                    S: 501 5.5.4 Bad value of NAME
                    C: XCLIENT NAME=a+00
                    S: 501 5.5.4 Bad value of NAME
                    C: XCLIENT NAME=a+7Fb
                    S: 501 5.5.4 Bad value of NAME
                    C: XCLIENT NAME=a+C2+85b
                    S: 501 5.5.4 Bad value of NAME
                    C: XCLIENT NAME=a+20b
                    S: 501 5.5.4 Bad value of NAME
                    C: XCLIENT NAME=a+4
                    S: 501 5.5.4 Bad value of NAME
                    C: XCLIENT NAME=a+FF
                    S: 501 5.5.4 Bad value of NAME
                    C: XCLIENT ADDR=192.0.2.256
                    S: 501 5.5.4 Bad value of ADDR
                    C: XCLIENT ADDR=2001:db8::1
                    S: 501 5.5.4 Bad value of ADDR
                    C: XCLIENT ADDR=IPV6:192.0.2.1
                    S: 501 5.5.4 Bad value of ADDR
                    C: XCLIENT ADDR=localhost
                    S: 501 5.5.4 Bad value of ADDR
                    C: XCLIENT PORT=65536
                    S: 501 5.5.4 Bad value of PORT
                    C: XCLIENT PORT=-1
                    S: 501 5.5.4 Bad value of PORT
                    C: XCLIENT PROTO=HTTP
                    S: 501 5.5.4 Bad value of PROTO
                    C: XFORWARD SOURCE=MOON
                    S: 501 5.5.4 Bad value of SOURCE
                    C: MAIL FROM:<a@x>
                    S: 250 *
                    """,
                    "# values are bounded\nC: XCLIENT NAME=" + "n".repeat(255) + "\nS: 220 *\nC: XCLIENT NAME="
                            + "n".repeat(256) + "\nS: 501 5.5.4 Bad value of NAME\nC: XFORWARD PROTO=" + "p".repeat(65)
                            + "\nS: 501 5.5.4 Bad value of PROTO\n");
        }

        @TestFactory
        Stream<DynamicTest> ofAStranger() {
            String dialogue = """
                    # %s
                    C: EHLO x
                    S: 250-mx*|250-PIP*|250-SIZE*|250-8BIT*|250-SMTPUTF8|250-ENH*|250-CHUNK*|250-BINARY*|250-DSN|250-DELIV*|250-MT-*|250-FUT*|250 LIMITS*
                    C: XCLIENT NAME=x
                    S: %s
                    C: XFORWARD NAME=x
                    S: %s
                    C: MAIL FROM:<a@x>
                    S: 250 *
                    """;
            return Stream.concat(
                    dialogues(
                            builder -> builder.xclient(AddressRange.parse("192.0.2.0/24")),
                            dialogue.formatted("not trusted", "550 5.7.0 *", "550 5.7.0 *")),
                    dialogues(dialogue.formatted("switched off", "500 5.5.2 *", "500 5.5.2 *")));
        }
    }

    @Test
    void theCommandsAreOfferedToGateways() {
        assertThat(connect(start(trusting())).expect("220 *").send("EHLO x").reply())
                .contains("250-XCLIENT NAME ADDR PORT PROTO HELO LOGIN DESTADDR DESTPORT\n")
                .contains("250 XFORWARD NAME ADDR PORT PROTO HELO IDENT SOURCE");
    }

    @Test
    void xclientReplacesTheFactsOfTheSession() {
        RawClient client = greeted(start(trusting()));
        client.send("XCLIENT NAME=client.example.org ADDR=192.0.2.1 PORT=4711 DESTADDR=IPV6:2001:db8::25 DESTPORT=26")
                .expect("220 *");
        client.send("XCLIENT LOGIN=ada+40example.org HELO=[192.0.2.1] PROTO=ESMTP")
                .expect("220 *");
        sendMail(client);

        SessionInfo session = sessionOfMail(0);
        assertThat(session.remoteAddress()).hasToString("/192.0.2.1:4711");
        assertThat(session.localAddress()).hasToString("/[2001:db8:0:0:0:0:0:25]:26");
        assertThat(session.proxyAddress()).contains(client.localAddress());
        assertThat(session.remoteName()).contains("client.example.org");
        assertThat(session.heloName()).contains("[192.0.2.1]");
        assertThat(session.authentication()).contains(new AuthInfo("ada@example.org", "XCLIENT"));
        assertThat(session.protocol()).isEqualTo("ESMTPA");
        assertThat(connected).hasSize(3);
        assertThat(connected.get(0).remoteAddress()).isEqualTo(client.localAddress());
        assertThat(connected.get(1).remoteAddress()).hasToString("/192.0.2.1:4711");
        assertThat(connected.get(1).heloName()).isEmpty();
    }

    @Test
    void whatIsUnavailableIsNotTheGatewaysOwn() {
        RawClient client = greeted(start(trusting()));
        client.send("XCLIENT NAME=[TEMPUNAVAIL] ADDR=[unavailable] HELO=[UNAVAILABLE] LOGIN=[UNAVAILABLE]")
                .expect("220 *")
                .send("EHLO x");
        client.reply();
        sendMail(client);

        SessionInfo session = sessionOfMail(0);
        assertThat(session.remoteAddress()).hasToString("/0.0.0.0:0");
        assertThat(session.remoteName()).isEmpty();
        assertThat(session.authentication()).isEmpty();
    }

    @Test
    void theConnectPolicyIsAskedAgain() {
        RawClient client = greeted(start(trusting()));
        client.send("XCLIENT NAME=spam.example.org").expect("550 5.7.1 Refused by policy");
        client.send("EHLO x").expect("554 *");
        client.send("XCLIENT NAME=good.example.org").expect("554 *");
        client.quit();
        assertThat(sessions.get(0).failedAttempts().get(0).phase()).isEqualTo(Phase.XCLIENT);
    }

    @Test
    void trustIsInTheGatewayAndNotInWhatItSays() {
        RawClient client = greeted(start(trusting()));
        client.send("XCLIENT ADDR=198.51.100.9").expect("220 *");
        client.send("XCLIENT ADDR=198.51.100.10").expect("220 *").quit();
        assertThat(sessions.get(0).info().remoteAddress().getHostString()).isEqualTo("198.51.100.10");
    }

    @Test
    void behindAProxyTheRealClientMustBeTrusted() {
        SmtpServer server = start(trusting().proxyProtocol(LOOPBACK));
        connect(server)
                .sendRaw("PROXY TCP4 192.0.2.1 198.51.100.2 56324 25\r\n")
                .expect("220 *")
                .send("XCLIENT ADDR=127.0.0.1")
                .expect("550 5.7.0 Insufficient authorization")
                .quit();
    }

    @Test
    void startTlsUndoesWhatWasSaidInClearText() {
        RawClient client = greeted(start(trusting().tls(TestTls.server())));
        client.send("XCLIENT ADDR=192.0.2.1 LOGIN=ada HELO=x PROTO=ESMTP").expect("220 *");
        client.send("XFORWARD NAME=x").expect("250 *");
        client.send("STARTTLS").expect("220 *").startTls(TestTls.client()).send("EHLO x");
        client.reply();
        sendMail(client);

        assertThat(sessionOfMail(0).remoteAddress()).isEqualTo(client.localAddress());
        assertThat(sessionOfMail(0).proxyAddress()).isEmpty();
        assertThat(sessionOfMail(0).authentication()).isEmpty();
        assertThat(sessionOfMail(0).forwarded()).isEmpty();
    }

    @Test
    void xforwardIsForTheNextMailOnly() {
        RawClient client = greeted(start(trusting()));
        client.send("XFORWARD NAME=client+2Bx ADDR=IPV6:2001:db8::1 PORT=[UNAVAILABLE]")
                .expect("250 *");
        client.send("XFORWARD SOURCE=remote IDENT=4F20A HELO=x PROTO=UUCP").expect("250 *");
        sendMail(client);
        sendMail(client);
        client.send("XFORWARD NAME=a").expect("250 *").send("RSET").expect("250 *");
        sendMail(client);
        client.send("XFORWARD NAME=a").expect("250 *").send("EHLO x").reply();
        sendMail(client);

        assertThat(sessionOfMail(0).forwarded())
                .hasSize(7)
                .containsAllEntriesOf(Map.of("NAME", "client+x", "ADDR", "IPV6:2001:db8::1", "PORT", "[UNAVAILABLE]"))
                .containsAllEntriesOf(Map.of("SOURCE", "remote", "HELO", "x", "PROTO", "UUCP"));
        assertThat(sessionOfMail(0).remoteAddress()).isEqualTo(client.localAddress());
        assertThat(sessionOfMail(1).forwarded()).isEmpty();
        assertThat(sessionOfMail(2).forwarded()).isEmpty();
        assertThat(sessionOfMail(3).forwarded()).isEmpty();
    }
}
