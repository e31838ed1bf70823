/**
 * Finds what is wrong with a mail although it arrives. Start with {@link io.github.smtpjunit.mail.lint.MailLint}: it
 * checks a {@link io.github.smtpjunit.mail.ParsedMail ParsedMail} by a {@link io.github.smtpjunit.mail.lint.LintProfile
 * LintProfile} and returns a {@link io.github.smtpjunit.mail.lint.LintReport LintReport}.
 *
 * <p>Nothing is fetched or looked up. All types are thread-safe.
 */
@NullMarked
package io.github.smtpjunit.mail.lint;

import org.jspecify.annotations.NullMarked;
