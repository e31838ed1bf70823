package example;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.github.smtpjunit.inbox.Inbox;
import io.github.smtpjunit.jupiter.WithSmtpServer;
import io.github.smtpjunit.mail.lint.LintProfile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** The failures that the guides show are those of our assertions. */
@WithSmtpServer
class FailureTextTests {

    private static final Pattern FAILURE = Pattern.compile("(?s)<!-- failure: (\\S+) -->\n```text\n(.*?)```\n");

    /** By the name in the comment before the text. All are about one announcement with two blind copies. */
    private static final Map<String, Consumer<Inbox>> FAILURES = new TreeMap<>(Map.of(
            "inbox", inbox -> assertThat(inbox).within(Duration.ofMillis(100)).hasMailCount(3),
            "envelope",
                    inbox -> assertThat(inbox).singleMail().hasBlindRecipients("ada@example.org", "eve@example.org"),
            "header", inbox -> assertThat(inbox).singleMail().isTo("ada@example.org"),
            "text", inbox -> assertThat(inbox).singleMail().hasTextContaining("https://shop.example.com/sale"),
            "attachments", inbox -> assertThat(inbox).singleMail().hasAttachment("terms.pdf"),
            "whole", inbox -> assertThat(inbox).singleMail().passesLint(LintProfile.BULK)));

    private static Map<String, String> shown() throws IOException {
        Map<String, String> shown = new TreeMap<>();
        try (Stream<Path> guides = Files.list(GuideTests.docs())) {
            for (Path guide :
                    guides.filter(file -> file.toString().endsWith(".md")).toList()) {
                FAILURE.matcher(Files.readString(guide))
                        .results()
                        .forEach(failure -> shown.put(failure.group(1), failure.group(2)));
            }
        }
        return shown;
    }

    @TestFactory
    Stream<DynamicTest> aGuideShowsWhatAFailureSays(Inbox inbox) throws IOException {
        new Shop(inbox.host(), inbox.port()).announce("Sale", "ada@example.org", "bob@example.org");
        Map<String, String> shown = shown();
        return FAILURES.entrySet().stream()
                .map(failure -> DynamicTest.dynamicTest(failure.getKey(), () -> {
                    AssertionError error = catchThrowableOfType(
                            AssertionError.class, () -> failure.getValue().accept(inbox));
                    assertThat(shown.get(failure.getKey()))
                            .isEqualTo(error.getMessage().strip() + "\n");
                }));
    }

    @Test
    void eachGuideOnAssertionsShowsOne() throws IOException {
        assertThat(shown()).containsOnlyKeys(FAILURES.keySet());
        List<String> without = new ArrayList<>();
        try (Stream<Path> guides = Files.list(GuideTests.docs())) {
            for (Path guide : guides.filter(
                            file -> file.getFileName().toString().startsWith("assertions"))
                    .toList()) {
                if (!Files.readString(guide).contains("```text\n")) {
                    without.add(guide.getFileName().toString());
                }
            }
        }
        assertThat(without).isEmpty();
    }
}
