package io.github.smtpjunit.smtp.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.smtpjunit.smtp.Envelope;
import io.github.smtpjunit.smtp.Replies;
import java.io.IOException;
import java.io.InputStream;
import java.net.BindException;
import java.net.InetAddress;
import java.net.SocketException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** The building blocks of a main loop that belongs to the user. */
class SmtpListenerTests extends SmtpTestCase {

    private final RecordingRelay relay = new RecordingRelay();

    /** Sends nothing on, but remembers. */
    private static final class RecordingRelay {

        final List<String> sent = new CopyOnWriteArrayList<>();

        void send(Envelope envelope, InputStream content) throws IOException {
            sent.add(envelope.from() + " > " + String.join(",", envelope.to()) + " : "
                    + Octets.escape(Octets.toString(content.readAllBytes())));
        }
    }

    /** A main loop on one thread, until its listener is closed. */
    private interface Loop {
        void run(SmtpListener listener) throws IOException;
    }

    private SmtpListener running(Loop loop) throws IOException {
        SmtpListener listener = SmtpListener.bind("localhost", 0);
        Thread thread = new Thread(() -> {
            try {
                loop.run(listener);
            } catch (IOException e) {
                // the listener was closed
            }
        });
        thread.start();
        closing(() -> {
            thread.join(PATIENCE.toMillis());
            assertThat(thread.isAlive()).isFalse();
        });
        return closing(listener);
    }

    private RawClient client(SmtpListener listener) {
        return closing(new RawClient(listener.address()));
    }

    private RawClient hello(SmtpListener listener) {
        return client(listener)
                .expect("220 localhost ESMTP ready")
                .send("HELO x")
                .expect("250 localhost");
    }

    /** The loop of the ancestor. */
    @SuppressWarnings("InfiniteLoopStatement")
    private void mainLoop(SmtpListener listener) throws IOException {
        while (true) {
            SmtpConnection client = listener.accept();
            client.process().ifPresent(mail -> {
                try {
                    relay.send(mail.envelope(), mail.content());
                } catch (IOException e) {
                    throw new AssertionError(e);
                }
            });
        }
    }

    @Test
    void theMainLoopTakesManyMailsOfManyConnections() throws Exception {
        SmtpListener listener = running(this::mainLoop);

        hello(listener)
                .sendMail("a@x", "b@x", "1\r\n")
                .sendMail("c@x", "d@x", "2\r\n")
                .quit();
        hello(listener).sendMail("e@x", "f@x", "3\r\n").close();
        hello(listener).sendMail("g@x", "h@x", "4\r\n").quit();
        hello(listener).quit();

        assertThat(relay.sent)
                .containsExactly(
                        "a@x > b@x : 1\\r\\n", "c@x > d@x : 2\\r\\n", "e@x > f@x : 3\\r\\n", "g@x > h@x : 4\\r\\n");
    }

    @Test
    void aMailIsAnsweredAfterTheCallerHasDealtWithIt() throws Exception {
        SmtpListener listener = running(loop -> {
            SmtpConnection client = loop.accept();
            while (true) {
                Optional<ReceivedMail> mail = client.process();
                if (mail.isEmpty()) {
                    return;
                }
                relay.send(mail.get().envelope(), mail.get().content());
            }
        });

        RawClient client = hello(listener).sendMail("a@x", "b@x", "1\r\n");
        assertThat(relay.sent).hasSize(1);
        client.sendMail("a@x", "b@x", "2\r\n");
        assertThat(relay.sent).hasSize(2);
        client.quit();
    }

    @Test
    void abruptDisconnectsDoNotEndTheLoop() throws Exception {
        SmtpListener listener = running(this::mainLoop);

        client(listener).abort();
        hello(listener).abort();
        hello(listener).send("MAIL FROM:<a@x>").expect("250 *").abort();
        hello(listener)
                .send("MAIL FROM:<a@x>")
                .expect("250 *")
                .send("RCPT TO:<b@x>")
                .expect("250 *")
                .send("DATA")
                .expect("354 *")
                .sendRaw("half")
                .abort();
        hello(listener).sendMail("a@x", "b@x", "1\r\n").abort();
        hello(listener).sendMail("a@x", "b@x", "2\r\n").quit();

        assertThat(relay.sent).containsExactly("a@x > b@x : 1\\r\\n", "a@x > b@x : 2\\r\\n");
    }

    @Test
    void aPeerCanBeLookedAtAndRefusedBeforeTheGreeting() throws Exception {
        List<Boolean> open = new CopyOnWriteArrayList<>();
        SmtpListener listener = running(loop -> {
            SmtpConnection first = loop.accept();
            if (first.session().remoteAddress().getAddress().isLoopbackAddress()) {
                open.add(first.isOpen());
                first.refuse(Replies.NO_SERVICE);
                open.add(first.isOpen());
                assertThat(first.process()).isEmpty();
            }
            mainLoop(loop);
        });

        client(listener).expect("554 5.3.2 No SMTP service for you").expectEnd();
        hello(listener).sendMail("a@x", "b@x", "1\r\n").quit();

        assertThat(open).containsExactly(true, false);
        assertThat(relay.sent).hasSize(1);
    }

    @Test
    void aMailCanBeRefused() throws Exception {
        SmtpListener listener = running(loop -> {
            SmtpConnection client = loop.accept();
            assertThat(client.process()).isPresent();
            client.refuse(Replies.CONTENT_REFUSED);
            mainLoop(loop);
        });

        hello(listener)
                .send("MAIL FROM:<a@x>")
                .expect("250 *")
                .send("RCPT TO:<b@x>")
                .expect("250 *")
                .send("DATA")
                .expect("354 *")
                .sendRaw("1\r\n.\r\n")
                .expect("554 5.7.1 Content refused")
                .sendMail("a@x", "b@x", "2\r\n")
                .quit();

        assertThat(relay.sent).containsExactly("a@x > b@x : 2\\r\\n");
    }

    @Test
    void aMailCanBeLeftWithoutAnAnswer() throws Exception {
        SmtpListener listener = running(loop -> {
            SmtpConnection client = loop.accept();
            assertThat(client.process()).isPresent();
            client.close();
            client.close();
            mainLoop(loop);
        });

        hello(listener)
                .send("MAIL FROM:<a@x>")
                .expect("250 *")
                .send("RCPT TO:<b@x>")
                .expect("250 *")
                .send("DATA")
                .expect("354 *")
                .sendRaw("1\r\n.\r\n")
                .expectEnd();
        hello(listener).sendMail("a@x", "b@x", "2\r\n").quit();
    }

    @Test
    void eachConnectionOnAThreadOfItsOwn() throws Exception {
        SmtpListener listener = running(loop -> {
            while (true) {
                SmtpConnection client = loop.accept();
                Thread thread = new Thread(() -> {
                    Optional<ReceivedMail> mail = client.process();
                    while (mail.isPresent()) {
                        relay.sent.add(mail.get().envelope().from());
                        mail = client.process();
                    }
                });
                thread.start();
            }
        });
        RawClient idle = hello(listener);
        RawClient first = hello(listener).sendMail("a@x", "b@x", "1\r\n");
        RawClient second = hello(listener).sendMail("c@x", "d@x", "2\r\n");

        first.sendMail("e@x", "f@x", "3\r\n").quit();
        second.quit();
        idle.quit();

        assertThat(relay.sent).containsExactlyInAnyOrder("a@x", "c@x", "e@x");
    }

    @Test
    void misuseNamesTheRemedy() throws Exception {
        CountDownLatch done = new CountDownLatch(1);
        SmtpListener listener = running(loop -> {
            SmtpConnection client = loop.accept();
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> client.refuse(Replies.OK))
                    .withMessage("A refusal is a 4yz or 5yz reply, not 250 2.0.0 OK");
            client.process();
            assertThatIllegalStateException()
                    .isThrownBy(() -> client.refuse(Replies.NO_SERVICE))
                    .withMessageContaining("call this before the first process(), or after one that returned a mail");
            done.countDown();
        });

        hello(listener).quit();

        assertThat(done.await(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void listensOnAnyPortOfTheLoopbackInterfaceByDefault() throws Exception {
        try (SmtpListener listener = SmtpListener.bind();
                SmtpListener other = SmtpListener.bind(0)) {
            assertThat(listener.address().getAddress().isLoopbackAddress()).isTrue();
            assertThat(other.address().getAddress().isLoopbackAddress()).isTrue();
            assertThat(listener.port()).isPositive().isNotEqualTo(other.port());
        }
    }

    @Test
    void listensOnTheInterfaceOfChoice() throws Exception {
        try (SmtpListener listener = SmtpListener.bind("127.0.0.2", 0)) {
            assertThat(listener.address().getAddress()).isEqualTo(InetAddress.getByName("127.0.0.2"));
            // the same port of another interface is another place
            try (SmtpListener neighbour = SmtpListener.bind("127.0.0.1", listener.port())) {
                assertThat(neighbour.port()).isEqualTo(listener.port());
            }
        }
        try (SmtpListener listener = SmtpListener.bind("0.0.0.0", 0)) {
            assertThat(listener.address().getAddress().isAnyLocalAddress()).isTrue();
        }
    }

    @Test
    void aTakenPortAndAnUnknownHostAreNamed() throws Exception {
        try (SmtpListener listener = SmtpListener.bind()) {
            assertThatThrownBy(() -> SmtpListener.bind(listener.port()))
                    .isInstanceOf(BindException.class)
                    .hasMessageStartingWith("Cannot listen on localhost:" + listener.port())
                    .hasMessageContaining("use port 0 for any free port");
        }
        assertThatThrownBy(() -> SmtpListener.bind("no-such-host.invalid", 0))
                .isInstanceOf(BindException.class)
                .hasMessageContaining("no-such-host.invalid:0")
                .hasMessageContaining("the host name has no address");
    }

    @Test
    void closingEndsAWaitingAcceptAndTheConnections() throws Exception {
        CountDownLatch accepted = new CountDownLatch(1);
        List<Exception> failures = new CopyOnWriteArrayList<>();
        SmtpListener listener = SmtpListener.bind();
        Thread loop = new Thread(() -> {
            try {
                listener.accept();
                accepted.countDown();
                listener.accept();
            } catch (IOException e) {
                failures.add(e);
            }
        });
        loop.start();
        RawClient client = client(listener);
        assertThat(accepted.await(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();

        listener.close();
        listener.close();

        client.expectEnd();
        loop.join(PATIENCE.toMillis());
        assertThat(failures).singleElement().isInstanceOf(SocketException.class);
    }
}
