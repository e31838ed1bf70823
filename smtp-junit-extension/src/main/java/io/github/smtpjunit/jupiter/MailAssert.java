package io.github.smtpjunit.jupiter;

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
 * <p>A mail does not change any more, so nothing waits here.
 */
public final class MailAssert extends AbstractRawAssert<MailAssert> {

    MailAssert(CapturedMail actual) {
        this(actual, true);
    }

    private MailAssert(CapturedMail actual, boolean standalone) {
        super(actual, MailAssert.class, standalone);
    }

    /** Assertions whose failure is shown beside a table of the mails. */
    static MailAssert nested(CapturedMail actual) {
        return new MailAssert(actual, false);
    }
}
