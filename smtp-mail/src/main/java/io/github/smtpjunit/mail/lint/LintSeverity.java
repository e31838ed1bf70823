package io.github.smtpjunit.mail.lint;

/** How grave a finding of {@link MailLint} is, in ascending order. */
public enum LintSeverity {

    /** Worth knowing; nothing fails because of it. */
    INFO,

    /** The mail arrives, but looks or counts worse than it could. */
    WARNING,

    /** The mail is broken: it is refused, misread, or shows what it should not. */
    ERROR
}
