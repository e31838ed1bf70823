package io.github.smtpjunit.smtp.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.smtpjunit.smtp.Envelope;
import io.github.smtpjunit.smtp.EsmtpParameters;
import io.github.smtpjunit.smtp.ForwardPath;
import io.github.smtpjunit.smtp.Replies;
import io.github.smtpjunit.smtp.Reply;
import io.github.smtpjunit.smtp.sasl.SaslAuthenticator;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** LMTP (RFC 2033), line by line, pipelined and octet by octet. */
class LmtpTests extends DialogueTestCase {

    private static final SmtpPolicy ONLY_GOOD = new SmtpPolicy() {
        @Override
        public Optional<Reply> recipient(
                SessionInfo session, Envelope envelope, ForwardPath to, EsmtpParameters parameters) {
            return to.mailbox().localPart().startsWith("bad") ? Optional.of(Replies.NO_SUCH_USER) : Optional.empty();
        }
    };

    /** Decides by recipient; what it accepts is stored by the handler behind it. */
    private static MailHandler busyForSome(MailHandler store) {
        return new MailHandler() {
            @Override
            public Reply handle(ReceivedMail mail) {
                throw new AssertionError("an LMTP server asks for each recipient");
            }

            @Override
            public List<Reply> handleEach(ReceivedMail mail) throws IOException {
                List<Reply> replies = new ArrayList<>();
                Reply stored = store.handle(mail);
                mail.envelope().to().forEach(to -> replies.add(to.startsWith("busy") ? Replies.MAILBOX_BUSY : stored));
                return replies;
            }
        };
    }

    private static MailHandler saying(Reply... replies) {
        return new MailHandler() {
            @Override
            public Reply handle(ReceivedMail mail) {
                return Replies.MAIL_ACCEPTED;
            }

            @Override
            public List<Reply> handleEach(ReceivedMail mail) {
                return new ArrayList<>(List.of(replies));
            }
        };
    }

    private static Stream<DynamicTest> lmtp(UnaryOperator<SmtpServerBuilder> configuration, String... texts) {
        return dialogues(builder -> configuration.apply(builder.lmtp()), texts);
    }

    @TestFactory
    Stream<DynamicTest> greeting() {
        return lmtp(builder -> builder, """
                # LHLO, and neither EHLO nor HELO
                C: EHLO client.example.org
                S: 500 5.5.1 This is LMTP: send LHLO
                C: HELO client.example.org
                S: 500 5.5.1 This is LMTP: send LHLO
                C: MAIL FROM:<a@x>
                S: 503 5.5.1 Send LHLO first
                C: RCPT TO:<a@x>
                S: 503 5.5.1 Send LHLO first
                C: DATA
                S: 503 5.5.1 Send LHLO first
                C: LHLO
                S: 501 5.5.4 *
                C: lhlo client.example.org
                S: 250 *
                C: EHLO client.example.org
                S: 500 5.5.1 This is LMTP: send LHLO
                C: MAIL FROM:<a@x> BODY=8BITMIME SIZE=10
                S: 250 *
                C: LHLO again.example.org
                S: 250 *
                C: RCPT TO:<a@x>
                S: 503 5.5.1 Send MAIL first
                C: QUIT
                S: 221 2.0.0 Bye
                """);
    }

    @TestFactory
    Stream<DynamicTest> smtpKnowsNoLhlo() {
        return dialogues("""
                # LHLO to an SMTP server
                C: LHLO client.example.org
                S: 500 5.5.2 Command not recognized
                C: MAIL FROM:<a@x>
                S: 503 5.5.1 Send EHLO first
                """);
    }

    @TestFactory
    Stream<DynamicTest> oneReplyForEachRecipient() {
        return lmtp(builder -> builder.policy(ONLY_GOOD), """
                # one reply for each accepted recipient, and one mail
                C: LHLO x
                S: 250 *
                C: MAIL FROM:<a@x>
                S: 250 *
                C: RCPT TO:<b@x>
                S: 250 *
                C: RCPT TO:<bad@x>
                S: 550 5.1.1 *
                C: RCPT TO:<c@x>
                S: 250 *
                C: RCPT TO:<c@x>
                S: 250 *
                C: DATA
                S: 354 *
                C: Hello
                C: .
                S: 250 2.6.0 Mail accepted
                S: 250 2.6.0 Mail accepted
                S: 250 2.6.0 Mail accepted
                C: NOOP
                S: 250 2.0.0 OK
                M: a@x > b@x,c@x,c@x : Hello\\r\\n

                # without any valid recipient DATA is 503, not 354 or 554
                C: LHLO x
                S: 250 *
                C: MAIL FROM:<a@x>
                S: 250 *
                C: RCPT TO:<bad@x>
                S: 550 5.1.1 *
                C: DATA
                S: 503 5.5.1 *
                C: BDAT 3 LAST
                R: hi\\n
                S: 503 5.5.1 *
                C: QUIT
                S: 221 *

                # BDAT: one reply for each chunk, and one for each recipient after the last
                C: LHLO x
                S: 250 *
                C: MAIL FROM:<a@x>
                S: 250 *
                C: RCPT TO:<b@x>
                S: 250 *
                C: RCPT TO:<c@x>
                S: 250 *
                C: BDAT 3
                R: abc
                S: 250 2.0.0 Chunk received
                C: BDAT 3 LAST
                R: de\\n
                S: 250 2.6.0 Mail accepted
                S: 250 2.6.0 Mail accepted
                C: NOOP
                S: 250 2.0.0 OK
                M: a@x > b@x,c@x : abcde\\n
                """);
    }

    @TestFactory
    Stream<DynamicTest> contentThatIsRefused() {
        return lmtp(builder -> builder.maxMessageSize(10).refuseBareNewlines(), """
                # too large: the same refusal for all
                C: LHLO x
                S: 250 *
                C: MAIL FROM:<a@x>
                S: 250 *
                C: RCPT TO:<b@x>
                S: 250 *
                C: RCPT TO:<c@x>
                S: 250 *
                C: DATA
                S: 354 *
                C: Much too much
                C: .
                S: 552 5.3.4 Mail too large
                S: 552 5.3.4 Mail too large
                C: NOOP
                S: 250 2.0.0 OK

                # a bare newline: the same refusal for all
                C: LHLO x
                S: 250 *
                C: MAIL FROM:<a@x>
                S: 250 *
                C: RCPT TO:<b@x>
                S: 250 *
                C: RCPT TO:<c@x>
                S: 250 *
                C: DATA
                S: 354 *
                R: a\\nb\\r\\n.\\r\\n
                S: 554 5.6.0 *
                S: 554 5.6.0 *
                C: NOOP
                S: 250 2.0.0 OK

                # a chunk before the last one that is too large: one reply
                C: LHLO x
                S: 250 *
                C: MAIL FROM:<a@x>
                S: 250 *
                C: RCPT TO:<b@x>
                S: 250 *
                C: RCPT TO:<c@x>
                S: 250 *
                C: BDAT 12
                R: abcdefghijkl
                S: 552 5.3.4 Mail too large
                C: NOOP
                S: 250 2.0.0 OK
                """);
    }

    @TestFactory
    Stream<DynamicTest> repliesOfTheHandler() {
        return lmtp(builder -> builder.wrapHandler(LmtpTests::busyForSome), """
                # each recipient has a reply of its own, in the order of RCPT
                C: LHLO x
                S: 250 *
                C: MAIL FROM:<>
                S: 250 *
                C: RCPT TO:<b@x>
                S: 250 *
                C: RCPT TO:<busy@x>
                S: 250 *
                C: RCPT TO:<c@x>
                S: 250 *
                C: DATA
                S: 354 *
                C: Hello
                C: .
                S: 250 2.6.0 Mail accepted
                S: 450 4.2.1 Mailbox busy
                S: 250 2.6.0 Mail accepted
                C: NOOP
                S: 250 2.0.0 OK
                M:  > b@x,busy@x,c@x : Hello\\r\\n
                """);
    }

    @TestFactory
    Stream<DynamicTest> aWrongNumberOfReplies() {
        String dialogue = """
                # %s replies for two recipients: 451 for all
                C: LHLO x
                S: 250 *
                C: MAIL FROM:<a@x>
                S: 250 *
                C: RCPT TO:<b@x>
                S: 250 *
                C: RCPT TO:<c@x>
                S: 250 *
                C: DATA
                S: 354 *
                C: .
                S: 451 4.3.0 *
                S: 451 4.3.0 *
                C: NOOP
                S: 250 2.0.0 OK
                """;
        Reply ok = Replies.MAIL_ACCEPTED;
        return Stream.of(
                        lmtp(builder -> builder.handler(saying()), dialogue.replace("%s", "no")),
                        lmtp(builder -> builder.handler(saying(ok)), dialogue.replace("%s", "1")),
                        lmtp(builder -> builder.handler(saying(ok, ok, ok)), dialogue.replace("%s", "3")))
                .flatMap(tests -> tests);
    }

    @Test
    void theProtocolHasAName() {
        List<String> names = new CopyOnWriteArrayList<>();
        SmtpServerBuilder builder = SmtpServer.builder()
                .lmtp()
                .tls(TestTls.server())
                .authenticator(SaslAuthenticator.acceptAny())
                .allowAuthWithoutTls()
                .handler(mail -> {
                    names.add(mail.session().protocol());
                    return Replies.MAIL_ACCEPTED;
                });
        String plain = "AUTH PLAIN AGFkYQB3b3Jk";
        try (SmtpServer server = builder.start();
                RawClient clear = RawClient.to(server);
                RawClient secret = RawClient.to(server)) {
            clear.expect("220 localhost LMTP ready").send(plain).expect("503 5.5.1 Send LHLO first");
            clear.send("LHLO x").reply();
            clear.sendMail("a@x", "b@x", "Hello\r\n").send(plain).expect("235 *");
            clear.sendMail("a@x", "b@x", "Hello\r\n").quit();

            secret.expect("220 *").send("STARTTLS").expect("503 5.5.1 Send LHLO first");
            secret.send("LHLO x").reply();
            secret.send("STARTTLS").expect("220 *").startTls(TestTls.client());
            secret.send("LHLO x").reply();
            secret.sendMail("a@x", "b@x", "Hello\r\n").send(plain).expect("235 *");
            secret.sendMail("a@x", "b@x", "Hello\r\n").quit();
        }
        assertThat(names).containsExactly("LMTP", "LMTPA", "LMTPS", "LMTPSA");
    }

    @Test
    void aLoopOfOnesOwnAnswersAllRecipientsAlike() throws Exception {
        try (SmtpListener listener = SmtpServer.builder().lmtp().bind();
                RawClient client = new RawClient(listener.address())) {
            String mail = "MAIL FROM:<a@x>\r\nRCPT TO:<b@x>\r\nRCPT TO:<c@x>\r\nDATA\r\nhi\r\n.\r\n";
            client.send("LHLO x").sendRaw(mail).sendRaw(mail).send("QUIT");
            SmtpConnection connection = listener.accept();
            assertThat(connection.process()).isPresent();
            assertThat(connection.process()).isPresent();
            connection.refuse(Replies.CONTENT_REFUSED);
            assertThat(connection.process()).isEmpty();

            client.expect("220 *").reply();
            client.expect("250 *").expect("250 *").expect("250 *").expect("354 *");
            client.expect("250 2.6.0 *").expect("250 2.6.0 *");
            client.expect("250 *").expect("250 *").expect("250 *").expect("354 *");
            client.expect("554 5.7.1 *").expect("554 5.7.1 *").expect("221 *").expectEnd();
        }
    }
}
