/**
 * A mail catcher: keeps mails, and shows them. Start with {@link io.github.smtpjunit.relay.catcher.CaughtMails}, which
 * keeps them in memory or in a {@link io.github.smtpjunit.relay.catcher.MailDirectory}, and
 * {@link io.github.smtpjunit.relay.catcher.CatcherApi}, which answers pages and tools over HTTP. The package is not
 * exported.
 */
@NullMarked
package io.github.smtpjunit.relay.catcher;

import org.jspecify.annotations.NullMarked;
