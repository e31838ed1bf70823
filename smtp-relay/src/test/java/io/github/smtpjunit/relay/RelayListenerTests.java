package io.github.smtpjunit.relay;

import static io.github.smtpjunit.relay.jupiter.RelayAssert.assertThat;
import static io.github.smtpjunit.smtp.server.Phase.RCPT;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.smtpjunit.relay.spool.FileSpool;
import io.github.smtpjunit.relay.spool.QueuedMail;
import io.github.smtpjunit.relay.spool.SpoolControl;
import io.github.smtpjunit.relay.spool.SpoolControl.Action;
import io.github.smtpjunit.smtp.Replies;
import io.github.smtpjunit.smtp.server.SessionInfo;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A listener of which every method throws: each mail is accepted once, delivered once, and gone from the queue. */
class RelayListenerTests extends RelayTestCase {

    @TempDir
    @SuppressWarnings("NullAway.Init") // by JUnit
    private Path directory;

    static Stream<Supplier<Error>> errors() {
        return Stream.of(
                AssertionError::new, StackOverflowError::new, NoClassDefFoundError::new, OutOfMemoryError::new);
    }

    /** Does the same at each event. */
    private record Always(Runnable deed) implements RelayListener {

        static Always throwing(Supplier<Error> error) {
            return new Always(() -> {
                throw error.get();
            });
        }

        @Override
        public void accepted(QueuedMail mail, @Nullable SessionInfo session) {
            deed.run();
        }

        @Override
        public void attempted(QueuedMail mail, Delivery delivery) {
            deed.run();
        }

        @Override
        public void expired(QueuedMail mail) {
            deed.run();
        }

        @Override
        public void reported(QueuedMail mail, QueuedMail report, String action) {
            deed.run();
        }

        @Override
        public void finished(QueuedMail mail) {
            deed.run();
        }

        @Override
        public void changed(QueuedMail mail, SpoolControl.Action action) {
            deed.run();
        }

        @Override
        public void resting(String host, Duration rest, String reason) {
            deed.run();
        }

        @Override
        public void problem(String mailId, String message, @Nullable Throwable cause) {
            deed.run();
        }
    }

    private void send(SmtpRelay relay) {
        try (TestClient client = new TestClient(relay.server(), "")) {
            client.say("EHLO client.example.org");
            sendMail(client);
            assertThat(client.say("QUIT")).startsWith("221 ");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void sendMail(TestClient client) {
        client.say("MAIL FROM:<shop@example.com>");
        client.say("RCPT TO:<ada@example.org>");
        client.say("DATA");
        assertThat(client.say(text(MAIL) + ".")).startsWith("250 2.0.0 Queued as ");
    }

    @ParameterizedTest
    @MethodSource("errors")
    void aMailIsAcceptedAndDeliveredOnce(Supplier<Error> error) throws IOException {
        FileSpool spool = FileSpool.open(directory);
        try (SmtpRelay relay =
                relayToInbox().spool(spool).listener(Always.throwing(error)).start()) {
            send(relay);
            assertThat(relay).drainsWithin(PATIENCE);
        }
        try (SmtpRelay again = relayToInbox().spool(FileSpool.open(directory)).start()) {
            assertThat(again).drainsWithin(PATIENCE);
        }
        assertThat(inbox).hasMailCount(1);
    }

    @ParameterizedTest
    @MethodSource("errors")
    void aMailThatIsDeferredIsTriedAgain(Supplier<Error> error) {
        inbox.on(RCPT).once().reply(Replies.GREYLISTED);
        try (SmtpRelay relay = relayToInbox().listener(Always.throwing(error)).start()) {
            send(relay);
            assertThat(relay).settlesWithin(PATIENCE);
            clock.advance(Duration.ofHours(1));
            assertThat(relay).drainsWithin(PATIENCE);
        }
        assertThat(inbox).hasMailCount(1);
    }

    @ParameterizedTest
    @MethodSource("errors")
    void aMailThatIsRefusedIsReported(Supplier<Error> error) {
        inbox.on(RCPT).once().reply(Replies.NO_SUCH_USER);
        try (SmtpRelay relay = relayToInbox().listener(Always.throwing(error)).start()) {
            send(relay);
            assertThat(relay).drainsWithin(PATIENCE);
        }
        assertThat(inbox).singleMail().isTo("shop@example.com");
    }

    @ParameterizedTest
    @MethodSource("errors")
    void aMailThatHasWaitedForTooLongIsReported(Supplier<Error> error) {
        inbox.on(RCPT).times(1).reply(Replies.MAILBOX_BUSY);
        try (SmtpRelay relay = relayToInbox()
                .expireAfter(Duration.ofMinutes(1))
                .listener(Always.throwing(error))
                .start()) {
            send(relay);
            assertThat(relay).settlesWithin(PATIENCE);
            inbox.server().faults().clear();
            inbox.on(RCPT).times(1).reply(Replies.MAILBOX_BUSY);
            clock.advance(Duration.ofHours(2));
            assertThat(relay).drainsWithin(PATIENCE);
        }
        assertThat(inbox).singleMail().isTo("shop@example.com");
    }

    /** Each event leaves an interrupt behind, which would fail what comes next on that thread. */
    @Test
    void anInterruptThatIsLeftBehindHarmsNothing() throws Exception {
        inbox.on(RCPT).times(2).reply(Replies.GREYLISTED);
        inbox.on(RCPT).once().reply(Replies.NO_SUCH_USER);
        try (SmtpRelay relay = relayToInbox()
                .spool(FileSpool.open(directory))
                .listener(new Always(() -> Thread.currentThread().interrupt()))
                .start()) {
            try (TestClient client = new TestClient(relay.server(), "")) {
                client.say("EHLO client.example.org");
                for (int i = 0; i < 3; i++) {
                    sendMail(client);
                }
            }
            assertThat(relay).settlesWithin(PATIENCE);
            SpoolControl control = SpoolControl.open(directory);
            for (QueuedMail mail : relay.queue()) {
                assertThat(control.apply(Action.HOLD, List.of(mail.id()))).containsExactly(mail.id());
                assertThat(control.apply(Action.RELEASE, List.of(mail.id()))).containsExactly(mail.id());
            }
            clock.advance(Duration.ofHours(1));
            assertThat(relay).drainsWithin(PATIENCE);
        }
        assertThat(inbox)
                .hasMailCount(3)
                .recipientsAre("ada@example.org", "shop@example.com")
                .mailsTo("shop@example.com")
                .hasMailCount(1);
    }
}
