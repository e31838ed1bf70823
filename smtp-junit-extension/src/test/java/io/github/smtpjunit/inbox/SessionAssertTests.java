package io.github.smtpjunit.inbox;

import static io.github.smtpjunit.inbox.MailRows.fails;
import static io.github.smtpjunit.inbox.MailRows.passes;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.github.smtpjunit.jupiter.WithSmtpServer;
import io.github.smtpjunit.smtp.Envelope;
import io.github.smtpjunit.smtp.sasl.SaslAuthenticator;
import io.github.smtpjunit.smtp.server.SmtpServer;
import io.github.smtpjunit.smtp.server.TlsMode;
import io.github.smtpjunit.smtp.server.Transcript;
import jakarta.mail.Message.RecipientType;
import jakarta.mail.MessagingException;
import jakarta.mail.Transport;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeMessage;
import java.time.Duration;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Assertions on what the client said beside the mail: parameters, the course of the session, failed attempts. */
@WithSmtpServer(assertionTimeoutMillis = 300)
class SessionAssertTests {

    private static final String TABLE = """


        The mail:
          #  from              to                                subject  content
          0  shop@example.com  ada@example.org, bob@example.org  Hello    text\
        """;

    private static final byte[] CONTENT = """
        From: shop@example.com
        To: ada@example.org
        Bcc: bob@example.org
        Subject: Hello

        Hello
        """.replace("\n", "\r\n").getBytes(US_ASCII);

    private static final String PLAIN_TABLE = """


        The mail:
          #  from                 to               subject  content
          0  bounces@example.com  ada@example.org  Hello    text\
        """;

    static Stream<Arguments> onAMailWithParameters() {
        return Stream.of(
                passes("usedEhlo", mail -> mail.transport().usedEhlo()),
                passes("envelopeMatchesHeaders", mail -> mail.envelopeMatchesHeaders()),
                fails("hasNoBccHeader", mail -> mail.hasNoBccHeader(), """
                    Expecting no Bcc field, but found:
                      bob@example.org
                    """),
                passes("hasDeclaredSize", mail -> mail.hasDeclaredSize(90)),
                fails("hasDeclaredSize", mail -> mail.hasDeclaredSize(91), """
                    Expecting declared size:
                      "91"
                    but was:
                      "90"
                    """),
                passes("hasBodyType", mail -> mail.hasBodyType(Envelope.Body.EIGHT_BIT_MIME)),
                fails("hasBodyType", mail -> mail.hasBodyType(Envelope.Body.SEVEN_BIT), """
                    Expecting body type:
                      "SEVEN_BIT"
                    but was:
                      "EIGHT_BIT_MIME"
                    """),
                fails("requestedDsn", mail -> mail.requestedDsn(Envelope.Notify.DELAY, Envelope.Notify.FAILURE), """
                    Expecting every recipient with notification on FAILURE, DELAY, but found:
                      bob@example.org: (none)
                    """),
                fails("requestedNoDsn", mail -> mail.requestedNoDsn(), """
                    Expecting no recipient with a notification, but found:
                      ada@example.org: FAILURE, DELAY
                    """),
                passes("requestedDsnWith", mail -> mail.requestedDsnWith(Envelope.Return.HEADERS)),
                fails("requestedDsnWith", mail -> mail.requestedDsnWith(Envelope.Return.FULL), """
                    Expecting content of notifications:
                      "FULL"
                    but was:
                      "HEADERS"
                    """),
                passes("hasEnvelopeId", mail -> mail.hasEnvelopeId("order=1")),
                fails("hasEnvelopeId", mail -> mail.hasEnvelopeId("order"), """
                    Expecting envelope identifier:
                      "order"
                    but was:
                      "order=1"
                    """),
                passes("usedSmtpUtf8", mail -> mail.usedSmtpUtf8()),
                fails("requiredTls", mail -> mail.requiredTls(), """
                    Expecting one of the parameters of MAIL to be:
                      "REQUIRETLS"
                    but found:
                      SIZE=90
                      BODY=8BITMIME
                      SMTPUTF8
                      RET=HDRS
                      ENVID=order+3D1
                    """));
    }

    @ParameterizedTest
    @MethodSource("onAMailWithParameters")
    void parameters(Consumer<MailAssert> assertion, String text, Inbox inbox) {
        try (RawClient client = RawClient.greeted(inbox)) {
            client.say("MAIL FROM:<shop@example.com> SIZE=90 BODY=8BITMIME SMTPUTF8 RET=HDRS ENVID=order+3D1", 250)
                    .say("RCPT TO:<ada@example.org> NOTIFY=FAILURE,DELAY", 250)
                    .say("RCPT TO:<bob@example.org>", 250)
                    .data(CONTENT)
                    .say("QUIT", 221);
        }
        CapturedMail mail = inbox.awaitMail();

        Golden.check(() -> assertion.accept(assertThat(mail)), text, TABLE);
    }

    @Test
    void everyRecipientHasTheSameNotifications(Inbox inbox) {
        try (RawClient client = RawClient.greeted(inbox)) {
            client.say("MAIL FROM:<shop@example.com>", 250)
                    .say("RCPT TO:<ada@example.org> NOTIFY=FAILURE,DELAY", 250)
                    .say("RCPT TO:<bob@example.org> NOTIFY=DELAY,FAILURE", 250)
                    .data(CONTENT);
        }

        assertThat(inbox).singleMail().requestedDsn(Envelope.Notify.DELAY, Envelope.Notify.FAILURE);
    }

    static Stream<Arguments> onAPlainMail() {
        return Stream.of(
                fails("usedEhlo", mail -> mail.transport().usedEhlo(), """
                    Expecting the client to greet by EHLO, but it greeted by HELO.
                    """),
                fails("envelopeMatchesHeaders", mail -> mail.envelopeMatchesHeaders(), """
                    Expecting one of the addresses in the From and Sender fields to be:
                      "<bounces@example.com>"
                    but found:
                      shop@example.com
                    """),
                passes("hasNoBccHeader", mail -> mail.hasNoBccHeader()),
                fails("hasDeclaredSize, none", mail -> mail.hasDeclaredSize(1), """
                    Expecting declared size:
                      "1"
                    but was:
                      (none)
                    """),
                passes("requestedNoDsn", mail -> mail.requestedNoDsn()),
                fails("usedSmtpUtf8", mail -> mail.usedSmtpUtf8(), """
                    Expecting one of the parameters of MAIL to be:
                      "SMTPUTF8"
                    but found:
                      (none)
                    """),
                passes(
                        "commands",
                        mail -> mail.session()
                                .commands()
                                .containsSequence("HELO", "MAIL", "RCPT", "DATA")
                                .endsWith("DATA")),
                passes("hasMailCount", mail -> mail.session().hasMailCount(1)),
                fails("hasMailCount", mail -> mail.session().hasMailCount(2), """
                    Expecting 2 mails in the session, but found 1.

                    The dialogue of session 1:
                      N ms  S: 220 localhost ESMTP ready
                      N ms  C: HELO client.example
                      N ms  S: 250 localhost
                      N ms  C: MAIL FROM:<bounces@example.com>
                      N ms  S: 250 2.1.0 Sender OK
                      N ms  C: RCPT TO:<ada@example.org>
                      N ms  S: 250 2.1.5 Recipient OK
                      N ms  C: DATA
                      N ms  S: 354 Start mail input; end with <CRLF>.<CRLF>
                      N ms  -- (49 octets of content)
                      N ms  S: 250 2.6.0 Mail accepted
                      N ms  -- (the client closed the connection)
                    """),
                fails("wasReused", mail -> mail.session().wasReused(), """
                    Expecting the client to send several mails over one connection, but it sent 1 mail.

                    The dialogue of session 1:
                      N ms  S: 220 localhost ESMTP ready
                      N ms  C: HELO client.example
                      N ms  S: 250 localhost
                      N ms  C: MAIL FROM:<bounces@example.com>
                      N ms  S: 250 2.1.0 Sender OK
                      N ms  C: RCPT TO:<ada@example.org>
                      N ms  S: 250 2.1.5 Recipient OK
                      N ms  C: DATA
                      N ms  S: 354 Start mail input; end with <CRLF>.<CRLF>
                      N ms  -- (49 octets of content)
                      N ms  S: 250 2.6.0 Mail accepted
                      N ms  -- (the client closed the connection)
                    """),
                passes("neverSentCredentialsInClear", mail -> mail.session().neverSentCredentialsInClear()),
                fails("endedWithQuit", mail -> mail.session().endedWithQuit(), """
                    Expecting the client to end the session by QUIT, but: the client closed the connection without QUIT.

                    The dialogue of session 1:
                      N ms  S: 220 localhost ESMTP ready
                      N ms  C: HELO client.example
                      N ms  S: 250 localhost
                      N ms  C: MAIL FROM:<bounces@example.com>
                      N ms  S: 250 2.1.0 Sender OK
                      N ms  C: RCPT TO:<ada@example.org>
                      N ms  S: 250 2.1.5 Recipient OK
                      N ms  C: DATA
                      N ms  S: 354 Start mail input; end with <CRLF>.<CRLF>
                      N ms  -- (49 octets of content)
                      N ms  S: 250 2.6.0 Mail accepted
                      N ms  -- (the client closed the connection)
                    """));
    }

    @ParameterizedTest
    @MethodSource("onAPlainMail")
    void aRudeClient(Consumer<MailAssert> assertion, String text, Inbox inbox) {
        try (RawClient client = RawClient.connect(inbox).say("HELO client.example", 250)) {
            client.mail("bounces@example.com", "ada@example.org", "From: shop@example.com\nSubject: Hello\n\nHello\n");
        }
        inbox.await(unused -> inbox.sessions().get(0).ending().isPresent(), Duration.ofSeconds(10));
        CapturedMail mail = inbox.awaitMail();

        Golden.check(() -> assertion.accept(assertThat(mail)), text, PLAIN_TABLE);
    }

    @Test
    void commandsAreAList(Inbox inbox) {
        RawClient.deliver(inbox, "Subject: Hello\n\nHello\n");

        assertThatExceptionOfType(AssertionError.class)
                .isThrownBy(() ->
                        assertThat(inbox).singleMail().session().commands().contains("STARTTLS"))
                .withMessageContaining("[commands of session 1]");
    }

    @Test
    void moreCommandsThanTheRecordHoldsCannotBeTold(Inbox inbox) {
        try (RawClient client = RawClient.greeted(inbox)) {
            for (int i = 0; i < 100; i++) {
                client.send("NOOP\r\n".repeat(100).getBytes(US_ASCII));
                Stream.generate(() -> 250).limit(100).forEach(client::expect);
            }
            client.say("MAIL FROM:<shop@example.com>", 250)
                    .say("RCPT TO:<ada@example.org>", 250)
                    .say("DATA", 354)
                    .say(".", 250);
        }

        assertThatExceptionOfType(AssertionError.class)
                .isThrownBy(() -> assertThat(inbox).singleMail().session().commands())
                .withMessageStartingWith("Cannot tell all commands: the record of the session is bounded, of 10004"
                        + " commands it holds the first 10000.");
    }

    @Test
    void aGoodClientReusesItsConnection(Inbox inbox) {
        try (RawClient client = RawClient.greeted(inbox)) {
            client.mail("shop@example.com", "ada@example.org", "Subject: one\n\nHello\n")
                    .mail("shop@example.com", "ada@example.org", "Subject: two\n\nHello\n")
                    .say("QUIT", 221);
        }

        assertThat(inbox).firstMail().session().endedWithQuit();
        assertThat(inbox).firstMail().session().wasReused().hasMailCount(2);
    }

    @Test
    void pipelining() {
        try (Inbox inbox = Inbox.start()) {
            try (RawClient client = RawClient.greeted(inbox)) {
                client.send("MAIL FROM:<shop@example.com>\r\nRCPT TO:<ada@example.org>\r\nDATA\r\n".getBytes(UTF_8))
                        .expect(250)
                        .expect(250)
                        .expect(354)
                        .send("Subject: one\r\n\r\nHello\r\n.\r\n".getBytes(UTF_8))
                        .expect(250);
            }
            assertThat(inbox).singleMail().session().usedPipelining();
            assertThat(inbox.awaitMail().sessionRecord().transcript().lines())
                    .filteredOn(Transcript.Line::pipelined)
                    .map(Transcript.Line::toString)
                    .containsExactly("C: RCPT TO:<ada@example.org>  (pipelined)", "C: DATA  (pipelined)");
        }
    }

    @Test
    void noPipelining() {
        try (Inbox inbox = Inbox.start()) {
            try (RawClient client = RawClient.greeted(inbox)) {
                client.mail("shop@example.com", "ada@example.org", "Subject: one\n\nHello\n")
                        .say("QUIT", 221);
            }
            assertThat(inbox).singleMail().session().endedWithQuit();

            Golden.fails(
                    () -> assertThat(inbox).singleMail().session().usedPipelining(),
                    """
                            Expecting the client to send commands without waiting for replies, but it waited for each.

                            The dialogue of session 1:
                              N ms  S: 220 localhost ESMTP ready
                            """
                            + FailureReport.indented(FailureReport.dialogue(inbox.awaitMail()
                                                    .sessionRecord()
                                                    .transcript())
                                            .replaceAll("(?m)^ +\\d+ ms", "N ms"))
                                    .lines()
                                    .skip(1)
                                    .collect(Collectors.joining("\n")),
                    Golden.table(inbox.awaitMail()));
        }
    }

    @Test
    void credentialsInClear() {
        try (Inbox inbox = Inbox.start(SmtpServer.builder()
                .authenticator(SaslAuthenticator.acceptAny())
                .allowAuthWithoutTls())) {
            try (RawClient client = RawClient.greeted(inbox)) {
                client.say("AUTH PLAIN AHNob3AAc2VjcmV0", 235)
                        .mail("shop@example.com", "ada@example.org", "Subject: one\n\nHello\n");
            }

            assertThatExceptionOfType(AssertionError.class)
                    .isThrownBy(() -> assertThat(inbox).singleMail().session().neverSentCredentialsInClear())
                    .withMessageStartingWith("%s", """
                        Expecting no credentials in clear text, but the client sent before TLS:
                          AUTH PLAIN ***

                        The dialogue of session 1:
                        """);
        }
    }

    @WithSmtpServer(tls = TlsMode.STARTTLS, users = "shop:secret", requireAuth = true)
    @Test
    void credentialsOverTls(Inbox inbox) throws MessagingException {
        MimeMessage message = new MimeMessage(inbox.session());
        message.setRecipient(RecipientType.TO, new InternetAddress("ada@example.org"));
        message.setText("Hello");
        Transport.send(message);

        assertThat(inbox)
                .singleMail()
                .transport()
                .authenticatedAs("shop")
                .returnToMail()
                .session()
                .neverSentCredentialsInClear();
    }
}
