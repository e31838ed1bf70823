/**
 * Where a relay keeps its mails. Start with {@link io.github.smtpjunit.relay.spool.MailSpool}, the contract, and
 * {@link io.github.smtpjunit.relay.spool.QueuedMail}, a mail in the queue.
 * {@link io.github.smtpjunit.relay.spool.MemorySpool} and {@link io.github.smtpjunit.relay.spool.FileSpool} implement
 * it.
 */
@NullMarked
package io.github.smtpjunit.relay.spool;

import org.jspecify.annotations.NullMarked;
