package io.github.smtpjunit.inbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.junit.jupiter.params.provider.Arguments.argumentSet;

import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.Arguments;

/** Assertions that hold, or fail with a text, to the letter. */
public final class Golden {

    private Golden() {}

    /** A row of a table: an assertion that holds. */
    public static Arguments passes(String name, Consumer<?> assertion, Object... before) {
        return argumentSet(
                name, Stream.concat(Stream.of(before), Stream.of(assertion, "")).toArray());
    }

    /** A row of a table: an assertion that fails, and what it says. */
    public static Arguments fails(String name, Consumer<?> assertion, String text, Object... before) {
        assertThat(text).as("what a failure says").isNotBlank();
        return argumentSet(
                name + " fails",
                Stream.concat(Stream.of(before), Stream.of(assertion, text.stripTrailing()))
                        .toArray());
    }

    /**
     * Checks what a row of a table says.
     *
     * @param text what the assertion says when it fails, {@code ""} if it holds
     * @param rest what follows that text
     */
    public static void check(Runnable assertion, String text, String rest) {
        if (text.isEmpty()) {
            assertion.run();
        } else {
            fails(assertion, text, rest);
        }
    }

    /** Checks that an assertion fails, and what it says. */
    public static void fails(Runnable assertion, String text, String rest) {
        assertThat(text).as("what a failure says").isNotBlank();
        assertThatExceptionOfType(AssertionError.class)
                .isThrownBy(assertion::run)
                .satisfies(failure -> assertThat(lasting(failure)).isEqualTo(text + rest));
    }

    /** What follows the text of a failed assertion on a mail. */
    public static String table(CapturedMail mail) {
        return "\n\nThe mail:\n" + FailureReport.indented(MailTable.of(List.of(mail)));
    }

    /** The times of a dialogue, and the port, differ. */
    private static String lasting(AssertionError failure) {
        return String.valueOf(failure.getMessage())
                .replaceAll("(?m)^ +\\d+ ms", "  N ms")
                .replaceAll("127.0.0.1:\\d+", "127.0.0.1:PORT");
    }
}
