package io.github.smtpjunit.relay.client;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.smtpjunit.relay.TlsPolicy;
import io.github.smtpjunit.smtp.Envelope;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Dialogues octet for octet, with peers that do what servers should not do. */
class SmtpClientDialogueTests extends ClientTestCase {

    private static final String GREETED = """
        S: 220 mx.example.org
        C: EHLO relay.example.net
        S: 250-mx.example.org
        """;

    private static final String PIPELINED = GREETED + """
        S: 250 PIPELINING
        C: MAIL FROM:<ada@example.org>
        C: RCPT TO:<bob@example.com>
        C: DATA
        """;

    private SmtpClient open(ScriptedPeer peer) throws NextHopException {
        return open(peer.target(), settings(TlsPolicy.NONE));
    }

    private static TransactionResult sendHello(SmtpClient client) {
        return send(client, ADA_TO_BOB, HELLO);
    }

    @Test
    void speaksTheOldSmtpToAnOldPeer() throws Exception {
        ScriptedPeer peer = peer("""
            S: 220 mx.example.org
            C: EHLO relay.example.net
            S: 500 What?
            C: HELO relay.example.net
            S: 250 mx.example.org
            C: MAIL FROM:<ada@example.org>
            S: 250 ok
            C: RCPT TO:<bob@example.com>
            S: 250 ok
            C: DATA
            S: 354 go
            C~ Subject: hello\\r\\n\\r\\nHi\\r\\n.\\r\\n
            S: 250 taken
            C: QUIT
            S: 221 bye
            close
            """);
        SmtpClient client = open(peer);

        assertThat(texts(sendHello(client))).containsExactly("250 taken");
        client.close();

        assertThat(peer.rest()).isEmpty();
    }

    @Test
    void sendsAGroupBeforeItReadsItsReplies() throws Exception {
        ScriptedPeer peer = peer(PIPELINED + """
            S~ 250 ok\\r\\n250 ok\\r\\n354 go\\r\\n
            C~ Subject: hello\\r\\n\\r\\nHi\\r\\n.\\r\\n
            S: 250 2.0.0 taken
            """);
        SmtpClient client = open(peer);

        assertThat(texts(sendHello(client))).containsExactly("250 2.0.0 taken");
        assertThat(client.isUsable()).isTrue();
    }

    /**
     * A peer that answers each command before it reads the next one, at length, and has little room for what it has not
     * read: if the commands came all at once, both sides would wait for the other to read.
     */
    @Test
    void aGroupIsSoSmallThatTheNetworkTakesItWhateverThePeerReads() throws Exception {
        int recipients = 30_000;
        String domain = "d".repeat(60) + "." + "e".repeat(60) + "." + "f".repeat(60) + ".example.org";
        String[] to = IntStream.range(0, recipients)
                .mapToObj(i -> "recipient" + i + "@" + domain)
                .toArray(String[]::new);
        try (ServerSocket listener = new ServerSocket()) {
            listener.setReceiveBufferSize(16_384);
            listener.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
            CompletableFuture<Void> play =
                    CompletableFuture.runAsync(() -> answerAtLength(listener), task -> new Thread(task).start());
            HostAddress target =
                    new HostAddress("localhost", InetAddress.getLoopbackAddress(), listener.getLocalPort());
            SmtpClient client = open(target, settings(TlsPolicy.NONE));

            TransactionResult result = send(client, Envelope.of("ada@example.org", to), HELLO);

            assertThat(Set.copyOf(codes(result))).containsExactly(250);
            client.close();
            play.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        }
    }

    private static void answerAtLength(ServerSocket listener) {
        try (Socket socket = listener.accept()) {
            socket.setSoTimeout((int) PATIENCE.toMillis());
            socket.setSendBufferSize(16_384);
            socket.setTcpNoDelay(true);
            BufferedReader in = new BufferedReader(new InputStreamReader(socket.getInputStream(), US_ASCII), 512);
            OutputStream out = socket.getOutputStream();
            out.write("220 mx.example.org\r\n".getBytes(US_ASCII));
            byte[] ok = ("250 " + "o".repeat(1_000) + "k\r\n").getBytes(US_ASCII);
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                if (line.startsWith("EHLO")) {
                    out.write("250-mx.example.org\r\n250 PIPELINING\r\n".getBytes(US_ASCII));
                } else if (line.equals("DATA")) {
                    out.write("354 go\r\n".getBytes(US_ASCII));
                    while (!in.readLine().equals(".")) {
                        // the content
                    }
                    out.write(ok);
                } else {
                    out.write(ok);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void resetsWithTheNextMailWhatTheLastOneLeftOpen() throws Exception {
        ScriptedPeer peer = peer(PIPELINED + """
            S~ 250 ok\\r\\n550 no\\r\\n503 no recipients\\r\\n
            C: RSET
            C: MAIL FROM:<ada@example.org>
            C: RCPT TO:<bob@example.com>
            C: DATA
            S~ 250 ok\\r\\n250 ok\\r\\n250 ok\\r\\n354 go\\r\\n
            C~ Subject: hello\\r\\n\\r\\nHi\\r\\n.\\r\\n
            S: 250 taken
            """);
        SmtpClient client = open(peer);

        assertThat(texts(sendHello(client))).containsExactly("550 no");
        assertThat(texts(sendHello(client))).containsExactly("250 taken");
    }

    @Test
    void aLoneDotGoesToAPeerThatWantsAContentForNobody() throws Exception {
        ScriptedPeer peer = peer(PIPELINED + """
            S~ 250 ok\\r\\n550 no\\r\\n354 go\\r\\n
            C~ .\\r\\n
            S: 554 no valid recipients
            C: MAIL FROM:<ada@example.org>
            C: RCPT TO:<bob@example.com>
            C: DATA
            S: 421 bye
            """);
        SmtpClient client = open(peer);

        assertThat(texts(sendHello(client))).containsExactly("550 no");
        assertThat(client.isUsable()).isTrue();
        assertThat(texts(sendHello(client))).containsExactly("421 bye");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "451 later\\r\\n503 no\\r\\n503 no\\r\\n     | 451 later",
                "550 never\\r\\n503 no\\r\\n503 no\\r\\n     | 550 never",
                "250 ok\\r\\n550 no\\r\\n503 no\\r\\n        | 550 no",
                "250 ok\\r\\n450 no\\r\\n554 no\\r\\n        | 450 no",
                "250 ok\\r\\n250 ok\\r\\n451 disk full\\r\\n | 451 disk full",
            })
    void whatIsRefusedLeavesTheSessionUsable(String replies, String result) throws Exception {
        ScriptedPeer peer = peer(PIPELINED + "S~ " + replies);
        SmtpClient client = open(peer);

        TransactionResult transaction = sendHello(client);

        assertThat(texts(transaction)).containsExactly(result);
        assertThat(transaction.nextHostMayBeTried()).isFalse();
        assertThat(client.isUsable()).isTrue();
        client.close();
        assertThat(peer.rest()).isEqualTo("QUIT\r\n");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "354 go\\r\\n250 ok\\r\\n354 go\\r\\n           | 451 4.5.0 Wrong reply to MAIL: 354 go",
                "250 ok\\r\\n354 go\\r\\n354 go\\r\\n           | 451 4.5.0 Wrong reply to RCPT: 354 go",
                "250 ok\\r\\n250 ok\\r\\n250 ok\\r\\n           | 451 4.5.0 Wrong reply to DATA: 250 ok",
                "250 ok\\r\\n250 ok\\r\\n250 ok\\r\\n354 go\\r\\n | 451 4.5.0 Wrong reply to DATA: 250 ok",
                "250 ok\\r\\n250 ok\\r\\n350 go\\r\\n           | 451 4.5.0 Wrong reply to DATA: 350 go",
                "250 ok\\r"
                        + "\\n"
                        + "250 ok\\r"
                        + "\\n"
                        + "354 go\\r"
                        + "\\n"
                        + "250 ok\\r"
                        + "\\n"
                        + " | 451 4.5.0 A reply that belongs to no command: 250 ok",
                "250 ok\\r\\nok\\r\\n                           | 451 4.5.0 Bad reply to RCPT: not a reply: ok",
                "250-ok\\r\\n550 ok\\r\\n                       | 451 4.5.0 Bad reply to MAIL: two codes, 250 and 550",
                "421 4.3.2 bye\\r\\n                            | 421 4.3.2 bye",
                "250 ok\\r\\n421 bye\\r\\n                      | 421 bye",
                "250 ok\\r\\n250 ok\\r\\n421 bye\\r\\n          | 421 bye",
            })
    void whatIsOutOfStepEndsTheSessionAndAnotherHostMayBeTried(String replies, String result) throws Exception {
        ScriptedPeer peer = peer(PIPELINED + "S~ " + replies);
        SmtpClient client = open(peer);

        TransactionResult transaction = sendHello(client);

        assertThat(texts(transaction)).containsExactly(result);
        assertThat(transaction.nextHostMayBeTried()).isTrue();
        assertThat(client.isUsable()).isFalse();
        assertThat(peer.rest()).as("no octet of the content").isEmpty();
    }

    private static final Envelope TO_TWO = Envelope.of("ada@example.org", "bob@example.com", "eve@example.com");

    private static final String[] LINES = {
        "MAIL FROM:<ada@example.org>", "RCPT TO:<bob@example.com>", "RCPT TO:<eve@example.com>", "DATA"
    };

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "550 5.7.1 not you                  | 550 5.7.1 not you     | 550 5.7.1 not you     | ",
                "451 4.7.1 not now                  | 451 4.7.1 not now     | 451 4.7.1 not now     | ",
                "250 ok; 550 5.1.1 no bob           | 550 5.1.1 no bob      | LOST                  | 1",
                "250 ok; 450 4.2.1 later            | 450 4.2.1 later       | LOST                  | 1",
                "250 ok; 250 ok; 550 5.1.1 no eve   | LOST                  | 550 5.1.1 no eve      | 0",
                "250 ok; 250 ok; 450 4.2.1 later    | LOST                  | 450 4.2.1 later       | 0",
                "250 ok; 550 no bob; 552 5.2.2 full | 550 no bob            | 552 5.2.2 full        | ",
                "250 ok; 550 no bob; 421 4.3.2 busy | 550 no bob            | 421 4.3.2 busy        | 1",
                "250 ok; 421 4.3.2 busy             | 421 4.3.2 busy        | 421 4.3.2 busy        | 0 1",
                "421 4.3.2 busy                     | 421 4.3.2 busy        | 421 4.3.2 busy        | 0 1",
                "250 ok; 550 no bob; 250 ok; 250 ok | 550 no bob            | 451 4.5.0 Wrong reply to DATA: 250 ok |"
                        + " 1",
                "250 ok; 550 no bob; 250 ok; 421 no | 550 no bob            | 421 no                | 1",
                "250 ok; 550 no bob; 250 ok; 554 no | 550 no bob            | 554 no                | ",
                "250 ok; 550 no bob; 354-           | 550 no bob            | LOST                  | 1",
                "250 ok; 450 later; what?           | 450 later             | 451 4.5.0 Bad reply to RCPT: not a"
                        + " reply: what? | 1",
            })
    void aReplyOnceReadStandsWhateverHappensThen(String replies, String first, String second, @Nullable String open)
            throws Exception {
        for (boolean pipelining : new boolean[] {true, false}) {
            String[] said = replies.split("; ", -1);
            StringBuilder script = new StringBuilder(GREETED).append("S: 250 " + (pipelining ? "PIPELINING" : "HELP"));
            for (int i = 0; i < LINES.length && (pipelining || i < said.length); i++) {
                script.append("\nC: ").append(LINES[i]);
                script.append(pipelining ? "" : "\nS: " + said[i]);
            }
            if (pipelining) {
                script.append("\nS~ ").append(String.join("\\r\\n", said)).append("\\r\\n");
            }
            SmtpClient client = open(peer(script + "\nclose"));

            TransactionResult result = send(client, TO_TWO, HELLO);

            assertThat(texts(result))
                    .as("with pipelining: %s", pipelining)
                    .satisfiesExactly(text -> assertIs(first, text), text -> assertIs(second, text));
            assertThat(result.undecided().stream().sorted().map(String::valueOf))
                    .containsExactlyElementsOf(open == null ? List.of() : List.of(open.split(" ", -1)));
            assertThat(result.nextHostMayBeTried()).isEqualTo(open != null);
        }
    }

    private static void assertIs(String expected, String text) {
        if (expected.equals("LOST")) {
            assertThat(text).startsWith("451 4.4.2 Connection lost while ");
        } else {
            assertThat(text).isEqualTo(expected);
        }
    }

    @Test
    void recipientsWhomThePeerDidNotGetToHearOfAreAsOpenAsTheOthersWhenItIsLost() throws Exception {
        ScriptedPeer peer = peer(GREETED + """
            S~ 250-PIPELINING\\r\\n250 LIMITS RCPTMAX=1\\r\\n
            C: MAIL FROM:<ada@example.org>
            C: RCPT TO:<bob@example.com>
            C: DATA
            S: 421 4.3.2 busy
            """);

        TransactionResult result = send(open(peer), TO_TWO, HELLO);

        assertThat(texts(result)).containsExactly("421 4.3.2 busy", "421 4.3.2 busy");
        assertThat(result.undecided()).containsExactlyInAnyOrder(0, 1);
    }

    @Test
    void aRefusalOfEhloStandsIfThePeerDoesNotWaitForHelo() throws Exception {
        ScriptedPeer peer = peer("""
            S: 220 mx.example.org
            C: EHLO relay.example.net
            S: 554 5.7.1 not you
            close
            """);

        assertThatThrownBy(() -> open(peer)).hasMessage("554 5.7.1 not you");
    }

    @ParameterizedTest
    @ValueSource(strings = {"502 5.5.1 no such thing", "421 4.3.2 bye"})
    void aRefusedResetEndsTheSessionAndTheMailMayGoToAnotherHost(String refusal) throws Exception {
        // The last replies come in one piece: a client that closes before it has read all resets the connection.
        ScriptedPeer peer = peer(PIPELINED + """
            S~ 250 ok\\r\\n550 no\\r\\n503 no recipients\\r\\n
            C: RSET
            C: MAIL FROM:<ada@example.org>
            C: RCPT TO:<bob@example.com>
            C: DATA
            S~ %s\\r\\n250 ok\\r\\n250 ok\\r\\n354 go\\r\\n
            """.formatted(refusal));
        SmtpClient client = open(peer);
        sendHello(client);

        TransactionResult result = sendHello(client);

        assertThat(texts(result))
                .containsExactly(refusal.startsWith("421") ? refusal : "451 4.5.0 RSET is refused: " + refusal);
        assertThat(result.nextHostMayBeTried()).isTrue();
        assertThat(client.isUsable()).isFalse();
        assertThat(peer.rest()).as("no octet of the content").isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "S~ 250 o", "S~ 250-ok\\r\\n"})
    void aDropBeforeTheEndOfTheContentLetsAnotherHostTry(String last) throws Exception {
        ScriptedPeer peer = peer(PIPELINED + last + "\nclose");
        SmtpClient client = open(peer);

        TransactionResult result = sendHello(client);

        assertThat(texts(result)).singleElement().asString().startsWith("451 4.4.2 Connection lost while ");
        assertThat(result.nextHostMayBeTried()).isTrue();
        assertThat(client.isUsable()).isFalse();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "close                | 451 4.4.2 Connection lost while waiting for the reply to the end of the"
                        + " content",
                "S~ 25\\nclose        | 451 4.5.0 Bad reply to the end of the content: not a reply: 25",
                "S: 354 go            | 451 4.5.0 Wrong reply to the end of the content: 354 go",
                "S: gone              | 451 4.5.0 Bad reply to the end of the content: not a reply: gone",
                "S: 421 4.3.0 bye     | 421 4.3.0 bye",
            })
    void afterTheEndOfTheContentNoOtherHostIsTried(String last, String result) throws Exception {
        ScriptedPeer peer = peer(PIPELINED + """
            S~ 250 ok\\r\\n250 ok\\r\\n354 go\\r\\n
            C~ Subject: hello\\r\\n\\r\\nHi\\r\\n.\\r\\n
            """ + last);
        SmtpClient client = open(peer);

        TransactionResult transaction = sendHello(client);

        assertThat(texts(transaction)).containsExactly(result);
        assertThat(transaction.nextHostMayBeTried()).isFalse();
        assertThat(client.isUsable()).isFalse();
    }

    @Test
    void aDropWithinALargeContentLetsAnotherHostTry() throws Exception {
        ScriptedPeer peer = peer(PIPELINED + """
            S~ 250 ok\\r\\n250 ok\\r\\n354 go\\r\\n
            C: x
            close
            """);
        SmtpClient client = open(peer);

        TransactionResult result = send(client, ADA_TO_BOB, "x\r\n".repeat(10_000_000));

        assertThat(texts(result)).singleElement().asString().startsWith("451 4.4.2 Connection lost while sending");
        assertThat(result.nextHostMayBeTried()).isTrue();
    }

    @Test
    void whatThePeerSaysWhenItWantsNoMoreIsTheResult() throws Exception {
        ScriptedPeer peer = peer(PIPELINED + """
            S~ 250 ok\\r\\n250 ok\\r\\n354 go\\r\\n
            C: x
            S: 552 5.3.4 too big
            close
            """);
        SmtpClient client = open(peer);

        TransactionResult result = send(client, ADA_TO_BOB, "x\r\n".repeat(10_000_000));

        assertThat(texts(result)).containsExactly("552 5.3.4 too big");
        assertThat(result.nextHostMayBeTried()).as("it has its answer").isFalse();
        assertThat(result.ofContent()).containsExactly(0);
        assertThat(client.isUsable()).isFalse();
    }

    @Test
    void repliesAfterTheLastOneAreNotTakenForThoseOfTheNextMail() throws Exception {
        ScriptedPeer peer = peer(PIPELINED + """
            S~ 250 ok\\r\\n250 ok\\r\\n354 go\\r\\n
            C~ Subject: hello\\r\\n\\r\\nHi\\r\\n.\\r\\n
            S~ 250 taken\\r\\n250 ok\\r\\n250 ok\\r\\n354 go\\r\\n250 taken\\r\\n
            """);
        SmtpClient client = open(peer);

        assertThat(texts(sendHello(client))).containsExactly("250 taken");
        assertThat(client.isUsable()).isFalse();
        TransactionResult second = sendHello(client);
        assertThat(texts(second)).containsExactly("451 4.5.0 A reply that belongs to no command: 250 ok");
        assertThat(second.nextHostMayBeTried()).isTrue();
    }

    @Test
    void anUnsolicited421IsTheResult() throws Exception {
        ScriptedPeer peer = peer(GREETED + """
            S~ 250 PIPELINING\\r\\n421 4.4.2 too late\\r\\n
            """);
        SmtpClient client = open(peer);

        TransactionResult result = sendHello(client);

        assertThat(texts(result)).containsExactly("421 4.4.2 too late");
        assertThat(result.nextHostMayBeTried()).isTrue();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "S: 554 5.7.1 not you                       | 554 5.7.1 not you",
                "S: 421 4.3.2 busy                          | 421 4.3.2 busy",
                "S: 450 later                               | 450 later",
                "S: HTTP/1.1 400 Bad Request                | 451 4.5.0 Bad reply to the connection: not a reply:"
                        + " HTTP/1.1 400 Bad Request",
                "S: 250 hello                               | 451 4.5.0 Wrong reply to the greeting: 250 hello",
                "close                                      | 451 4.4.2 Connection lost while waiting for the reply to"
                        + " the connection",
                "S~ 220 hi\\r\\n250 ok\\r\\n                | 451 4.5.0 A reply that belongs to no command: 250 ok",
                "S~ SSH-2.0-x\\r"
                        + "\\n"
                        + "                         | 451 4.5.0 Bad reply to the connection: not a reply: SSH-2.0-x",
            })
    void aGreetingThatIsNoneIsTold(String greeting, String problem) throws Exception {
        ScriptedPeer peer = peer(greeting);

        assertThatThrownBy(() -> open(peer))
                .isInstanceOfSatisfying(
                        NextHopException.class, e -> assertThat(e.reply()).hasToString(problem));
    }

    @Test
    void aRefusedChunkIsFollowedByRset() throws Exception {
        ScriptedPeer peer = peer(GREETED + """
            S~ 250-PIPELINING\\r\\n250 CHUNKING\\r\\n
            C: MAIL FROM:<ada@example.org>
            C: RCPT TO:<bob@example.com>
            S~ 250 ok\\r\\n250 ok\\r\\n
            C~ BDAT 3 LAST\\r\\na\\nb
            S: 554 5.6.0 no
            C: RSET
            C: MAIL FROM:<ada@example.org>
            C: RCPT TO:<bob@example.com>
            S~ 250 ok\\r\\n250 ok\\r\\n250 ok\\r\\n
            C~ BDAT 1 LAST\\r\\nc
            S: 250 taken
            """);
        SmtpClient client = open(peer);

        assertThat(texts(send(client, ADA_TO_BOB, "a\nb"))).containsExactly("554 5.6.0 no");
        assertThat(texts(send(client, ADA_TO_BOB, "c"))).containsExactly("250 taken");
    }

    @Test
    void oneRecipientTooManyMayBeToldBy552() throws Exception {
        ScriptedPeer peer = peer(GREETED + """
            S: 250 PIPELINING
            C: MAIL FROM:<ada@example.org>
            C: RCPT TO:<b@example.com>
            C: RCPT TO:<c@example.com>
            C: RCPT TO:<d@example.com>
            C: DATA
            S~ 250 ok\\r\\n250 ok\\r\\n552 too many\\r\\n552 5.2.2 full\\r\\n354 go\\r\\n
            C~ .\\r\\n
            S: 250 taken
            """);

        TransactionResult result =
                send(open(peer), Envelope.of("ada@example.org", "b@example.com", "c@example.com", "d@example.com"), "");

        assertThat(texts(result))
                .containsExactly("250 taken", "452 4.5.3 Too many recipients: 552 too many", "552 5.2.2 full");
    }

    // What MAIL and RCPT say

    private static final String ALL = GREETED + """
        S: 250-SIZE 1000
        S: 250-8BITMIME
        S: 250-SMTPUTF8
        S: 250-DSN
        S: 250-DELIVERBY
        S: 250-MT-PRIORITY MIXER
        S: 250 REQUIRETLS
        """;

    @Test
    void passesOnWhatThePeerOffers() throws Exception {
        ScriptedPeer peer = peer(ALL + """
            C: MAIL FROM:<ada@example.org> SIZE=20 BODY=8BITMIME RET=HDRS ENVID=x+20y BY=100;R MT-PRIORITY=3
            S: 250 ok
            C: RCPT TO:<bob@example.com> NOTIFY=SUCCESS,FAILURE ORCPT=rfc822;b@example.com
            S: 550 no
            """);
        Envelope envelope = envelope(
                "ada@example.org",
                "BODY=8BITMIME RET=HDRS ENVID=x+20y BY=100;R MT-PRIORITY=3 AUTH=<> HOLDFOR=5 SIZE=7 XFOO=1",
                "NOTIFY=SUCCESS,FAILURE ORCPT=rfc822;b@example.com XBAR=1",
                "bob@example.com");

        assertThat(texts(send(open(peer), envelope, "Subject: hello\r\n\r\n\r\n")))
                .containsExactly("550 no");
    }

    @Test
    void saysNoWordThatThePeerDoesNotKnow() throws Exception {
        ScriptedPeer peer = peer(GREETED + """
            S: 250 HELP
            C: MAIL FROM:<>
            S: 250 ok
            C: RCPT TO:<bob@example.com>
            S: 550 no
            """);
        Envelope envelope = envelope(
                "",
                "BODY=8BITMIME RET=HDRS ENVID=x BY=100;R MT-PRIORITY=3 SMTPUTF8",
                "NOTIFY=NEVER ORCPT=rfc822;b@example.com",
                "bob@example.com");

        assertThat(texts(send(open(peer), envelope, HELLO))).containsExactly("550 no");
    }

    @Test
    void passesUtf8OnToAPeerThatKnowsIt() throws Exception {
        ScriptedPeer peer = peer(ALL + """
            C: MAIL FROM:<j\u00fcrgen@example.org> SIZE=3 BODY=8BITMIME SMTPUTF8
            S: 250 ok
            C: RCPT TO:<b\u00f6b@example.com> ORCPT=utf-8;b\u00f6b@example.com
            S: 550 no
            """);
        Envelope envelope = envelope(
                "j\u00fcrgen@example.org", "SMTPUTF8", "ORCPT=utf-8;b\u00f6b@example.com", "b\u00f6b@example.com");

        assertThat(texts(send(open(peer), envelope, "\u00fc\r\n"))).containsExactly("550 no");
    }

    @Test
    void aPeerWithoutUtf8GetsWhatNeedsNone() throws Exception {
        ScriptedPeer peer = peer(GREETED + """
            S: 250 DSN
            C: MAIL FROM:<ada@example.org>
            S: 250 ok
            C: RCPT TO:<bob@example.com> ORCPT=utf-8;b\\x{F6}b@example.com
            S: 550 no
            """);
        Envelope envelope = envelope(
                "ada@example.org",
                "SMTPUTF8",
                "ORCPT=utf-8;b\u00f6b@example.com",
                "b\u00f6b@example.com",
                "bob@example.com");

        assertThat(texts(send(open(peer), envelope, HELLO)))
                .containsExactly("553 5.6.7 The next hop does not support internationalized mail", "550 no");
    }

    @Test
    void aPeerWithoutUtf8CanReadTheALabelsOfADomain() throws Exception {
        ScriptedPeer peer = peer(GREETED + """
            S: 250 HELP
            C: MAIL FROM:<ada@xn--bcher-kva.example>
            S: 250 ok
            C: RCPT TO:<bob@xn--bcher-kva.example>
            S: 550 no
            """);
        Envelope envelope = envelope("ada@b\u00fccher.example", "SMTPUTF8", "", "bob@B\u00fccher.example");

        assertThat(texts(send(open(peer), envelope, HELLO))).containsExactly("550 no");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "SIZE 5     | a@example.org      |                 | xxxxxx | 552 5.3.4",
                "HELP       | a@example.org      |                 | \u00fc | 554 5.6.3",
                "8BITMIME   | a@example.org      | SMTPUTF8        | \u00fc | 553 5.6.7",
                "8BITMIME   | j\u00fcrgen@x.org  | SMTPUTF8        | x      | 553 5.6.7",
                "8BITMIME   | j\u00fcrgen@x.org  |                 | x      | 553 5.6.7",
                "CHUNKING   | a@example.org      | BODY=BINARYMIME | x      | 554 5.6.3",
                "BINARYMIME | a@example.org      | BODY=BINARYMIME | x      | 554 5.6.3",
                "REQUIRETLS | a@example.org      | REQUIRETLS      | x      | 550 5.7.30",
            })
    void whatThePeerCannotTakeIsNotEvenTried(
            String offer, String from, String parameters, String content, String result) throws Exception {
        ScriptedPeer peer = peer(GREETED + "S: 250 " + offer);
        SmtpClient client = open(peer);
        Envelope envelope =
                envelope(from, parameters == null ? "" : parameters, "", "bob@example.com", "eve@example.com");

        TransactionResult transaction = send(client, envelope, content);

        assertThat(texts(transaction)).hasSize(2).allMatch(text -> text.startsWith(result + " "));
        assertThat(transaction.nextHostMayBeTried()).isFalse();
        assertThat(client.isUsable()).isTrue();
        client.close();
        assertThat(peer.rest()).isEqualTo("QUIT\r\n");
    }

    @Test
    void noParameterBringsACommandOfItsOwn() throws Exception {
        ScriptedPeer peer = peer(ALL);
        SmtpClient client = open(peer);
        Envelope envelope = envelope("ada@example.org", "ENVID=x\r\nRCPT", "", "bob@example.com");

        assertThatThrownBy(() -> send(client, envelope, HELLO)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void aRefusalOfStarttlsIsToldIfThePeerClosesAfterIt() throws Exception {
        ScriptedPeer peer = peer(GREETED + """
            S: 250 STARTTLS
            C: STARTTLS
            S: 454 4.7.0 No certificate today
            close
            """);
        SmtpClient client = open(peer.target(), settings(TlsPolicy.OPPORTUNISTIC));
        assertThat(sendHello(client).replies())
                .singleElement()
                .asString()
                .startsWith("451 4.4.2 Connection lost ")
                .endsWith("; STARTTLS was refused: 454 4.7.0 No certificate today");
    }

    @Test
    void aRefusalOfStarttlsIsNoReasonForWhatComesLater() throws Exception {
        ScriptedPeer peer = peer(GREETED + """
            S: 250 STARTTLS
            C: STARTTLS
            S: 454 4.7.0 No certificate today
            C: MAIL FROM:<ada@example.org>
            S: 250 ok
            close
            """);
        SmtpClient client = open(peer.target(), settings(TlsPolicy.OPPORTUNISTIC));
        assertThat(sendHello(client).replies())
                .singleElement()
                .asString()
                .startsWith("451 4.4.2 Connection lost ")
                .doesNotContain("STARTTLS");
    }
}
