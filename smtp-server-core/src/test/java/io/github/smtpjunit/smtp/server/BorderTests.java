package io.github.smtpjunit.smtp.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.smtpjunit.smtp.Envelope;
import io.github.smtpjunit.smtp.EsmtpParameters;
import io.github.smtpjunit.smtp.Replies;
import io.github.smtpjunit.smtp.Reply;
import io.github.smtpjunit.smtp.ReversePath;
import io.github.smtpjunit.smtp.sasl.SaslAuthenticator;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * An Error of the user's code, or of ours, is the 451 or the closed connection of one client; the server and the main
 * loop go on.
 */
class BorderTests extends SmtpTestCase {

    private static final class NotYet extends Error {

        private static final long serialVersionUID = 1L;
    }

    static Stream<Supplier<Error>> errors() {
        return Stream.of(
                StackOverflowError::new,
                AssertionError::new,
                NoClassDefFoundError::new,
                OutOfMemoryError::new,
                InternalError::new,
                NotYet::new);
    }

    @ParameterizedTest
    @MethodSource("errors")
    void ofAPolicy(Supplier<Error> error) {
        SmtpServer server = start(builder().policy(new SmtpPolicy() {
            @Override
            public Optional<Reply> mail(SessionInfo session, ReversePath from, EsmtpParameters parameters) {
                throw error.get();
            }

            @Override
            public void disconnect(SessionInfo session) {
                throw error.get();
            }
        }));
        greeted(server)
                .send("MAIL FROM:<a@x>")
                .expect("451 4.3.0 *")
                .send("NOOP")
                .expect("250 *")
                .quit();
        greeted(server).quit();
    }

    @ParameterizedTest
    @MethodSource("errors")
    void ofAHandler(Supplier<Error> error) {
        RawClient client = greeted(start(builder().handler(mail -> {
            throw error.get();
        })));
        client.send("MAIL FROM:<a@x>").expect("250 *").send("RCPT TO:<b@x>").expect("250 *");
        client.send("DATA").expect("354 *").send("Hello\r\n.").expect("451 4.3.0 *");
        client.send("NOOP").expect("250 *").quit();
    }

    @ParameterizedTest
    @MethodSource("errors")
    void ofAListener(Supplier<Error> error) {
        RawClient client = greeted(start(builder().addSessionListener(new SessionListener() {
            @Override
            public void opened(SessionRecord session) {
                throw error.get();
            }

            @Override
            public void said(SessionRecord session, Transcript.Line line) {
                throw error.get();
            }

            @Override
            public void failed(SessionRecord session, FailedAttempt attempt) {
                throw error.get();
            }

            @Override
            public void closed(SessionRecord session) {
                throw error.get();
            }
        })));
        client.send("FOO").expect("500 *").sendMail("a@x", "b@x", "Hello\r\n").quit();
        assertThat(received.mails()).hasSize(1);
    }

    /** The next read from a socket, or the next write to a disk, would fail. */
    @Test
    void ofAnInterruptThatIsLeftBehind() {
        List<String> interrupted = new CopyOnWriteArrayList<>();
        RawClient client = greeted(start(builder()
                .policy(new SmtpPolicy() {
                    @Override
                    public Optional<Reply> connect(SessionInfo session) {
                        Thread.currentThread().interrupt();
                        return Optional.empty();
                    }

                    @Override
                    public Optional<Reply> mail(SessionInfo session, ReversePath from, EsmtpParameters parameters) {
                        note("mail");
                        return Optional.empty();
                    }

                    private void note(String where) {
                        if (Thread.currentThread().isInterrupted()) {
                            interrupted.add(where);
                        }
                        Thread.currentThread().interrupt();
                    }
                })
                .addSessionListener(new SessionListener() {
                    @Override
                    public void said(SessionRecord session, Transcript.Line line) {
                        if (Thread.currentThread().isInterrupted()) {
                            interrupted.add(line.text());
                        }
                        Thread.currentThread().interrupt();
                    }
                })));
        client.sendMail("a@x", "b@x", "Hello\r\n")
                .sendMail("a@x", "b@x", "Hello\r\n")
                .quit();
        assertThat(received.mails()).hasSize(2);
        assertThat(interrupted).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("errors")
    void ofAnAuthenticator(Supplier<Error> error) {
        greeted(start(builder().allowAuthWithoutTls().authenticator(new SaslAuthenticator() {
                    @Override
                    public boolean checkPassword(String user, String password) {
                        throw error.get();
                    }
                })))
                .send("AUTH PLAIN AGFkYQB3b3Jk")
                .expect("454 4.7.0 *")
                .quit();
    }

    @ParameterizedTest
    @MethodSource("errors")
    void ofARule(Supplier<Error> error) {
        SmtpServer server = start(builder());
        server.faults()
                .on(Phase.MAIL)
                .where(point -> {
                    throw error.get();
                })
                .reply(550, "5.0.0", "Never said");
        greeted(server).sendMail("a@x", "b@x", "Hello\r\n").quit();
        assertThat(received.mails()).hasSize(1);
    }

    /** A stream that can neither be read nor closed. */
    private static final class Broken extends FilterInputStream {

        private final Supplier<Error> error;

        Broken(InputStream content, Supplier<Error> error) {
            super(content);
            this.error = error;
        }

        @Override
        public int read(byte[] octets, int offset, int length) {
            throw error.get();
        }

        @Override
        public void close() {
            throw error.get();
        }
    }

    @ParameterizedTest
    @MethodSource("errors")
    void ofAFilter(Supplier<Error> error) {
        RawClient client = greeted(start(builder().policy(new SmtpPolicy() {
            @Override
            public ContentFilter content(SessionInfo session, Envelope envelope) {
                return new ContentFilter() {
                    @Override
                    public InputStream filter(InputStream content) {
                        return new Broken(content, error);
                    }
                };
            }
        })));
        client.send("MAIL FROM:<a@x>").expect("250 *").send("RCPT TO:<b@x>").expect("250 *");
        client.send("DATA").expect("354 *").send("Hello\r\n.").expect("451 4.3.0 *");
        client.send("NOOP").expect("250 *").quit();
    }

    /**
     * What neither a border nor a parser expects: here of the clock, which is asked at MAIL, and between the handler
     * and its 250.
     */
    private static final class BrokenClock extends Clock {

        private final Supplier<Error> error;
        private final AtomicBoolean broken;

        BrokenClock(Supplier<Error> error, AtomicBoolean broken) {
            this.error = error;
            this.broken = broken;
        }

        @Override
        public Instant instant() {
            if (broken.get()) {
                throw error.get();
            }
            return Instant.EPOCH;
        }

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }
    }

    @ParameterizedTest
    @MethodSource("errors")
    void aMailThatIsStoredIsAnsweredBy250(Supplier<Error> error) {
        AtomicBoolean broken = new AtomicBoolean();
        RawClient client =
                greeted(start(builder().clock(new BrokenClock(error, broken)).handler(mail -> {
                    Reply reply = received.handle(mail);
                    broken.set(true);
                    return reply;
                })));
        client.sendMail("a@x", "b@x", "Hello\r\n");
        assertThat(received.mails()).hasSize(1);
    }

    @ParameterizedTest
    @MethodSource("errors")
    void aDefectEndsOneSessionAndNoMainLoop(Supplier<Error> error) throws IOException {
        AtomicBoolean broken = new AtomicBoolean();
        try (SmtpListener listener =
                builder().clock(new BrokenClock(error, broken)).bind()) {
            RawClient client = closing(new RawClient(listener.address()));
            client.sendRaw("HELO x\r\nMAIL FROM:<a@x>\r\n");
            SmtpConnection connection = listener.accept();
            broken.set(true);
            assertThat(connection.process()).isEmpty();
            assertThat(connection.isOpen()).isFalse();
            assertThat(connection.isOpen()).isFalse();
            client.expect("220 *").expect("250 *");
            client.expect(Replies.SERVER_FAILED.toString());
            client.expectEnd();
            broken.set(false);
            RawClient next = closing(new RawClient(listener.address()));
            next.sendRaw("QUIT\r\n");
            assertThat(listener.accept().process()).isEmpty();
            next.expect("220 *").expect("221 *");
        }
    }

    @Test
    void theOthersAreServedMeanwhile() {
        SmtpServer server = start(builder().handler(mail -> {
            if (mail.envelope().from().startsWith("bad@")) {
                throw new StackOverflowError();
            }
            return received.handle(mail);
        }));
        RawClient other = greeted(server);
        RawClient bad = greeted(server);
        for (String line : List.of("MAIL FROM:<bad@x>", "RCPT TO:<b@x>", "DATA")) {
            bad.send(line).reply();
        }
        bad.send(".").expect("451 4.3.0 *");
        other.sendMail("a@x", "b@x", "Hello\r\n").quit();
        bad.sendMail("a@x", "b@x", "Hello\r\n").quit();
        assertThat(received.mails()).hasSize(2);
    }
}
