/**
 * The SMTP server: {@link io.github.smtpjunit.smtp.server.SmtpServer SmtpServer} runs by itself, {@link
 * io.github.smtpjunit.smtp.server.SmtpListener SmtpListener} is for a main loop of your own.
 *
 * <p>What is done with a mail is said by a {@link io.github.smtpjunit.smtp.server.MailHandler MailHandler}, what is let
 * in by a {@link io.github.smtpjunit.smtp.server.SmtpPolicy SmtpPolicy}, and what goes wrong on purpose by
 * {@link io.github.smtpjunit.smtp.server.Faults Faults}.
 *
 * <p>Inside, {@code Dialogue} is the spine of a session: it reads a line, lets {@code Session}, the state machine,
 * answer, and hands the mail over. HACKING.md has the way of a mail through this package, and a table of the places
 * where its rules are decided.
 */
@NullMarked
package io.github.smtpjunit.smtp.server;

import org.jspecify.annotations.NullMarked;
