package io.github.smtpjunit.smtp.server;

import static io.github.smtpjunit.smtp.server.EhloFault.add;
import static io.github.smtpjunit.smtp.server.FaultAction.bareLineFeed;
import static io.github.smtpjunit.smtp.server.FaultAction.binary;
import static io.github.smtpjunit.smtp.server.FaultAction.close;
import static io.github.smtpjunit.smtp.server.FaultAction.closeAfterBody;
import static io.github.smtpjunit.smtp.server.FaultAction.closeAfterReply;
import static io.github.smtpjunit.smtp.server.FaultAction.cutAfter;
import static io.github.smtpjunit.smtp.server.FaultAction.fragment;
import static io.github.smtpjunit.smtp.server.FaultAction.halfClose;
import static io.github.smtpjunit.smtp.server.FaultAction.ignore;
import static io.github.smtpjunit.smtp.server.FaultAction.lose;
import static io.github.smtpjunit.smtp.server.FaultAction.mixedCodes;
import static io.github.smtpjunit.smtp.server.FaultAction.overlong;
import static io.github.smtpjunit.smtp.server.FaultAction.raw;
import static io.github.smtpjunit.smtp.server.FaultAction.reply;
import static io.github.smtpjunit.smtp.server.FaultAction.replyAndClose;
import static io.github.smtpjunit.smtp.server.FaultAction.storeAndClose;
import static io.github.smtpjunit.smtp.server.FaultAction.truncate;
import static io.github.smtpjunit.smtp.server.FaultAction.twice;
import static io.github.smtpjunit.smtp.server.FaultAction.twoReplies;
import static io.github.smtpjunit.smtp.server.FaultAction.unterminated;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import io.github.smtpjunit.smtp.Replies;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.Timeout;

/** What each action puts on the wire, octet by octet, and how the connection ends. */
@Timeout(60)
class FaultActionTests {

    private static final String GREETING = "220 mx.example.org ESMTP ready\r\n";
    private static final String HELO = "HELO client\r\n";
    private static final String HELLO = "250 mx.example.org\r\n";
    private static final String MAIL = "MAIL FROM:<a@x>\r\n";
    private static final String SENDER = "250 2.1.0 Sender OK\r\n";
    private static final String RCPT = "RCPT TO:<b@x>\r\n";
    private static final String RECIPIENT = "250 2.1.5 Recipient OK\r\n";
    private static final String SEND = "354 Start mail input; end with <CRLF>.<CRLF>\r\n";
    private static final String CONTENT = "12345678\r\n";
    private static final String ACCEPTED = "250 2.6.0 Mail accepted\r\n";
    private static final String BYE = "221 2.0.0 Bye\r\n";

    /**
     * One rule and all that the client sees.
     *
     * @param phase where the rule applies
     * @param actions what it does
     * @param says what the client sends, in pieces
     * @param hears what comes for each piece, and for none at first; the last one up to the end of the connection
     * @param mails what is stored
     */
    private record Row(
            Phase phase, List<FaultAction> actions, List<String> says, List<String> hears, List<String> mails) {

        String title() {
            return phase + ": " + actions;
        }
    }

    /** A rule that is hit by the first piece of this client. */
    private static Row row(Phase phase, List<FaultAction> actions, List<String> says, List<String> hears) {
        return new Row(phase, actions, says, hears, List.of());
    }

    /** At MAIL. */
    private static Row mail(FaultAction action, String hears, String rest) {
        return row(Phase.MAIL, List.of(action), List.of(HELO, MAIL, "QUIT\r\n"), List.of(GREETING, HELLO, hears, rest));
    }

    /** At MAIL, and that is the end. */
    private static Row lastMail(FaultAction action, String hears) {
        return row(Phase.MAIL, List.of(action), List.of(HELO, MAIL), List.of(GREETING, HELLO, hears));
    }

    /** A whole mail. */
    private static Row whole(Phase phase, FaultAction action, String atEnd, String rest, String... mails) {
        return new Row(
                phase,
                List.of(action),
                List.of(HELO, MAIL, RCPT, "DATA\r\n", CONTENT + ".\r\n", "QUIT\r\n"),
                List.of(GREETING, HELLO, SENDER, RECIPIENT, SEND, atEnd, rest),
                List.of(mails));
    }

    @TestFactory
    Stream<DynamicTest> theClientSeesExactlyThisAndNothingElse() {
        String long600 = "250 " + "x".repeat(594) + "\r\n";
        return Stream.of(
                        // replies
                        mail(reply(451, "4.3.0", "Later"), "451 4.3.0 Later\r\n", BYE),
                        mail(reply(250, "2.1.0", "Fine", "really"), "250-2.1.0 Fine\r\n250 2.1.0 really\r\n", BYE),
                        lastMail(reply(Replies.SERVICE_UNAVAILABLE), "421 4.3.2 Service not available\r\n"),
                        lastMail(replyAndClose(Replies.SPAM), "554 5.7.1 Spam message rejected\r\n"),
                        lastMail(closeAfterReply(), SENDER),
                        // malformed replies
                        mail(raw("gibberish"), "gibberish", BYE),
                        mail(raw(new byte[0]), "", BYE),
                        mail(unterminated(250), "250-and this is not all\r\n", BYE),
                        mail(mixedCodes(250, 550), "250-one thing\r\n550 and another\r\n", BYE),
                        mail(bareLineFeed(250), "250 no carriage return\n", BYE),
                        mail(overlong(250, 600), long600, BYE),
                        mail(binary(250), "250 \0\1\2\u001b\u00ff\u00fe\u0080\r\n", BYE),
                        mail(twoReplies(Replies.OK, Replies.OK), "250 2.0.0 OK\r\n250 2.0.0 OK\r\n", BYE),
                        mail(fragment(), SENDER, BYE),
                        mail(ignore(), "", BYE),
                        // the connection
                        lastMail(close(), ""),
                        lastMail(halfClose(), ""),
                        lastMail(cutAfter(7), "250 2.1"),
                        lastMail(cutAfter(0), ""),
                        row(
                                Phase.MAIL,
                                List.of(reply(Replies.LOCAL_ERROR), cutAfter(5)),
                                List.of(HELO, MAIL),
                                List.of(GREETING, HELLO, "451 4")),
                        row(
                                Phase.MAIL,
                                List.of(reply(Replies.LOCAL_ERROR), halfClose()),
                                List.of(HELO, MAIL),
                                List.of(GREETING, HELLO, "451 4.3.0 Local error in processing\r\n")),
                        // elsewhere
                        row(Phase.CONNECT, List.of(close()), List.of(), List.of("")),
                        row(
                                Phase.CONNECT,
                                List.of(raw("HTTP/1.1 400\r\n"), close()),
                                List.of(),
                                List.of("HTTP/1.1 400\r\n")),
                        row(
                                Phase.CONNECT,
                                List.of(reply(Replies.NO_SERVICE)),
                                List.of(HELO, "QUIT\r\n"),
                                List.of(
                                        "554 5.3.2 No SMTP service for you\r\n",
                                        "554 5.3.2 No SMTP service for you\r\n",
                                        BYE)),
                        row(
                                Phase.IDLE,
                                List.of(reply(Replies.IDLE_TIMEOUT)),
                                List.of(),
                                List.of(GREETING + "421 4.4.2 Idle for too long\r\n")),
                        row(Phase.IDLE, List.of(close()), List.of(), List.of(GREETING)),
                        row(
                                Phase.IDLE,
                                List.of(raw("250 unsolicited\r\n")),
                                List.of("QUIT\r\n"),
                                List.of(GREETING + "250 unsolicited\r\n", BYE)),
                        row(
                                Phase.EHLO,
                                List.of(reply(Replies.COMMAND_UNKNOWN)),
                                List.of(HELO, "QUIT\r\n"),
                                List.of(GREETING, "500 5.5.2 Command not recognized\r\n", BYE)),
                        row(
                                Phase.EHLO,
                                List.of(add("XCHUNKY")),
                                List.of(HELO, "QUIT\r\n"),
                                List.of(GREETING, "250-mx.example.org\r\n250 XCHUNKY\r\n", BYE)),
                        row(Phase.QUIT, List.of(close()), List.of("QUIT\r\n"), List.of(GREETING, "")),
                        row(
                                Phase.BDAT,
                                List.of(reply(Replies.INSUFFICIENT_STORAGE)),
                                List.of(HELO, MAIL, RCPT, "BDAT 4 LAST\r\nQUIT", "QUIT\r\n"),
                                List.of(
                                        GREETING,
                                        HELLO,
                                        SENDER,
                                        RECIPIENT,
                                        "452 4.3.1 Insufficient system storage\r\n",
                                        BYE)),
                        // the content
                        whole(Phase.END_OF_DATA, reply(Replies.CONTENT_REFUSED), "554 5.7.1 Content refused\r\n", BYE),
                        whole(Phase.END_OF_DATA, lose(), ACCEPTED, BYE),
                        whole(Phase.END_OF_DATA, raw("550 no\n"), "550 no\n", BYE),
                        whole(Phase.END_OF_DATA, raw("250 yes\n"), "250 yes\n", BYE, CONTENT),
                        whole(Phase.END_OF_DATA, twice(), ACCEPTED, BYE, CONTENT, CONTENT),
                        whole(Phase.END_OF_DATA, truncate(3), ACCEPTED, BYE, "123"),
                        stopped(Phase.END_OF_DATA, storeAndClose(), CONTENT + ".\r\n", CONTENT),
                        stopped(Phase.END_OF_DATA, close(), CONTENT + ".\r\n"),
                        stopped(Phase.BODY, closeAfterBody(5), "12345"),
                        stopped(Phase.BODY, closeAfterBody(0), "1"))
                .map(row -> dynamicTest(row.title(), () -> run(row)));
    }

    /** A mail that the server breaks off when it has seen this much of the content. */
    private static Row stopped(Phase phase, FaultAction action, String content, String... mails) {
        return new Row(
                phase,
                List.of(action),
                List.of(HELO, MAIL, RCPT, "DATA\r\n", content),
                List.of(GREETING, HELLO, SENDER, RECIPIENT, SEND, ""),
                List.of(mails));
    }

    private static void run(Row row) {
        CapturingHandler received = new CapturingHandler();
        SmtpServerBuilder builder =
                SmtpServer.builder().hostname("mx.example.org").handler(received);
        try (SmtpServer server = builder.start();
                RawClient client = connect(server, row)) {
            client.expectOctets(row.hears().get(0));
            for (int i = 0; i < row.says().size(); i++) {
                client.sendRaw(row.says().get(i));
                client.expectOctets(row.hears().get(i + 1));
            }
            client.expectEnd();
            assertThat(received.contents()).isEqualTo(row.mails());
            server.faults().verifyAllRulesUsed();
        }
    }

    private static RawClient connect(SmtpServer server, Row row) {
        server.faults().on(row.phase()).once().then(row.actions().toArray(FaultAction[]::new));
        return RawClient.to(server);
    }
}
