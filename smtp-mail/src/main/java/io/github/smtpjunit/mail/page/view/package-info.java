/** What the templates of a mail's page show, and how a mail's own HTML is made harmless. Not exported. */
@NullMarked
package io.github.smtpjunit.mail.page.view;

import org.jspecify.annotations.NullMarked;
