package example;

import static java.util.stream.Collectors.joining;
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
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The tables of the guides on migration show code that is compiled: the left side in a project that has the other tool,
 * the right side here.
 */
class MigrationTests {

    private static final Pattern CODE = Pattern.compile("`([^`]+)`");

    /** Settings, which no compiler knows, and types that are written without a call. */
    private static final Pattern NO_CODE = Pattern.compile("[\\w.]+=\\d+|@DynamicPropertySource|mail\\.\\S+");

    private static List<String[]> rows(String tool) throws IOException {
        return Files.readString(GuideTests.docs().resolve("coming-from-" + tool + ".md"))
                .lines()
                .dropWhile(line -> !line.equals("## In place of"))
                .filter(line -> line.startsWith("| "))
                .skip(1)
                .map(line -> line.split(" \\| ", -1))
                .toList();
    }

    /** Returns what a text shows in code that no file in a directory has; two dots stand for anything. */
    private static List<String> notCompiled(String text, String sources) {
        List<String> missing = new ArrayList<>();
        for (MatchResult code : CODE.matcher(text).results().toList()) {
            String pattern = Stream.of(code.group(1).replaceAll("\\s", "").split("\\.\\.(?=\\))", -1))
                    .map(Pattern::quote)
                    .collect(joining(".*?"));
            boolean isCode =
                    !NO_CODE.matcher(code.group(1)).matches() || code.group(1).endsWith(")");
            if (isCode && !Pattern.compile(pattern).matcher(sources).find()) {
                missing.add(code.group(1));
            }
        }
        return missing;
    }

    /** Returns the code of all files in a directory, without white space. */
    private static String sources(Path directory) throws IOException {
        StringBuilder all = new StringBuilder();
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : files.filter(file -> file.toString().endsWith(".java"))
                    .filter(file -> !file.endsWith("MigrationTests.java"))
                    .toList()) {
                all.append(Files.readString(file).replaceAll("\\s", ""));
            }
        }
        return all.toString();
    }

    @ParameterizedTest
    @ValueSource(strings = {"greenmail", "wiser", "dumbster", "mailpit"})
    void bothSidesAreCompiled(String tool) throws IOException {
        Path docs = GuideTests.docs();
        String before = sources(docs.resolveSibling("smtp-junit-extension/src/it/coming-from/" + tool + "/src"));
        String after = sources(docs.resolve("src/test/java/example"))
                + sources(docs.resolveSibling("smtp-junit-extension/src/it/quarkus/src"));
        List<String> missing = new ArrayList<>();
        List<String[]> rows = rows(tool);
        for (String[] row : rows) {
            notCompiled(row[0], before).forEach(code -> missing.add(tool + ": " + code));
            notCompiled(row[1], after).forEach(code -> missing.add("here: " + code));
        }

        assertThat(missing).isEmpty();
        assertThat(rows).hasSizeGreaterThanOrEqualTo(10);
    }

    @Test
    void codeThatIsNotCompiledIsFound() {
        assertThat(notCompiled("`inbox.mails()`, `a.b(..)`, `c()`", "x=inbox.mails();a.b(1,2);"))
                .containsExactly("c()");
    }
}
