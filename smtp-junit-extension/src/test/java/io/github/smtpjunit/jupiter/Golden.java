package io.github.smtpjunit.jupiter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.util.List;

/** A row of a table of assertions: holds, or fails with a text. */
final class Golden {

    private Golden() {}

    /**
     * Checks an assertion.
     *
     * @param text what it says when it fails, {@code ""} if it holds
     * @param table what follows that text
     */
    static void check(Runnable assertion, String text, String table) {
        if (text.isEmpty()) {
            assertion.run();
        } else {
            assertThatExceptionOfType(AssertionError.class)
                    .isThrownBy(assertion::run)
                    .satisfies(failure -> assertThat(timeless(failure)).isEqualTo(text + table));
        }
    }

    /** What follows the text of a failed assertion on a mail. */
    static String table(CapturedMail mail) {
        return "\n\nThe mail:\n" + FailureReport.indented(MailTable.of(List.of(mail)));
    }

    /** The times of a dialogue differ. */
    private static String timeless(AssertionError failure) {
        return String.valueOf(failure.getMessage()).replaceAll("(?m)^ +\\d+ ms", "  N ms");
    }
}
