package example;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The tables of RFCs, of promises and of the relay's rules name tests that exist. */
class RfcTableTests {

    /** {@code SomeTests}, {@code a.package.SomeTests} or {@code SomeTests.aMethod}. */
    private static final Pattern TEST =
            Pattern.compile("(?<=[`.])(\\w+(?:Tests|TestCase|Contract))(?:\\.(\\w+))?(?=`)");

    private static final List<String> MODULES =
            List.of("smtp-server-core", "smtp-junit-extension", "smtp-certificates", "smtp-relay");

    @Test
    void everyTestInTheTableExists() throws IOException {
        assertThat(named("rfc.md")).hasSizeGreaterThan(60);
        assertThat(missing("rfc.md")).isEmpty();
    }

    @Test
    void everyTestThatKeepsAPromiseExists() throws IOException {
        assertThat(named("promises.md")).hasSizeGreaterThan(90);
        assertThat(missing("promises.md")).isEmpty();
    }

    @Test
    void everyTestThatKeepsARuleOfTheRelayExists() throws IOException {
        assertThat(named("relay-rules.md")).hasSizeGreaterThan(100);
        assertThat(missing("relay-rules.md")).isEmpty();
    }

    private static List<MatchResult> named(String table) throws IOException {
        return TEST.matcher(Files.readString(GuideTests.docs().resolve(table)))
                .results()
                .toList();
    }

    private static List<String> missing(String table) throws IOException {
        Map<String, String> sources = sources();
        return named(table).stream()
                .filter(test -> !exists(sources.get(test.group(1) + ".java"), test.group(2)))
                .map(MatchResult::group)
                .toList();
    }

    private static boolean exists(String source, String method) {
        return source != null && (method == null || source.contains(" " + method + "("));
    }

    private static Map<String, String> sources() throws IOException {
        Map<String, String> sources = new HashMap<>();
        for (String module : MODULES) {
            Path tests = GuideTests.docs().resolveSibling(module).resolve("src/test/java");
            try (Stream<Path> files = Files.walk(tests)) {
                files.filter(file -> file.toString().endsWith("Tests.java")
                                || file.toString().endsWith("TestCase.java")
                                || file.toString().endsWith("Contract.java"))
                        .forEach(file -> sources.merge(file.getFileName().toString(), read(file), String::concat));
            }
        }
        return sources;
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
