package io.github.smtpjunit.inbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.github.smtpjunit.jupiter.WithSmtpServer;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

/** A failure shows a large mail in little. */
@WithSmtpServer(assertionTimeoutMillis = 300)
class LargeMailTests {

    private static final int MUCH = 20_000;

    @Test
    void noFailurePrintsAHugeField(Inbox inbox) {
        String many = "a@b.example, ".repeat(30_000);
        RawClient.deliver(
                inbox,
                "To: " + many + "\nFrom: " + "x".repeat(390_000) + "@b.example\nSubject: "
                        + "x".repeat(390_000) + "\nX-A: " + "x".repeat(390_000) + "\nContent-Type: text/html\n\n"
                        + "<p>Hello</p>".repeat(90_000));
        CapturedMail mail = inbox.awaitMail();

        Stream.<ThrowingCallable>of(
                        () -> assertThat(mail).isTo("ada@example.org"),
                        () -> assertThat(mail).isToOnly("ada@example.org"),
                        () -> assertThat(mail).isFrom("ada@example.org"),
                        () -> assertThat(mail).hasSubject("Tea"),
                        () -> assertThat(mail).hasHeader("X-A", "tea"),
                        () -> assertThat(mail).hasTextContaining("tea"),
                        () -> assertThat(mail).hasHtmlContaining("tea"),
                        () -> assertThat(mail).passesLint(),
                        () -> assertThat(inbox).mail(1),
                        () -> assertThat(inbox).hasNoMail())
                .forEach(call -> assertThatExceptionOfType(AssertionError.class)
                        .isThrownBy(call)
                        .satisfies(failure -> assertThat(failure.getMessage()).hasSizeLessThan(MUCH)));
        assertThat(mail.toString()).hasSizeLessThan(MUCH);
    }
}
