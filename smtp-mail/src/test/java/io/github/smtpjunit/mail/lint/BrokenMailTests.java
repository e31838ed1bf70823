package io.github.smtpjunit.mail.lint;

import static io.github.smtpjunit.mail.lint.LintMails.bytes;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.smtpjunit.mail.Arrival;
import io.github.smtpjunit.mail.ParsedMail;
import io.github.smtpjunit.smtp.Envelope;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** No mail is too broken or too large for the lint. */
class BrokenMailTests {

    private static final Arrival ARRIVAL =
            new Arrival(Envelope.of("shop@example.com", "ada@example.org"), Instant.EPOCH, false);

    private static final String BAD = LintMails.html("<a href=\"http://localhost/\">Confirm</a><img src=\"cid:logo\">");

    @Test
    void aLongReportIsCut() {
        String links = "<a href=\"http://localhost/@\">a</a> {{a@}} &amp;nbsp;<img src=\"x@\">";
        StringBuilder html = new StringBuilder();
        for (int i = 0; i < 50; i++) {
            html.append(links.replace("@", i + "x".repeat(300)));
        }
        ParsedMail mail = ParsedMail.parse(bytes(LintMails.html(html.toString())));

        LintReport report = MailLint.check(mail, LintProfile.TRANSACTIONAL);

        assertThat(report.findings()).hasSizeBetween(40, 70); // ten of each rule
        assertThat(report.toString().lines()).hasSize(21).allMatch(line -> line.length() <= 133);
        assertThat(report.toString()).contains("(and ");
        assertThat(report.findings())
                .allSatisfy(finding -> assertThat(finding.message()).hasSizeLessThan(300));
    }

    /** Lets each rule look once, whatever profiles it belongs to. */
    private static void boundedCheck(byte[] content) throws Exception {
        CompletableFuture.runAsync(() -> {
                    LintedMail mail = LintedMail.of(ParsedMail.parse(content), Optional.of(ARRIVAL));
                    for (LintRule rule : MailLint.rules()) {
                        rule.look(mail, (where, message) -> assertThat(where).hasSizeLessThan(300));
                    }
                })
                .get(Duration.ofSeconds(60).toMillis(), TimeUnit.MILLISECONDS);
    }

    /** The good mail with octets changed, removed, repeated and inserted. */
    @RepeatedTest(100)
    void spoiltMails(RepetitionInfo repetition) throws Exception {
        Random random = new Random(repetition.getCurrentRepetition());
        StringBuilder mail = new StringBuilder(new String(bytes(BAD), ISO_8859_1));
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

        boundedCheck(mail.toString().getBytes(ISO_8859_1));
    }

    @RepeatedTest(50)
    void randomOctets(RepetitionInfo repetition) throws Exception {
        Random random = new Random(repetition.getCurrentRepetition());
        byte[] octets = new byte[random.nextInt(3_000)];
        random.nextBytes(octets);

        boundedCheck(octets);
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
    void longRepetitions(String unit) throws Exception {
        String many = unit.repeat(50_000 / unit.length());
        String folded = unit.replace("\n", "").repeat(30_000 / unit.length());
        boundedCheck(bytes(LintMails.single("Content-Type: text/html; charset=utf-8", many)));
        boundedCheck(bytes("To: " + folded + "\nFrom: " + folded + "\nSubject: " + folded + "\nList-Unsubscribe: "
                + folded
                + "\nReferences: " + folded + "\nDate: " + folded + "\nX-A: " + folded + "\nContent-Type: "
                + folded
                + "\nDKIM-Signature: " + folded + "\nMessage-ID: " + folded + "\nContent-Disposition: " + folded
                + "\nList-Id: " + folded + "\n\n" + many));
    }

    @Test
    void deepNesting() throws Exception {
        StringBuilder mail = new StringBuilder("MIME-Version: 1.0\n");
        for (int i = 0; i < 2_000; i++) {
            mail.append("Content-Type: multipart/mixed; boundary=b")
                    .append(i)
                    .append("\n\n--b")
                    .append(i)
                    .append('\n');
        }

        boundedCheck(bytes(mail.toString()));
    }
}
