package io.github.smtpjunit.smtp.server;

import static io.github.smtpjunit.smtp.server.FaultAction.bounce;
import static io.github.smtpjunit.smtp.server.FaultAction.reply;
import static io.github.smtpjunit.smtp.server.FaultMatcher.recipient;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.github.smtpjunit.smtp.Replies;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Mails that are accepted and come back. */
@Timeout(60)
class FaultBounceTests extends SmtpTestCase {

    private static final String CONTENT = "Subject: Hi\r\nX-Letter: \u00e4\r\n\r\nDear Bob\r\n";

    private final SmtpServer server = start(builder().clock(ManualClock.at(Instant.parse("2026-11-22T12:00:00Z"))));
    private final Faults faults = server.faults();

    private void send(String mail, String... recipients) {
        RawClient client = greeted(server).send(mail).expect("250 *");
        for (String recipient : recipients) {
            client.send(recipient).expect("250 *");
        }
        client.send("DATA")
                .expect("354 *")
                .sendRaw(CONTENT + ".\r\n")
                .expect("250 *")
                .quit();
    }

    private String report() {
        assertThat(received.mails())
                .singleElement()
                .satisfies(mail -> assertThat(mail.envelope().from()).isEmpty());
        return new String(received.contents().get(0).getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8);
    }

    @Test
    void theSenderGetsAReportInPlaceOfTheMail() {
        faults.on(Phase.END_OF_DATA).where(recipient("gone@*")).then(bounce(Replies.NO_SUCH_USER));

        send(
                "MAIL FROM:<ada@example.com> ENVID=QQ314159",
                "RCPT TO:<gone@example.org> ORCPT=rfc822;old+2Bone@example.org");

        assertThat(report()).isEqualTo("""
                From: Mail Delivery System <MAILER-DAEMON@mx.example.org>
                To: <ada@example.com>
                Subject: Undelivered mail returned to sender
                Date: Sun, 22 Nov 2026 12:00:00 +0000
                Message-ID: <report.1.1@mx.example.org>
                Auto-Submitted: auto-replied
                MIME-Version: 1.0
                Content-Type: multipart/report; report-type=delivery-status; boundary="=_report.1.1"

                --=_report.1.1
                Content-Type: text/plain; charset=utf-8
                Content-Transfer-Encoding: 8bit

                Your mail was accepted, and could not be delivered to:

                <gone@example.org>: 550 5.1.1 No such user

                --=_report.1.1
                Content-Type: message/delivery-status
                Content-Transfer-Encoding: 8bit

                Original-Envelope-Id: QQ314159
                Reporting-MTA: dns; mx.example.org
                Arrival-Date: Sun, 22 Nov 2026 12:00:00 +0000

                Original-Recipient: rfc822; old+one@example.org
                Final-Recipient: rfc822; gone@example.org
                Action: failed
                Status: 5.1.1
                Diagnostic-Code: smtp; 550 5.1.1 No such user

                --=_report.1.1
                Content-Type: text/rfc822-headers

                Subject: Hi
                X-Letter: \ufffd

                --=_report.1.1--
                """.replace("\n", "\r\n"));
        assertThat(received.mails().get(0).envelope().to()).containsExactly("ada@example.com");
    }

    @Test
    void othersGetTheirMail() {
        faults.on(Phase.END_OF_DATA).where(recipient("gone@*")).then(bounce(Replies.NO_SUCH_USER));

        send("MAIL FROM:<ada@example.com>", "RCPT TO:<bob@example.org>");

        assertThat(received.mails())
                .singleElement()
                .satisfies(mail -> assertThat(mail.envelope().from()).isEqualTo("ada@example.com"));
    }

    @ParameterizedTest
    @CsvSource({
        "MAIL FROM:<>, RCPT TO:<b@x>",
        "MAIL FROM:<a@x>, RCPT TO:<b@x> NOTIFY=NEVER",
        "MAIL FROM:<a@x>, RCPT TO:<b@x> NOTIFY=SUCCESS"
    })
    void whoWantsNoReportGetsNone(String mail, String recipient) {
        faults.on(Phase.END_OF_DATA).then(bounce(Replies.NO_SUCH_USER));

        send(mail, recipient);

        assertThat(received.mails()).isEmpty();
    }

    @Test
    void aReportIsAboutThoseWhoWantOneAndReturnsAllIfAsked() {
        faults.on(Phase.END_OF_DATA).then(reply(250, "2.0.0", "Queued"), bounce(Replies.MAILBOX_FULL));

        send("MAIL FROM:<a@x> RET=FULL", "RCPT TO:<b@x> NOTIFY=FAILURE", "RCPT TO:<c@x> NOTIFY=NEVER", "RCPT TO:<d@x>");

        assertThat(report())
                .contains("Final-Recipient: rfc822; b@x", "Final-Recipient: rfc822; d@x", "Status: 5.2.2")
                .doesNotContain("c@x")
                .contains("\r\n\r\nSubject: Hi\r\n")
                .endsWith("\r\n\r\nDear Bob\r\n\r\n--=_report.1.1--\r\n");
    }

    @Test
    void whatTheClientHasSaidForgesNoField() {
        faults.on(Phase.END_OF_DATA).then(bounce(Replies.NO_SUCH_USER));

        send("MAIL FROM:<a@x> ENVID=1+0D+0AStatus:+202.0.0", "RCPT TO:<b@x> ORCPT=rfc822;b+0AStatus:+202.0.0");

        assertThat(report())
                .contains(
                        "Original-Envelope-Id: 1??Status: 2.0.0\r\n",
                        "Original-Recipient: rfc822; b?Status: 2.0.0\r\n");
    }

    @Test
    void addressesBeyondAsciiAreReportedInUtf8() {
        faults.on(Phase.END_OF_DATA).then(bounce(Replies.NO_SUCH_USER));

        send("MAIL FROM:<\u00e4da@x> SMTPUTF8", "RCPT TO:<b\u00f6b@x>");

        assertThat(report())
                .contains("To: <\u00e4da@x>", "report-type=global-delivery-status", "message/global-delivery-status")
                .contains("Final-Recipient: utf-8; b\u00f6b@x", "Content-Type: message/global-headers");
    }

    @Test
    void whatIsRefusedIsNotBouncedToo() {
        faults.on(Phase.END_OF_DATA).then(reply(Replies.SPAM), bounce(Replies.NO_SUCH_USER));

        greeted(server).sendMailPart("a@x", "b@x", "x\r\n.\r\n").expect("554 *").quit();

        assertThat(received.mails()).isEmpty();
    }

    @Test
    void aMailIsNotBouncedForATransientReason() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> bounce(Replies.MAILBOX_BUSY))
                .withMessageContaining("5yz");
    }
}
