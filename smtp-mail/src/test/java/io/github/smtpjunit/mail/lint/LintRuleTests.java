package io.github.smtpjunit.mail.lint;

import static io.github.smtpjunit.mail.lint.LintMails.bytes;
import static io.github.smtpjunit.mail.lint.LintMails.clean;
import static io.github.smtpjunit.mail.lint.LintMails.octets;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.smtpjunit.mail.Arrival;
import io.github.smtpjunit.mail.ParsedMail;
import io.github.smtpjunit.smtp.Envelope;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The catalogue of the lint as a whole. */
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
    void aCleanMailIsClean(LintProfile profile) {
        assertThat(LintRuleTestCase.check(clean(), profile).findings())
                .filteredOn(finding -> !finding.ruleId().equals(OF_THE_SESSION))
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void tlsCounts(boolean overTls) {
        Arrival arrival = new Arrival(Envelope.of("shop@example.com", "ada@example.org"), Instant.now(), overTls);

        assertThat(MailLint.check(ParsedMail.parse(bytes(clean())), arrival, LintProfile.BULK)
                        .only(OF_THE_SESSION)
                        .findings())
                .hasSize(overTls ? 0 : 1);
    }

    /** Of a mail alone it is not known how it was announced, and when and how it came. */
    @Test
    void withoutAnArrivalItsRulesFindNothing() {
        ParsedMail mail =
                ParsedMail.parse(bytes(clean().replaceFirst("(?m)^Date: .*$", "Date: Mon, 01 Jan 2001 00:00:00 GMT")
                        .replace("Ada <ada@example.org>", octets("Ädä <ada@example.org>"))));
        Arrival arrival = new Arrival(Envelope.of("shop@example.net", "ada@example.org"), Instant.now(), false);
        String[] rules = {OF_THE_SESSION, "header.date.skewed", "format.header.8bit", "sender.envelope.unaligned"};

        assertThat(MailLint.check(mail, arrival, LintProfile.BULK).only(rules).findings())
                .extracting(LintFinding::ruleId)
                .containsExactlyInAnyOrder(rules);
        assertThat(MailLint.check(mail, LintProfile.BULK).only(rules).findings())
                .isEmpty();
    }
}
