package io.github.smtpjunit.jupiter;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.junit.jupiter.params.provider.Arguments.argumentSet;

import io.github.smtpjunit.certificates.CertificateKit;
import io.github.smtpjunit.certificates.ServerCertificate;
import io.github.smtpjunit.smtp.Envelope;
import io.github.smtpjunit.smtp.EsmtpParameters;
import io.github.smtpjunit.smtp.ForwardPath;
import io.github.smtpjunit.smtp.Reply;
import io.github.smtpjunit.smtp.server.SessionInfo;
import io.github.smtpjunit.smtp.server.SmtpPolicy;
import io.github.smtpjunit.smtp.server.SmtpServer;
import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.Transport;
import jakarta.mail.internet.MimeMessage;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Every assertion on an inbox: what it says when it does not hold, and what it knows of the reason. */
@WithSmtpServer(patienceMillis = 50)
class InboxAssertTests {

    private static final String THREE_MAILS = """


            3 mails have arrived:
              #  from              to               subject  content
              0  shop@example.com  ada@example.org  Welcome  text
              1  shop@example.com  bob@example.org  Welcome  text
              2  <>                ada@example.org  Bounce   text""";

    private static final Duration PATIENCE = Duration.ofMillis(50);

    private static void sendThree(Inbox inbox) {
        try (RawClient client = RawClient.greeted(inbox)) {
            client.mail(
                            "shop@example.com",
                            "ada@example.org",
                            "From: shop@example.com\nSubject: Welcome\n\nHello, Ada\n")
                    .mail(
                            "shop@example.com",
                            "bob@example.org",
                            "From: shop@example.com\nSubject: Welcome\n\nHello, Bob\n")
                    .mail("", "ada@example.org", "From: mailer@example.com\nSubject: Bounce\n\nSorry\n")
                    .say("QUIT", 221);
        }
    }

    static Stream<Arguments> passing() {
        return Stream.of(
                passes("hasMailCount", inbox -> inbox.hasMailCount(3)),
                passes("hasMailCountAtLeast", inbox -> inbox.hasMailCountAtLeast(2)),
                passes("mail", inbox -> inbox.mail(1).wasDeliveredTo("bob@example.org")),
                passes("firstMail", inbox -> inbox.firstMail().hasTextContaining("Ada")),
                passes("lastMail", inbox -> inbox.lastMail().hasSubject("Bounce")),
                passes(
                        "singleMail",
                        inbox -> inbox.mailsTo("bob@example.org").singleMail().hasText("Hello, Bob")),
                passes(
                        "anyMail",
                        inbox ->
                                inbox.anyMail(mail -> mail.hasSubject("Welcome").hasText("Hello, Bob"))),
                passes("anyMailMatching", inbox -> inbox.anyMailMatching(mail -> mail.number() == 2)),
                passes("allMails", inbox -> inbox.allMails(mail -> mail.hasHeader("From"))),
                passes(
                        "allMailsMatch",
                        inbox -> inbox.allMailsMatch(mail -> mail.text().isPresent())),
                passes("noMail", inbox -> inbox.noMail(mail -> mail.hasSubject("Goodbye"))),
                passes("noMailMatching", inbox -> inbox.noMailMatching(mail -> mail.number() == 3)),
                passes(
                        "hasNoMail",
                        inbox -> inbox.mailsFrom("mallory@example.org").hasNoMail()),
                passes("isEmpty", inbox -> inbox.filteredOnSubject("welcome").isEmpty()),
                passes(
                        "staysEmptyFor",
                        inbox -> inbox.mailsTo("carol@example.org").staysEmptyFor(Duration.ofMillis(1))),
                passes(
                        "mailsFrom, the header",
                        inbox -> inbox.mailsFrom("mailer@example.com").hasMailCount(1)),
                passes("mailsFrom, the envelope", inbox -> inbox.mailsFrom("").hasMailCount(1)),
                passes(
                        "mailsFrom, both",
                        inbox -> inbox.mailsFrom("shop@EXAMPLE.com").hasMailCount(2)),
                passes(
                        "two filters",
                        inbox -> inbox.mailsTo("ada@example.org")
                                .filteredOnSubject(Pattern.compile("^W"))
                                .hasMailCount(1)),
                passes("a filter leaves the object alone", inbox -> {
                    inbox.mailsTo("bob@example.org").hasMailCount(1);
                    inbox.hasMailCount(3);
                }));
    }

    private static Arguments passes(String name, Consumer<InboxAssert> assertion) {
        return argumentSet(name, assertion);
    }

    @ParameterizedTest
    @MethodSource("passing")
    void passes(Consumer<InboxAssert> assertion, Inbox inbox) {
        sendThree(inbox);

        assertion.accept(assertThat(inbox));
    }

    static Stream<Arguments> failing() {
        return Stream.of(
                fails("hasMailCount", inbox -> inbox.hasMailCount(4), "Expecting 4 mails within 50 ms, but found 3."),
                fails(
                        "hasMailCount, too many",
                        inbox -> inbox.hasMailCount(1),
                        "Expecting 1 mail within 50 ms, but found 3."),
                fails(
                        "hasMailCountAtLeast",
                        inbox -> inbox.hasMailCountAtLeast(4),
                        "Expecting at least 4 mails within 50 ms, but found 3."),
                fails(
                        "within",
                        inbox -> inbox.within(Duration.ofMillis(1)).hasMailCount(4),
                        "Expecting 4 mails within 1 ms, but found 3."),
                fails("singleMail", inbox -> inbox.singleMail(), "Expecting 1 mail within 50 ms, but found 3."),
                fails("mail", inbox -> inbox.mail(3), "Expecting at least 4 mails within 50 ms, but found 3."),
                fails(
                        "firstMail",
                        inbox -> inbox.mailsTo("carol@example.org").firstMail(),
                        "Expecting at least 1 mail to carol@example.org within 50 ms, but found 0."),
                fails(
                        "lastMail",
                        inbox -> inbox.filteredOnSubject(Pattern.compile("^Good"))
                                .lastMail(),
                        "Expecting at least 1 mail with a subject matching /^Good/ within 50 ms, but found 0."),
                fails("hasNoMail", inbox -> inbox.hasNoMail(), "Expecting no mail, but found 3."),
                fails(
                        "isEmpty",
                        inbox -> inbox.mailsFrom("shop@example.com")
                                .filteredOnSubject("Welcome")
                                .isEmpty(),
                        "Expecting no mail from shop@example.com and with subject \"Welcome\", but found 2."),
                fails(
                        "staysEmptyFor",
                        inbox -> inbox.filteredOn(mail -> true).staysEmptyFor(Duration.ofMinutes(2)),
                        "Expecting no mail that the filter lets pass for 120 s, but found 3."),
                fails(
                        "anyMail",
                        inbox -> inbox.anyMail(mail -> mail.hasSubject("Welcome")
                                .isFrom("shop@example.com")
                                .hasText("Hello, Bill")),
                        """
                        Expecting a mail that satisfies the requirements within 50 ms, but found none among 3.

                        Nearest miss: mail 0, which passes 2 checks and fails the next:
                          Expecting text body:
                            "Hello, Bill"
                          but was:
                            "Hello, Ada\""""),
                fails(
                        "anyMail, no check passed",
                        inbox -> inbox.mailsTo("bob@example.org").anyMail(mail -> mail.hasSubject("Goodbye")),
                        """
                        Expecting a mail to bob@example.org that satisfies the requirements within 50 ms, but found none among 1.

                        Nearest miss: mail 1, which fails the first check:
                          Expecting subject:
                            "Goodbye"
                          but was:
                            "Welcome\""""),
                fails(
                        "anyMail, no check passed at first",
                        inbox ->
                                inbox.anyMail(mail -> mail.hasSubject("Goodbye").wasDeliveredTo("bob@example.org")),
                        """
                        Expecting a mail that satisfies the requirements within 50 ms, but found none among 3.

                        Nearest miss: mail 1, which passes 1 check, but not this one:
                          Expecting subject:
                            "Goodbye"
                          but was:
                            "Welcome\""""),
                fails(
                        "anyMailMatching",
                        inbox -> inbox.anyMailMatching(mail -> mail.number() > 5),
                        "Expecting a mail that matches the predicate within 50 ms, but found none among 3."),
                fails("allMails", inbox -> inbox.allMails(mail -> mail.hasSubject("Welcome")), """
                        Expecting every mail to satisfy the requirements, but mail 2 does not:
                          Expecting subject:
                            "Welcome"
                          but was:
                            "Bounce\""""),
                fails(
                        "allMailsMatch",
                        inbox -> inbox.allMailsMatch(mail -> mail.number() == 0),
                        "Expecting every mail to match the predicate, but mail 1 does not."),
                fails(
                        "noMail",
                        inbox -> inbox.noMail(mail -> mail.hasNullReversePath()),
                        "Expecting no mail that satisfies the requirements, but mail 2 does."),
                fails(
                        "noMailMatching",
                        inbox -> inbox.noMailMatching(mail -> mail.number() == 1),
                        "Expecting no mail that matches the predicate, but mail 1 does."),
                fails(
                        "a description",
                        inbox -> inbox.as("all mails").hasMailCount(2),
                        "[all mails] Expecting 2 mails within 50 ms, but found 3."),
                fails(
                        "a description of a filtered inbox",
                        inbox -> inbox.as("Ada's mails")
                                .mailsTo("ada@example.org")
                                .hasMailCount(1),
                        "[Ada's mails] Expecting 1 mail to ada@example.org within 50 ms, but found 2."));
    }

    private static Arguments fails(String name, Consumer<InboxAssert> assertion, String text) {
        return argumentSet(name, assertion, text);
    }

    @ParameterizedTest
    @MethodSource("failing")
    void fails(Consumer<InboxAssert> assertion, String text, Inbox inbox) {
        sendThree(inbox);

        assertFailure(() -> assertion.accept(assertThat(inbox)), text + THREE_MAILS);
    }

    private static void assertFailure(Runnable assertion, String text) {
        assertThatExceptionOfType(AssertionError.class)
                .isThrownBy(assertion::run)
                .satisfies(failure -> assertThat(String.valueOf(failure.getMessage())
                                .replaceAll("(?m)^ +\\d+ ms", "  N ms")
                                .replaceAll("127.0.0.1:\\d+", "127.0.0.1:PORT"))
                        .isEqualTo(text));
    }

    @Test
    void awaitMailTellsTheSame(Inbox inbox) {
        sendThree(inbox);

        assertFailure(() -> inbox.awaitMails(4), "Waited 50 ms for 4 mails, but 3 arrived." + THREE_MAILS);
        assertFailure(
                () -> inbox.awaitMail(mail -> mail.number() == 4),
                "Waited 50 ms for a certain mail, but it did not arrive." + THREE_MAILS);
    }

    @Test
    void manyMailsAreNotAllShown(Inbox inbox) {
        try (RawClient client = RawClient.greeted(inbox)) {
            for (int i = 0; i < 30; i++) {
                client.mail("shop@example.com", "ada@example.org", "Subject: " + "Many ".repeat(30) + "\n\nHello\n");
            }
        }

        assertThatExceptionOfType(AssertionError.class)
                .isThrownBy(() -> assertThat(inbox).hasNoMail())
                .satisfies(failure -> assertThat(failure.getMessage())
                        .hasLineCount(25)
                        .contains(
                                "\n  0   shop@example.com  ada@example.org  Many Many Many Many Many Many Many Many…  text\n")
                        .endsWith("\n  (and 10 more)"));
    }

    // Why nothing arrived

    private static final String EXPECTING = "Expecting 1 mail within 50 ms, but found 0.\n\n";

    private static void assertReason(Inbox inbox, String reason) {
        assertFailure(() -> assertThat(inbox).singleMail(), EXPECTING + reason);
    }

    @Test
    void nobodyConnected(Inbox inbox) {
        assertReason(inbox, "No mail has arrived: no client has connected to 127.0.0.1:PORT.");
    }

    @Test
    void nobodyConnectedBeforeTheEnd(Inbox inbox) {
        inbox.close();

        assertReason(inbox, "No mail has arrived: no client has connected.");
    }

    private static RawClient client(Inbox inbox) {
        return RawClient.connect(inbox).say("HELO client.example", 250);
    }

    @Test
    void theClientGaveUpInTheMiddleOfAMail(Inbox inbox) {
        try (RawClient client = client(inbox)) {
            client.say("MAIL FROM:<shop@example.com>", 250)
                    .say("RCPT TO:<ada@example.org>", 250)
                    .say("DATA", 354)
                    .send("Subject: Hello\r\n".getBytes(US_ASCII));
        }
        assertThat(inbox).within(Duration.ofSeconds(20)).hasNoMail(); // the server has seen the end

        assertReason(inbox, """
                No mail has arrived, although a client has connected.

                The last attempts that failed:
                  DATA: the client closed the connection

                The dialogue of session 1 (the client closed the connection without QUIT):
                  N ms  S: 220 localhost ESMTP ready
                  N ms  C: HELO client.example
                  N ms  S: 250 localhost
                  N ms  C: MAIL FROM:<shop@example.com>
                  N ms  S: 250 2.1.0 Sender OK
                  N ms  C: RCPT TO:<ada@example.org>
                  N ms  S: 250 2.1.5 Recipient OK
                  N ms  C: DATA
                  N ms  S: 354 Start mail input; end with <CRLF>.<CRLF>
                  N ms  -- (16 octets of content)
                  N ms  -- (the client closed the connection)""");
    }

    @Test
    void theClientOnlyLookedIn(Inbox inbox) {
        RawClient.connect(inbox).say("QUIT", 221).close();
        assertThat(inbox).hasNoMail();

        assertReason(inbox, """
                No mail has arrived, although a client has connected.

                The dialogue of session 1 (ended by QUIT):
                  N ms  S: 220 localhost ESMTP ready
                  N ms  C: QUIT
                  N ms  S: 221 2.0.0 Bye""");
    }

    @Test
    void theClientIsStillThere(Inbox inbox) {
        try (RawClient client = client(inbox)) {
            assertReason(inbox, """
                No mail has arrived, although a client has connected.

                The dialogue of session 1 (still open):
                  N ms  S: 220 localhost ESMTP ready
                  N ms  C: HELO client.example
                  N ms  S: 250 localhost""");
            client.say("NOOP", 250);
        }
    }

    @Test
    void theRecipientsWereRefused() {
        SmtpPolicy policy = new SmtpPolicy() {
            @Override
            public Optional<Reply> recipient(
                    SessionInfo session, Envelope envelope, ForwardPath to, EsmtpParameters parameters) {
                return Optional.of(Reply.parse("550 5.1.1 No such user"));
            }
        };
        try (Inbox inbox = Inbox.start(SmtpServer.builder().policy(policy), PATIENCE)) {
            try (RawClient client = client(inbox)) {
                client.say("MAIL FROM:<shop@example.com>", 250)
                        .say("RCPT TO:<ada@example.org>", 550)
                        .say("RCPT TO:<bob@example.org>", 550)
                        .say("RSET", 250)
                        .say("QUIT", 221);
            }
            assertThat(inbox).hasNoMail();

            assertReason(inbox, """
                No mail has arrived, although a client has connected.

                The last attempts that failed:
                  RCPT "RCPT TO:<ada@example.org>": 550 5.1.1 No such user
                  RCPT "RCPT TO:<bob@example.org>": 550 5.1.1 No such user

                The dialogue of session 1 (ended by QUIT):
                  N ms  S: 220 localhost ESMTP ready
                  N ms  C: HELO client.example
                  N ms  S: 250 localhost
                  N ms  C: MAIL FROM:<shop@example.com>
                  N ms  S: 250 2.1.0 Sender OK
                  N ms  C: RCPT TO:<ada@example.org>
                  N ms  S: 550 5.1.1 No such user
                  N ms  C: RCPT TO:<bob@example.org>
                  N ms  S: 550 5.1.1 No such user
                  N ms  C: RSET
                  N ms  S: 250 2.0.0 OK
                  N ms  C: QUIT
                  N ms  S: 221 2.0.0 Bye""");
        }
    }

    @Test
    void tlsWasMissing() {
        try (Inbox inbox = Inbox.start(
                SmtpServer.builder()
                        .tls(CertificateKit.shared().serverContext(ServerCertificate.GOOD))
                        .requireTls(),
                PATIENCE)) {
            try (RawClient client = client(inbox)) {
                client.say("MAIL FROM:<shop@example.com>", 530).say("QUIT", 221);
            }
            assertThat(inbox).hasNoMail();

            assertReason(inbox, """
                No mail has arrived, although a client has connected.

                The last attempts that failed:
                  MAIL "MAIL FROM:<shop@example.com>": 530 5.7.0 Must issue a STARTTLS command first

                The dialogue of session 1 (ended by QUIT):
                  N ms  S: 220 localhost ESMTP ready
                  N ms  C: HELO client.example
                  N ms  S: 250 localhost
                  N ms  C: MAIL FROM:<shop@example.com>
                  N ms  S: 530 5.7.0 Must issue a STARTTLS command first
                  N ms  C: QUIT
                  N ms  S: 221 2.0.0 Bye""");
        }
    }

    @Test
    void theTlsHandshakeFailed() {
        try (Inbox inbox = Inbox.start(
                SmtpServer.builder().tls(CertificateKit.shared().serverContext(ServerCertificate.SELF_SIGNED)),
                PATIENCE)) {
            Session session = inbox.session();
            session.getProperties().setProperty("mail.smtp.starttls.required", "true");
            MimeMessage message = new MimeMessage(session);
            assertThatExceptionOfType(MessagingException.class)
                    .isThrownBy(() -> {
                        message.setFrom("shop@example.com");
                        message.setRecipients(MimeMessage.RecipientType.TO, "ada@example.org");
                        message.setText("Hello");
                        Transport.send(message);
                    })
                    .withMessageContaining("Could not convert socket to TLS");
            assertThat(inbox).hasNoMail();

            assertThatExceptionOfType(AssertionError.class)
                    .isThrownBy(() -> assertThat(inbox).singleMail())
                    .withMessageStartingWith(EXPECTING + "No mail has arrived, although a client has connected.")
                    .withMessageContaining("TLS_HANDSHAKE: ")
                    .withMessageContaining("(the TLS handshake failed)");
        }
    }

    @Test
    void theMailWasRefused() {
        try (Inbox inbox = Inbox.start(SmtpServer.builder().maxMessageSize(10), PATIENCE)) {
            try (RawClient client = client(inbox)) {
                client.say("MAIL FROM:<shop@example.com>", 250)
                        .say("RCPT TO:<ada@example.org>", 250)
                        .say("DATA", 354)
                        .send("Subject: Hello\r\n\r\nHello\r\n.\r\n".getBytes(US_ASCII))
                        .expect(552)
                        .say("QUIT", 221);
            }
            assertThat(inbox).hasNoMail();

            assertReason(inbox, """
                No mail has arrived, although a client has connected.

                The last attempts that failed:
                  END_OF_DATA: 552 5.3.4 Mail too large

                The dialogue of session 1 (ended by QUIT):
                  N ms  S: 220 localhost ESMTP ready
                  N ms  C: HELO client.example
                  N ms  S: 250 localhost
                  N ms  C: MAIL FROM:<shop@example.com>
                  N ms  S: 250 2.1.0 Sender OK
                  N ms  C: RCPT TO:<ada@example.org>
                  N ms  S: 250 2.1.5 Recipient OK
                  N ms  C: DATA
                  N ms  S: 354 Start mail input; end with <CRLF>.<CRLF>
                  N ms  -- (25 octets of content)
                  N ms  S: 552 5.3.4 Mail too large
                  N ms  C: QUIT
                  N ms  S: 221 2.0.0 Bye""");
        }
    }

    @Test
    void oneOfManyClientsFailedAndTheDialogueIsLong(Inbox inbox) {
        try (RawClient client = client(inbox)) {
            for (int i = 0; i < 7; i++) {
                client.say("RCPT TO:<" + "x".repeat(50) + i + "@example.org>", 503)
                        .say("NOOP", 250);
            }
            client.say("VRFY " + "y".repeat(300), 252).say("QUIT", 221);
        }
        RawClient.connect(inbox).say("QUIT", 221).close();
        assertThat(inbox).hasNoMail();

        assertThatExceptionOfType(AssertionError.class)
                .isThrownBy(() -> assertThat(inbox).singleMail())
                .satisfies(failure -> assertThat(String.valueOf(failure.getMessage()))
                        .startsWith(EXPECTING + "No mail has arrived, although 2 clients have connected.")
                        .contains("The dialogue of session 1 (ended by QUIT):\n  (10 lines before)\n")
                        .hasLineCount(38)
                        .doesNotContain("y".repeat(130)));
    }

    @Test
    void failedAttemptsAreToldBesideMailsToo(Inbox inbox) {
        sendThree(inbox);
        try (RawClient client = client(inbox)) {
            client.say("MAIL FROM:<shop@example.com>", 250)
                    .say("RCPT TO:ada", 501)
                    .say("QUIT", 221);
        }
        assertThat(inbox).hasMailCount(3);

        assertFailure(
                () -> assertThat(inbox).hasMailCount(4),
                "Expecting 4 mails within 50 ms, but found 3." + THREE_MAILS + """


                        The last attempts that failed:
                          RCPT "RCPT TO:ada": 501 5.5.4 Syntax: RCPT TO:<address> [parameters]
                          QUIT: the client sent QUIT""");
    }
}
