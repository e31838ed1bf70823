package io.github.smtpjunit.mail.lint;

import static java.util.Objects.requireNonNull;

import io.github.smtpjunit.smtp.given.Given;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * What {@link MailLint} found in a mail.
 *
 * @param profile what the mail was measured by
 * @param findings the gravest first
 */
public record LintReport(LintProfile profile, List<LintFinding> findings) {

    private static final int MAX_ROWS = 20;
    private static final int MAX_CHARS = 130;

    /**
     * Makes a report.
     *
     * @param profile what the mail was measured by
     * @param findings the gravest first
     */
    public LintReport {
        requireNonNull(profile, "profile");
        findings = List.copyOf(requireNonNull(findings, "findings"));
    }

    /**
     * Returns the report with the grave findings only.
     *
     * @param least the least grave to keep
     * @return another report
     */
    public LintReport atLeast(LintSeverity least) {
        requireNonNull(least, "least");
        return new LintReport(
                profile,
                findings.stream()
                        .filter(finding -> finding.severity().compareTo(least) >= 0)
                        .toList());
    }

    /**
     * Returns the report without what certain rules found.
     *
     * @param ruleIds ids of rules; {@code a11y.*} stands for all of the subject {@code a11y}
     * @return another report
     * @throws IllegalArgumentException if there is no such rule; the message tells the nearest one
     */
    public LintReport ignoring(String... ruleIds) {
        return filtered(ruleIds, false);
    }

    /**
     * Returns the report with what certain rules found, and nothing else.
     *
     * @param ruleIds ids of rules; {@code a11y.*} stands for all of the subject {@code a11y}
     * @return another report
     * @throws IllegalArgumentException if there is no such rule; the message names the nearest one
     */
    public LintReport only(String... ruleIds) {
        return filtered(ruleIds, true);
    }

    private LintReport filtered(String[] ruleIds, boolean kept) {
        List<String> ids = Given.each("ruleIds", ruleIds);
        ids.forEach(MailLint::requireKnown);
        return new LintReport(
                profile,
                findings.stream()
                        .filter(finding -> kept == ids.stream().anyMatch(id -> MailLint.matches(id, finding.ruleId())))
                        .toList());
    }

    /**
     * Returns how many findings there are of each severity.
     *
     * @return in words, for example {@code 1 error, 2 warnings}; {@code nothing} for an empty report
     */
    public String count() {
        String counts = Arrays.stream(LintSeverity.values())
                .sorted((one, other) -> other.compareTo(one))
                .map(this::count)
                .filter(count -> !count.isEmpty())
                .collect(Collectors.joining(", "));
        return counts.isEmpty() ? "nothing" : counts;
    }

    private String count(LintSeverity severity) {
        long count = findings.stream()
                .filter(finding -> finding.severity() == severity)
                .count();
        String word = severity == LintSeverity.INFO ? "note" : severity.name().toLowerCase(Locale.ROOT);
        return count == 0 ? "" : count + " " + word + (count == 1 ? "" : "s");
    }

    /** Returns the findings as a table, cut to what fits on a screen. */
    @Override
    public String toString() {
        if (findings.isEmpty()) {
            return "(no findings)";
        }
        int width = findings.stream()
                .limit(MAX_ROWS)
                .mapToInt(finding -> finding.ruleId().length())
                .max()
                .orElse(0);
        String rows = findings.stream()
                .limit(MAX_ROWS)
                .map(finding -> row(finding, width))
                .collect(Collectors.joining("\n"));
        int more = findings.size() - MAX_ROWS;
        return more <= 0 ? rows : rows + "\n(and " + more + " more)";
    }

    private static String row(LintFinding finding, int width) {
        String name = finding.severity() == LintSeverity.INFO
                ? "note"
                : finding.severity().name();
        String row = String.format(
                "%-7s  %-" + width + "s  %s: %s",
                name.toLowerCase(Locale.ROOT),
                finding.ruleId(),
                finding.where(),
                finding.message());
        return row.length() <= MAX_CHARS ? row : row.substring(0, MAX_CHARS) + "...";
    }
}
