package io.github.smtpjunit.relay;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.smtpjunit.relay.DeliveryReport.Action;
import io.github.smtpjunit.relay.spool.QueuedMail;
import io.github.smtpjunit.relay.spool.RecipientState;
import io.github.smtpjunit.relay.spool.RecipientState.Status;
import jakarta.mail.MessagingException;
import jakarta.mail.internet.InternetHeaders;
import jakarta.mail.internet.MimeMessage;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.eclipse.angus.mail.dsn.DeliveryStatus;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Nothing that a sender or a peer says gets into a report but where it belongs. */
class DeliveryReportInjectionTests extends DeliveryReportTestCase {

    @Test
    void choosesABoundaryThatStandsNowhereElse() throws Exception {
        Random twice = new Random() {
            private static final long serialVersionUID = 1L;
            private int calls;

            @Override
            public long nextLong() {
                return calls++ < 3 ? 1 : 2;
            }
        };
        QueuedMail mail = mail("ada@example.org", "", NO_SUCH_USER, recipient("bob@example.com", ""));
        String content = "Subject: x\r\n\r\n--=_report_0000000000000001--\r\n";
        DeliveryReport report = new DeliveryReporter("relay.example.net", Clock.systemUTC(), twice)
                .report(
                        Action.FAILED,
                        mail,
                        List.of(0),
                        null,
                        () -> new ByteArrayInputStream(content.getBytes(StandardCharsets.US_ASCII)))
                .orElseThrow();

        assertThat(text(report)).contains("boundary=\"=_report_0000000000000002\"");
        assertThat(body(parts(report).getBodyPart(2))).isEqualTo(content);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "550 5.1.1 x\r\nBcc: victim@example.org",
                "550 5.1.1 x\r\n\r\nFinal-Recipient: rfc822; victim@example.org",
                "550 5.1.1 x\n\nStatus: 2.0.0",
                "550 5.1.1 x\rStatus: 2.0.0",
                "550 5.1.1 \u0000\u0007\u001b[31m\u007f\u0085\u2028\u202e\u00fc",
                "550 5.1.1                               x                                  y                               z",
            })
    void aHostileReplyStaysOnItsLine(String reply) throws Exception {
        RecipientState state = new RecipientState(Status.FAILED, reply, "evil\r\n\r\nAction: delivered");
        QueuedMail mail = mail("ada@example.org", "", state, recipient("bob@example.com", ""));
        DeliveryReport report = failure(mail, ORIGINAL);

        assertNothingWasInjected(report);
        assertThat(status(report).getRecipientDSN(0).getHeader("Status")).containsExactly("5.1.1");
        assertThat(status(report).getRecipientDSN(0).getHeader("Action")).containsExactly("failed");
    }

    private static void assertNothingWasInjected(DeliveryReport report) throws Exception {
        assertThat(fields(parse(report))).hasSize(8);
        assertThat(parts(report).getCount()).isEqualTo(3);
        DeliveryStatus status = status(report);
        assertThat(status.getRecipientDSNCount()).isEqualTo(1);
        assertThat(names(status.getMessageDSN())).isSubsetOf("Reporting-MTA", "Original-Envelope-Id", "Arrival-Date");
        assertThat(names(status.getRecipientDSN(0)))
                .doesNotHaveDuplicates()
                .isSubsetOf(
                        "Original-Recipient",
                        "Final-Recipient",
                        "Action",
                        "Status",
                        "Remote-MTA",
                        "Diagnostic-Code",
                        "Last-Attempt-Date");
        assertThat(text(report).replace("\r\n", "").replace("\t", "").codePoints())
                .allMatch(c -> c >= ' ' && c < 0x7f);
        assertThat(text(report)).doesNotContain("\r\n\t\r\n");
        assertThat(text(report).lines()).allMatch(line -> line.length() <= 998);
    }

    private static List<String> names(InternetHeaders headers) {
        return fields(headers).stream()
                .map(line -> line.replaceFirst(":(?s:.*)", ""))
                .toList();
    }

    private static List<String> fields(MimeMessage message) throws MessagingException {
        List<String> lines = new ArrayList<>();
        message.getAllHeaderLines().asIterator().forEachRemaining(lines::add);
        return lines;
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "ENVID=a+0D+0A+0D+0ABcc:+20x | ORCPT=rfc822;a+0D+0AAction:+20delivered",
                "ENVID=+20+20+0D+0A | ORCPT=rfc822;+0D+0A+0D+0A",
                "ENVID=+C3+BC+E2+80+A8 | ORCPT=utf-8;b\\x{FC}",
                "ENVID=x | ORCPT=evil+0D+0A;x",
                "ENVID=x | ORCPT=none",
            })
    void hostileParametersStayOnTheirLine(String mailParameters, String recipientParameters) throws Exception {
        QueuedMail mail = mail(
                "ada@example.org", mailParameters, NO_SUCH_USER, recipient("bob@example.com", recipientParameters));

        assertNothingWasInjected(failure(mail, ORIGINAL));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"a > , Bcc: x\"@example.org",
                "\"a  b\\\\\\\"\"@example.org",
                "a@[x400:b;c>d]",
                "=?utf-8?q?a?=@example.org",
            })
    void strangeAddressesAreToldAsTheyAre(String address) throws Exception {
        QueuedMail mail = mail(address, "", NO_SUCH_USER, recipient(address, ""));
        DeliveryReport report = failure(mail, ORIGINAL);

        assertNothingWasInjected(report);
        assertThat(parse(report).getHeader("To")).containsExactly("<" + address + ">");
        assertThat(status(report).getRecipientDSN(0).getHeader("Final-Recipient"))
                .containsExactly("rfc822; " + address);
    }

    @Test
    void tellsOfALongReplyOnShortLines() throws Exception {
        RecipientState state = new RecipientState(Status.FAILED, "550 5.7.1 " + "word ".repeat(100), "mx.example.com");
        QueuedMail mail = mail("ada@example.org", "", state, recipient("bob@example.com", ""));
        DeliveryReport report = failure(mail, ORIGINAL);

        assertNothingWasInjected(report);
        assertThat(fields(status(report).getRecipientDSN(0)))
                .filteredOn(field -> field.startsWith("Diagnostic-Code:"))
                .allSatisfy(
                        field -> assertThat(field.lines()).hasSizeGreaterThan(5).allMatch(line -> line.length() <= 79));
    }
}
