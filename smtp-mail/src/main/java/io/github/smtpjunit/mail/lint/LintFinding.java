package io.github.smtpjunit.mail.lint;

import static java.util.Objects.requireNonNull;

/**
 * Something that {@link MailLint} found in a mail.
 *
 * @param ruleId the rule that it breaks, for example {@code link.localhost}
 * @param severity how grave that is in the profile
 * @param message what is wrong, with the words of the mail
 * @param where the place in the mail, for example {@code Subject}, {@code HTML body} or {@code part 1.2}
 */
public record LintFinding(String ruleId, LintSeverity severity, String message, String where) {

    /**
     * Makes a finding.
     *
     * @param ruleId the rule that the mail breaks
     * @param severity how grave that is
     * @param message what is wrong
     * @param where the place in the mail
     */
    public LintFinding {
        requireNonNull(ruleId, "ruleId");
        requireNonNull(severity, "severity");
        requireNonNull(message, "message");
        requireNonNull(where, "where");
    }

    /** Returns all of it on one line. */
    @Override
    public String toString() {
        return severity + " " + ruleId + " (" + where + "): " + message;
    }
}
