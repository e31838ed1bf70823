package io.github.smtpjunit.inbox;

import static java.util.Objects.requireNonNull;

import java.util.function.Consumer;
import org.assertj.core.api.SoftAssertions;
import org.assertj.core.api.SoftAssertionsProvider;

/**
 * AssertJ's soft assertions with those on inboxes and mails: failures are collected and reported together.
 *
 * <pre>{@code
 * MailSoftAssertions.assertMailSoftly(softly -> {
 *     softly.assertThat(inbox).hasMailCount(1);
 *     softly.assertThat(inbox).firstMail().isFrom("shop@example.com").hasSubject("Welcome");
 * });
 * }</pre>
 *
 * <p>AssertJ's {@code SoftAssertionsExtension} injects them into a field that is marked {@code @InjectSoftAssertions},
 * and into parameters of tests.
 */
public class MailSoftAssertions extends SoftAssertions implements MailSoftAssertionsProvider {

    /** Makes soft assertions without a failure so far; {@link #assertAll()} reports those to come. */
    public MailSoftAssertions() {}

    /**
     * Runs assertions and reports their failures together.
     *
     * @param assertions makes the assertions
     * @throws AssertionError if some have failed
     */
    public static void assertMailSoftly(Consumer<MailSoftAssertions> assertions) {
        requireNonNull(assertions, "assertions");
        SoftAssertionsProvider.assertSoftly(MailSoftAssertions.class, assertions);
    }
}
