package io.github.smtpjunit.mail.lint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.argumentSet;

import io.github.smtpjunit.mail.Arrival;
import io.github.smtpjunit.mail.ParsedMail;
import io.github.smtpjunit.smtp.Envelope;
import io.github.smtpjunit.smtp.EsmtpParameters;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Rules of the lint: each with a mail in which it finds something, what it then says, and a near miss, which is a mail
 * that it must say nothing of, although little is missing. {@link LintRuleTests} demands this of every rule in the
 * catalogue.
 */
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

    static LintReport check(String mail, LintProfile profile) {
        boolean announced = mail.startsWith(ANNOUNCED);
        String parameters = announced ? mail.lines().findFirst().orElseThrow().substring(ANNOUNCED.length()) : "";
        String content = announced ? mail.substring(mail.indexOf('\n') + 1) : mail;
        return MailLint.check(
                ParsedMail.parse(LintMails.bytes(content)),
                new Arrival(envelope(parameters), Instant.now(), false),
                profile);
    }

    private static Envelope envelope(String parameter) {
        Envelope envelope = Envelope.of("shop@example.com", "ada@example.org");
        String[] pair = parameter.split("=", 2);
        return parameter.isEmpty()
                ? envelope
                : new Envelope(
                        envelope.reversePath(),
                        new EsmtpParameters(
                                List.of(new EsmtpParameters.Parameter(pair[0], pair.length == 2 ? pair[1] : null))),
                        envelope.recipients());
    }

    @ParameterizedTest
    @MethodSource("rows")
    void findsWhatItShould(String id, String bad, String finding, String nearMiss) {
        LintRule rule = rule(id);
        for (LintProfile profile : LintProfile.values()) {
            List<LintFinding> found = findings(check(bad, profile), id);
            assertThat(found)
                    .extracting(LintFinding::severity)
                    .containsOnly(rule.severity(profile).stream().toArray(LintSeverity[]::new));
            if (rule.severity(profile).isPresent()) {
                assertThat(found)
                        .extracting(one -> one.where() + ": " + one.message())
                        .anyMatch(text -> text.contains(finding));
            }
            assertThat(findings(check(nearMiss, profile), id)).isEmpty();
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
