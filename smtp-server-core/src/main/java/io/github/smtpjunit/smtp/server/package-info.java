/**
 * The SMTP server: {@link io.github.smtpjunit.smtp.server.SmtpServer SmtpServer} runs by itself, {@link
 * io.github.smtpjunit.smtp.server.SmtpListener SmtpListener} is for a main loop of your own.
 *
 * <p>What is done with a mail is said by a {@link io.github.smtpjunit.smtp.server.MailHandler MailHandler}, what is let in by a
 * {@link io.github.smtpjunit.smtp.server.SmtpPolicy SmtpPolicy}, and what goes wrong on purpose by {@link
 * io.github.smtpjunit.smtp.server.Faults Faults}.
 */
@NullMarked
package io.github.smtpjunit.smtp.server;

import org.jspecify.annotations.NullMarked;
