package io.github.smtpjunit.inbox;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.time.ZoneOffset.UTC;
import static java.time.format.DateTimeFormatter.RFC_1123_DATE_TIME;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.github.smtpjunit.certificates.CertificateKit;
import io.github.smtpjunit.jupiter.WithSmtpServer;
import io.github.smtpjunit.mail.lint.LintProfile;
import io.github.smtpjunit.smtp.server.TlsMode;
import java.time.OffsetDateTime;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The assertions on what the lint finds, and their texts. */
@WithSmtpServer(assertionTimeoutMillis = 20_000)
class LintTests {

    private static final String GOOD = """
            Date: @DATE@
            From: The Shop <shop@example.com>
            To: Ada <ada@example.org>
            Subject: Your order 4711
            Message-ID: <4711.1@shop.example.com>
            Auto-Submitted: auto-generated
            List-Unsubscribe: <https://shop.example.com/unsubscribe/1>
            List-Unsubscribe-Post: List-Unsubscribe=One-Click
            DKIM-Signature: v=1; a=rsa-sha256; d=example.com; s=one; bh=aGFzaA==;
             h=From:Date:Subject:List-Unsubscribe:List-Unsubscribe-Post; b=c2lnbmF0dXJl
            MIME-Version: 1.0
            Content-Type: multipart/alternative; boundary=b

            --b
            Content-Type: text/plain; charset=us-ascii

            Hello Ada, thank you for your order of tea.
            Leave us: https://shop.example.com/unsubscribe/1
            --b
            Content-Type: text/html; charset=us-ascii

            <!doctype html>
            <html lang="en"><head><title>Your order</title></head><body>
            <p>Hello Ada, thank you for your order of tea.</p>
            <p><a href="https://shop.example.com/unsubscribe/1">Leave us</a></p>
            </body></html>
            --b--
            """;

    private static final String BAD = GOOD.replace(
                    "</body>", "<a href=\"http://localhost/\">Confirm</a><img src=\"cid:logo\"></body>")
            .replace("Auto-Submitted: auto-generated", "X-Mailer: Shop 1.2");

    private static byte[] bytes(String mail) {
        return RawClient.crlf(mail.replace("@DATE@", RFC_1123_DATE_TIME.format(OffsetDateTime.now(UTC))))
                .getBytes(US_ASCII);
    }

    private static CapturedMail deliver(Inbox inbox, byte[] content) {
        RawClient.deliver(inbox, content);
        return inbox.awaitMail();
    }

    private static CapturedMail bad(Inbox inbox) {
        return deliver(inbox, bytes(BAD));
    }

    @Test
    void aGoodMailPasses(Inbox inbox) {
        CapturedMail mail = deliver(inbox, bytes(GOOD));

        assertThat(mail).passesLint().passesLint(LintProfile.BULK);
        assertThat(mail)
                .lint(LintProfile.TRANSACTIONAL)
                .hasNoFindings()
                .hasNoErrors()
                .passes();
        assertThat(mail.lint(LintProfile.STRICT_RFC)).hasToString("(no findings)");
    }

    @Test
    void aBadMailFailsWithATable(Inbox inbox) {
        CapturedMail mail = bad(inbox);

        Golden.fails(() -> assertThat(mail).passesLint(), """
                Expecting no errors and warnings by the profile TRANSACTIONAL, but found 2 errors, 2 warnings:
                  error    mime.cid.unresolved   HTML body: cid:logo
                  error    link.localhost        HTML body: http://localhost/
                  warning  link.insecure         HTML body: http://localhost/
                  warning  a11y.img.alt-missing  HTML body: <img src="cid:logo">

                To leave some out: .lint(TRANSACTIONAL).ignoring("mime.cid.unresolved", "link.localhost", "link.insecure", \
                "a11y.img.alt-missing"); what the rules mean: MailLint.rules()""", Golden.table(mail));
    }

    @Test
    void theTableTellsTheProfile(Inbox inbox) {
        CapturedMail mail = bad(inbox);
        String errors = """
                Expecting no errors by the profile STRICT_RFC, but found 1 error:
                  error    mime.cid.unresolved  HTML body: cid:logo

                To leave some out: .lint(STRICT_RFC).ignoring("mime.cid.unresolved"); what the rules mean: MailLint.rules()""";

        Golden.fails(() -> assertThat(mail).lint(LintProfile.STRICT_RFC).hasNoErrors(), errors, Golden.table(mail));
        String all = errors.replaceFirst("no errors", "no errors and warnings");
        Golden.fails(() -> assertThat(mail).lint(LintProfile.STRICT_RFC).passes(), all, Golden.table(mail));
        Golden.fails(() -> assertThat(mail).passesLint(LintProfile.STRICT_RFC), all, Golden.table(mail));
    }

    @Test
    void findingsCanBeIgnored(Inbox inbox) {
        CapturedMail mail = bad(inbox);

        assertThat(mail)
                .lint(LintProfile.TRANSACTIONAL)
                .ignoring("mime.cid.unresolved", "link.*")
                .hasNoErrors()
                .ignoring("a11y.img.alt-missing")
                .passes();
        Golden.fails(
                () -> assertThat(mail)
                        .lint(LintProfile.TRANSACTIONAL)
                        .ignoring("mime.*", "link.*", "a11y.*")
                        .hasNoFindings(),
                """
                Expecting no findings by the profile TRANSACTIONAL, but found 2 notes:
                  note     header.auto-submitted.missing  header: no Auto-Submitted field
                  note     privacy.software               X-Mailer: Shop 1.2

                To leave some out: .lint(TRANSACTIONAL).ignoring("header.auto-submitted.missing", "privacy.software"); \
                what the rules mean: MailLint.rules()""",
                Golden.table(mail));
    }

    @Test
    void reportsAndDoesNotReport(Inbox inbox) {
        CapturedMail mail = bad(inbox);

        assertThat(mail)
                .lint(LintProfile.TRANSACTIONAL)
                .reports("link.localhost", "a11y.*")
                .doesNotReport("leak.*", "header.date.missing");
        Golden.fails(
                () -> assertThat(mail)
                        .lint(LintProfile.TRANSACTIONAL)
                        .ignoring("mime.*", "link.*")
                        .reports("leak.null", "a11y.*"),
                """
                Expecting findings of the rules:
                  leak.null
                by the profile TRANSACTIONAL, but found 1 warning, 2 notes:
                  warning  a11y.img.alt-missing           HTML body: <img src="cid:logo">
                  note     header.auto-submitted.missing  header: no Auto-Submitted field
                  note     privacy.software               X-Mailer: Shop 1.2""",
                Golden.table(mail));
        Golden.fails(
                () -> assertThat(mail).lint(LintProfile.TRANSACTIONAL).doesNotReport("leak.null", "a11y.*"),
                """
                Expecting no findings of certain rules by the profile TRANSACTIONAL, but found 1 warning:
                  warning  a11y.img.alt-missing  HTML body: <img src="cid:logo">""",
                Golden.table(mail));
    }

    @Test
    void failuresAreCollectedBySoftAssertions(Inbox inbox) {
        CapturedMail mail = bad(inbox);

        assertThatExceptionOfType(AssertionError.class)
                .isThrownBy(() -> MailSoftAssertions.assertMailSoftly(softly -> {
                    softly.assertThat(mail).passesLint().hasSubject("Another");
                    softly.assertThat(mail).lint(LintProfile.BULK).hasNoErrors();
                }))
                .withMessageContaining("by the profile TRANSACTIONAL")
                .withMessageContaining("\"Another\"")
                .withMessageContaining("by the profile BULK");
    }

    @ParameterizedTest
    @ValueSource(strings = {"link.local-host", "link.localhst", "localhost", "links.*"})
    void anUnknownRuleIsRefused(String id, Inbox inbox) {
        LintAssert lint = assertThat(bad(inbox)).lint(LintProfile.BULK);

        assertThatIllegalArgumentException()
                .isThrownBy(() -> lint.ignoring("link.*", id))
                .withMessageMatching("There is no lint rule \"" + id.replace("*", "\\*")
                        + "\"; the nearest is \"link\\.(localhost|\\*)\"");
        assertThatIllegalArgumentException().isThrownBy(() -> lint.reports(id));
        assertThatIllegalArgumentException().isThrownBy(() -> lint.doesNotReport(id));
    }

    /** The lint knows the envelope and the session of a mail in an inbox. */
    @Test
    void theEnvelopeAndTheSessionCount(Inbox inbox) {
        CapturedMail mail = deliver(inbox, bytes(GOOD.replace("shop@example.com", "shop@example.net")));

        assertThat(mail).lint(LintProfile.BULK).reports("sender.envelope.unaligned", "sender.tls.missing");
    }

    @Test
    @WithSmtpServer(tls = TlsMode.STARTTLS)
    void tlsCounts(Inbox inbox) throws Exception {
        try (TlsClient client = new TlsClient(inbox)) {
            client.say("", 220).say("EHLO client.example", 250).say("STARTTLS", 220);
            client.handshake(CertificateKit.shared().clientContext(), "").mail();
        }

        assertThat(inbox).singleMail().lint(LintProfile.BULK).doesNotReport("sender.tls.missing");
    }

    @Test
    void aCheckedMailWasLookedAt(Inbox inbox) {
        assertThat(bad(inbox)).lint(LintProfile.BULK);

        assertThat(inbox).verifyNoMoreMail();
    }
}
