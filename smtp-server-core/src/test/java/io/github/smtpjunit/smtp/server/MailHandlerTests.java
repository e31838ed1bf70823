package io.github.smtpjunit.smtp.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.smtpjunit.smtp.Replies;
import io.github.smtpjunit.smtp.Reply;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What handlers do with mails, and what the client gets as a reply. */
class MailHandlerTests extends SmtpTestCase {

    private RawClient clientOf(MailHandler handler) {
        return greeted(start(builder().handler(handler)));
    }

    private static RawClient envelope(RawClient client) {
        return client.send("MAIL FROM:<a@x>")
                .expect("250 *")
                .send("RCPT TO:<b@x>")
                .expect("250 *");
    }

    private static RawClient content(RawClient client, String content) {
        return envelope(client).send("DATA").expect("354 *").sendRaw(content);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 3_000, 100_000, 2_000_000})
    void aHandlerThatCopiesTheContentGetsAllOfIt(int size) {
        byte[] sent = new byte[size];
        new Random(size).nextBytes(sent);
        ByteArrayOutputStream copy = new ByteArrayOutputStream();
        AtomicLong count = new AtomicLong(-1);
        RawClient client = clientOf(mail -> {
            count.set(mail.content().transferTo(copy));
            return Replies.MAIL_ACCEPTED;
        });

        envelope(client)
                .send("BDAT " + size + " LAST")
                .sendOctets(sent)
                .expect("250 *")
                .quit();

        assertThat(copy.toByteArray()).isEqualTo(sent);
        assertThat(count).hasValue(size);
    }

    static Stream<Arguments> outcomes() {
        return Stream.of(
                row("refuses", mail -> Replies.CONTENT_REFUSED, "554 5.7.1 Content refused"),
                row("defers", mail -> Replies.GREYLISTED, "451 4.7.1 Greylisted, try again later"),
                row("accepts in other words", mail -> Reply.of(250, "Queued as 1"), "250 Queued as 1"),
                row("throws a runtime exception", MailHandlerTests::fail, "451 4.3.0 *"),
                row("throws an IOException", MailHandlerTests::failToStore, "451 4.3.0 *"),
                row("throws a SocketTimeoutException of its own", MailHandlerTests::failToRelay, "451 4.3.0 *"),
                row("throws an AssertionError", MailHandlerTests::failAnAssertion, "451 4.3.0 *"),
                row("overflows the stack", MailHandlerTests::recurse, "451 4.3.0 *"),
                row("reads all, then throws", MailHandlerTests::readAllAndFail, "451 4.3.0 *"),
                row("reads one octet, then refuses", MailHandlerTests::readOneAndRefuse, "554 *"),
                row("reads one octet, then throws", MailHandlerTests::readOneAndFail, "451 4.3.0 *"),
                row("closes the stream unread", MailHandlerTests::closeUnread, "250 *"),
                row("reads beyond the end", MailHandlerTests::readBeyondTheEnd, "250 *"));
    }

    private static Arguments row(String name, MailHandler handler, String reply) {
        return Arguments.of(name, handler, reply);
    }

    private static Reply fail(ReceivedMail mail) {
        throw new IllegalStateException("thrown on purpose");
    }

    private static Reply failToStore(ReceivedMail mail) throws IOException {
        throw new IOException("thrown on purpose");
    }

    private static Reply failToRelay(ReceivedMail mail) throws IOException {
        throw new SocketTimeoutException("thrown on purpose");
    }

    private static Reply failAnAssertion(ReceivedMail mail) {
        throw new AssertionError("thrown on purpose");
    }

    @SuppressWarnings("InfiniteRecursion")
    private static Reply recurse(ReceivedMail mail) {
        return recurse(mail);
    }

    private static Reply readAllAndFail(ReceivedMail mail) throws IOException {
        mail.content().readAllBytes();
        throw new IllegalStateException("thrown on purpose");
    }

    private static Reply readOneAndRefuse(ReceivedMail mail) throws IOException {
        assertThat(mail.content().read()).isEqualTo('S');
        return Replies.CONTENT_REFUSED;
    }

    private static Reply readOneAndFail(ReceivedMail mail) throws IOException {
        assertThat(mail.content().read()).isEqualTo('S');
        throw new IllegalStateException("thrown on purpose");
    }

    private static Reply closeUnread(ReceivedMail mail) throws IOException {
        mail.content().close();
        return Replies.MAIL_ACCEPTED;
    }

    private static Reply readBeyondTheEnd(ReceivedMail mail) throws IOException {
        InputStream content = mail.content();
        assertThat(content.readAllBytes()).hasSize(20_014);
        assertThat(content.read()).isEqualTo(-1);
        assertThat(content.read(new byte[0])).isZero();
        assertThat(content.read(new byte[5], 1, 3)).isEqualTo(-1);
        return Replies.MAIL_ACCEPTED;
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("outcomes")
    void whateverAHandlerDoesTheStreamStaysInStep(String name, MailHandler handler, String reply) {
        String body = "Subject: x\r\n\r\n" + ("x".repeat(98) + "\r\n").repeat(200);
        RawClient client = clientOf(handler);

        content(client, body + ".\r\n").expect(reply);
        envelope(client).send("BDAT " + body.length() + " LAST").sendRaw(body).expect(reply);

        client.quit();
    }

    @Test
    @SuppressWarnings("NullAway") // a handler that is not compiled with it
    void aHandlerThatReturnsNullHasFailed() {
        content(clientOf(mail -> null), "x\r\n.\r\n").expect("451 4.3.0 *").quit();
    }

    @Test
    void the354ComesBeforeTheHandlerDoesAnything() throws Exception {
        CountDownLatch sent = new CountDownLatch(1);
        RawClient client = clientOf(mail -> {
            try {
                return sent.await(PATIENCE.toSeconds(), TimeUnit.SECONDS) ? Replies.MAIL_ACCEPTED : Replies.GREYLISTED;
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        });

        content(client, "x\r\n.\r\n");
        sent.countDown();

        client.expect("250 *").quit();
    }

    @Test
    void aRefusalAtTheFirstOfManyChunks() {
        RawClient client = clientOf(mail -> {
            throw new IllegalStateException("thrown on purpose");
        });

        envelope(client).send("BDAT 6").sendRaw("NOOP\r\n").expect("451 4.3.0 *");
        client.send("BDAT 6 LAST").sendRaw("NOOP\r\n").expect("503 *");
        client.quit();
    }

    @Test
    void aHandlerReadsTheContentBeforeTheClientHasSentAllOfIt() throws Exception {
        CountDownLatch read = new CountDownLatch(1);
        RawClient client = clientOf(mail -> {
            String first = new String(mail.content().readNBytes(5), StandardCharsets.US_ASCII);
            if (first.equals("first")) {
                read.countDown();
            }
            String rest = new String(mail.content().readAllBytes(), StandardCharsets.US_ASCII);
            return Reply.of(250, Octets.escape(first + rest));
        });

        content(client, "first");
        assertThat(read.await(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
        client.sendRaw(" then\r\n.\r\n").expect("250 first then\\r\\n");

        envelope(client).send("BDAT 5").sendRaw("first").expect("250 2.0.0 Chunk received");
        client.send("BDAT 3 LAST").sendRaw("end").expect("250 firstend");
    }

    @Test
    void halfAMailNeverEndsWell() throws Exception {
        List<String> endings = new CopyOnWriteArrayList<>();
        CountDownLatch ended = new CountDownLatch(3);
        SmtpServer server = start(builder().handler(mail -> {
            try {
                endings.add("whole: " + mail.content().readAllBytes().length);
            } catch (IOException e) {
                endings.add("broken");
            }
            ended.countDown();
            return Replies.MAIL_ACCEPTED; // to no avail
        }));

        content(greeted(server), "half a mail\r\n").finish().expectEnd();
        content(greeted(server), "half a mail\r\n.\r").abort();
        envelope(greeted(server)).send("BDAT 10 LAST").sendRaw("half").finish().expectEnd();

        assertThat(ended.await(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
        assertThat(endings).containsOnly("broken");
    }

    @Test
    void aTooLargeMailIsNotAcceptedByAHandlerThatIgnoresIt() {
        List<Integer> reads = new ArrayList<>();
        RawClient client = greeted(start(builder().maxMessageSize(10).handler(mail -> {
            for (int i = 0; i < 3; i++) {
                try {
                    reads.add(mail.content().readAllBytes().length);
                } catch (IOException e) {
                    reads.add(-1);
                }
            }
            return Replies.MAIL_ACCEPTED;
        })));

        content(client, "x".repeat(50) + "\r\n.\r\n").expect("552 5.3.4 *");
        envelope(client).send("BDAT 11").sendRaw("12345678901").expect("552 5.3.4 *");
        client.send("BDAT 6").sendRaw("NOOP\r\n").expect("503 *").quit();
        assertThat(reads).containsOnly(-1);
    }

    @Test
    void aMailInMemoryOutlivesItsSession() throws Exception {
        List<ReceivedMail> kept = new CopyOnWriteArrayList<>();
        RawClient client = clientOf(mail -> {
            kept.add(mail.inMemory());
            return Replies.MAIL_ACCEPTED;
        });

        client.sendMail("a@x", "b@x", "Hello\r\n").quit();

        for (int i = 0; i < 2; i++) {
            assertThat(kept.get(0).content()).hasBinaryContent(Octets.of("Hello\r\n"));
        }
        assertThat(kept.get(0).envelope().from()).isEqualTo("a@x");
        assertThat(kept.get(0).session().heloName()).contains("client.example.org");
    }

    @Test
    void parametersAndFactsReachTheHandlerInOrder() {
        RawClient client = greeted(start(builder()));
        client.send("MAIL FROM:<a@x> size=5 BODY=8bitmime").expect("250 *");
        client.send("RCPT TO:<b@x> ORCPT=rfc822;b@x NOTIFY=NEVER").expect("250 *");
        client.send("RCPT TO:<c@x>").expect("250 *");
        client.send("DATA").expect("354 *").sendRaw(".\r\n").expect("250 *");

        CapturingHandler.Captured mail = received.mails().get(0);
        assertThat(mail.envelope().parameters()).hasToString("SIZE=5 BODY=8bitmime");
        assertThat(mail.envelope().recipients())
                .extracting(recipient -> recipient.parameters().toString())
                .containsExactly("ORCPT=rfc822;b@x NOTIFY=NEVER", "");
        assertThat(mail.session().transactionNumber()).isEqualTo(1);
        assertThat(mail.session().isExtended()).isTrue();
    }
}
