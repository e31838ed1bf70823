package io.github.smtpjunit.mail.page.view;

import static java.util.stream.Collectors.toMap;

import io.github.smtpjunit.mail.lint.LintFinding;
import io.github.smtpjunit.mail.lint.LintProfile;
import io.github.smtpjunit.mail.lint.LintReport;
import io.github.smtpjunit.mail.lint.LintRule;
import io.github.smtpjunit.mail.lint.LintSeverity;
import io.github.smtpjunit.mail.lint.MailLint;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * What the lint found.
 *
 * @param measure what the mail was measured by, in words
 * @param findings the gravest first
 */
record LintView(String measure, List<Finding> findings) {

    private static final Map<String, LintRule> RULES =
            MailLint.rules().stream().collect(toMap(LintRule::id, Function.identity()));

    /** Where a place is shown that is neither a field nor a part. */
    private static final Map<String, String> SECTIONS = Map.of(
            "HTML body", "html",
            "text body", "text",
            "link", "html",
            "attachment", "attachments",
            "envelope", "envelope",
            "session", "session",
            "header", "header",
            "parts", "parts",
            "mail", "source");

    /**
     * One finding.
     *
     * @param tone how grave it is
     * @param place where in the mail
     * @param section the anchor of that place
     * @param description what the rule says is wrong; empty for a rule that is unknown here
     * @param source why the rule exists; empty too
     */
    record Finding(
            SummaryView.Tone tone,
            String rule,
            String message,
            String place,
            String section,
            String description,
            String source) {
        String href() {
            return "#" + section;
        }

        String severity() {
            return switch (tone) {
                case ERROR -> "Error";
                case WARNING -> "Warning";
                default -> "Note";
            };
        }
    }

    static LintView of(LintReport report, HeaderView header, PartsView parts) {
        return new LintView(
                measure(report.profile()),
                report.findings().stream()
                        .map(finding -> finding(finding, header, parts))
                        .toList());
    }

    private static String measure(LintProfile profile) {
        return switch (profile) {
                    case TRANSACTIONAL -> "The lint took it as a mail to one person who expects it";
                    case BULK ->
                        "The lint took it as a mail to many, and asked for what the large mail providers demand of these";
                    case STRICT_RFC -> "The lint asked for the standards, and for nothing else";
                }
                + " (profile " + profile + ").";
    }

    private static Finding finding(LintFinding finding, HeaderView header, PartsView parts) {
        String place = finding.where();
        String section = Optional.ofNullable(SECTIONS.get(place))
                .or(() -> parts.anchor(place))
                .or(() -> header.anchor(place))
                .orElseGet(() -> elsewhere(place));
        return new Finding(
                tone(finding.severity()),
                finding.ruleId(),
                finding.message(),
                Cut.line(place, 200),
                section,
                Optional.ofNullable(RULES.get(finding.ruleId()))
                        .map(LintRule::description)
                        .orElse(""),
                Optional.ofNullable(RULES.get(finding.ruleId()))
                        .map(LintRule::source)
                        .orElse(""));
    }

    /** The section of a place that has no anchor of its own: one that is left out, or a line. */
    private static String elsewhere(String place) {
        if (place.startsWith("line ")) {
            return "source";
        }
        return place.startsWith("part ") ? "parts" : "header";
    }

    static SummaryView.Tone tone(LintSeverity severity) {
        return switch (severity) {
            case ERROR -> SummaryView.Tone.ERROR;
            case WARNING -> SummaryView.Tone.WARNING;
            case INFO -> SummaryView.Tone.NOTE;
        };
    }
}
