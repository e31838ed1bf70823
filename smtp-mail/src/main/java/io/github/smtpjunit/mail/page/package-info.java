/**
 * A mail as a page to look at: one HTML file with all that is known of a mail. Start with
 * {@link io.github.smtpjunit.mail.page.MailPage}. The page takes each mail for hostile: nothing in it runs, and nothing
 * is fetched.
 */
@NullMarked
package io.github.smtpjunit.mail.page;

import org.jspecify.annotations.NullMarked;
