package io.github.smtpjunit.mail.lint;

import static java.util.Objects.requireNonNull;

import io.github.smtpjunit.mail.Arrival;
import io.github.smtpjunit.mail.ParsedMail;
import io.github.smtpjunit.mail.VisibleText;
import io.github.smtpjunit.smtp.given.Nearest;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Looks for what is wrong with a mail although it arrived: broken MIME, template variables, links to localhost, what
 * spam filters dislike, what screen readers need.
 *
 * <pre>{@code
 * LintReport report = MailLint.check(ParsedMail.parse(octets), LintProfile.BULK);
 * }</pre>
 *
 * <p>It reads the mail and its envelope only. It fetches nothing, and looks up nothing that the mail names. Any octets
 * can be checked. Thread-safe.
 */
public final class MailLint {

    /** What one rule finds in a mail at most: the beginning tells enough. */
    private static final int MAX_FINDINGS_PER_RULE = 10;

    private static final int MAX_MESSAGE_CHARS = 200;

    private static final List<LintRule> RULES = Stream.of(
                    FormatRules.RULES,
                    HeaderRules.RULES,
                    EncodedWordRules.RULES,
                    MimeRules.RULES,
                    PartRules.RULES,
                    AttachmentRules.RULES,
                    SenderRules.RULES,
                    ListRules.RULES,
                    SpamRules.RULES,
                    LeakRules.RULES,
                    LinkRules.RULES,
                    PrivacyRules.RULES,
                    HtmlRules.RULES,
                    AccessibilityRules.RULES,
                    SizeRules.RULES)
            .flatMap(Collection::stream)
            .toList();

    private MailLint() {}

    /**
     * Checks a mail of which only the octets are known. Rules on its envelope, its way and the time of its arrival find
     * nothing.
     *
     * @param mail the mail, however broken
     * @param profile what to measure it by
     * @return the findings; at most ten of each rule
     */
    public static LintReport check(ParsedMail mail, LintProfile profile) {
        return check(mail, Optional.empty(), profile);
    }

    /**
     * Checks a mail that arrived somewhere.
     *
     * @param mail the mail, however broken
     * @param arrival its envelope, and how and when it came
     * @param profile what to measure it by
     * @return the findings; at most ten of each rule
     */
    public static LintReport check(ParsedMail mail, Arrival arrival, LintProfile profile) {
        return check(mail, Optional.of(requireNonNull(arrival, "arrival")), profile);
    }

    private static LintReport check(ParsedMail mail, Optional<Arrival> arrival, LintProfile profile) {
        requireNonNull(mail, "mail");
        requireNonNull(profile, "profile");
        LintedMail linted = LintedMail.of(mail, arrival);
        List<LintFinding> findings = new ArrayList<>();
        for (LintRule rule : RULES) {
            rule.severity(profile).ifPresent(severity -> findings.addAll(look(rule, severity, linted)));
        }
        findings.sort(Comparator.comparing(LintFinding::severity).reversed());
        return new LintReport(profile, findings);
    }

    private static List<LintFinding> look(LintRule rule, LintSeverity severity, LintedMail mail) {
        List<LintFinding> findings = new ArrayList<>();
        rule.look(mail, (where, message) -> {
            if (findings.size() == MAX_FINDINGS_PER_RULE) {
                return;
            }
            LintFinding finding =
                    new LintFinding(rule.id(), severity, VisibleText.excerpt(message, MAX_MESSAGE_CHARS), where);
            if (!findings.contains(finding)) {
                findings.add(finding);
            }
        });
        return findings;
    }

    /**
     * Returns the catalogue of all rules.
     *
     * @return the rules, grouped by subject
     */
    public static List<LintRule> rules() {
        return RULES;
    }

    /** Refuses an unknown id of a rule or name of a group. */
    static void requireKnown(String id) {
        if (RULES.stream().noneMatch(rule -> matches(id, rule.id()))) {
            String nearest = Nearest.to(
                    id,
                    Stream.concat(
                            RULES.stream().map(LintRule::id), RULES.stream().map(MailLint::group)));
            throw new IllegalArgumentException(
                    "There is no lint rule \"" + id + "\"; the nearest is \"" + nearest + "\"");
        }
    }

    private static String group(LintRule rule) {
        return rule.id().substring(0, rule.id().indexOf('.')) + ".*";
    }

    static boolean matches(String wanted, String id) {
        return wanted.endsWith(".*") ? id.startsWith(wanted.substring(0, wanted.length() - 1)) : id.equals(wanted);
    }
}
