package io.github.smtpjunit.jupiter;

import static io.github.smtpjunit.jupiter.LintMails.clean;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.smtpjunit.certificates.CertificateKit;
import io.github.smtpjunit.smtp.server.TlsMode;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;

/** The catalogue of the lint as a whole. */
@WithSmtpServer(patienceMillis = 20_000)
class LintRuleTests {

    /** A matter of the session, not of the mail: {@link #tlsCounts}. */
    private static final String OF_THE_SESSION = "sender.tls.missing";

    private static List<Arguments> rows() {
        return Stream.of(
                        LintFormatTests.rows(),
                        LintMimeTests.rows(),
                        LintSenderTests.rows(),
                        LintContentTests.rows(),
                        LintHtmlTests.rows())
                .flatMap(rows -> rows)
                .toList();
    }

    @Test
    void everyRuleIsTestedByAMailAndANearMiss() {
        assertThat(Stream.concat(rows().stream().map(row -> row.get()[0]), Stream.of(OF_THE_SESSION))
                        .distinct())
                .containsExactlyInAnyOrderElementsOf(MailLint.rules().stream()
                        .map(rule -> (Object) rule.id())
                        .toList());
    }

    /** A mail without anything that the rule looks at would show nothing. */
    @Test
    void noNearMissIsTheCleanMail() {
        assertThat(rows())
                .filteredOn(row -> undated(row.get()[3]).equals(undated(clean())))
                .extracting(row -> row.get()[0])
                .isEmpty();
        assertThat(rows()).extracting(row -> (String) row.get()[2]).allMatch(finding -> !finding.isBlank());
    }

    /** The time is that of its making. */
    private static String undated(Object mail) {
        return mail.toString().replaceFirst("(?m)^(Date: .*):\\d\\d:\\d\\d GMT$", "$1");
    }

    @Test
    void everyRuleIsExplained() {
        assertThat(MailLint.rules())
                .extracting(LintRule::id)
                .doesNotHaveDuplicates()
                .allMatch(id -> id.matches("[a-z0-9]+(\\.[a-z0-9-]+)+"));
        assertThat(MailLint.rules()).allSatisfy(rule -> {
            assertThat(rule.description()).endsWith(".").hasSizeGreaterThan(15);
            assertThat(rule.source()).isNotBlank();
            assertThat(Arrays.stream(LintProfile.values()).flatMap(profile -> rule.severity(profile).stream()))
                    .isNotEmpty();
        });
    }

    @ParameterizedTest
    @EnumSource
    void aCleanMailIsClean(LintProfile profile, Inbox inbox) {
        assertThat(LintRuleTestCase.check(inbox, clean(), profile).findings())
                .filteredOn(finding -> !finding.ruleId().equals(OF_THE_SESSION))
                .isEmpty();
    }

    @Test
    @WithSmtpServer(tls = TlsMode.STARTTLS)
    void tlsCounts(Inbox inbox) throws Exception {
        try (TlsClient client = new TlsClient(inbox)) {
            client.say("", 220).say("EHLO client.example", 250).say("STARTTLS", 220);
            client.handshake(CertificateKit.shared().clientContext(), "").mail();
        }

        assertThat(inbox).singleMail().lint(LintProfile.BULK).doesNotReport(OF_THE_SESSION);
        RawClient.deliver(inbox, clean());
        assertThat(inbox).mail(1).lint(LintProfile.BULK).reports(OF_THE_SESSION);
    }
}
