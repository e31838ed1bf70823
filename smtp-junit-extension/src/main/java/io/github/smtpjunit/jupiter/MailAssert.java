package io.github.smtpjunit.jupiter;

import static java.util.Objects.requireNonNull;

import java.util.function.Function;
import org.assertj.core.api.AbstractObjectAssert;
import org.assertj.core.api.ObjectAssert;
import org.jspecify.annotations.Nullable;

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
 *
 * <p>What asks for some among others, such as {@link #isTo(String...)}, needs one at least; without any it would assert nothing, so
 * that is an {@link IllegalArgumentException}. What asks for exactly these, such as {@link #isToOnly(String...)}, takes none for none.
 * What is said of all, such as {@link #allLinksUseHttps()}, fails for a mail that has none of them; what is said of none holds there.
 */
public class MailAssert extends AbstractQualityAssert<MailAssert> {

    /**
     * Makes assertions on a mail; for AssertJ, whose proxies of soft assertions need it. {@code assertThat(mail)} is the way for
     * everybody else.
     *
     * @param actual the mail
     */
    public MailAssert(CapturedMail actual) {
        this(requireNonNull(actual, "actual"), true);
    }

    private MailAssert(CapturedMail actual, boolean standalone) {
        super(actual, MailAssert.class, standalone);
    }

    /**
     * Goes on to a value of the mail.
     *
     * <pre>{@code
     * // passes
     * assertThat(mail).extracting(CapturedMail::subject).isEqualTo(Optional.of("Welcome"));
     * // fails
     * assertThat(mail).extracting(CapturedMail::subject).isEqualTo(Optional.empty());
     * }</pre>
     *
     * @param value gets the value
     * @param <T> its type; the value may be null
     * @return AssertJ's assertions on the value
     */
    public <T extends @Nullable Object> AbstractObjectAssert<?, T> extracting(Function<? super CapturedMail, T> value) {
        requireNonNull(value, "value");
        return extracting(value, extracted -> new ObjectAssert<>(extracted));
    }

    /** Assertions whose failure is shown beside a table of the mails. */
    static MailAssert nested(CapturedMail actual) {
        return new MailAssert(actual, false);
    }
}
