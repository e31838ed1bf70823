package io.github.smtpjunit.inbox;

import static java.util.Objects.requireNonNull;

import org.assertj.core.api.SoftAssertionsProvider;

/**
 * Soft assertions on inboxes and mails, to be mixed into soft assertions of your own:
 *
 * <pre>{@code
 * class ShopSoftAssertions extends AbstractSoftAssertions
 *         implements StandardSoftAssertionsProvider, MailSoftAssertionsProvider {}
 * }</pre>
 *
 * <p>{@link MailSoftAssertions} is such a class. A way that leads nowhere, such as {@link InboxAssert#singleMail()} of
 * an empty inbox, cannot be gone on: it throws at once, with all failures collected so far. AssertJ's own assertions
 * that are got from ours, such as {@link SessionAssert#commands()}, are not soft.
 */
public interface MailSoftAssertionsProvider extends SoftAssertionsProvider {

    /**
     * Makes soft assertions on an inbox.
     *
     * @param inbox the inbox
     * @return assertions whose failures are collected
     * @throws IllegalStateException on the module path, without the options of the JVM that the message names
     */
    default InboxAssert assertThat(Inbox inbox) {
        requireNonNull(inbox, "inbox");
        InboxAssert assertions = ModulePath.proxy(() -> proxy(InboxAssert.class, Inbox.class, inbox));
        assertions.failing(FailureMode.into(this));
        return assertions;
    }

    /**
     * Makes soft assertions on a mail.
     *
     * @param mail the mail
     * @return assertions whose failures are collected
     * @throws IllegalStateException on the module path, without the options of the JVM that the message names
     */
    default MailAssert assertThat(CapturedMail mail) {
        requireNonNull(mail, "mail");
        MailAssert assertions = ModulePath.proxy(() -> proxy(MailAssert.class, CapturedMail.class, mail));
        assertions.failing(FailureMode.into(this));
        return assertions;
    }
}
