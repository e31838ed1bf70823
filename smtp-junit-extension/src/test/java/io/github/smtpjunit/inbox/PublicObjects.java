package io.github.smtpjunit.inbox;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.smtpjunit.certificates.CertificateKit;
import io.github.smtpjunit.certificates.ServerCertificate;
import io.github.smtpjunit.jupiter.SmtpServerExtension;
import io.github.smtpjunit.mail.Attachment;
import io.github.smtpjunit.mail.PdfFile;
import io.github.smtpjunit.mail.ZipFile;
import io.github.smtpjunit.mail.lint.LintProfile;
import io.github.smtpjunit.mail.lint.LintReport;
import io.github.smtpjunit.mail.lint.MailLint;
import io.github.smtpjunit.smtp.server.SmtpServer;
import java.time.Duration;
import java.util.List;

/** An object of each type that users call. */
public final class PublicObjects {

    private static final String RICH = """
        From: The Shop <shop@example.com>
        To: ada@example.org
        Subject: Tea
        Message-ID: <1@example.com>
        Content-Type: multipart/mixed; boundary=m

        --m
        Content-Type: multipart/alternative; boundary=a

        --a
        Content-Type: text/plain

        Come to tea.
        --a
        Content-Type: text/html

        <p>Come to <a href="https://shop.example.com/">tea</a>.</p>
        --a
        Content-Type: text/calendar; charset=utf-8; method=request

        BEGIN:VCALENDAR
        VERSION:2.0
        PRODID:-//Shop//EN
        METHOD:REQUEST
        BEGIN:VEVENT
        UID:tea-7@example.com
        DTSTAMP:20260101T000000Z
        DTSTART:20260301T120000Z
        END:VEVENT
        END:VCALENDAR
        --a--
        --m
        Content-Type: text/csv
        Content-Disposition: attachment; filename=order.csv

        article,count
        tea,2
        --m--
        """;

    private PublicObjects() {}

    public static List<Object> of(Inbox inbox) {
        RawClient.deliver(inbox, RICH);
        inbox.snapshots(new Snapshots(Snapshots.Mode.CHECK, null));
        CapturedMail mail = inbox.awaitMail();
        MailAssert onMail = assertThat(mail);
        Attachment file = mail.attachments().get(0);
        LintReport report = mail.lint(LintProfile.BULK);
        return List.of(
                inbox,
                mail,
                file,
                report,
                report.findings().get(0),
                MailLint.rules().get(0),
                SmtpServerExtension.create(),
                new MailSoftAssertions(),
                (Inbox.Block) () -> {},
                SmtpServer.builder(),
                InboxSupport.awaitQuiet(inbox),
                new AssertionError("a failure"),
                CertificateKit.shared(),
                CertificateKit.shared().authority().getPublicKey(),
                CertificateKit.shared().server(ServerCertificate.GOOD),
                assertThat(inbox).within(Duration.ofMillis(50)),
                onMail,
                onMail.session(),
                onMail.transport(),
                onMail.parts(),
                onMail.source(),
                onMail.dkim(),
                onMail.from(),
                onMail.html(),
                onMail.html().select("p"),
                onMail.lint(LintProfile.BULK),
                onMail.attachment("order.csv"),
                onMail.attachment("order.csv").asCsv(),
                onMail.hasCalendarInvite(),
                new PdfAssert(new PdfFile(1, "Total"), file, onMail),
                new ZipAssert(new ZipFile(List.of(file)), file, onMail));
    }
}
