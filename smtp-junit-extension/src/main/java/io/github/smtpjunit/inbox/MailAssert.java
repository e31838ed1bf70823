package io.github.smtpjunit.inbox;

/**
 * Assertions on one mail, got by {@code assertThat(mail)} or from {@link InboxAssert}.
 *
 * <pre>{@code
 * assertThat(inbox).singleMail()
 *         .isFrom("shop@example.com")
 *         .isTo("ada@example.org")
 *         .hasSubject("Welcome, Ada")
 *         .hasTextContaining("confirm your address")
 *         .hasLink("https://shop.example.com/confirm");
 * }</pre>
 *
 * <p>{@link AbstractMailAssert} has them all; extend it to add your own.
 */
public class MailAssert extends AbstractMailAssert<MailAssert> {

    /**
     * Makes assertions on a mail. AssertJ's soft assertions need this constructor; a test calls
     * {@code assertThat(mail)}.
     *
     * @param actual the mail
     */
    public MailAssert(CapturedMail actual) {
        super(actual, MailAssert.class);
    }

    /** Assertions whose failure is shown beside a table of the mails. */
    static MailAssert nested(CapturedMail actual) {
        MailAssert nested = new MailAssert(actual);
        nested.omitMail();
        return nested;
    }
}
