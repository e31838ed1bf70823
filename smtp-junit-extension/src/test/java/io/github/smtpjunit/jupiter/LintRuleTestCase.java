package io.github.smtpjunit.jupiter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.argumentSet;

import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Rules of the lint: each with a mail in which it finds something, what it then says, and a near miss, which is a mail that it must
 * say nothing of, although little is missing. {@link LintRuleTests} demands this of every rule in the catalogue.
 */
@WithSmtpServer(patienceMillis = 20_000)
abstract class LintRuleTestCase {

    /** Parameters of MAIL, before the mail. */
    private static final String ANNOUNCED = "MAIL ";

    static Arguments row(String id, String bad, String finding, String nearMiss) {
        return argumentSet(id, id, bad, finding, nearMiss);
    }

    /** A mail that was announced with a parameter of the MAIL command. */
    static String announced(String parameter, String mail) {
        return ANNOUNCED + parameter + "\n" + mail;
    }

    static LintReport check(Inbox inbox, String mail, LintProfile profile) {
        boolean announced = mail.startsWith(ANNOUNCED);
        String parameters = announced ? mail.lines().findFirst().orElseThrow().substring(ANNOUNCED.length() - 1) : "";
        String content = announced ? mail.substring(mail.indexOf('\n') + 1) : mail;
        try (RawClient client = RawClient.greeted(inbox)) {
            client.say("MAIL FROM:<shop@example.com>" + parameters, 250)
                    .say("RCPT TO:<ada@example.org>", 250)
                    .data(LintMails.bytes(content));
        }
        List<CapturedMail> mails = inbox.mails();
        return MailLint.check(mails.get(mails.size() - 1), profile);
    }

    @ParameterizedTest
    @MethodSource("rows")
    void findsWhatItShould(String id, String bad, String finding, String nearMiss, Inbox inbox) {
        LintRule rule = rule(id);
        for (LintProfile profile : LintProfile.values()) {
            List<LintFinding> found = findings(check(inbox, bad, profile), id);
            assertThat(found)
                    .extracting(LintFinding::severity)
                    .containsOnly(rule.severity(profile).stream().toArray(LintSeverity[]::new));
            if (rule.severity(profile).isPresent()) {
                assertThat(found)
                        .extracting(one -> one.where() + ": " + one.message())
                        .anyMatch(text -> text.contains(finding));
            }
            assertThat(findings(check(inbox, nearMiss, profile), id)).isEmpty();
        }
    }

    private static List<LintFinding> findings(LintReport report, String id) {
        return report.findings().stream()
                .filter(finding -> finding.ruleId().equals(id))
                .toList();
    }

    private static LintRule rule(String id) {
        return MailLint.rules().stream()
                .filter(rule -> rule.id().equals(id))
                .findFirst()
                .orElseThrow();
    }
}
