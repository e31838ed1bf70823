package example;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.smtpjunit.mail.lint.LintProfile;
import io.github.smtpjunit.mail.lint.LintRule;
import io.github.smtpjunit.mail.lint.LintSeverity;
import io.github.smtpjunit.mail.lint.MailLint;
import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The catalogue in the guide on linting is that of the code. */
class LintGuideTests {

    private static final String HEAD = "| rule | what it finds, and why | transactional | bulk | strict | source |";

    /** The guide's rows, to be copied from the message of a failure. */
    static List<String> rows() {
        return MailLint.rules().stream().map(LintGuideTests::row).toList();
    }

    private static String row(LintRule rule) {
        String severities = Stream.of(LintProfile.values())
                .map(profile -> rule.severity(profile).map(LintGuideTests::word).orElse("-"))
                .collect(Collectors.joining(" | "));
        return "| `" + rule.id() + "` | " + plain(rule.description()) + " | " + severities + " | "
                + plain(rule.source()) + " |";
    }

    private static String word(LintSeverity severity) {
        return severity == LintSeverity.INFO ? "note" : severity.name().toLowerCase(Locale.ROOT);
    }

    /** A text without characters that Markdown interprets. */
    private static String plain(String text) {
        return text.replace("<", "\\<")
                .replace("*", "\\*")
                .replace("[[", "\\[\\[")
                .replace("_", "\\_");
    }

    @Test
    void everyRuleIsInTheGuide() throws IOException {
        List<String> table = new ArrayList<>();
        Files.readString(GuideTests.docs().resolve("linting.md"))
                .lines()
                .dropWhile(line -> !line.equals(HEAD))
                .skip(2)
                .takeWhile(line -> line.startsWith("| "))
                .forEach(table::add);

        assertThat(String.join("\n", table)).isEqualTo(String.join("\n", rows()));
    }
}
