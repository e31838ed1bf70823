/**
 * JUnit tests that send mail, and assert on what arrived:
 * {@link io.github.smtpjunit.jupiter.WithSmtpServer @WithSmtpServer} gives each test its own SMTP server,
 * {@link io.github.smtpjunit.inbox.Inbox Inbox} holds what it received.
 */
@NullMarked
package io.github.smtpjunit.jupiter;

import org.jspecify.annotations.NullMarked;
