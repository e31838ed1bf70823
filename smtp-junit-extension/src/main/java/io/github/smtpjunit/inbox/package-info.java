/**
 * The inbox of a test, with its captured mails and the assertions on them, for any test framework.
 *
 * <p>Start with {@link io.github.smtpjunit.inbox.Inbox} and {@link io.github.smtpjunit.inbox.InboxAssert}. With JUnit,
 * {@code io.github.smtpjunit.jupiter.WithSmtpServer} makes the inbox.
 */
@NullMarked
package io.github.smtpjunit.inbox;

import org.jspecify.annotations.NullMarked;
