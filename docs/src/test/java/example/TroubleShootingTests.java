package example;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The messages on the page of trouble-shooting are in the code, and each hint of the code is on the page. */
class TroubleShootingTests {

    private static final Pattern CODE = Pattern.compile("`([^`]+)`");
    private static final Pattern HINT = Pattern.compile("\"([^\"]{20,})\"[,;)]");

    private static String page() throws IOException {
        return Files.readString(GuideTests.docs().resolve("trouble-shooting.md"));
    }

    /** Returns our code with its joined texts in one. */
    private static String sources(String... modules) throws IOException {
        StringBuilder all = new StringBuilder();
        for (String module : modules) {
            try (Stream<Path> files =
                    Files.walk(GuideTests.docs().resolveSibling(module).resolve("src/main/java"))) {
                for (Path file :
                        files.filter(file -> file.toString().endsWith(".java")).toList()) {
                    all.append(joined(Files.readString(file)));
                }
            }
        }
        return all.toString();
    }

    private static String joined(String source) {
        return source.replaceAll("\"\\s*\\+\\s*\"", "");
    }

    @Test
    void eachMessageIsInTheCode() throws IOException {
        String sources = sources("smtp-server-core", "smtp-junit-extension");
        List<String> missing = new ArrayList<>();
        int checked = 0;
        for (String row : page().lines()
                .filter(line -> line.startsWith("| `"))
                .map(line -> line.split(" \\| ", -1)[0])
                .toList()) {
            for (MatchResult message : CODE.matcher(row).results().toList()) {
                for (String words : message.group(1).split("\\s*(?<!\\.|\\()\\.\\.(?!\\.|\\))\\s*", -1)) {
                    checked++;
                    if (!sources.contains(words.strip())) {
                        missing.add(words);
                    }
                }
            }
        }

        assertThat(missing).isEmpty();
        assertThat(checked).isGreaterThan(50);
    }

    /** What a failed sender and a failed assertion say of common mistakes. */
    @Test
    void eachHintOnClientsIsOnThePage() throws IOException {
        Path hints = GuideTests.docs()
                .resolveSibling("smtp-junit-extension/src/main/java/io/github/smtpjunit/inbox/Hints.java");
        String constants = joined(Files.readString(hints)).split("BY_REPLY", 2)[0];
        List<String> texts =
                HINT.matcher(constants).results().map(hint -> hint.group(1)).toList();

        assertThat(texts).hasSizeGreaterThanOrEqualTo(3);
        assertThat(page()).contains(texts);
    }

    /** The words of mail libraries for which a failed sender gets a remedy. */
    @Test
    void eachFailureOfASenderIsOnThePage() throws IOException {
        Path failures = GuideTests.docs()
                .resolveSibling("smtp-junit-extension/src/main/java/io/github/smtpjunit/inbox/SenderFailures.java");
        String remedies = joined(Files.readString(failures))
                .split("REMEDIES = Map\\.of\\(", 2)[1]
                .split("\\);", 2)[0];
        String[] wordsAndRemedies = remedies.split(",\\s*\\n", -1);
        List<String> words = new ArrayList<>();
        for (int i = 0; i < wordsAndRemedies.length; i += 2) {
            String text = wordsAndRemedies[i].strip();
            words.add(text.startsWith("\"") ? text.substring(1, text.length() - 1) : "Authentication required");
        }

        assertThat(words).hasSizeGreaterThanOrEqualTo(5);
        assertThat(page()).contains(words);
    }
}
