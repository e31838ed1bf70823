package io.github.smtpjunit.inbox;

import io.github.smtpjunit.mail.lint.LintFinding;
import io.github.smtpjunit.mail.lint.LintProfile;
import io.github.smtpjunit.mail.lint.LintReport;
import io.github.smtpjunit.mail.lint.LintSeverity;
import io.github.smtpjunit.mail.lint.MailLint;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.assertj.core.annotation.CheckReturnValue;

/** Assertions on what {@link MailLint} found in a mail, got by {@link AbstractMailAssert#lint(LintProfile)}. */
public final class LintAssert extends AbstractMailDetailAssert<LintAssert, LintReport> {

    static final String ERRORS_AND_WARNINGS = "errors and warnings";

    private static final int MAX_IDS = 5;

    LintAssert(LintReport actual, AbstractMailAssert<?> mail) {
        super(actual, LintAssert.class, mail);
    }

    /**
     * Leaves out what certain rules found.
     *
     * <pre>{@code
     * // passes
     * assertThat(newsletter).lint(BULK).ignoring("sender.dkim.missing", "a11y.*").passes();
     * // fails
     * assertThat(newsletterThatNobodyCanLeave).lint(BULK).ignoring("sender.dkim.missing", "a11y.*").passes();
     * }</pre>
     *
     * @param ruleIds ids of rules; {@code a11y.*} stands for all of the subject {@code a11y}
     * @return assertions on the other findings
     * @throws IllegalArgumentException if there is no such rule; the message tells the nearest one
     */
    @CheckReturnValue
    public LintAssert ignoring(String... ruleIds) {
        Given.exactly("ruleIds", ruleIds);
        return new LintAssert(actual.ignoring(ruleIds), mail());
    }

    /**
     * Asserts that there are neither errors nor warnings; notes are fine.
     *
     * <pre>{@code
     * // passes
     * assertThat(mail).lint(TRANSACTIONAL).passes();
     * // fails
     * assertThat(mailFromADevelopersMachine).lint(TRANSACTIONAL).passes();
     * }</pre>
     *
     * @return this assertion object
     * @throws AssertionError if there are some; the message lists them, and tells how to ignore them
     */
    public LintAssert passes() {
        return requireNone(LintSeverity.WARNING, ERRORS_AND_WARNINGS);
    }

    /**
     * Asserts that there are no errors; warnings and notes are fine.
     *
     * <pre>{@code
     * // passes
     * assertThat(mailWithoutAlternativeText).lint(TRANSACTIONAL).hasNoErrors();
     * // fails
     * assertThat(mailFromADevelopersMachine).lint(TRANSACTIONAL).hasNoErrors();
     * }</pre>
     *
     * @return this assertion object
     * @throws AssertionError if there are some; the message lists them, and tells how to ignore them
     */
    public LintAssert hasNoErrors() {
        return requireNone(LintSeverity.ERROR, "errors");
    }

    /**
     * Asserts that there are no findings, not even notes.
     *
     * <pre>{@code
     * // passes
     * assertThat(perfectMail).lint(TRANSACTIONAL).hasNoFindings();
     * // fails
     * assertThat(mailThatNamesItsMailer).lint(TRANSACTIONAL).hasNoFindings();
     * }</pre>
     *
     * @return this assertion object
     * @throws AssertionError if there are some; the message lists them, and tells how to ignore them
     */
    public LintAssert hasNoFindings() {
        return requireNone(LintSeverity.INFO, "findings");
    }

    private LintAssert requireNone(LintSeverity least, String what) {
        LintReport bad = actual.atLeast(least);
        return require(bad.findings().isEmpty(), () -> expectingNone(what, bad));
    }

    static String expectingNone(String what, LintReport bad) {
        return "Expecting no " + what + " by the profile " + bad.profile() + ", but found " + bad.count() + ":\n"
                + FailureReport.indented(bad.toString()) + "\n\nTo leave some out: .lint(" + bad.profile()
                + ").ignoring(" + ids(bad) + "); what the rules mean: MailLint.rules()";
    }

    private static String ids(LintReport bad) {
        List<String> ids =
                bad.findings().stream().map(LintFinding::ruleId).distinct().toList();
        return ids.stream().limit(MAX_IDS).map(id -> "\"" + id + "\"").collect(Collectors.joining(", "))
                + (ids.size() > MAX_IDS ? ", ..." : "");
    }

    /**
     * Asserts that rules found something, each of them.
     *
     * <pre>{@code
     * // passes
     * assertThat(mailFromADevelopersMachine).lint(TRANSACTIONAL).reports("link.localhost");
     * // fails
     * assertThat(mail).lint(TRANSACTIONAL).reports("link.localhost");
     * }</pre>
     *
     * @param ruleIds ids of rules; {@code a11y.*} stands for any of the subject {@code a11y}
     * @return this assertion object
     * @throws AssertionError if one did not; the message lists what was found
     * @throws IllegalArgumentException if there is no such rule; the message tells the nearest one
     */
    public LintAssert reports(String... ruleIds) {
        Given.some("ruleIds", ruleIds);
        List<String> missing = Arrays.stream(ruleIds)
                .filter(id -> actual.only(id).findings().isEmpty())
                .toList();
        return require(
                missing.isEmpty(),
                () -> "Expecting findings of the rules:\n" + Texts.items(missing) + "\nby the profile "
                        + actual.profile() + ", but found " + actual.count() + ":\n"
                        + FailureReport.indented(actual.toString()));
    }

    /**
     * Asserts that rules found nothing, none of them.
     *
     * <pre>{@code
     * // passes
     * assertThat(mail).lint(TRANSACTIONAL).doesNotReport("leak.*", "link.localhost");
     * // fails
     * assertThat(mailFromADevelopersMachine).lint(TRANSACTIONAL).doesNotReport("link.localhost");
     * }</pre>
     *
     * @param ruleIds ids of rules; {@code a11y.*} stands for all of the subject {@code a11y}
     * @return this assertion object
     * @throws AssertionError if one did; the message lists that
     * @throws IllegalArgumentException if there is no such rule; the message tells the nearest one
     */
    public LintAssert doesNotReport(String... ruleIds) {
        Given.some("ruleIds", ruleIds);
        LintReport report = actual.only(ruleIds);
        return require(
                report.findings().isEmpty(),
                () -> "Expecting no findings of certain rules by the profile " + actual.profile() + ", but found "
                        + report.count() + ":\n" + FailureReport.indented(report.toString()));
    }
}
