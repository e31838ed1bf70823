package io.github.smtpjunit.jupiter;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The assertions on what the lint finds, their texts, and that no mail is too broken for it. */
@WithSmtpServer(patienceMillis = 20_000)
class LintTests {

    private static final String BAD = LintMails.html("<a href=\"http://localhost/\">Confirm</a><img src=\"cid:logo\">")
            .replace("Auto-Submitted: auto-generated", "X-Mailer: Shop 1.2");

    private static CapturedMail deliver(Inbox inbox, byte[] content) {
        RawClient.deliver(inbox, content);
        return inbox.awaitMail();
    }

    private static CapturedMail bad(Inbox inbox) {
        return deliver(inbox, LintMails.bytes(BAD));
    }

    @Test
    void aGoodMailPasses(Inbox inbox) {
        CapturedMail mail = deliver(inbox, LintMails.bytes(LintMails.clean()));

        assertThat(mail).passesLint().passesLint(LintProfile.BULK);
        assertThat(mail)
                .lint(LintProfile.TRANSACTIONAL)
                .hasNoFindings()
                .hasNoErrors()
                .passes();
        assertThat(MailLint.check(mail, LintProfile.STRICT_RFC)).hasToString("(no findings)");
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

    @Test
    void aLongReportIsCut(Inbox inbox) {
        String links = "<a href=\"http://localhost/@\">a</a> {{a@}} &amp;nbsp;<img src=\"x@\">";
        StringBuilder html = new StringBuilder();
        for (int i = 0; i < 50; i++) {
            html.append(links.replace("@", i + "x".repeat(300)));
        }
        CapturedMail mail = deliver(inbox, LintMails.bytes(LintMails.html(html.toString())));

        LintReport report = MailLint.check(mail, LintProfile.TRANSACTIONAL);

        assertThat(report.findings()).hasSizeBetween(40, 70); // ten of each rule
        assertThat(report.toString().lines()).hasSize(21).allMatch(line -> line.length() <= 133);
        assertThat(report.toString()).contains("(and ");
    }

    @Test
    void aCheckedMailWasLookedAt(Inbox inbox) {
        assertThat(bad(inbox)).lint(LintProfile.BULK);

        assertThat(inbox).verifyNoMoreMail();
    }

    private static void boundedCheck(CapturedMail mail) throws Exception {
        for (LintProfile profile : LintProfile.values()) {
            LintReport report = CompletableFuture.supplyAsync(() -> MailLint.check(mail, profile))
                    .get(Duration.ofSeconds(20).toMillis(), TimeUnit.MILLISECONDS);
            assertThat(report.findings())
                    .allSatisfy(finding -> assertThat(finding.message()).hasSizeLessThan(300));
        }
    }

    /** The good mail with octets changed, removed, repeated and inserted. */
    @RepeatedTest(100)
    void spoiltMails(RepetitionInfo repetition, Inbox inbox) throws Exception {
        Random random = new Random(repetition.getCurrentRepetition());
        StringBuilder mail = new StringBuilder(new String(LintMails.bytes(BAD), ISO_8859_1));
        String odd = "\r\n\t :;,<>\"'()@=?-%{}[]&#\\/\0\u00e4\u00ff*!0aZ";
        for (int i = 0; i < 1 + repetition.getCurrentRepetition(); i++) {
            int at = random.nextInt(mail.length());
            int end = Math.min(mail.length(), at + random.nextInt(40));
            switch (random.nextInt(4)) {
                case 0 -> mail.setCharAt(at, odd.charAt(random.nextInt(odd.length())));
                case 1 -> mail.insert(at, odd.charAt(random.nextInt(odd.length())));
                case 2 -> mail.insert(random.nextInt(mail.length()), mail.substring(at, end));
                default -> mail.delete(at, Math.min(end, at + mail.length() / 2));
            }
        }

        boundedCheck(deliver(inbox, mail.toString().getBytes(ISO_8859_1)));
    }

    @RepeatedTest(50)
    void randomOctets(RepetitionInfo repetition, Inbox inbox) throws Exception {
        Random random = new Random(repetition.getCurrentRepetition());
        byte[] octets = new byte[random.nextInt(3_000)];
        random.nextBytes(octets);

        boundedCheck(deliver(inbox, octets));
    }

    /** Each would keep a careless regular expression or a recursion busy for ages. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "{{", "<%", "[[", "<a href=\"", "<div>", "<a>", "((", "\"=?", "=?utf-8?Q?a?= ", "a,", "<a@b>", "a@b.",
                        "<a@b>,", "&amp;", "%1$s",
                "http://", "=", "--", ";a=b", "null ", "a.", "?", "\t", "<!--", "<table><tr><td>", "Ã",
                        "<p style=\"color:#fff;", "???a", "=\n", "\"\\"
            })
    void longRepetitions(String unit, Inbox inbox) throws Exception {
        String many = unit.repeat(50_000 / unit.length());
        String folded = unit.replace("\n", "").repeat(30_000 / unit.length());
        boundedCheck(deliver(inbox, LintMails.bytes(LintMails.single("Content-Type: text/html; charset=utf-8", many))));
        boundedCheck(deliver(
                inbox,
                LintMails.bytes("To: " + folded + "\nFrom: " + folded + "\nSubject: " + folded + "\nList-Unsubscribe: "
                        + folded
                        + "\nReferences: " + folded + "\nDate: " + folded + "\nX-A: " + folded + "\nContent-Type: "
                        + folded
                        + "\nDKIM-Signature: " + folded + "\nMessage-ID: " + folded + "\nContent-Disposition: " + folded
                        + "\nList-Id: " + folded + "\n\n" + many)));
    }

    @Test
    void deepNesting(Inbox inbox) throws Exception {
        StringBuilder mail = new StringBuilder("MIME-Version: 1.0\n");
        for (int i = 0; i < 2_000; i++) {
            mail.append("Content-Type: multipart/mixed; boundary=b")
                    .append(i)
                    .append("\n\n--b")
                    .append(i)
                    .append('\n');
        }

        boundedCheck(deliver(inbox, LintMails.bytes(mail.toString())));
    }
}
