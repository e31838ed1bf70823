package io.github.smtpjunit.relay.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.smtpjunit.relay.TlsPolicy;
import io.github.smtpjunit.smtp.Envelope;
import io.github.smtpjunit.smtp.ServiceExtension;
import io.github.smtpjunit.smtp.server.FaultAction;
import io.github.smtpjunit.smtp.server.FaultMatcher;
import io.github.smtpjunit.smtp.server.Phase;
import io.github.smtpjunit.smtp.server.SmtpServer;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.io.PipedInputStream;
import java.io.SequenceInputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Mails to a server that is well. */
class SmtpClientTests extends ClientTestCase {

    @Test
    void deliversAMail() throws Exception {
        SmtpServer server = start(builder());
        SmtpClient client = open(server);

        TransactionResult result = send(client, ADA_TO_BOB, HELLO);

        assertThat(codes(result)).containsExactly(250);
        assertThat(result.nextHostMayBeTried()).isFalse();
        assertThat(client.isUsable()).isTrue();
        assertThat(mails.get(0).envelope().from()).isEqualTo("ada@example.org");
        assertThat(mails.get(0).envelope().to()).containsExactly("bob@example.com");
        assertThat(mails.get(0).session().heloName()).contains("relay.example.net");
        assertThat(receivedContent(0)).isEqualTo(HELLO);
    }

    @Test
    void tellsEachRecipientsOwnResult() throws Exception {
        SmtpServer server = start(builder());
        server.faults().on(Phase.RCPT).where(FaultMatcher.recipient("no@*")).reply(550, "5.1.1", "Unknown");
        server.faults().on(Phase.RCPT).where(FaultMatcher.recipient("later@*")).reply(451, "4.7.1", "Greylisted");

        TransactionResult result =
                sendHello(open(server), "no@example.com", "a@example.com", "later@example.com", "b@example.com");

        assertThat(codes(result)).containsExactly(550, 250, 451, 250);
        assertThat(texts(result)).contains("550 5.1.1 Unknown", "451 4.7.1 Greylisted");
        assertThat(mails.get(0).envelope().to()).containsExactly("a@example.com", "b@example.com");
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void sendsOneMailAfterTheOtherWhateverBecomesOfThem(boolean pipelining) throws Exception {
        SmtpServer server = start(pipelining ? builder() : builder().without(ServiceExtension.PIPELINING));
        server.faults().on(Phase.RCPT).where(FaultMatcher.recipient("no@*")).reply(550, "5.1.1", "Unknown");
        SmtpClient client = open(server);

        assertThat(codes(sendHello(client, "a@example.com"))).containsExactly(250);
        assertThat(codes(sendHello(client, "no@example.com", "no@example.org"))).containsExactly(550, 550);
        server.faults().on(Phase.MAIL).once().reply(452, "4.3.1", "Full");
        assertThat(codes(sendHello(client, "b@example.com"))).containsExactly(452);
        server.faults().on(Phase.DATA).once().reply(451, "4.3.0", "Not now");
        assertThat(codes(sendHello(client, "c@example.com"))).containsExactly(451);
        server.faults().on(Phase.END_OF_DATA).once().reply(554, "5.6.0", "Spam");
        assertThat(codes(sendHello(client, "d@example.com"))).containsExactly(554);
        assertThat(client.isUsable()).isTrue();
        assertThat(client.isStillOpen()).isTrue();
        assertThat(codes(sendHello(client, "e@example.com"))).containsExactly(250);

        assertThat(sessions).hasSize(1);
        assertThat(mails)
                .extracting(mail -> mail.envelope().to())
                .containsExactly(List.of("a@example.com"), List.of("e@example.com"));
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void namesAThousandRecipients(boolean pipelining) throws Exception {
        SmtpServer server = start(pipelining ? builder() : builder().without(ServiceExtension.PIPELINING));
        server.faults().on(Phase.RCPT).everyNth(10).reply(550, "5.1.1", "x".repeat(400));
        String[] recipients = IntStream.range(0, 1_000)
                .mapToObj(i -> "a.long.name.of.somebody.%d@example.com".formatted(i))
                .toArray(String[]::new);

        TransactionResult result = sendHello(open(server), recipients);

        assertThat(Collections.frequency(codes(result), 250)).isEqualTo(900);
        assertThat(Collections.frequency(codes(result), 550)).isEqualTo(100);
        assertThat(mails.get(0).envelope().recipients()).hasSize(900);
    }

    @Test
    void keepsToTheLimitsThatThePeerOffers() throws Exception {
        SmtpServer server = start(builder().maxRecipients(2).maxMailsPerConnection(2));
        SmtpClient client = open(server);

        assertThat(client.maxRecipients()).isEqualTo(2);
        assertThat(codes(sendHello(client, "a@example.com", "b@example.com", "c@example.com")))
                .containsExactly(250, 250, 452);
        assertThat(client.isUsable()).isTrue();
        sendHello(client, "c@example.com");
        assertThat(client.isUsable()).as("after MAILMAX mails").isFalse();
    }

    // Contents

    @ParameterizedTest
    @EnumSource(
            value = ServiceExtension.class,
            names = {"PIPELINING", "CHUNKING", "SIZE", "EIGHT_BIT_MIME"})
    void sendsContentsUnchanged(ServiceExtension missing) throws Exception {
        SmtpServer server = start(builder().without(missing).maxMessageSize(10_000_000));
        SmtpClient client = open(server);
        List<String> contents = List.of(
                "",
                ".\r\n",
                "\r\n..\r\n.a\r\n...\r\n.\r\n",
                "a\r\n" + ("x".repeat(76) + "\r\n").repeat(2_000),
                (".".repeat(71) + "\r\n").repeat(100_000),
                "y".repeat(32_766) + "\r\n",
                "y".repeat(32_767) + "\r\n.\r\n",
                "y".repeat(65_534) + "\r\n");
        for (String content : contents) {
            assertThat(codes(send(client, ADA_TO_BOB, content))).containsExactly(250);
        }
        for (int i = 0; i < contents.size(); i++) {
            assertThat(receivedContent(i).equals(contents.get(i)))
                    .as("content %d", i)
                    .isTrue();
        }
    }

    @Test
    void randomContentsComeThroughUnchanged() throws Exception {
        SmtpServer server = start(builder().maxMessageSize(10_000_000));
        SmtpServer withoutChunks =
                start(builder().without(ServiceExtension.CHUNKING).maxMessageSize(10_000_000));
        Random random = new Random(7);
        for (SmtpServer each : List.of(server, withoutChunks)) {
            SmtpClient client = open(each);
            mails.clear();
            for (int round = 0; round < 30; round++) {
                StringBuilder lines = new StringBuilder();
                int size = 32_700 * (1 + round % 3) + random.nextInt(200);
                while (lines.length() < size) {
                    lines.append(".".repeat(random.nextInt(3)))
                            .append("z".repeat(random.nextInt(7)))
                            .append("\r\n");
                }
                String content = lines.toString();

                assertThat(codes(send(client, ADA_TO_BOB, content))).containsExactly(250);
                assertThat(receivedContent(round).equals(content))
                        .as("round %d", round)
                        .isTrue();
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"a", "a\r\nb", "a\n", "a\nb\r\n", "a\r\n.", "a\n.\nMAIL FROM:<x@y>\r\n", "\r", "a\rb\r\n"})
    void chunksCarryWhatLinesCannot(String content) throws Exception {
        SmtpServer server = start(builder());

        assertThat(codes(send(open(server), ADA_TO_BOB, content))).containsExactly(250);

        assertThat(receivedContent(0)).isEqualTo(content);
    }

    @Test
    void withoutChunksTheLastLineGetsAnEnd() throws Exception {
        SmtpServer server = start(builder().without(ServiceExtension.CHUNKING));

        assertThat(codes(send(open(server), ADA_TO_BOB, "a\r\n.b"))).containsExactly(250);

        assertThat(receivedContent(0)).isEqualTo("a\r\n.b\r\n");
    }

    @Test
    void withoutChunksNothingIsSmuggled() throws Exception {
        SmtpServer server = start(builder().without(ServiceExtension.CHUNKING));
        SmtpClient client = open(server);

        TransactionResult result = send(client, ADA_TO_BOB, "a\n.\r\nMAIL FROM:<x@example.org>\r\n");

        assertThat(texts(result)).singleElement().asString().startsWith("554 5.6.0 ");
        assertThat(result.nextHostMayBeTried()).isFalse();
        assertThat(client.isUsable()).isFalse();
        assertThat(mails).isEmpty();
    }

    @Test
    void sendsBinaryContent() throws Exception {
        SmtpServer server = start(builder());
        String content = "a\0\r\n.\r\n\u00ff\n";

        assertThat(codes(
                        send(open(server), envelope("a@example.org", "BODY=BINARYMIME", "", "b@example.com"), content)))
                .containsExactly(250);

        assertThat(receivedContent(0)).isEqualTo(content);
        assertThat(mails.get(0).envelope().body()).isEqualTo(Envelope.Body.BINARY_MIME);
    }

    // Contents that are not what they seemed

    /** A content that says another size than it has, or fails. */
    private record Treacherous(long size, int octets, boolean fails) implements MailContent {

        @Override
        public InputStream open() {
            InputStream start = new ByteArrayInputStream("x".repeat(octets).getBytes(StandardCharsets.US_ASCII));
            InputStream broken = new PipedInputStream(); // is not connected, so that each read fails
            return fails ? new SequenceInputStream(start, broken) : start;
        }

        @Override
        public boolean eightBit() {
            return false;
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 10, 32_768, 100_000})
    void neverSendsPartOfAMail(int octets) throws Exception {
        SmtpServer server = start(builder());
        for (MailContent content : List.of(
                new Treacherous(octets + 1, octets, false),
                new Treacherous(octets + 40_000, octets, false),
                new Treacherous(Math.max(0, octets - 1), octets + 1, false),
                new Treacherous(octets + 1, octets, true))) {
            SmtpClient client = open(server);
            TransactionResult result = client.send(ADA_TO_BOB, ADA_TO_BOB.recipients(), content);

            assertThat(texts(result)).singleElement().asString().startsWith("451 4.3.0 ");
            assertThat(result.nextHostMayBeTried()).isFalse();
        }
        server.close();
        assertThat(mails).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(ints = {40_000, 32_768})
    void neverEndsLinesThatCannotBeRead(int octets) throws Exception {
        SmtpServer server = start(builder().without(ServiceExtension.CHUNKING));
        SmtpClient client = open(server);

        TransactionResult result =
                client.send(ADA_TO_BOB, ADA_TO_BOB.recipients(), new Treacherous(octets + 1, octets, true));

        assertThat(texts(result)).singleElement().asString().startsWith("451 4.3.0 ");
        assertThat(client.isUsable()).isFalse();
        server.close();
        assertThat(mails).isEmpty();
    }

    // The connection

    @Test
    void saysQuit() throws Exception {
        SmtpServer server = start(builder());
        open(server).close();

        assertThat(server.awaitQuiet(PATIENCE).isQuiet()).isTrue();
        assertThat(sessions.get(0).transcript().clientLines()).endsWith("QUIT");
    }

    @Test
    void seesThatThePeerHasLeft() throws Exception {
        SmtpServer server = start(builder());
        SmtpClient client = open(server);
        assertThat(client.isStillOpen()).isTrue();

        server.close();

        assertThat(client.isStillOpen()).isFalse();
    }

    @Test
    void tellsThatNobodyListens() throws Exception {
        int port;
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = socket.getLocalPort();
        }
        HostAddress target = new HostAddress("localhost", InetAddress.getLoopbackAddress(), port);

        assertThatThrownBy(() -> open(target, settings(TlsPolicy.NONE)))
                .isInstanceOf(NextHopException.class)
                .hasMessageStartingWith("451 4.4.1 No connection: ");
    }

    @Test
    void saysHeloToAPeerThatKnowsNoEhlo() throws Exception {
        SmtpServer server = start(builder());
        server.faults().on(Phase.EHLO).once().reply(502, "5.5.1", "What?");
        SmtpClient client = open(server);

        assertThat(codes(sendHello(client, "a@example.com", "b@example.com"))).containsExactly(250, 250);
        assertThat(sessions.get(0).info().isExtended()).isFalse();
    }

    @Test
    void doesNotSayHeloToAPeerThatIsBusy() {
        SmtpServer server = start(builder());
        server.faults().on(Phase.EHLO).once().reply(451, "4.3.2", "Later");

        assertThatThrownBy(() -> open(server)).hasMessage("451 4.3.2 Later");
    }

    @Test
    void anInterruptEndsTheWait() throws Exception {
        SmtpServer server = start(builder());
        server.faults().on(Phase.END_OF_DATA).then(FaultAction.hang());
        SmtpClient client = open(server);
        Thread worker = Thread.currentThread();
        Thread interrupter = new Thread(() -> {
            try {
                if (server.faults().awaitHeldUp(1, PATIENCE)) {
                    worker.interrupt();
                }
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        });
        interrupter.start();

        TransactionResult result = send(client, ADA_TO_BOB, HELLO);

        assertThat(Thread.interrupted()).isTrue();
        interrupter.join();
        assertThat(texts(result)).singleElement().asString().startsWith("451 4.4.2 Connection lost");
        assertThat(result.nextHostMayBeTried()).isFalse();
        assertThat(client.isUsable()).isFalse();
    }
}
