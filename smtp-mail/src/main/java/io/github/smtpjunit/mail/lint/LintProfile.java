package io.github.smtpjunit.mail.lint;

/** What a mail is measured by: which rules of {@link MailLint} apply, and how grave they are. */
public enum LintProfile {

    /** A mail to one person who expects it: a confirmation, an invoice, a password reset. */
    TRANSACTIONAL,

    /** A mail to many: what the large mail providers demand of bulk senders is an error here. */
    BULK,

    /** The standards and nothing else; what they merely recommend is a warning. */
    STRICT_RFC
}
