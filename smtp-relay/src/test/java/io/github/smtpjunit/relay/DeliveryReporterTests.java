package io.github.smtpjunit.relay;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.smtpjunit.relay.DeliveryReport.Action;
import io.github.smtpjunit.relay.spool.QueuedMail;
import io.github.smtpjunit.relay.spool.RecipientState;
import io.github.smtpjunit.relay.spool.RecipientState.Status;
import io.github.smtpjunit.smtp.Envelope;
import io.github.smtpjunit.smtp.EsmtpParameters;
import io.github.smtpjunit.smtp.ReversePath;
import jakarta.mail.BodyPart;
import jakarta.mail.internet.MimeMessage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.eclipse.angus.mail.dsn.DeliveryStatus;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Reports as octets, and as Angus Mail reads them. */
class DeliveryReporterTests extends DeliveryReportTestCase {

    @Test
    void tellsWhatFailed() throws Exception {
        QueuedMail mail = mail("ada@example.org", "", NO_SUCH_USER, recipient("bob@example.com", ""));

        String boundary = "=_report_(\\w{16})";
        assertThat(text(failure(mail, ORIGINAL))
                        .replaceAll(boundary, "BOUNDARY")
                        .replaceFirst("<\\w{16}\\.", "<TOKEN."))
                .isEqualTo("""
                    Date: Fri, 2 Jan 2026 04:00:00 +0000
                    From: Mail Delivery <MAILER-DAEMON@relay.example.net>
                    To: <ada@example.org>
                    Subject: Your mail could not be delivered
                    Message-ID: <TOKEN.M123@relay.example.net>
                    Auto-Submitted: auto-replied
                    MIME-Version: 1.0
                    Content-Type: multipart/report; report-type=delivery-status;
                    \tboundary="BOUNDARY"

                    --BOUNDARY
                    Content-Type: text/plain; charset=us-ascii
                    Content-Transfer-Encoding: 7bit

                    This is the mail relay relay.example.net.

                    Your mail of Fri, 2 Jan 2026 03:04:05 +0000
                    could not be delivered to the recipients below. It will not be tried again.

                      <bob@example.com>
                        mx.example.com said: 550 5.1.1 No such user

                    A report for mail programs follows, and then your mail.

                    --BOUNDARY
                    Content-Type: message/delivery-status

                    Reporting-MTA: dns; relay.example.net
                    Arrival-Date: Fri, 2 Jan 2026 03:04:05 +0000

                    Final-Recipient: rfc822; bob@example.com
                    Action: failed
                    Status: 5.1.1
                    Remote-MTA: dns; mx.example.com
                    Diagnostic-Code: smtp; 550 5.1.1 No such user
                    Last-Attempt-Date: Fri, 2 Jan 2026 04:00:00 +0000

                    --BOUNDARY
                    Content-Type: message/rfc822
                    Content-Transfer-Encoding: 7bit

                    From: ada@example.org
                    Subject: Hello

                    Dear Bob

                    --BOUNDARY--
                    """.replace("\n", "\r\n"));
    }

    @Test
    void goesFromNobodyToTheSender() throws Exception {
        QueuedMail mail = mail("ada@example.org", "", NO_SUCH_USER, recipient("bob@example.com", ""));

        assertThat(failure(mail, ORIGINAL).envelope()).isEqualTo(Envelope.of("", "ada@example.org"));
    }

    @ParameterizedTest
    @EnumSource(Action.class)
    void neverReportsToTheNullReversePath(Action action) throws Exception {
        QueuedMail mail = mail("", "", NO_SUCH_USER, recipient("bob@example.com", "NOTIFY=SUCCESS,FAILURE,DELAY"));

        assertThat(reporter.report(action, mail, List.of(0), null, () -> {
                    throw new IOException("the content is not needed");
                }))
                .isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "'' | FAILED DELAYED",
                "NOTIFY=NEVER | ''",
                "NOTIFY=FAILURE | FAILED",
                "NOTIFY=DELAY | DELAYED",
                "NOTIFY=success | RELAYED DELIVERED",
                "NOTIFY=SUCCESS,FAILURE | FAILED RELAYED DELIVERED",
                "NOTIFY=SUCCESS,FAILURE,DELAY | FAILED DELAYED RELAYED DELIVERED",
            })
    void reportsWhatTheSenderWantsToHear(String notify, String wanted) throws Exception {
        QueuedMail mail = mail("ada@example.org", "", NO_SUCH_USER, recipient("bob@example.com", notify));
        List<String> sent = new ArrayList<>();
        for (Action action : Action.values()) {
            report(action, mail, ORIGINAL).ifPresent(report -> sent.add(action.name()));
        }

        assertThat(String.join(" ", sent)).isEqualTo(wanted);
    }

    @Test
    void tellsOfThoseRecipientsOnlyWhoAreMeantAndWanted() throws Exception {
        QueuedMail mail = mail(
                "ada@example.org",
                "",
                NO_SUCH_USER,
                recipient("never@example.com", "NOTIFY=NEVER"),
                recipient("one@example.com", ""),
                recipient("other@example.com", ""),
                recipient("two@example.com", "NOTIFY=FAILURE"));
        DeliveryReport report = reporter.report(
                        Action.FAILED, mail, List.of(0, 1, 3), null, () -> new ByteArrayInputStream(new byte[0]))
                .orElseThrow();

        DeliveryStatus status = status(report);
        assertThat(status.getRecipientDSNCount()).isEqualTo(2);
        assertThat(status.getRecipientDSN(0).getHeader("Final-Recipient")).containsExactly("rfc822; one@example.com");
        assertThat(status.getRecipientDSN(1).getHeader("Final-Recipient")).containsExactly("rfc822; two@example.com");
        assertThat(text(report)).doesNotContain("never@", "other@");
    }

    @Test
    void isReadByOthersAsItIsMeant() throws Exception {
        QueuedMail mail = mail(
                "ada@example.org",
                "RET=FULL ENVID=QQ+2B314159",
                NO_SUCH_USER,
                recipient("bob@example.com", "ORCPT=rfc822;Bob+2Bold@Example.NET"));
        DeliveryReport report = failure(mail, ORIGINAL);
        MimeMessage message = parse(report);

        assertThat(message.getFrom()[0]).hasToString("Mail Delivery <MAILER-DAEMON@relay.example.net>");
        assertThat(message.getSentDate()).isEqualTo(NOW);
        assertThat(message.getContentType()).contains("report-type=delivery-status");
        assertThat(parts(report).getText()).contains("<bob@example.com>");
        assertThat(fields(status(report).getMessageDSN()))
                .containsExactly(
                        "Reporting-MTA: dns; relay.example.net",
                        "Original-Envelope-Id: QQ+314159",
                        "Arrival-Date: Fri, 2 Jan 2026 03:04:05 +0000");
        assertThat(fields(status(report).getRecipientDSN(0)))
                .startsWith(
                        "Original-Recipient: rfc822; Bob+old@Example.NET", "Final-Recipient: rfc822; bob@example.com");
        assertThat(parts(report).getReturnedMessage().getSubject()).isEqualTo("Hello");
        assertThat(body(parts(report).getBodyPart(2))).isEqualTo(ORIGINAL);
    }

    @Test
    void tellsHowLongADelayedMailWillBeTried() throws Exception {
        RecipientState state = new RecipientState(Status.PENDING, "451 4.4.3 DNS failed", "");
        QueuedMail mail = mail("ada@example.org", "RET=FULL", state, recipient("bob@example.com", ""));
        DeliveryReport report = report(Action.DELAYED, mail, ORIGINAL).orElseThrow();

        assertThat(parse(report).getSubject()).isEqualTo("Your mail is delayed");
        assertThat(fields(status(report).getRecipientDSN(0)))
                .containsExactly(
                        "Final-Recipient: rfc822; bob@example.com",
                        "Action: delayed",
                        "Status: 4.4.3",
                        "Diagnostic-Code: x-relay; 451 4.4.3 DNS failed",
                        "Last-Attempt-Date: Fri, 2 Jan 2026 04:00:00 +0000",
                        "Will-Retry-Until: Wed, 7 Jan 2026 03:04:05 +0000");
        assertThat(parts(report).getText())
                .contains("it will be tried until Wed, 7 Jan 2026 03:04:05 +0000", "\n    451 4.4.3 DNS failed");
        assertThat(parts(report).getBodyPart(2).isMimeType("text/rfc822-headers"))
                .isTrue();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "FAILED | 550 5.7.1 Spam | 5.7.1",
                "FAILED | 550 No such user | 5.0.0",
                "FAILED | 550 4.7.1 Confused | 5.0.0",
                "FAILED | 550-5.7.1 Odd | 5.0.0",
                "FAILED | '' | 4.4.7",
                "FAILED | 451 4.7.1 Greylisted | 4.4.7",
                "DELAYED | 451 4.7.1 Greylisted | 4.7.1",
                "DELAYED | 421 Busy | 4.0.0",
                "RELAYED | 250 2.6.0 Queued | 2.6.0",
                "RELAYED | 250 Queued | 2.0.0",
                "DELIVERED | '' | 2.0.0",
            })
    void givesAStatusOfTheRightClass(Action action, String reply, String status) throws Exception {
        QueuedMail mail = mail(
                "ada@example.org",
                "",
                new RecipientState(Status.FAILED, reply, "mx.example.com"),
                recipient("bob@example.com", "NOTIFY=SUCCESS,FAILURE,DELAY"));
        DeliveryReport report = report(action, mail, ORIGINAL).orElseThrow();

        assertThat(status(report).getRecipientDSN(0).getHeader("Status")).containsExactly(status);
        assertThat(status(report).getRecipientDSN(0).getHeader("Action"))
                .containsExactly(action.name().toLowerCase(Locale.ROOT));
    }

    private @Nullable String returnedType(String parameters, int bodyOctets) throws Exception {
        QueuedMail mail = mail("ada@example.org", parameters, NO_SUCH_USER, recipient("bob@example.com", ""));
        String header = "Subject: Hello\r\n\r\n";
        String content = header + "x".repeat(bodyOctets - header.length());
        BodyPart part = parts(failure(mail, content)).getBodyPart(2);
        assertThat(body(part)).isEqualTo(part.isMimeType("message/rfc822") ? content : "Subject: Hello\r\n");
        return part.getContentType();
    }

    @ParameterizedTest
    @CsvSource({
        "'', 50000, message/rfc822",
        "RET=FULL, 50000, message/rfc822",
        "'', 50001, text/rfc822-headers",
        "RET=FULL, 50001, text/rfc822-headers",
        "RET=HDRS, 100, text/rfc822-headers",
        "BODY=BINARYMIME, 100, text/rfc822-headers",
    })
    void returnsTheMailOrItsHeader(String parameters, int octets, String type) throws Exception {
        assertThat(returnedType(parameters, octets)).isEqualTo(type);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "'' | ''",
                "Subject: x | Subject: x",
                "\\r\\nbody | ''",
                "Subject: x\\r\\nTo: y\\r\\n | Subject: x\\r\\nTo: y\\r\\n",
            })
    void findsTheEndOfTheHeader(String content, String header) throws Exception {
        QueuedMail mail = mail("ada@example.org", "RET=HDRS", NO_SUCH_USER, recipient("bob@example.com", ""));

        assertThat(text(failure(mail, content.replace("\\r", "\r").replace("\\n", "\n"))))
                .contains("\r\nContent-Type: text/rfc822-headers\r\nContent-Transfer-Encoding: 7bit\r\n\r\n"
                        + header.replace("\\r", "\r").replace("\\n", "\n") + "\r\n--=_report_");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "Subject: x\\n\\nbody | Subject: x=0A",
                "Subject: Gr\u00fc\u00dfe=\\r\\n\\r\\nbody | Subject: Gr=FC=DFe=3D\\r\\n",
                "X: \u0007 \\r\\nY: z\\r\\n | X: =07=20\\r\\nY: z\\r\\n",
            })
    void encodesAHeaderThatIsNotFitToTravel(String content, String header) throws Exception {
        QueuedMail mail =
                mail("ada@example.org", "RET=HDRS BODY=8BITMIME", NO_SUCH_USER, recipient("bob@example.com", ""));
        String octets = content.replace("\\r", "\r").replace("\\n", "\n");

        DeliveryReport report = failure(mail, octets);

        assertThat(text(report))
                .contains("\r\nContent-Type: text/rfc822-headers\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n"
                        + header.replace("\\r", "\r").replace("\\n", "\n") + "\r\n--=_report_")
                .doesNotContain("8bit");
        assertThat(body(parts(report).getBodyPart(2))).isEqualTo(octets.replaceFirst("(?s)(?<=\n)\r?\n.*", ""));
        assertThat(report.envelope().parameters()).hasToString("");
    }

    @Test
    void encodesAHeaderWithALineThatIsTooLong() throws Exception {
        QueuedMail mail = mail("ada@example.org", "RET=HDRS", NO_SUCH_USER, recipient("bob@example.com", ""));
        for (int length : new int[] {998, 999}) {
            String content = "X: " + "y".repeat(length - 3) + "\r\n";
            DeliveryReport report = failure(mail, content + "\r\nbody");

            assertThat(parts(report).getBodyPart(2).getHeader("Content-Transfer-Encoding"))
                    .containsExactly(length == 998 ? "7bit" : "quoted-printable");
            assertThat(body(parts(report).getBodyPart(2))).isEqualTo(content);
            assertThat(text(report).lines()).allMatch(line -> line.length() <= 998);
        }
    }

    @Test
    void returnsNoMoreThanTheHeaderOfAMailThatMustNotLeaveTlsAndKeepsToItsDemand() throws Exception {
        QueuedMail mail =
                mail("ada@example.org", "RET=FULL REQUIRETLS", NO_SUCH_USER, recipient("bob@example.com", ""));
        DeliveryReport report = failure(mail, ORIGINAL);

        assertThat(text(report)).contains("Content-Type: text/rfc822-headers").doesNotContain("Dear Bob");
        assertThat(report.envelope().parameters()).hasToString("REQUIRETLS");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "mx.example.com[192.0.2.1]:25              | mx.example.com",
                "192.0.2.1[192.0.2.1]:25                   | [192.0.2.1]",
                "2001:db8::7[2001:db8:0:0:0:0:0:7]:25      | [IPv6:2001:db8::7]",
            })
    void namesTheHostThatReplied(String host, String name) throws Exception {
        RecipientState state = new RecipientState(Status.FAILED, "550 5.1.1 No such user", host);
        QueuedMail mail = mail("ada@example.org", "", state, recipient("bob@[192.0.2.1]", ""));

        assertThat(fields(status(failure(mail, ORIGINAL)).getRecipientDSN(0)))
                .contains("Remote-MTA: dns; " + name, "Diagnostic-Code: smtp; 550 5.1.1 No such user");
    }

    @Test
    void cutsAnEndlessHeader() throws Exception {
        QueuedMail mail = mail("ada@example.org", "RET=HDRS", NO_SUCH_USER, recipient("bob@example.com", ""));
        String content = ("X-Field: " + "y".repeat(89) + "\r\n").repeat(600);

        assertThat(body(parts(failure(mail, content)).getBodyPart(2))).isEqualTo(content.substring(0, 50_000));
    }

    @Test
    void labelsWhatHasEightBits() throws Exception {
        QueuedMail mail = mail("ada@example.org", "BODY=8BITMIME", NO_SUCH_USER, recipient("bob@example.com", ""));
        String content = "Subject: x\r\n\r\nGr\u00fc\u00dfe\r\n";
        DeliveryReport report = failure(mail, content);

        assertThat(parse(report).getEncoding()).isEqualTo("8bit");
        assertThat(parts(report).getBodyPart(2).getHeader("Content-Transfer-Encoding"))
                .containsExactly("8bit");
        assertThat(parts(report).getBodyPart(0).getHeader("Content-Transfer-Encoding"))
                .containsExactly("7bit");
        assertThat(body(parts(report).getBodyPart(2))).isEqualTo(content);
        assertThat(report.envelope().parameters()).hasToString("BODY=8BITMIME");
    }

    @Test
    void spellsOutWhatIsNotAsciiInAReportOfAscii() throws Exception {
        QueuedMail mail = mail(
                "ada@example.org",
                "",
                NO_SUCH_USER,
                recipient("bob@example.com", "ORCPT=rfc822;j+C3+B8rn@example.com"));

        assertThat(fields(status(failure(mail, ORIGINAL)).getRecipientDSN(0)))
                .contains("Original-Recipient: rfc822; j\\x{F8}rn@example.com");
    }

    @Test
    void reportsInUtf8OnMailInUtf8() throws Exception {
        QueuedMail mail =
                mail("jos\u00e9@example.org", "SMTPUTF8", NO_SUCH_USER, recipient("j\u00f8rn@b\u00fccher.example", ""));
        DeliveryReport report = failure(mail, "Subject: \u00c3\u00a9\r\n\r\nx\r\n");

        assertThat(text(report))
                .contains("\r\nTo: <jos\u00e9@example.org>\r\n")
                .contains("multipart/report; report-type=global-delivery-status;")
                .contains("\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: 8bit\r\n")
                .contains("\r\n  <j\u00f8rn@b\u00fccher.example>\r\n")
                .contains("\r\nContent-Type: message/global-delivery-status\r\nContent-Transfer-Encoding: 8bit\r\n")
                .contains("\r\nFinal-Recipient: utf-8; j\u00f8rn@b\u00fccher.example\r\n")
                .contains(
                        "\r\nContent-Type: message/global\r\nContent-Transfer-Encoding: 8bit\r\n\r\nSubject: \u00e9\r\n");
        assertThat(report.envelope())
                .isEqualTo(new Envelope(
                        ReversePath.NULL,
                        parameters("BODY=8BITMIME SMTPUTF8"),
                        List.of(recipient("jos\u00e9@example.org", ""))));
    }

    @Test
    void reportsInAsciiOnMailThatDidNotNeedUtf8() throws Exception {
        QueuedMail mail = mail("ada@example.org", "SMTPUTF8", NO_SUCH_USER, recipient("bob@example.com", ""));
        DeliveryReport report = failure(mail, ORIGINAL);

        assertThat(status(report).getRecipientDSNCount()).isEqualTo(1);
        assertThat(report.envelope().parameters()).isEqualTo(EsmtpParameters.NONE);
    }

    @Test
    void returnsTheHeaderOfMailInUtf8() throws Exception {
        QueuedMail mail =
                mail("ada@example.org", "SMTPUTF8 RET=HDRS", NO_SUCH_USER, recipient("j\u00f8rn@example.com", ""));

        assertThat(text(failure(mail, ORIGINAL))).contains("\r\nContent-Type: message/global-headers\r\n");
    }
}
